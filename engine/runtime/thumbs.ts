/** Small pictures of values, as a card on the canvas shows them. */
import type { Thumb } from '../protocol'
import { numel, type Tensor } from '../tensor/dtype'
import { BLOCK, levelsOf, meansOf, scratch } from './kernels/kernels'
import { finiteRange, numbersOf } from './numbers'

/** Pixels of a map along its longer side. */
export const MAP_SIZE = 64
/** Pixels of a strip. */
const STRIP_SIZE = 256
export const MAX_MAPS = 16
const MAX_BARS = 16

export interface ThumbOptions {
  /** The value of an Input: 1 or 3 channels are an image. */
  readonly input?: boolean
  /** Of a batch ([N, C, H, W] and more), the one that is shown: 0 unless given, the last where there are fewer. */
  readonly sample?: number
  /** Smallest and largest value, where they are known and finite. */
  readonly range?: { readonly lo: number; readonly hi: number }
}

/**
 * A picture of a value: an Input with 1 or 3 channels as `image`, [N, C, H, W] or [C, H, W] as `maps` (the first 16
 * channels of one sample), a matrix as one map, a vector as `strip`, up to 16 numbers as `bars`, a 0-d value as `scalar`.
 * A value with one dimension other than 1 is a vector.
 */
export function thumbnail(tensor: Tensor, options: ThumbOptions = {}): Thumb {
  const { shape } = tensor
  const n = numel(shape)
  if (n === 0) return { kind: 'none', width: 0, height: 0, count: 0, total: 0, lo: 0, hi: 0, data: new Uint8Array(0) }
  const vector = vectorLength(shape)
  const sample = shape.length > 3 ? Math.min(options.sample ?? 0, shape[0]! - 1) : 0
  const thumb = vector === undefined ? ofMaps(tensor, sample, options) : ofVector(tensor, vector, sample, options)
  return sample === 0 ? thumb : { ...thumb, sample }
}

/** Length of what is a vector (of one sample), undefined where it is at least a matrix. */
function vectorLength(shape: readonly number[]): number | undefined {
  // [N, C, 1, 1]: the channels of a sample.
  const sample = shape.length > 3 ? shape.slice(1) : shape
  const long = sample.filter((size) => size !== 1)
  if (long.length > 1) return undefined
  return long[0] ?? 1
}

function ofVector(tensor: Tensor, length: number, sample: number, options: ThumbOptions): Thumb {
  const numbers = numbersOf(tensor, sample * length, (sample + 1) * length)
  const range = options.range ?? finiteRange(numbersOf(tensor, 0, tensor.data.length)) ?? { lo: 0, hi: 0 }
  const width = length <= MAX_BARS ? length : Math.min(length, STRIP_SIZE)
  const data = drawMaps(numbers, 1, 1, length, 1, width, range)
  const thumb = { width, height: 1, count: 1, total: 1, ...range, data }
  if (tensor.shape.length === 0) return { kind: 'scalar', ...thumb, values: Array.from(numbers) }
  return length <= MAX_BARS ? { kind: 'bars', ...thumb, values: Array.from(numbers) } : { kind: 'strip', ...thumb }
}

function ofMaps(tensor: Tensor, sample: number, options: ThumbOptions): Thumb {
  const { shape } = tensor
  const rank = shape.length
  const [rows, cols] = [shape[rank - 2]!, shape[rank - 1]!]
  let total = 1
  for (let d = rank > 3 ? 1 : 0; d < rank - 2; d++) total *= shape[d]!
  const image = options.input === true && rank >= 3 && (total === 1 || total === 3) && tensor.dtype !== 'bool'
  const count = Math.min(total, MAX_MAPS)
  const scale = Math.min(1, MAP_SIZE / Math.max(rows, cols))
  const height = Math.max(1, Math.round(rows * scale))
  const width = Math.max(1, Math.round(cols * scale))
  const start = sample * total * rows * cols
  const numbers = numbersOf(tensor, start, start + count * rows * cols)
  let range = options.range ?? finiteRange(numbersOf(tensor, 0, tensor.data.length)) ?? { lo: 0, hi: 0 }
  // What lies in 0..1 is an ordinary image: its black is 0, not its darkest pixel.
  if (image && range.lo >= 0 && range.hi <= 1) range = { lo: 0, hi: 1 }
  const data = drawMaps(numbers, count, rows, cols, height, width, range)
  return { kind: image ? 'image' : 'maps', width, height, count, total, ...range, data }
}

/**
 * Draws `count` maps of `rows` x `cols` numbers, one after the other, as maps of `height` x `width` bytes: means over
 * areas, 0..255 on the range, NaN as 0.
 */
export function drawMaps(
  numbers: ArrayLike<number>, count: number, rows: number, cols: number, height: number, width: number,
  { lo, hi }: { readonly lo: number; readonly hi: number },
): Uint8Array {
  const span = hi - lo
  const scale = span > 0 && Number.isFinite(span) ? 255 / span : 0
  const size = height * width
  const data = new Uint8Array(count * size)
  if (height === rows && width === cols && numbers instanceof Float32Array) {
    for (let from = 0; from < data.length; from += BLOCK) {
      const n = Math.min(BLOCK, data.length - from)
      scratch.set(numbers.subarray(from, from + n))
      levelsOf(n, lo, scale, data, from)
    }
    return data
  }
  const lines = edges(rows, height)
  const columns = edges(cols, width)
  for (let map = 0; map < count; map++) {
    const [start, end] = [map * rows * cols, (map + 1) * rows * cols]
    if (!(numbers instanceof Float32Array && meansOf(numbers.subarray(start, end), cols, lines, columns, lo))) means(numbers, start, cols, lines, columns, lo)
    levelsOf(size, 0, scale, data, map * size)
  }
  return data
}

/** Where each of `parts` areas begins among `size` numbers, and where the last ends. */
export const edges = (size: number, parts: number): Int32Array => Int32Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * size) / parts))

/** Puts the means over areas, each less `lo` (float32 has few digits far from zero), into the kernels' scratch. */
function means(numbers: ArrayLike<number>, start: number, cols: number, lines: Int32Array, columns: Int32Array, lo: number): void {
  const line = new Float64Array(cols)
  let to = 0
  for (let y = 0; y + 1 < lines.length; y++) {
    const bottom = lines[y + 1]!
    line.fill(0)
    for (let row = lines[y]!; row < bottom; row++) {
      const at = start + row * cols
      for (let col = 0; col < cols; col++) line[col]! += numbers[at + col]!
    }
    const height = bottom - lines[y]!
    for (let x = 0; x + 1 < columns.length; x++) {
      const right = columns[x + 1]!
      let sum = 0
      for (let col = columns[x]!; col < right; col++) sum += line[col]!
      scratch[to++] = sum / (height * (right - columns[x]!)) - lo
    }
  }
}
