/** The matrices of a value that are shown as heat maps. */
import { otherDims } from '../../engine/tensor/plane'
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

/** Where the other dimensions are held; the one that the maps go along does not count. */
export const heldAt = ({ shape }: NodeValue, { axes, at, along }: Place): readonly number[] => otherDims(shape.length, axes).map((d) => (d === along ? 0 : at[d] ?? 0))

/** The engine may have sent this very picture with the value. */
function sent(value: NodeValue, place: Place): Maps | undefined {
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
  const known = sent(value, place)
  if (known) return known
  const { lo, hi } = value.thumb
  const reply = await source.picture(place.axes, heldAt(value, place), place.along, [lo, hi])
  return reply.kind === 'picture' ? { thumb: reply.thumb, odd: reply.odd } : undefined
}
