/** Putting a node into a wire. */
import type { GraphDocument } from '../../engine/document/document'
import type { Edge, Edit } from '../../engine/document/types'
import type { Layer } from '../../engine/layers/define'
import { reached } from '../editor/select'
import { CARD_WIDTH } from './geometry'

/** Room that a node in a chain has on either side. */
export const ROOM = 40

/** The wire goes through the node's first input and its output. The node may be added by the same step. */
export function insertion(edge: Edge, id: string, layer: Pick<Layer, 'inputs'>): readonly Edit[] {
  const port = layer.inputs[0]?.name
  if (port === undefined) return []
  return [
    { kind: 'removeEdge', edge },
    { kind: 'addEdge', edge: { from: edge.from, to: [id, port] } },
    { kind: 'addEdge', edge: { from: [id, 'output'], to: edge.to } },
  ]
}

/**
 * Moves what is behind the wire to the right, as far as a card at `x` needs; only where both ends stand in one row, so
 * that nothing moves that was not in the way.
 */
export function makeRoom(doc: GraphDocument, edge: Edge, x: number): readonly Edit[] {
  const from = doc.node(edge.from[0])?.position
  const to = doc.node(edge.to[0])?.position
  if (!from || !to || Math.abs(from[1] - to[1]) > 120 || to[0] < from[0]) return []
  const shift = Math.round(x + CARD_WIDTH + ROOM - to[0])
  if (shift <= 0) return []
  const positions: Record<string, readonly [number, number]> = {}
  for (const id of reached(doc, [edge.to[0]], 'downstream')) {
    const spot = doc.node(id)?.position
    if (spot && spot[0] >= to[0] && Math.abs(spot[1] - to[1]) <= 400) positions[id] = [spot[0] + shift, spot[1]]
  }
  return [{ kind: 'moveNodes', positions }]
}
