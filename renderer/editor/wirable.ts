/** Where a node's outputs can be wired to. */
import type { GraphDocument } from '../../engine/document/document'
import type { PortRef } from '../../engine/document/types'
import type { NodeModel } from './node'
import { reached } from './select'

export interface Wirable {
  readonly from: PortRef
  readonly to: PortRef
  /** Something is wired there already, and would go. */
  readonly taken: boolean
}

/** Inputs of other nodes that the outputs of `id` can lead to without closing a circle: those that wait for a wire first. */
export function wirable(doc: GraphDocument, nodes: ReadonlyMap<string, NodeModel>, id: string): readonly Wirable[] {
  const inFront = new Set(reached(doc, [id], 'upstream'))
  const outputs = nodes.get(id)?.outputs ?? []
  const found = [...nodes.values()].filter((node) => !inFront.has(node.id)).flatMap((node) => node.inputs.flatMap((input) => outputs.map(({ name }) => ({
    from: [id, name] as const, to: [node.id, input.name] as const, taken: input.wired, optional: input.optional,
  }))))
  const there = (way: Wirable): boolean => doc.incoming(way.to[0]).some(({ from, to }) => to[1] === way.to[1] && from[0] === id && from[1] === way.from[1])
  const rank = (way: (typeof found)[number]): number => (way.taken ? 2 : way.optional ? 1 : 0)
  return found.filter((way) => !there(way)).sort((a, b) => rank(a) - rank(b))
}
