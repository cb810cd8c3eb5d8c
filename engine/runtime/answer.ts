/** Answers to questions about one value. */
import type { Question, Reply } from '../protocol'
import { say } from '../say'
import { axesOf, indexAt, planeOf, otherDims } from '../tensor/plane'
import { numel, type Tensor } from '../tensor/dtype'
import { BLOCK as PIXELS } from './kernels/kernels'
import { numbersOf } from './numbers'
import { sliceOf, valuesOf } from './slice'
import { drawMaps, edges, MAX_MAPS } from './thumbs'
import { viewOf } from './view'

/** Elements looked through in one go. */
const BLOCK = 1 << 16
/** Pixels of a map along its longer side, where there are few and where there are many; and rows and columns that stand apart however long the other side is. */
const [FEW_MAPS, FINE, COARSE, APART] = [4, 256, 128, 16]

/** What is asked of the value. Throws where the question does not fit it. */
export function answerOf(question: Question, tensor: Tensor): Reply {
  switch (question.type) {
    case 'slice': return sliceOf(tensor, question.index, question.rows, question.cols, question.axes)
    case 'values': return valuesOf(tensor)
    case 'summary': return { kind: 'summary', type: { dtype: tensor.dtype, shape: tensor.shape }, ...viewOf(tensor, false) }
    case 'picture': return pictureOf(tensor, question)
    case 'histogram': return { kind: 'histogram', counts: countsOf(tensor, question.bins, question.scale) }
    case 'find': return findIn(tensor, question.what, question.after ?? -1)
  }
}

/** How many of the elements lie in each of `bins` equal parts from `lo` to `hi`; those outside and NaN in none. */
function countsOf(tensor: Tensor, bins: number, [lo, hi]: readonly [number, number]): number[] {
  const counts = new Array<number>(bins).fill(0)
  const scale = bins / (hi - lo)
  const n = tensor.data.length
  for (let from = 0; from < n; from += BLOCK) {
    const numbers = numbersOf(tensor, from, Math.min(n, from + BLOCK))
    for (let i = 0; i < numbers.length; i++) {
      const x = numbers[i]!
      if (x >= lo && x <= hi) counts[Math.min(bins - 1, Math.floor((x - lo) * scale))]!++
    }
  }
  return counts
}

type Found = Extract<Reply, { kind: 'found' }>

/** The first of the largest or smallest numbers (NaN is neither), or the next odd one, around the end. */
function findIn(tensor: Tensor, what: 'max' | 'min' | 'odd', after: number): Found {
  const n = tensor.data.length
  let flat = -1
  let best = 0
  let first = -1
  for (let from = 0; from < n; from += BLOCK) {
    const numbers = numbersOf(tensor, from, Math.min(n, from + BLOCK))
    for (let i = 0; i < numbers.length; i++) {
      const x = numbers[i]!
      if (what === 'odd') {
        if (Number.isFinite(x)) continue
        if (first < 0) first = from + i
        if (flat < 0 && from + i > after) flat = from + i
      } else if (!Number.isNaN(x) && (flat < 0 || (what === 'max' ? x > best : x < best))) {
        flat = from + i
        best = x
      }
    }
    if (what === 'odd' && flat >= 0) break
  }
  if (flat < 0) flat = first
  return { kind: 'found', at: flat < 0 ? null : indexAt(tensor.shape, flat), flat }
}

/** Maps of a value's matrices (those along a dimension from its index on), with those of their pixels marked that hold a NaN or an infinity. */
function pictureOf(tensor: Tensor, { index, axes, along, scale: [lo, hi] }: Extract<Question, { type: 'picture' }>): Reply {
  const { shape } = tensor
  const others = otherDims(shape.length, axes)
  const place = along === undefined ? -1 : others.indexOf(along)
  if (along !== undefined && place < 0) throw new RangeError(say`There are no maps along dimension ${along} of [${axesOf(shape.length, axes).join(', ')}].`)
  const total = place < 0 ? 1 : shape[along!]!
  const first = place < 0 ? 0 : Math.max(0, Math.min(index[place] ?? 0, total - 1))
  const count = Math.min(total - first, MAX_MAPS)
  const { rows, cols } = planeOf(shape, [], axes)
  if (numel(shape) === 0) return { kind: 'picture', thumb: { kind: 'none', width: 0, height: 0, count: 0, total: 0, lo, hi, data: new Uint8Array(0) } }
  // As many pixels as the kernels draw at once.
  const shrink = Math.min(1, (Math.min(total, MAX_MAPS) <= FEW_MAPS ? FINE : COARSE) / Math.max(rows, cols), Math.sqrt(PIXELS / (rows * cols)))
  const [height, width] = [rows, cols].map(side => Math.max(Math.min(side, APART), Math.floor(side * shrink))) as [number, number]
  const size = height * width
  const data = new Uint8Array(count * size)
  const odd = new Uint8Array(count * size)
  let strange = false
  for (let k = 0; k < count; k++) {
    const numbers = matrixOf(tensor, place < 0 ? index : others.map((_, i) => (i === place ? first + k : index[i] ?? 0)), axes)
    data.set(drawMaps(numbers, 1, rows, cols, height, width, { lo, hi }), k * size)
    if (markOdd(numbers, rows, cols, height, width, odd.subarray(k * size, (k + 1) * size))) strange = true
  }
  return { kind: 'picture', thumb: { kind: 'maps', width, height, count, total, lo, hi, data }, ...(strange ? { odd } : {}) }
}

/** A matrix, row by row; the tensor's own memory where it lies there so. */
function matrixOf(tensor: Tensor, index: readonly number[], axes?: readonly [number, number]): ArrayLike<number> {
  const { rows, cols, base, rowStride, colStride } = planeOf(tensor.shape, index, axes)
  if (colStride <= 1 && (rows === 1 || rowStride === cols)) return numbersOf(tensor, base, base + rows * cols)
  const numbers = new Float64Array(rows * cols)
  const reach = base + (rows - 1) * rowStride + (cols - 1) * colStride + 1
  const source = numbersOf(tensor, base, reach)
  for (let row = 0; row < rows; row++) for (let col = 0; col < cols; col++) numbers[row * cols + col] = source[row * rowStride + col * colStride]!
  return numbers
}

function markOdd(numbers: ArrayLike<number>, rows: number, cols: number, height: number, width: number, marks: Uint8Array): boolean {
  let any = false
  const lines = edges(rows, height)
  const columns = edges(cols, width)
  for (let y = 0; y < height; y++) {
    for (let row = lines[y]!; row < lines[y + 1]!; row++) {
      for (let x = 0; x < width; x++) {
        for (let col = columns[x]!; col < columns[x + 1]!; col++) {
          const value = numbers[row * cols + col]!
          if (Number.isFinite(value)) continue
          any = true
          // A NaN is worse than an infinity beside it.
          marks[y * width + x] = Number.isNaN(value) || marks[y * width + x] === 1 ? 1 : 2
        }
      }
    }
  }
  return any
}
