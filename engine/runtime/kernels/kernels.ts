/** Loops over float32 in WebAssembly's SIMD: four times as fast as JavaScript's, at the same precision. */
import instantiate from './kernels.wat'

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  sums(at: number, n: number, to: number): void
  sweep(at: number, n: number, shift: number, to: number): void
  levels(at: number, n: number, lo: number, scale: number, to: number): void
  quickLevels(at: number, n: number, lo: number, scale: number, to: number): void
  means(at: number, cols: number, lines: number, height: number, columns: number, width: number, least: number, lo: number, line: number, to: number): void
}

const kernels = instantiate() as Exports

/** Numbers that go in at once: they stay in the processor's nearest cache. A map of a thumbnail fits. */
export const BLOCK = 8192
/** Where they go in; `levelsOf` reads them there. */
export const scratch = new Float32Array(kernels.memory.buffer, 0, BLOCK)
const LEVELS_AT = BLOCK * Float32Array.BYTES_PER_ELEMENT
const levels = new Uint8Array(kernels.memory.buffer, LEVELS_AT, BLOCK)
const SUMS_AT = LEVELS_AT + BLOCK
/** What `sums` or `sweep` found: least, most, sum, squares. */
const sums = new Float64Array(kernels.memory.buffer, SUMS_AT, 4)
/** Numbers of a matrix that `meansOf` takes at once. */
const MATRIX = 2 ** 16
/** Columns of it at most. */
const COLUMNS = 2 ** 13
/** Areas along a side at most. */
const AREAS = 2 ** 8
const MATRIX_AT = 2 ** 16
const matrix = new Float32Array(kernels.memory.buffer, MATRIX_AT, MATRIX)
const LINE_AT = MATRIX_AT + matrix.byteLength + 8
const EDGES_AT = LINE_AT + (COLUMNS + 4) * Float64Array.BYTES_PER_ELEMENT
const rowEdges = new Int32Array(kernels.memory.buffer, EDGES_AT, AREAS + 1)
const columnEdges = new Int32Array(kernels.memory.buffer, EDGES_AT + rowEdges.byteLength, AREAS + 1)

/** Scales that float32 will do for: neither they nor the ranges that they belong to are beyond it. */
const SMALLEST = 1e-36
const LARGEST = 1e36

/** Numbers that one turn of `sums` takes. */
const LANES = 16
/** Of the sum of squares, the part that must be left when the mean's is taken off: fewer digits are lost than would matter. */
const LEFT = 1e-3

export interface Moments {
  readonly min: number
  readonly max: number
  readonly sum: number
  /** Sum of squared distances from the mean. */
  readonly square: number
}

/**
 * One pass over at least one number, block by block; joined by Chan's formula. Far from zero, where digits would be
 * lost, a block's squares are summed again around one of its own numbers. `sum` or `square` is not finite where a number
 * is not.
 */
export function momentsOf(x: Float32Array): Moments {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let lost = 0
  let square = 0
  for (let from = 0; from < x.length; from += BLOCK) {
    const n = Math.min(BLOCK, x.length - from)
    scratch.set(n === x.length ? x : x.subarray(from, from + n))
    const { sum: part, square: own } = blockMoments(n)
    min = Math.min(min, sums[0]!)
    max = Math.max(max, sums[1]!)
    const distance = part / n - (from === 0 ? part / n : sum / from)
    square += own + distance * distance * (n * from / (n + from))
    const next = sum + part
    lost += Math.abs(sum) >= Math.abs(part) ? sum - next + part : part - next + sum
    sum = next
  }
  return { min, max, sum: sum + lost, square }
}

/** Sum and squares of the first `n` numbers of `scratch`; least and most are in `sums`. */
function blockMoments(n: number): { sum: number; square: number } {
  const first = scratch[0]!
  // The last turn is filled up with what is taken off again.
  const whole = Math.ceil(n / LANES) * LANES
  scratch.fill(first, n, whole)
  kernels.sums(0, whole, SUMS_AT)
  const sum = sums[2]! - (whole - n) * first
  const squares = sums[3]! - (whole - n) * first * first
  const square = squares - sum * sum / n
  if (square > LEFT * squares) return { sum, square }
  kernels.sweep(0, whole, first, SUMS_AT)
  const off = sums[2]!
  return { sum: off + first * n, square: Math.max(sums[3]! - off * off / n, 0) }
}

/** Writes the first `n` numbers of `scratch` as bytes, round((x - lo) * scale) cut to 0..255 and NaN as 0, to `data` at `target`. */
export function levelsOf(n: number, lo: number, scale: number, data: Uint8Array, target: number): void {
  // The difference of two float32 is off by half a digit at most: that moves no level that one would see. It must not go
  // beyond what a float32 holds.
  if (Math.fround(lo) === lo && scale > SMALLEST && scale < LARGEST) kernels.quickLevels(0, n, lo, scale, LEVELS_AT)
  else kernels.levels(0, n, lo, scale, LEVELS_AT)
  data.set(levels.subarray(0, n), target)
}

/**
 * Puts means of a matrix, `cols` wide, into `scratch`: over the areas between `lines` (rows) and `columns`, each less
 * `lo`. No area may be empty, and they may be as many as `scratch` holds. False where it is too large: nothing is done.
 */
export function meansOf(x: Float32Array, cols: number, lines: Int32Array, columns: Int32Array, lo: number): boolean {
  const [height, width] = [lines.length - 1, columns.length - 1]
  if (cols > COLUMNS || width > AREAS) return false
  for (let y = 0; y < height; y++) if ((lines[y + 1]! - lines[y]!) * cols > MATRIX) return false
  columnEdges.set(columns)
  const least = Math.floor(cols / width)
  for (let y = 0, end = 0; y < height; y = end) {
    const top = lines[y]!
    while (end < height && end - y < AREAS && (lines[end + 1]! - top) * cols <= MATRIX) end++
    matrix.set(x.subarray(top * cols, lines[end]! * cols))
    for (let i = y; i <= end; i++) rowEdges[i - y] = lines[i]! - top
    kernels.means(MATRIX_AT, cols, EDGES_AT, end - y, columnEdges.byteOffset, width, least, lo, LINE_AT, y * width * Float32Array.BYTES_PER_ELEMENT)
  }
  return true
}
