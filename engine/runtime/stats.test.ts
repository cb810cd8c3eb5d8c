import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tensor } from '../tensor/dtype'
import { statistics } from './stats'

const float32 = (...values: number[]): Tensor => ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) })
const float64 = (values: readonly number[]): Tensor => ({ dtype: 'float64', shape: [values.length], data: Float64Array.from(values) })

describe('statistics', () => {
  it('gives population statistics', () => {
    expect(statistics(float32(1, 2, 3, 4))).toEqual({ min: 1, max: 4, mean: 2.5, std: Math.sqrt(1.25), nan: 0, inf: 0, count: 4 })
  })
  it('is NaN where there is one, in all four', () => {
    expect(statistics(float32(1, NaN, Infinity, 3, 4))).toEqual({ min: NaN, max: NaN, mean: NaN, std: NaN, nan: 1, inf: 1, count: 5 })
  })
  it('is null where there is nothing', () => {
    expect(statistics(float32())).toEqual({ min: null, max: null, mean: null, std: null, nan: 0, inf: 0, count: 0 })
  })
  it('keeps infinities', () => {
    expect(statistics(float32(1, Infinity))).toEqual({ min: 1, max: Infinity, mean: Infinity, std: NaN, nan: 0, inf: 1, count: 2 })
    expect(statistics(float32(-Infinity, Infinity))).toMatchObject({ min: -Infinity, max: Infinity, mean: NaN, inf: 2 })
  })
  it('counts bool as 0 and 1, and reads float16 and int64', () => {
    expect(statistics({ dtype: 'bool', shape: [4], data: Uint8Array.of(1, 0, 0, 1) })).toMatchObject({ min: 0, max: 1, mean: 0.5, std: 0.5 })
    expect(statistics({ dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) })).toMatchObject({ min: -2, max: 1, mean: -0.5, std: 1.5 })
    expect(statistics({ dtype: 'int64', shape: [2], data: BigInt64Array.of(-3n, 5n) })).toMatchObject({ min: -3, max: 5, mean: 1, std: 4 })
  })
  it('has no deviation where all are the same', () => {
    expect(statistics(float64(new Array<number>(1000).fill(0.1)))).toMatchObject({ mean: 0.1, std: 0 })
  })
  it('keeps digits far from zero', () => {
    const { mean, std } = statistics(float64(Array.from({ length: 10_000 }, (_, i) => 1e9 + (i % 2))))
    expect(mean).toBe(1e9 + 0.5)
    expect(std).toBeCloseTo(0.5, 12)
  })
  it('takes sums beyond a double', () => {
    const { mean, std } = statistics(float64([1e308, 1e308, 1e308]))
    expect(mean).toBeCloseTo(1e308, -295)
    expect(std).toBeLessThan(1e295)
    expect(statistics(float64([1.5e308, 1.5e308, -1.5e308, -1.5e308]))).toMatchObject({ mean: 0, std: 1.5e308 })
  })
  it('is the same, however long and wherever the numbers are', () => {
    for (const [count, centre, scale] of [[8191, 0, 1], [8193, 1000, 0.01], [20_003, 20, 1], [40_001, -3e6, 1], [100_000, 0, 1e30]] as const) {
      const values = Float32Array.from({ length: count }, (_, i) => centre + scale * Math.sin(i * i))
      const found = statistics({ dtype: 'float32', shape: [count], data: values })
      const exact = statistics({ dtype: 'float64', shape: [count], data: Float64Array.from(values) })
      expect([found.min, found.max, found.count]).toEqual([exact.min, exact.max, count])
      expect(Math.abs(found.mean! - exact.mean!)).toBeLessThanOrEqual(1e-13 * (Math.abs(centre) + scale))
      expect(Math.abs(found.std! - exact.std!)).toBeLessThanOrEqual(1e-12 * exact.std!)
    }
    const flat = new Float32Array(20_000).fill(0.1)
    expect(statistics({ dtype: 'float32', shape: [20_000], data: flat })).toMatchObject({ mean: flat[0], std: 0 })
    flat[19_999] = NaN
    expect(statistics({ dtype: 'float32', shape: [20_000], data: flat })).toMatchObject({ min: NaN, std: NaN, nan: 1, inf: 0 })
    flat[19_999] = -Infinity
    expect(statistics({ dtype: 'float32', shape: [20_000], data: flat })).toMatchObject({ min: -Infinity, mean: -Infinity, std: NaN, inf: 1 })
  })
  it('agrees with the plain sums', () => {
    fc.assert(fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 }), (values) => {
      const found = statistics(float32(...values))
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length
      const std = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)
      expect(found.min === Math.min(...values)).toBe(true)
      expect(found.max === Math.max(...values)).toBe(true)
      expect(found.mean).toBeCloseTo(mean, 9)
      expect(found.std).toBeCloseTo(std, 9)
    }))
  })
})
