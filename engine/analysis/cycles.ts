/** Problems of the graph as a whole: cycles, and wires of which neither end is a node. */
import type { GraphDocument } from '../document/document'
import type { Edge, Problem } from '../document/types'
import { say } from '../say'
import { fixNow, problem } from './problem'

/** The problem of a cycle, at its first node in file order. `members` are the nodes that wait for each other, in file order. */
export function cycleProblem(doc: GraphDocument, members: readonly string[], counts: ReadonlySet<Edge>): Problem {
  const [first = ''] = members
  const round = shortestRound(doc, first, new Set(members), counts)
  const last = round[round.length - 1]
  const names = round.map(edge => edge.from[0])
  const path = names.length > 8 ? [...names.slice(0, 7), '...'] : names
  const message = first === last?.from[0]
    ? say`${first} is wired to itself; remove that wire.`
    : say`${[...path, first].join(' → ')} is a cycle, so none of its nodes can run first; remove one of its wires.`
  const fix = last && fixNow(say`Remove the wire from ${last.from[0]} to ${first}`, { kind: 'removeEdge', edge: last })
  return problem('cycle', message, { node: first, fix })
}

/** Fewest edges from `start` back to it within `members` (breadth first). */
function shortestRound(doc: GraphDocument, start: string, members: ReadonlySet<string>, counts: ReadonlySet<Edge>): Edge[] {
  const reached = new Map<string, Edge>()
  const queue = [start]
  for (let at = 0; at < queue.length && !reached.has(start); at++) {
    for (const edge of doc.outgoing(queue[at] ?? start)) {
      const to = edge.to[0]
      if (!members.has(to) || reached.has(to) || !counts.has(edge)) continue
      reached.set(to, edge)
      queue.push(to)
    }
  }
  const round: Edge[] = []
  for (let edge = reached.get(start); edge; edge = edge.from[0] === start ? undefined : reached.get(edge.from[0])) round.unshift(edge)
  return round
}

/** One problem for each wire that names no node at either end. */
export function looseEdges(doc: GraphDocument): Problem[] {
  return doc.graph.edges.filter(({ from, to }) => !doc.has(from[0]) && !doc.has(to[0])).map(edge =>
    problem('dangling-edge', say`A wire leads from ${edge.from[0]} to ${edge.to[0]}, neither of which is a node of this graph; remove it.`, { fix: fixNow(say`Remove the wire`, { kind: 'removeEdge', edge }) }))
}
