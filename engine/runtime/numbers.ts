/** Parts of a tensor's storage as ordinary numbers, for drawing and for tables. */
import { halfToFloat } from '../tensor/half'
import type { Tensor } from '../tensor/dtype'

/**
 * Elements `from` to `to` (exclusive) in row-major order as numbers. Shares the tensor's memory where that holds numbers
 * already (float32, float64, int32, bool); int64 beyond 2^53 is rounded.
 */
export function numbersOf(tensor: Tensor, from: number, to: number): ArrayLike<number> {
  const part = tensor.data.subarray(from, to)
  if (tensor.dtype === 'float16') return Float32Array.from(part as Uint16Array, halfToFloat)
  if (part instanceof BigInt64Array) {
    const numbers = new Float64Array(part.length)
    for (let i = 0; i < part.length; i++) numbers[i] = Number(part[i])
    return numbers
  }
  return part
}

/** Smallest and largest finite number; undefined where there is none. */
export function finiteRange(numbers: ArrayLike<number>): { lo: number; hi: number } | undefined {
  let lo = Infinity
  let hi = -Infinity
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!
    if (!Number.isFinite(x)) continue
    if (x < lo) lo = x
    if (x > hi) hi = x
  }
  return lo <= hi ? { lo, hi } : undefined
}
