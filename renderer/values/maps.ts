/** The matrices of a value that are shown as heat maps. */
import { axesOf, otherDims } from '../../engine/tensor/plane'
import type { Thumb } from '../../engine/protocol'
import type { NodeValue } from '../editor/node'
import type { Axes, ValueSource } from './source'

export interface Maps {
  readonly thumb: Thumb
  /** 1 where a number is NaN, 2 where it is infinite. */
  readonly odd: Uint8Array | undefined
}

/** Where one looks: two dimensions, an index for each, and the one that the maps go along. */
export interface Place {
  readonly axes: Axes | undefined
  readonly at: readonly number[]
  readonly along: number | undefined
}

/** Maps on one page, as many as the engine draws at once. */
export const PAGE = 16
/** The first map of the page that one is at. */
export const firstOf = ({ at, along }: Place): number => (along === undefined ? 0 : Math.floor((at[along] ?? 0) / PAGE) * PAGE)

/** Where the other dimensions are held; the one that the maps go along at the first map. */
export const heldAt = ({ shape }: NodeValue, place: Place): readonly number[] => otherDims(shape.length, place.axes).map((d) => (d === place.along ? firstOf(place) : place.at[d] ?? 0))

/** The engine may have sent this very picture with the value, if smaller than it could be. */
export function sentMaps(value: NodeValue, place: Place): Maps | undefined {
  const { thumb, stats, shape } = value
  const others = otherDims(shape.length, place.axes)
  // Pictures of a batch are of the sample that the document is looked at.
  const drawn = (dim: number): number => (dim === 0 && shape.length > 3 ? thumb.sample ?? 0 : 0)
  const plain = place.axes === undefined && heldAt(value, place).every((i, k) => i === drawn(others[k] ?? -1)) && stats.nan + stats.inf === 0
  const channels = shape.length < 3 || (place.along === shape.length - 3 && (shape.length < 5 || thumb.total === shape[shape.length - 3]))
  return plain && channels && (thumb.kind === 'maps' || thumb.kind === 'image') ? { thumb, odd: undefined } : undefined
}

/** Undefined where there are none. */
export async function mapsOf(source: ValueSource, value: NodeValue, place: Place): Promise<Maps | undefined> {
  const [row, col] = axesOf(value.shape.length, place.axes).map((d) => value.shape[d] ?? 1)
  const known = sentMaps(value, place)
  if (known && known.thumb.width === col && known.thumb.height === row) return known
  const { lo, hi } = value.thumb
  const reply = await source.picture(place.axes, heldAt(value, place), place.along, [lo, hi])
  return reply.kind === 'picture' ? { thumb: reply.thumb, odd: reply.odd } : undefined
}
