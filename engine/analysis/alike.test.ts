import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GraphDocument } from '../document/document'
import { readGraph } from '../document/file'
import { registry } from '../layers/index'
import { Alike } from './alike'
import { GraphAnalysis } from './analysis'
import type { NodeResult } from './result'
import { analyseNode } from './node'
import { analysed, type Row } from './testing/graphs'

const folder = new URL('../../graphs/', import.meta.url)
const X: Row = ['x', 'Input', { shape: [1, 3, 8, 8] }]
const conv = { out_channels: 4, kernel_size: 3 }

describe('nodes that are alike', () => {
  it('are worked out once', () => {
    const found = analysed([X, ['a', 'Conv2d', conv], ['b', 'Conv2d', { ...conv }], ['c', 'Conv2d', { ...conv, bias: false }]], ['x a', 'x b', 'x c'])
    expect(found.node('b')?.outputs).toBe(found.node('a')?.outputs)
    expect(found.node('b')?.id).toBe('b')
    expect(found.node('c')?.tensors).toHaveLength(1)
  })

  it('are told apart by wires, bypass and stored tensors', () => {
    const stored = { 'b.weight': { shape: [2], data: [1, 2] } }
    const analysis = analysed(
      [X, ['a', 'Conv2d', conv], ['b', 'Conv2d', conv], ['c', 'Conv2d', conv, { bypass: true }], ['d', 'Conv2d', conv], ['e', 'Conv2d', conv]],
      ['x a', 'x b', 'x c', 'x d.odd', 'x e', 'a e', 'a nobody'], stored,
    )
    expect(analysis.problems().map(({ code, node }) => `${code} ${node ?? ''}`)).toEqual(['dangling-edge a', 'bad-tensor b', 'unknown-port d', 'occupied-input e'])
    expect(analysis.node('c')?.outputs['output']?.shape).toEqual([1, 3, 8, 8])
  })

  it('are told apart by the sign of a zero, and by int and float', () => {
    const found = analysed([X, ['a', 'Hardtanh', { min_val: 0 }], ['b', 'Hardtanh', { min_val: { $number: '-0.0' } }], ['c', 'Hardtanh', { min_val: { $number: '0.0' } }]], ['x a', 'x b', 'x c'])
    const low = (id: string): unknown => found.node(id)?.params?.['min_val']
    expect(low('a')).not.toEqual(low('b'))
    expect(low('b')).not.toEqual(low('c'))
  })

  it.each(readdirSync(folder).filter(name => name.endsWith('.graph.json')))('of %s are what each would be alone', name => {
    const { graph } = readGraph(readFileSync(new URL(name, folder), 'utf8'))
    if (!graph) throw new Error(`${name} does not read.`)
    const doc = new GraphDocument(graph)
    const analysis = new GraphAnalysis(doc)
    const alone = new Map<string, NodeResult>()
    for (const id of analysis.order) {
      const node = doc.node(id)
      if (node) alone.set(id, analyseNode(node, { doc, registry, alike: new Alike(), asset: () => undefined, result: front => alone.get(front), runs: () => true }))
      expect(analysis.node(id)).toEqual(alone.get(id)?.analysis)
    }
  })
})
