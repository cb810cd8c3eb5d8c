/** Parts of a value as the page's table shows them. */
import type { Reply } from '../protocol'
import { numel, type Tensor } from '../tensor/dtype'
import { planeOf } from '../tensor/plane'
import { numbersOf } from './numbers'

/** Cells a reply holds at most; more rows are cut off. */
const MAX_CELLS = 65_536

type Cell = number | string | boolean
type Range = readonly [number, number]

/**
 * The cells `rows` x `cols` (each [from, to), cut to what there is) of the matrix that `index` picks: of the last two
 * dimensions, or of `axes`. Vectors are one row; a 0-d value is one cell. Indices beyond the end are the last.
 */
export function sliceOf(tensor: Tensor, index: readonly number[], rows: Range, cols: Range, axes?: Range): Extract<Reply, { kind: 'slice' }> {
  const { dtype, shape } = tensor
  const plane = planeOf(shape, index, axes)
  const empty = numel(shape) === 0
  const [left, right] = cut(cols, empty ? 0 : plane.cols, MAX_CELLS)
  const [top, bottom] = cut(rows, empty ? 0 : plane.rows, right > left ? Math.floor(MAX_CELLS / (right - left)) : 0)
  const data: Cell[] = []
  for (let row = top; row < bottom; row++) {
    const line = plane.base + row * plane.rowStride
    if (plane.colStride === 1) pushCells(tensor, line + left, line + right, data)
    else for (let col = left; col < right; col++) pushCells(tensor, line + col * plane.colStride, line + col * plane.colStride + 1, data)
  }
  return { kind: 'slice', type: { dtype, shape }, rows: bottom - top, cols: right - left, data }
}

function cut([from, to]: Range, size: number, most: number): Range {
  const start = Math.min(from, size)
  return [start, Math.max(start, Math.min(to, size, start + most))]
}

function pushCells(tensor: Tensor, from: number, to: number, cells: Cell[]): void {
  if (tensor.data instanceof BigInt64Array) {
    for (const value of tensor.data.subarray(from, to)) {
      const number = Number(value)
      cells.push(Number.isSafeInteger(number) ? number : String(value))
    }
    return
  }
  const numbers = numbersOf(tensor, from, to)
  for (let i = 0; i < numbers.length; i++) cells.push(tensor.dtype === 'bool' ? numbers[i] !== 0 : numbers[i]!)
}

/** A whole value as bytes of its own: the tensor's memory may belong to a larger buffer. */
export function valuesOf(tensor: Tensor): Extract<Reply, { kind: 'values' }> {
  const { data, dtype, shape } = tensor
  return { kind: 'values', type: { dtype, shape }, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice() }
}
