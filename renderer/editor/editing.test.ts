import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../../engine/analysis/analysis'
import { GraphDocument } from '../../engine/document/document'
import { writeGraph } from '../../engine/document/file'
import { applyAll } from '../../engine/document/history'
import type { Edge, GraphNode } from '../../engine/document/types'
import { layerOf } from '../../engine/layers'
import { aligned, distributed, type Box } from './arrange'
import { copyText, faultIn, graphIn, pasteEdits } from './clipboard'
import { freeWay } from './free'
import { removeHealing } from './heal'
import { replaceType } from './replace'
import { NodeModels } from './models'
import { reached } from './select'
import { wirable } from './wirable'

const node = (id: string, type: string, params: GraphNode['params'] = {}): GraphNode => ({ id, type, params, position: [0, 0] })
const wire = (from: string, to: string, port = 'input'): Edge => ({ from: [from, 'output'], to: [to, port] })
const chain = (): GraphDocument => new GraphDocument({
  name: 'chain', seed: 0,
  nodes: [node('x', 'Input', { shape: [1, 4] }), node('fc1', 'Linear', { out_features: 4 }), node('relu', 'ReLU'), node('fc2', 'Linear', { in_features: 4, out_features: 2 })],
  edges: [wire('x', 'fc1'), wire('fc1', 'relu'), wire('relu', 'fc2')],
  tensors: { 'fc1.bias': { shape: [4], data: [1, 2, 3, 4] } },
})

describe('copy and paste', () => {
  it('says why what looks like a graph is none', () => {
    const text = copyText(chain(), ['relu'])
    expect(faultIn(`> ${text.trimEnd().replaceAll('\n', '\n> ').replace('"nodes"', ',"nodes"')}`)).toContain('not JSON')
    expect(faultIn(text.replace('"version": 1', '"version": 99'))).toContain('newer than version 1')
    expect(faultIn('a mail')).toBeUndefined()
  })

  it('gives thousands of copies an id each', () => {
    const doc = chain()
    const nodes = Array.from({ length: 3000 }, (_, i) => node(i < 1000 ? `relu${i + 1}` : 'relu', 'ReLU'))
    const { ids } = pasteEdits(doc, { name: '', seed: 0, nodes, edges: [], tensors: {} }, [0, 0], [])
    expect(ids.every((id) => !doc.has(id))).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('goes through text, with words around it, and keeps wires and weights', () => {
    const doc = chain()
    const graph = graphIn(`Look at this:\n\`\`\`json\n${copyText(doc, ['fc1', 'relu'])}\`\`\`\nnice, isn't it?`)
    expect(graph).toBeDefined()
    const { ids, edits } = pasteEdits(doc, graph!, [100, 50], [])
    const before = writeGraph(doc.graph)
    const { inverse } = applyAll(doc, edits)
    expect(ids).toHaveLength(2)
    expect(doc.tensor(`${ids[0]}.bias`)).toEqual({ shape: [4], data: [1, 2, 3, 4] })
    expect(doc.incoming(ids[1]!).map((edge) => edge.from)).toEqual([[ids[0], 'output']])
    expect(doc.incoming(ids[0]!)).toEqual([])
    applyAll(doc, inverse)
    expect(writeGraph(doc.graph)).toBe(before)
  })

  it('finds no graph in other texts', () => {
    const doc = chain()
    const copied = copyText(doc, ['fc1', 'relu'])
    const quoted = `On Monday {someone} wrote:\n${copied.split('\n').map((line) => `> > ${line.replaceAll('    ', ' \u00a0 \u00a0')}`).join('\n')}\n> > what of {that}?`
    for (const text of [quoted, quoted.replaceAll(/"([^"]*)"/g, '“$1”')]) expect(graphIn(text)?.nodes.map(({ id }) => id)).toEqual(['fc1', 'relu'])
    for (const text of ['', '{}', '{"format": "other"}', 'tensorloom-graph', '{"format": "tensorloom-graph"']) expect(graphIn(text)).toBeUndefined()
  })
})

describe('pasted cards', () => {
  const box = fc.record({ id: fc.string(), x: fc.integer({ min: -400, max: 400 }), y: fc.integer({ min: -400, max: 400 }), width: fc.constant(182), height: fc.integer({ min: 40, max: 300 }) })
  const upon = (a: Omit<Box, 'id'>, b: Omit<Box, 'id'>): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

  it('lie upon no other', () => {
    fc.assert(fc.property(fc.array(box, { minLength: 1, maxLength: 4 }), fc.array(box, { maxLength: 12 }), (boxes, others) => {
      const [dx, dy] = freeWay(boxes, others)
      for (const { x, y, ...size } of boxes) for (const other of others) expect(upon({ ...size, x: x + dx, y: y + dy }, other)).toBe(false)
    }))
  })

  it('stay where they are where there is room, and go no further than they have to', () => {
    const here = { x: 0, y: 0, width: 182, height: 100 }
    expect(freeWay([here], [{ ...here, x: 200 }])).toEqual([0, 0])
    expect(freeWay([here], [here])).toEqual([0, 120])
  })
})

describe('delete and join', () => {
  it('joins what was in front to what was behind', () => {
    const doc = chain()
    applyAll(doc, removeHealing(doc, ['fc1', 'relu']))
    expect(doc.graph.edges).toEqual([wire('x', 'fc2')])
  })

  it('leaves a join out that would not fit', () => {
    const doc = chain()
    applyAll(doc, [{ kind: 'setParam', node: 'x', param: 'shape', value: [1, 7] }])
    applyAll(doc, removeHealing(doc, ['fc1', 'relu']))
    expect(doc.graph.edges).toEqual([])
  })
})

describe('another type', () => {
  it('keeps wires and equal parameters', () => {
    const doc = chain()
    applyAll(doc, replaceType(doc, 'fc1', layerOf('Add')!))
    expect(doc.node('fc1')?.type).toBe('Add')
    expect(doc.incoming('fc1')).toEqual([wire('x', 'fc1')])
    applyAll(doc, replaceType(doc, 'fc1', layerOf('Linear')!))
    expect(doc.node('fc1')?.params).toMatchObject({ out_features: 10 })
    expect(new GraphAnalysis(doc).node('fc1')?.outputs['output']?.shape).toEqual([1, 10])
  })
})

describe('chains', () => {
  it('reach in front and behind', () => {
    const doc = chain()
    expect(reached(doc, ['relu'], 'upstream')).toEqual(['relu', 'fc1', 'x'])
    expect(reached(doc, ['relu'], 'downstream')).toEqual(['relu', 'fc2'])
  })
})

describe('arranging', () => {
  const boxes = fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1 }), x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }), width: fc.constant(178), height: fc.integer({ min: 40, max: 300 }) }), { selector: (box) => box.id, minLength: 3, maxLength: 8 })
  const after = (all: readonly Box[], moved: Readonly<Record<string, readonly [number, number]>>): readonly Box[] => all.map((box) => ({ ...box, x: moved[box.id]?.[0] ?? box.x, y: moved[box.id]?.[1] ?? box.y }))

  it('lines edges up', () => {
    fc.assert(fc.property(boxes, (all) => {
      expect(new Set(after(all, aligned(all, 'left')).map((box) => box.x)).size).toBe(1)
      expect(new Set(after(all, aligned(all, 'bottom')).map((box) => box.y + box.height)).size).toBe(1)
    }))
  })

  it('makes gaps equal and leaves the ends', () => {
    fc.assert(fc.property(boxes, (all) => {
      const sorted = after(all, distributed(all, 'y')).toSorted((a, b) => a.y - b.y)
      const gaps = sorted.slice(1).map((box, i) => box.y - sorted[i]!.y - sorted[i]!.height)
      if (Math.min(...gaps) < -39) return // Overlapping boxes may change their order.
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(2)
    }))
  })
})

describe('wiring by name', () => {
  it('offers open inputs first, and none that would close a circle or is wired so already', () => {
    const { graph } = chain()
    const doc = new GraphDocument({ ...graph, nodes: [...graph.nodes, node('add', 'Add'), node('free', 'ReLU')] })
    const { map } = new NodeModels(doc)
    expect(wirable(doc, map, 'fc1').map(({ to, taken }) => `${to.join('.')}${taken ? ' taken' : ''}`)).toEqual(['add.input', 'free.input', 'add.other', 'fc2.input taken'])
    expect(wirable(doc, map, 'fc2').map(({ to }) => to[0])).toEqual(['add', 'free', 'add'])
  })
})
