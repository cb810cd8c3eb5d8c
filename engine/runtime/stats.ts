/** Population statistics of a value, in float64. */
import type { Stats } from '../protocol'
import type { Tensor, TensorData } from '../tensor/dtype'
import { halvesToFloats } from '../tensor/half'
import { momentsOf } from './kernels/kernels'

type Numbers = Exclude<TensorData, BigInt64Array>

/** Elements summed up in one go before the sum goes into a compensated one. */
const BLOCK = 4096

/**
 * min, max, mean and std (population) of all elements, bool as 0 and 1; NaN all four where one is NaN, null where there
 * are none. `nan` and `inf` count. int64 beyond 2^53 is rounded.
 */
export function statistics({ dtype, data }: Tensor): Stats {
  const count = data.length
  if (count === 0) return { min: null, max: null, mean: null, std: null, nan: 0, inf: 0, count }
  const numbers = data instanceof BigInt64Array ? Float64Array.from(data, Number) : dtype === 'float16' ? halvesToFloats(data as Uint16Array) : data
  if (numbers instanceof Float32Array) {
    const { min, max, sum, square } = momentsOf(numbers)
    // float32 cannot sum up beyond a double: what is not finite has a NaN or an infinity, which the longer way tells apart.
    if (Number.isFinite(sum) && Number.isFinite(square)) return { min, max, mean: clamp(sum / count, min, max), std: min === max ? 0 : Math.sqrt(square / count), nan: 0, inf: 0, count }
  }
  const { min, max, sum } = sweep(numbers)
  if (Number.isNaN(sum)) {
    const { nan, inf } = countOdd(numbers)
    if (nan > 0) return { min: NaN, max: NaN, mean: NaN, std: NaN, nan, inf, count }
    // Sums of large numbers that went over on both sides.
    if (inf === 0) return { min, max, ...scaled(numbers, Math.max(-min, max)), nan, inf, count }
    // Infinities of both signs.
    return { min, max, mean: NaN, std: NaN, nan, inf, count }
  }
  if (!Number.isFinite(sum)) {
    const { inf } = countOdd(numbers)
    if (inf > 0) return { min, max, mean: sum, std: NaN, nan: 0, inf, count }
    return { min, max, ...scaled(numbers, Math.max(-min, max)), nan: 0, inf, count }
  }
  const mean = clamp(sum / count, min, max)
  const square = squares(numbers, mean)
  if (!Number.isFinite(square)) return { min, max, ...scaled(numbers, Math.max(-min, max)), nan: 0, inf: 0, count }
  return { min, max, mean, std: min === max ? 0 : Math.sqrt(square / count), nan: 0, inf: 0, count }
}

const clamp = (x: number, lo: number, hi: number): number => Math.min(Math.max(x, lo), hi)

/** Four running values each, so that they do not wait for one another. NaN makes the sum NaN. */
function sweep(x: Numbers): { min: number; max: number; sum: number } {
  const n = x.length
  let lo0 = Infinity, lo1 = Infinity, lo2 = Infinity, lo3 = Infinity
  let hi0 = -Infinity, hi1 = -Infinity, hi2 = -Infinity, hi3 = -Infinity
  let sum = 0
  let lost = 0
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n)
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0
    let i = from
    for (; i + 3 < to; i += 4) {
      const a = x[i]!, b = x[i + 1]!, c = x[i + 2]!, d = x[i + 3]!
      s0 += a
      s1 += b
      s2 += c
      s3 += d
      lo0 = a < lo0 ? a : lo0
      lo1 = b < lo1 ? b : lo1
      lo2 = c < lo2 ? c : lo2
      lo3 = d < lo3 ? d : lo3
      hi0 = a > hi0 ? a : hi0
      hi1 = b > hi1 ? b : hi1
      hi2 = c > hi2 ? c : hi2
      hi3 = d > hi3 ? d : hi3
    }
    for (; i < to; i++) {
      const a = x[i]!
      s0 += a
      lo0 = a < lo0 ? a : lo0
      hi0 = a > hi0 ? a : hi0
    }
    const part = s0 + s1 + (s2 + s3)
    const next = sum + part
    lost += Math.abs(sum) >= Math.abs(part) ? sum - next + part : part - next + sum
    sum = next
  }
  return {
    min: Math.min(lo0, lo1, lo2, lo3),
    max: Math.max(hi0, hi1, hi2, hi3),
    // With an infinity in the sum what was lost is NaN.
    sum: Number.isFinite(sum) ? sum + lost : sum,
  }
}

/** The sum of squared distances from the mean, corrected for the mean's own rounding. */
function squares(x: Numbers, mean: number): number {
  const n = x.length
  let total = 0
  let rest = 0
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n)
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0
    let r0 = 0, r1 = 0
    let i = from
    for (; i + 3 < to; i += 4) {
      const a = x[i]! - mean, b = x[i + 1]! - mean, c = x[i + 2]! - mean, d = x[i + 3]! - mean
      s0 += a * a
      s1 += b * b
      s2 += c * c
      s3 += d * d
      r0 += a + b
      r1 += c + d
    }
    for (; i < to; i++) {
      const a = x[i]! - mean
      s0 += a * a
      r0 += a
    }
    total += s0 + s1 + (s2 + s3)
    rest += r0 + r1
  }
  return Math.max(total - rest * rest / n, 0)
}

/** Mean and std where sums go beyond what a double holds. */
function scaled(x: Numbers, scale: number): { mean: number; std: number } {
  const n = x.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += x[i]! / scale / n
  let square = 0
  for (let i = 0; i < n; i++) square += (x[i]! / scale - sum) ** 2 / n
  return { mean: sum * scale, std: Math.sqrt(square) * scale }
}

function countOdd(x: Numbers): { nan: number; inf: number } {
  let nan = 0
  let inf = 0
  for (let i = 0; i < x.length; i++) {
    const a = x[i]!
    if (a !== a) nan++
    else if (a === Infinity || a === -Infinity) inf++
  }
  return { nan, inf }
}
