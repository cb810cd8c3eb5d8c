import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EditError, GraphDocument } from '../document/document'
import type { Edge, Edit, Graph, GraphNode, Json, TensorEntry } from '../document/types'
import { formulaOf, GraphAnalysis } from './analysis'
import { analysed, graph, layers, type Row } from './testing/graphs'
import type { AssetInfo } from './types'

const IDS = ['a', 'b', 'c', 'd', 'e', 'a.b']
const ids = fc.constantFrom(...IDS)
const small: fc.Arbitrary<Json> = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom<Json>('x', null, true))
const value: fc.Arbitrary<Json> = fc.constantFrom<Json>({ kind: 'ones' }, { kind: 'file', path: 'f.npy' }, { kind: 'data', data: [1, 2] })
const shape: fc.Arbitrary<Json> = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 4 })
const kinds: fc.Arbitrary<Pick<GraphNode, 'type' | 'params'>> = fc.oneof(
  fc.record({ type: fc.constant('Input'), params: fc.record({ shape, value }, { requiredKeys: ['shape'], noNullPrototype: true }) }),
  fc.record({ type: fc.constant('Conv2d'), params: fc.record({ out_channels: small, kernel_size: small, in_channels: small }, { requiredKeys: [], noNullPrototype: true }) }),
  fc.record({ type: fc.constant('Linear'), params: fc.record({ out_features: small }, { noNullPrototype: true }) }),
  fc.record({ type: fc.constantFrom('MaxPool2d', 'AvgPool2d'), params: fc.record({ kernel_size: fc.constantFrom<Json>(2, 3) }, { noNullPrototype: true }) }),
  fc.record({ type: fc.constantFrom('Softmax', 'CrossEntropyLoss', 'Cat', 'BatchNorm2d'), params: fc.constant({}) }),
  fc.record({ type: fc.constantFrom('ReLU', 'Identity', 'Flatten', 'Join', 'Parts', 'Nope'), params: fc.constant({}) }),
  fc.record({ type: fc.constant('Add'), params: fc.record({ other: small }, { requiredKeys: [], noNullPrototype: true }) }),
  fc.record({ type: fc.constant('Fork'), params: fc.record({ both: fc.boolean() }, { noNullPrototype: true }) }),
)
const node: fc.Arbitrary<GraphNode> = fc.tuple(ids, kinds, fc.boolean()).map(([id, kind, bypass]) => ({ id, ...kind, ...(bypass ? { bypass } : {}) }))
const edge: fc.Arbitrary<Edge> = fc.record({
  from: fc.tuple(ids, fc.constantFrom('output', 'output', 'output', 'indices', 'output1')),
  to: fc.tuple(ids, fc.constantFrom('input', 'input', 'input', 'other', 'target', 'input0', 'input1')),
}, { noNullPrototype: true })
const key = fc.tuple(ids, fc.constantFrom('weight', 'bias', 'b.bias')).map(([id, name]) => `${id}.${name}`)
const entry: fc.Arbitrary<TensorEntry> = fc.oneof(
  fc.record({ shape: fc.constantFrom([2], [3]), data: fc.constantFrom([1, 2], [1]) }, { noNullPrototype: true }),
  fc.constant({ file: 'f.safetensors', key: 'k' }),
)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  node.map((added): Edit => ({ kind: 'addNode', node: added })),
  fc.tuple(node, fc.nat(2)).map(([added, index]): Edit => ({ kind: 'addNode', node: added, index })),
  ids.map((id): Edit => ({ kind: 'removeNode', id })),
  edge.map((added): Edit => ({ kind: 'addEdge', edge: added })),
  edge.map((added): Edit => ({ kind: 'addEdge', edge: added, index: 0 })),
  edge.map((removed): Edit => ({ kind: 'removeEdge', edge: removed })),
  fc.tuple(ids, kinds).map(([id, { type, params }]): Edit => ({ kind: 'setType', node: id, type, params })),
  fc.tuple(ids, kinds).map(([id, { params }]): Edit => ({ kind: 'setParams', node: id, params })),
  fc.tuple(ids, shape).map(([id, set]): Edit => ({ kind: 'setParam', node: id, param: 'shape', value: set })),
  fc.tuple(ids, fc.boolean()).map(([id, bypass]): Edit => ({ kind: 'setBypass', node: id, bypass })),
  fc.tuple(ids, ids).map(([id, to]): Edit => ({ kind: 'renameNode', id, to })),
  fc.tuple(key, fc.option(entry, { nil: undefined })).map(([k, set]): Edit => (set ? { kind: 'setTensor', key: k, value: set } : { kind: 'setTensor', key: k })),
  ids.map((id): Edit => ({ kind: 'moveNodes', positions: { [id]: [1, 2] } })),
)
const graphs: fc.Arbitrary<Graph> = fc.record({
  name: fc.constant(''), seed: fc.constant(0),
  nodes: fc.uniqueArray(node, { selector: ({ id }) => id, maxLength: 6 }),
  edges: fc.array(edge, { maxLength: 6 }),
  tensors: fc.dictionary(key, entry, { maxKeys: 2, noNullPrototype: true }),
}, { noNullPrototype: true })

const assets = (path: string): AssetInfo => (path === 'f.npy' ? { kind: 'npy', dtype: 'float32', shape: [2, 3] } : { kind: 'safetensors', tensors: { k: { dtype: 'F32', shape: [2] } } })
const options = { assets, memoryLimit: 2000 }

const view = (analysis: GraphAnalysis) => ({
  nodes: IDS.map(id => analysis.node(id)),
  order: analysis.order,
  problems: structuredClone(analysis.problems()),
  totals: analysis.totals(),
})

describe('update', () => {
  it('comes to what a fresh analysis finds, and tells what it changed', () => {
    fc.assert(fc.property(graphs, fc.array(edit, { minLength: 1, maxLength: 12 }), (start, edits) => {
      const doc = new GraphDocument(start)
      const analysis = new GraphAnalysis(doc, options, layers)
      for (const step of edits) {
        const before = new Map(IDS.map(id => [id, analysis.node(id)]))
        let changed: ReadonlySet<string>
        try {
          changed = analysis.update(doc.apply(step))
        } catch (error) {
          if (error instanceof EditError) continue
          throw error
        }
        expect(view(analysis)).toEqual(view(new GraphAnalysis(doc, options, layers)))
        for (const id of IDS) if (!changed.has(id)) expect(analysis.node(id)).toEqual(before.get(id))
      }
    }), { numRuns: 300 })
  }, 60_000)

  it('stops where nothing changes', () => {
    const { doc, ...found } = withDoc([['x', 'Input', { shape: [1, 3, 8, 8] }], ['c', 'Conv2d', { out_channels: 4, kernel_size: 3 }], ['r', 'ReLU'], ['s', 'ReLU']], ['x c', 'c r', 'r s'])
    const { analysis } = found
    expect([...analysis.update(doc.apply({ kind: 'setParam', node: 'c', param: 'bias', value: false }))]).toEqual(['c'])
    expect([...analysis.update(doc.apply({ kind: 'setParam', node: 'c', param: 'padding', value: 1 }))]).toEqual(['c', 'r', 's'])
  })

  it('offers ids and places as they are when a mend is read', () => {
    const rows: Row[] = [['x', 'Input', { shape: [1, 3, 8, 8] }], ['l', 'Linear', { in_features: 192, out_features: 2 }, { position: [500, 0] }]]
    const { doc, analysis } = withDoc(rows, ['x l'])
    const [found] = analysis.problems()
    doc.apply({ kind: 'addNode', node: { id: 'flatten', type: 'Identity', params: {} } })
    expect(found?.fix?.edits.flatMap(edit => (edit.kind === 'addNode' ? [edit.node.id, edit.node.position?.[0]] : []))).toEqual(['flatten2', 390])
  })
})

function withDoc(rows: readonly Row[], wires: readonly string[]): { doc: GraphDocument; analysis: GraphAnalysis } {
  const doc = new GraphDocument(graph(rows, wires))
  return { doc, analysis: new GraphAnalysis(doc, {}, layers) }
}

describe('formulaOf', () => {
  it('has lines where there are sizes', () => {
    const found = analysed([['x', 'Input', { shape: [1, 3, 8, 8] }], ['c', 'Conv2d', { out_channels: 4, kernel_size: 3 }], ['d', 'Conv2d', { out_channels: 4, kernel_size: 3 }]], ['x c'])
    expect(formulaOf(found, 'c').length).toBeGreaterThan(0)
    expect(formulaOf(found, 'd')).toEqual([])
    expect(formulaOf(found, 'nobody')).toEqual([])
  })
})

describe('a large graph', () => {
  const chain = (n: number): GraphDocument => {
    const rows: Row[] = [['n0', 'Input', { shape: [1, 8, 32, 32] }]]
    for (let i = 1; i < n; i++) rows.push(i % 2 ? [`n${i}`, 'Conv2d', { out_channels: 8, kernel_size: 3, padding: 1 }] : [`n${i}`, 'ReLU'])
    return new GraphDocument(graph(rows, rows.slice(1).map(([id], i) => `n${i} ${id}`)))
  }

  it('gets through a chain of 20,000', () => {
    const doc = chain(20_000)
    const analysis = new GraphAnalysis(doc, {}, layers)
    expect(analysis.node('n19999')?.outputs['output']?.shape).toEqual([1, 8, 32, 32])
    analysis.update(doc.apply({ kind: 'addEdge', edge: { from: ['n19999', 'output'], to: ['n1', 'input'] } }))
    expect(analysis.problems()).toMatchObject([{ code: 'occupied-input' }])
  }, 60_000)
})
