/** A matrix within a tensor: two of its dimensions as rows and columns, the others held at an index. */
import { say } from '../say'
import { contiguous } from './strides'

export interface Plane {
  readonly rows: number
  readonly cols: number
  /** Element of the first row and column. */
  readonly base: number
  readonly rowStride: number
  readonly colStride: number
}

/** The dimensions that are the rows and the columns: the last two unless `axes` says others. A vector has no rows (-1), a 0-d value neither. */
export function axesOf(rank: number, axes?: readonly [number, number]): readonly [number, number] {
  if (rank < 2 || !axes) return [rank - 2 < 0 ? -1 : rank - 2, rank - 1]
  const [row, col] = axes
  if (row === col || row >= rank || col >= rank) throw new RangeError(say`Dimensions ${row} and ${col} are no rows and columns of a value with ${rank}.`)
  return axes
}

/** The dimensions that `axes` leaves over, in order. */
export function otherDims(rank: number, axes?: readonly [number, number]): number[] {
  const taken = axesOf(rank, axes)
  return Array.from({ length: rank }, (_, d) => d).filter((d) => !taken.includes(d))
}

/** `index` holds the other dimensions in order; what it lacks is 0, what is beyond the end the last. */
export function planeOf(shape: readonly number[], index: readonly number[], axes?: readonly [number, number]): Plane {
  const [row, col] = axesOf(shape.length, axes)
  const strides = contiguous(shape)
  let base = 0
  otherDims(shape.length, axes).forEach((d, i) => { base += Math.max(0, Math.min(index[i] ?? 0, shape[d]! - 1)) * strides[d]! })
  return { rows: shape[row] ?? 1, cols: shape[col] ?? 1, base, rowStride: strides[row] ?? 0, colStride: strides[col] ?? 0 }
}

/** Where an element stands, from its place in row-major order. */
export function indexAt(shape: readonly number[], flat: number): number[] {
  return contiguous(shape).map((stride, d) => Math.floor(flat / stride) % Math.max(shape[d]!, 1))
}
