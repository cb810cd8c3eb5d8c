/** What letting go upon a wire would do, before it is done: where the new card and those that make room for it would stand. */
import type { GraphDocument } from '../../engine/document/document'
import type { Edge } from '../../engine/document/types'
import { seat } from './insert'

/** Upper left corner and height of a card, in canvas units. */
export interface Ghost { readonly x: number; readonly y: number; readonly height: number }

/** Of a layer that is not there yet. */
const HEIGHT = 74
/** More would be noise. */
const MOST = 200

/** The new card first, then those that move. `heightOf`: of a card that is there. */
export function ghostsOf(doc: GraphDocument, edge: Edge, at: readonly [number, number], height: number | undefined, heightOf: (id: string) => number): readonly Ghost[] {
  const { spot: [x, y], room } = seat(doc, edge, at)
  const moved = room.flatMap((edit) => (edit.kind === 'moveNodes' ? Object.entries(edit.positions) : []))
  return [{ x, y, height: height ?? HEIGHT }, ...moved.slice(0, MOST).flatMap(([id, to]) => (to ? [{ x: to[0], y: to[1], height: heightOf(id) }] : []))]
}
