import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EditError, GraphDocument } from './document'
import { writeGraph } from './file'
import { edits, graphs } from './testing/arbitraries'
import type { Edit, Graph } from './types'

const node = (id: string, type = 'ReLU') => ({ id, type, params: {} })
const edge = (from: string, to: string) => ({ from: [from, 'output'] as const, to: [to, 'input'] as const })
const entry = (key: string) => ({ file: 'w.safetensors', key })
const GRAPH: Graph = {
  name: 'g', seed: 0,
  nodes: [node('a'), node('b'), node('a.b'), node('c')],
  edges: [edge('a', 'b'), edge('b', 'a.b'), edge('b', 'c'), edge('c', 'gone')],
  tensors: { 'b.weight': entry('1'), 'a.b.weight': entry('2'), 'c.weight': entry('3'), 'b.bias': entry('4') },
}
const documentOf = (graph: Graph = GRAPH): GraphDocument => new GraphDocument(graph)
const edgesOf = (doc: GraphDocument): string[] => doc.graph.edges.map(({ from, to }) => `${from[0]}>${to[0]}`)

/** All that can be asked agrees with the graph. */
function expectConsistent(doc: GraphDocument): void {
  const { nodes: all, edges: wires, tensors } = doc.graph
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  all.forEach((each, n) => {
    expect(doc.index(each.id)).toBe(n)
    expect(doc.node(each.id)).toBe(each)
    expect(doc.incoming(each.id)).toEqual(wires.filter(({ to }) => to[0] === each.id))
    expect(doc.outgoing(each.id)).toEqual(wires.filter(({ from }) => from[0] === each.id))
  })
  for (const [key, value] of Object.entries(tensors)) expect(doc.tensor(key)).toBe(value)
}

describe('GraphDocument', () => {
  it('is undone byte by byte by the inverses of any edits', () => {
    fc.assert(fc.property(graphs, fc.array(edits, { maxLength: 25 }), (graph, list) => {
      const doc = documentOf(graph)
      const states = [writeGraph(doc.graph)]
      const undo: Edit[][] = []
      for (const edit of list) {
        const before = doc.graph
        const text = writeGraph(before)
        try {
          undo.push(doc.apply(structuredClone(edit)).inverse)
          states.push(writeGraph(doc.graph))
        } catch (error) {
          expect(error).toBeInstanceOf(EditError)
        }
        // Neither a refused edit nor a later one changes a graph that was handed out.
        expect(writeGraph(before)).toBe(text)
      }
      expectConsistent(doc)
      expect(writeGraph(doc.graph)).toBe(states.pop())
      for (const inverse of undo.reverse()) {
        for (const edit of inverse) doc.apply(structuredClone(edit))
        expect(writeGraph(doc.graph)).toBe(states.pop())
      }
      expectConsistent(doc)
    }), { numRuns: 500 })
  })
  it('names every node that changed', () => {
    fc.assert(fc.property(graphs, fc.array(edits, { maxLength: 8 }), (graph, list) => {
      const doc = documentOf(graph)
      const own = (): Map<string, string> => new Map(doc.graph.nodes.map(({ id, type, params, bypass }) =>
        [id, JSON.stringify([type, params, bypass, doc.incoming(id), doc.outgoing(id), doc.tensorKeys(id).map((key) => [key, doc.tensor(key)])])]))
      for (const edit of list) {
        const before = own()
        const order = [...before.keys()].join('\n')
        try {
          const { touched, structure } = doc.apply(edit)
          const after = own()
          for (const id of new Set([...before.keys(), ...after.keys()])) if (before.get(id) !== after.get(id)) expect(touched).toContain(id)
          if (!structure) expect([...after.keys()].join('\n')).toBe(order)
        } catch (error) {
          expect(error).toBeInstanceOf(EditError)
        }
      }
    }), { numRuns: 500 })
  })
  it('takes edges and tensors along with a node, and brings them back to their places', () => {
    const doc = documentOf()
    const { inverse, touched, structure } = doc.apply({ kind: 'removeNode', id: 'b' })
    expect(edgesOf(doc)).toEqual(['c>gone'])
    expect(Object.keys(doc.graph.tensors)).toEqual(['a.b.weight', 'c.weight'])
    expect([...touched].sort()).toEqual(['a', 'a.b', 'b', 'c'])
    expect(structure).toBe(true)
    for (const edit of inverse) doc.apply(edit)
    expect(writeGraph(doc.graph)).toBe(writeGraph(GRAPH))
  })
  it('renames in edges and tensors, where the longest id owns a key', () => {
    const doc = documentOf()
    doc.apply({ kind: 'renameNode', id: 'a.b', to: 'z' })
    expect(edgesOf(doc)).toEqual(['a>b', 'b>z', 'b>c', 'c>gone'])
    expect(Object.keys(doc.graph.tensors)).toEqual(['b.weight', 'z.weight', 'c.weight', 'b.bias'])
    expect(doc.index('z')).toBe(2)
    doc.apply({ kind: 'renameNode', id: 'a', to: 'gone' })
    expect(doc.incoming('gone').map(({ from }) => from[0])).toEqual(['c'])
    expect(() => doc.apply({ kind: 'renameNode', id: 'c', to: 'b' })).toThrow('There is a node "b" already.')
  })
  it('refuses what cannot be', () => {
    const doc = documentOf()
    const refused: Edit[] = [
      { kind: 'addNode', node: node('a') }, { kind: 'addNode', node: node('') }, { kind: 'addNode', node: node('n\n') }, { kind: 'addNode', node: node('n'), index: 5 },
      { kind: 'removeNode', id: 'n' }, { kind: 'removeEdge', edge: edge('a', 'c') }, { kind: 'setParam', node: 'n', param: 'p', value: 1 },
      { kind: 'moveNodes', positions: { a: [1, 1], n: [0, 0] } }, { kind: 'addEdge', edge: edge('a', 'c'), index: -1 },
    ]
    for (const edit of refused) expect(() => doc.apply(edit)).toThrow(EditError)
    expect(writeGraph(doc.graph)).toBe(writeGraph(GRAPH))
    expect(() => documentOf({ ...GRAPH, nodes: [node('a'), node('a')] })).toThrow(EditError)
  })
  it('says of a label or a position that no node is touched', () => {
    const doc = documentOf()
    expect(doc.apply({ kind: 'moveNodes', positions: { a: [1, 2] } }).touched.size).toBe(0)
    expect(doc.apply({ kind: 'setLabel', node: 'a', label: 'A' })).toMatchObject({ structure: false, inverse: [{ kind: 'setLabel', node: 'a' }] })
    expect(doc.node('a')).toEqual({ id: 'a', type: 'ReLU', params: {}, position: [1, 2], label: 'A' })
  })
  it('edits 20,000 nodes, in the middle too', () => {
    const all = Array.from({ length: 20_000 }, (_, n) => node(`n${n}`))
    const doc = documentOf({ name: '', seed: 0, nodes: all, edges: all.slice(1).map(({ id }, n) => edge(`n${n}`, id)), tensors: {} })
    for (const { id } of all) doc.apply({ kind: 'setParam', node: id, param: 'p', value: 1 })
    for (let n = 0; n < 2000; n++) doc.apply({ kind: 'addNode', node: node(`m${n}`), index: 10_000 })
    const undo = all.slice(0, 5000).flatMap(({ id }) => [doc.apply({ kind: 'removeNode', id }).inverse]).reverse()
    for (const edit of undo.flat()) doc.apply(edit)
    expect(doc.graph.edges).toHaveLength(19_999)
  })
})
