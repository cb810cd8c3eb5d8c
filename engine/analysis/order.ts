/** In which order nodes run, and what keeps some from running. */
import { Heap } from 'heap-js'
import type { Edge } from '../document/types'
import type { GraphDocument } from '../document/document'

export interface ExecutionOrder {
  /** Ids of the nodes that can run: at each step the first in file order whose inputs have run. */
  readonly order: string[]
  /** Groups of nodes that wait for each other, each in file order, sorted by their first node. */
  readonly cycles: string[][]
}

/**
 * The order of execution. Edges that name no node, or that `counts` turns down, are no dependency. Nodes in a cycle
 * and behind one are left out of `order`. Iterative: a chain of any length will do.
 */
export function executionOrder(doc: Pick<GraphDocument, 'graph'>, counts?: (edge: Edge) => boolean): ExecutionOrder {
  const { nodes, edges } = doc.graph
  const index = new Map<string, number>()
  nodes.forEach((node, i) => index.set(node.id, i))
  if (isSorted(edges, index)) return { order: nodes.map(node => node.id), cycles: [] }
  const targets: number[][] = nodes.map(() => [])
  const waiting = new Int32Array(nodes.length)
  for (const edge of edges) {
    const from = index.get(edge.from[0])
    const to = index.get(edge.to[0])
    if (from === undefined || to === undefined || (counts && !counts(edge))) continue
    targets[from]?.push(to)
    waiting[to] = (waiting[to] ?? 0) + 1
  }
  const ready = new Heap<number>(Heap.minComparatorNumber)
  ready.init(nodes.flatMap((_, i) => (waiting[i] === 0 ? [i] : [])))
  const order: string[] = []
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    const node = nodes[at]
    if (node) order.push(node.id)
    for (const to of targets[at] ?? []) {
      const left = (waiting[to] ?? 0) - 1
      waiting[to] = left
      if (left === 0) ready.push(to)
    }
  }
  if (order.length === nodes.length) return { order, cycles: [] }
  const cycles = components(targets, i => (waiting[i] ?? 0) > 0)
    .filter(group => group.length > 1 || (targets[group[0] ?? 0] ?? []).includes(group[0] ?? 0))
    .map(group => group.sort((a, b) => a - b))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
  return { order, cycles: cycles.map(group => group.map(i => nodes[i]?.id ?? '')) }
}

/** Whether no wire, even one that does not count, leads back to a node that stands before: the file's order is then the order. */
function isSorted(edges: readonly Edge[], index: ReadonlyMap<string, number>): boolean {
  for (const edge of edges) {
    const to = index.get(edge.to[0])
    if (to === undefined) continue
    const from = index.get(edge.from[0])
    if (from !== undefined && from >= to) return false
  }
  return true
}

/** Strongly connected components of the nodes that `within` picks (Tarjan's, with a stack of its own). */
function components(targets: readonly (readonly number[])[], within: (i: number) => boolean): number[][] {
  const seen = new Int32Array(targets.length)
  const low = new Int32Array(targets.length)
  const next = new Int32Array(targets.length)
  const onPath = new Uint8Array(targets.length)
  const path: number[] = []
  const found: number[][] = []
  let clock = 0
  for (let root = 0; root < targets.length; root++) {
    if (seen[root] || !within(root)) continue
    const calls = [root]
    while (calls.length > 0) {
      const at = calls[calls.length - 1] ?? 0
      if (!seen[at]) {
        seen[at] = low[at] = ++clock
        onPath[at] = 1
        path.push(at)
      }
      const to = targets[at]?.[next[at] ?? 0]
      if (to !== undefined) {
        next[at] = (next[at] ?? 0) + 1
        if (!within(to)) continue
        if (!seen[to]) calls.push(to)
        else if (onPath[to]) low[at] = Math.min(low[at] ?? 0, seen[to] ?? 0)
        continue
      }
      calls.pop()
      const parent = calls[calls.length - 1]
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[at] ?? 0)
      if (low[at] !== seen[at]) continue
      const group = path.splice(path.lastIndexOf(at))
      for (const i of group) onPath[i] = 0
      found.push(group)
    }
  }
  return found
}
