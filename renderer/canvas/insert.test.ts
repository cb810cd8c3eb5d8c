import { expect, it } from 'vitest'
import { GraphDocument } from '../../engine/document/document'
import type { Graph } from '../../engine/document/types'
import { seat } from './insert'

/** Two rows, as long chains are laid out: a, b and c, then d and e, with a branch from b beside c. */
const SPOTS: Readonly<Record<string, readonly [number, number]>> = { a: [0, 0], b: [240, 0], c: [480, 0], side: [480, 200], d: [0, 300], e: [240, 300] }
const WIRES = [['a', 'b'], ['b', 'c'], ['b', 'side'], ['c', 'd'], ['d', 'e']] as const
const graph: Graph = {
  name: '', seed: 0, tensors: {},
  nodes: Object.entries(SPOTS).map(([id, position]) => ({ id, type: 'ReLU', params: {}, position })),
  edges: WIRES.map(([from, to]) => ({ from: [from, 'output'] as const, to: [to, 'input'] as const })),
}
const doc = new GraphDocument(graph)

it('puts a card into its row, clear of the one in front, and moves what is in the way of it alone', () => {
  expect(seat(doc, graph.edges[0]!, [130, 20])).toEqual({ spot: [222, 0], room: [{ kind: 'moveNodes', positions: { b: [444, 0], c: [684, 0], side: [684, 200] } }] })
})
it('leaves a card where it is dropped between rows', () => {
  expect(seat(doc, graph.edges[3]!, [300, 150])).toEqual({ spot: [300, 150], room: [] })
})
