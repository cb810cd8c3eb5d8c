import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../../engine/analysis/analysis'
import { GraphDocument } from '../../engine/document/document'
import { createNode } from '../editor/node'
import { nextSort, rowOf, sorted, UNSORTED } from './rows'

const doc = new GraphDocument({
  name: '', seed: 0, tensors: {},
  nodes: [
    { id: 'x', type: 'Input', params: { shape: [2, 3, 8, 8] } }, { id: 'conv10', type: 'Conv2d', params: { out_channels: 4, kernel_size: 3 } },
    { id: 'conv2', type: 'Conv2d', params: { out_channels: 4, kernel_size: 3, bias: false } }, { id: 'lone', type: 'ReLU', params: {} },
  ],
  edges: [{ from: ['x', 'output'], to: ['conv10', 'input'] }, { from: ['conv10', 'output'], to: ['conv2', 'input'] }],
})
const analysis = new GraphAnalysis(doc)
const rows = doc.graph.nodes.map((node, place) => rowOf(createNode(node, analysis.node(node.id)!, { inputs: [], outputs: [] }), place))
const ids = (...sort: Parameters<typeof sorted>[1][]): string[] => sort.flatMap((by) => sorted(rows, by).map((row) => row.id))

describe('the table of layers', () => {
  it('has what every node costs', () => {
    expect(rows[1]).toMatchObject({ id: 'conv10', type: 'Conv2d', kind: 'conv', shape: '2 × 4 × 6 × 6', parameters: 4 * 28, macs: 4 * 28 * 2 * 36, bytes: 4 * (4 * 28 + 288) })
    expect(rows[3]).toMatchObject({ id: 'lone', shape: '', parameters: 0, macs: 0, bytes: 0 })
    const totals = analysis.totals()
    for (const key of ['parameters', 'macs', 'bytes'] as const) expect(rows.reduce((sum, row) => sum + row[key], 0)).toBe(totals[key])
  })

  it('sorts numbers by size, names as people read them, equal ones as in the file', () => {
    expect(ids(UNSORTED)).toEqual(['x', 'conv10', 'conv2', 'lone'])
    expect(ids({ key: 'id', descending: false })).toEqual(['conv2', 'conv10', 'lone', 'x'])
    expect(ids({ key: 'parameters', descending: true })).toEqual(['conv2', 'conv10', 'x', 'lone'])
    expect(ids({ key: 'size', descending: false })[0]).toBe('lone')
  })

  it('turns the order round, and then gives the file’s back', () => {
    const once = nextSort(UNSORTED, 'macs')
    expect(once).toEqual({ key: 'macs', descending: true })
    expect(nextSort(once, 'macs')).toEqual({ key: 'macs', descending: false })
    expect(nextSort(nextSort(once, 'macs'), 'macs')).toEqual(UNSORTED)
    expect(nextSort(once, 'type')).toEqual({ key: 'type', descending: false })
    expect(nextSort(UNSORTED, 'place')).toEqual({ key: 'place', descending: true })
  })
})
