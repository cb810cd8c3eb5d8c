/** Putting a node into a wire. */
import type { GraphDocument } from '../../engine/document/document'
import type { Edge, Edit } from '../../engine/document/types'
import type { Layer } from '../../engine/layers/define'
import { CARD_WIDTH } from './geometry'

/** Room that a node in a chain has on either side. */
const ROOM = 40

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

/** Whether a wire's ends stand side by side, so that a card between them has a place of its own. */
function sideBySide(doc: GraphDocument, edge: Edge): { readonly from: readonly [number, number]; readonly to: readonly [number, number] } | undefined {
  const from = doc.node(edge.from[0])?.position
  const to = doc.node(edge.to[0])?.position
  return from && to && Math.abs(from[1] - to[1]) <= 120 && to[0] >= from[0] ? { from, to } : undefined
}

/** What stands behind a node in its row: along wires that lead on to the right, not back to the beginning of the next row. */
function onwards(doc: GraphDocument, id: string): ReadonlySet<string> {
  const seen = new Set([id])
  // A set hands out what is added while it is walked.
  for (const at of seen) {
    const x = doc.node(at)?.position?.[0] ?? 0
    for (const { to: [next] } of doc.outgoing(at)) if ((doc.node(next)?.position?.[0] ?? -Infinity) >= x) seen.add(next)
  }
  return seen
}

/**
 * Moves what is behind the wire to the right, as far as a card at `x` needs; only where both ends stand in one row, so
 * that nothing moves that was not in the way.
 */
function makeRoom(doc: GraphDocument, edge: Edge, x: number): readonly Edit[] {
  const ends = sideBySide(doc, edge)
  if (!ends) return []
  const { to } = ends
  const shift = Math.round(x + CARD_WIDTH + ROOM - to[0])
  if (shift <= 0) return []
  const positions: Record<string, readonly [number, number]> = {}
  for (const id of onwards(doc, edge.to[0])) {
    const spot = doc.node(id)?.position
    if (spot && Math.abs(spot[1] - to[1]) <= 400) positions[id] = [spot[0] + shift, spot[1]]
  }
  return [{ kind: 'moveNodes', positions }]
}

/** Where a card that is dropped upon a wire comes to lie: in the row of the wire's ends, clear of the one in front; and what moves for it. */
export function seat(doc: GraphDocument, edge: Edge, [x, y]: readonly [number, number]): { readonly spot: readonly [number, number]; readonly room: readonly Edit[] } {
  const ends = sideBySide(doc, edge)
  if (!ends) return { spot: [x, y], room: [] }
  const spot = [Math.max(ends.from[0] + CARD_WIDTH + ROOM, x), ends.to[1]] as const
  return { spot, room: makeRoom(doc, edge, spot[0]) }
}

/** Edits that put a new layer into a wire, with the layer between the wire's ends and room made for it. */
export function inRow(doc: GraphDocument, edits: readonly Edit[]): readonly Edit[] {
  const cut = edits.find((edit) => edit.kind === 'removeEdge')
  const ends = cut && sideBySide(doc, cut.edge)
  if (!ends || !edits.some((edit) => edit.kind === 'addNode')) return edits
  const { spot, room } = seat(doc, cut.edge, [Math.round((ends.from[0] + ends.to[0]) / 2), ends.to[1]])
  return [...edits.map((edit): Edit => (edit.kind === 'addNode' ? { ...edit, node: { ...edit.node, position: spot } } : edit)), ...room]
}
