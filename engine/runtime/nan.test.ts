import { describe, expect, it } from 'vitest'
import type { DeviceId } from '../protocol'
import type { Tensor } from '../tensor/dtype'
import { floatsToHalves } from '../tensor/half'
import { hasNaN, keepingNaN } from './nan'

const float32 = (...values: number[]): Tensor => ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) })

describe('NaN', () => {
  it('is found in every type that has it, and infinity is none', () => {
    expect(hasNaN(float32(1, NaN))).toBe(true)
    expect(hasNaN(float32(Infinity, -Infinity, 1))).toBe(false)
    expect(hasNaN(float32())).toBe(false)
    expect(hasNaN({ dtype: 'float64', shape: [2], data: Float64Array.of(Infinity, NaN) })).toBe(true)
    expect(hasNaN({ dtype: 'float16', shape: [2], data: floatsToHalves(Float32Array.of(1, NaN)) })).toBe(true)
    expect(hasNaN({ dtype: 'float16', shape: [2], data: floatsToHalves(Float32Array.of(-Infinity, 1)) })).toBe(false)
    expect(hasNaN({ dtype: 'int64', shape: [1], data: BigInt64Array.of(1n) })).toBe(false)
  })

  it.each<[string, DeviceId, Tensor, Tensor, DeviceId[]]>([
    ['no NaN', 'webgpu', float32(1), float32(2), ['webgpu']],
    ['a NaN that goes in', 'webgpu', float32(NaN), float32(2), ['cpu']],
    ['a NaN that comes up', 'webgpu', float32(1), float32(NaN), ['webgpu', 'cpu']],
    ['a device that keeps it', 'cuda', float32(NaN), float32(NaN), ['cuda']],
    ['the CPU', 'cpu', float32(NaN), float32(NaN), ['cpu']],
  ])('%s on %s', async (_, device, input, output, expected) => {
    const ran: DeviceId[] = []
    const values = await keepingNaN(device, new Map([['x', input]]), (on) => {
      ran.push(on)
      return Promise.resolve(new Map([['y', output]]))
    })
    expect(ran).toEqual(expected)
    expect(values.get('y')).toBe(output)
  })
})
