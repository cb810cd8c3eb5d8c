/** What follows from nodes and wires alone: the order of execution and what stands in its way. */
import type { GraphDocument } from '../document/document'
import type { Problem } from '../document/types'
import type { Layer } from '../layers/define'
import { cycleProblem, looseEdges } from './cycles'
import { executionOrder } from './order'
import { carryingEdges } from './wiring'

export interface Structure {
  readonly order: readonly string[]
  /** Place in which a node is analysed: those in `order`, then the others in file order. */
  readonly rank: ReadonlyMap<string, number>
  /** Nodes in a cycle or behind one. */
  readonly stuck: ReadonlySet<string>
  /** By the node they are shown at. */
  readonly cycles: ReadonlyMap<string, Problem>
  /** Problems at no node. */
  readonly loose: readonly Problem[]
}

export function structureOf(doc: GraphDocument, registry: ReadonlyMap<string, Layer>): Structure {
  const { order, cycles } = executionOrder(doc, carryingEdges({ doc, registry }))
  const rank = new Map(order.map((id, i) => [id, i]))
  const stuck = new Set<string>()
  if (order.length < doc.graph.nodes.length) {
    for (const { id } of doc.graph.nodes) {
      if (rank.has(id)) continue
      stuck.add(id)
      rank.set(id, rank.size)
    }
  }
  return { order, rank, stuck, cycles: cycleProblems(doc, registry, cycles), loose: looseEdges(doc) }
}

function cycleProblems(doc: GraphDocument, registry: ReadonlyMap<string, Layer>, cycles: readonly string[][]): Map<string, Problem> {
  if (cycles.length === 0) return new Map()
  const carries = carryingEdges({ doc, registry })
  const carrying = new Set(doc.graph.edges.filter(({ from }) => doc.has(from[0])).filter(carries))
  return new Map(cycles.map(members => [members[0] ?? '', cycleProblem(doc, members, carrying)]))
}
