/** Small pictures of values, as a card on the canvas shows them. */
import type { Thumb } from '../protocol'
import { numel, type Tensor } from '../tensor/dtype'
import { finiteRange, numbersOf } from './numbers'

/** Pixels of a map along its longer side. */
const MAP_SIZE = 64
/** Pixels of a strip. */
const STRIP_SIZE = 256
const MAX_MAPS = 16
const MAX_BARS = 16

export interface ThumbOptions {
  /** The value of an Input: 1 or 3 channels are an image. */
  readonly input?: boolean
  /** Smallest and largest value, where they are known and finite. */
  readonly range?: { readonly lo: number; readonly hi: number }
}

/**
 * A picture of a value: an Input with 1 or 3 channels as `image`, [N, C, H, W] or [C, H, W] as `maps` (the first 16
 * channels of sample 0), a matrix as one map, a vector as `strip`, up to 16 numbers as `bars`, a 0-d value as `scalar`.
 * A value with one dimension other than 1 is a vector.
 */
export function thumbnail(tensor: Tensor, options: ThumbOptions = {}): Thumb {
  const { shape } = tensor
  const n = numel(shape)
  if (n === 0) return { kind: 'none', width: 0, height: 0, count: 0, total: 0, lo: 0, hi: 0, data: new Uint8Array(0) }
  const vector = vectorLength(shape)
  if (vector !== undefined) return ofVector(tensor, vector, options)
  return ofMaps(tensor, options)
}

/** Length of what is a vector (of sample 0), undefined where it is at least a matrix. */
function vectorLength(shape: readonly number[]): number | undefined {
  // [N, C, 1, 1]: the channels of sample 0.
  const sample = shape.length > 3 ? shape.slice(1) : shape
  const long = sample.filter((size) => size !== 1)
  if (long.length > 1) return undefined
  return long[0] ?? 1
}

function ofVector(tensor: Tensor, length: number, options: ThumbOptions): Thumb {
  const numbers = numbersOf(tensor, 0, length)
  const range = options.range ?? finiteRange(numbersOf(tensor, 0, tensor.data.length)) ?? { lo: 0, hi: 0 }
  const width = length <= MAX_BARS ? length : Math.min(length, STRIP_SIZE)
  const data = new Uint8Array(width)
  drawMap(numbers, 0, 1, length, 1, width, range, data, 0)
  const thumb = { width, height: 1, count: 1, total: 1, ...range, data }
  if (tensor.shape.length === 0) return { kind: 'scalar', ...thumb, values: Array.from(numbers) }
  return length <= MAX_BARS ? { kind: 'bars', ...thumb, values: Array.from(numbers) } : { kind: 'strip', ...thumb }
}

function ofMaps(tensor: Tensor, options: ThumbOptions): Thumb {
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
  const numbers = numbersOf(tensor, 0, count * rows * cols)
  let range = options.range ?? finiteRange(numbersOf(tensor, 0, tensor.data.length)) ?? { lo: 0, hi: 0 }
  // What lies in 0..1 is an ordinary image: its black is 0, not its darkest pixel.
  if (image && range.lo >= 0 && range.hi <= 1) range = { lo: 0, hi: 1 }
  const data = new Uint8Array(count * height * width)
  for (let map = 0; map < count; map++) drawMap(numbers, map * rows * cols, rows, cols, height, width, range, data, map * height * width)
  return { kind: image ? 'image' : 'maps', width, height, count, total, ...range, data }
}

/** Draws `rows` x `cols` numbers from `start` as `height` x `width` bytes at `target`: means over areas, 0..255 on the range. */
function drawMap(
  numbers: ArrayLike<number>, start: number, rows: number, cols: number, height: number, width: number,
  range: { readonly lo: number; readonly hi: number }, data: Uint8Array, target: number,
): void {
  const span = range.hi - range.lo
  const scale = span > 0 && Number.isFinite(span) ? 255 / span : 0
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * rows) / height)
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * rows) / height))
    for (let x = 0; x < width; x++) {
      const left = Math.floor((x * cols) / width)
      const right = Math.max(left + 1, Math.floor(((x + 1) * cols) / width))
      let sum = 0
      for (let row = top; row < bottom; row++) {
        const line = start + row * cols
        for (let col = left; col < right; col++) sum += numbers[line + col]!
      }
      const level = (sum / ((bottom - top) * (right - left)) - range.lo) * scale
      // NaN falls through both comparisons and is drawn as 0.
      data[target + y * width + x] = level >= 255 ? 255 : level > 0 ? Math.round(level) : 0
    }
  }
}
