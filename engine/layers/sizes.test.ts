import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Conv2d } from './conv'
import { LayerRefusal, type Inputs } from './define'
import { MaxPool2d } from './maxpool'
import { ceilSize, extent, floorSize, samePadding, type Axis } from './spatial'

/** Window positions counted one by one: in ceil mode a window may hang over the end, if it starts before the padding behind. */
function count({ n, kernel, stride, padding: [front, behind], dilation }: Axis, ceil: boolean): number {
  const cover = extent(kernel, dilation)
  let windows = 0
  for (let start = 0; ; start += stride) {
    const whole = start + cover <= front + n + behind
    const hanging = start - stride + cover < front + n + behind
    if (ceil ? !(whole || hanging) || start >= front + n : !whole) return windows
    windows++
  }
}

const axis = fc.record({
  n: fc.integer({ min: 1, max: 40 }), kernel: fc.integer({ min: 1, max: 7 }), stride: fc.integer({ min: 1, max: 6 }),
  padding: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), dilation: fc.integer({ min: 1, max: 3 }),
})
const fits = ({ n, kernel, padding: [front, behind], dilation }: Axis): boolean => n + front + behind >= extent(kernel, dilation)

describe('sizes of windows', () => {
  it('are the number of positions', () => {
    fc.assert(fc.property(axis.filter(fits), a => { expect(floorSize(a)).toBe(count(a, false)) }), { numRuns: 2000 })
  })

  it('are the number of positions in ceil mode', () => {
    // More than half a window of padding is refused before.
    const symmetric = axis.map(a => ({ ...a, padding: [a.padding[0], a.padding[0]] as const })).filter(a => fits(a) && a.padding[0] <= a.kernel / 2)
    fc.assert(fc.property(symmetric, a => { expect(ceilSize(a)).toBe(count(a, true)) }), { numRuns: 2000 })
  })

  it('stay as they are with same padding', () => {
    fc.assert(fc.property(axis, a => { expect(floorSize({ ...a, stride: 1, padding: samePadding(a.kernel, a.dilation) })).toBe(a.n) }))
  })

  it('hold for whole layers, or the layer refuses', () => {
    const pair = (min: number, max: number): fc.Arbitrary<[number, number]> => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    const window = fc.record({ kernel_size: pair(1, 5), stride: pair(1, 4), padding: pair(0, 3), dilation: pair(1, 3), image: pair(1, 30), ceil_mode: fc.boolean() })
    fc.assert(fc.property(window, ({ image, ...p }) => {
      const inputs: Inputs = { input: { dtype: 'float32', shape: [2, 3, ...image] } }
      const want = (ceil: boolean): readonly number[] => [0, 1].map(i =>
        count({ n: image[i] ?? 0, kernel: p.kernel_size[i] ?? 0, stride: p.stride[i] ?? 0, padding: [p.padding[i] ?? 0, p.padding[i] ?? 0], dilation: p.dilation[i] ?? 0 }, ceil))
      const got = (run: () => Readonly<Record<string, { readonly shape: readonly number[] }>>): readonly number[] | undefined => {
        try {
          return run()['output']?.shape.slice(-2)
        } catch (error) {
          if (error instanceof LayerRefusal) return undefined
          throw error
        }
      }
      const conv = got(() => Conv2d.forward({ ...p, in_channels: 3, out_channels: 2, groups: 1, bias: true, padding_mode: 'zeros' }, inputs))
      if (conv) expect(conv).toEqual(want(false))
      else expect(want(false)).toContain(0)
      const pool = got(() => MaxPool2d.forward({ ...p, return_indices: false }, inputs))
      if (pool) expect(pool).toEqual(want(p.ceil_mode))
    }), { numRuns: 2000 })
  })

  it('are exact for tensors of 10^12 values', () => {
    const inputs: Inputs = { input: { dtype: 'float32', shape: [1, 1, 1_000_000, 1_000_000] } }
    const p = { in_channels: 1, out_channels: 64, kernel_size: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1, bias: false, padding_mode: 'zeros' } as never
    const outputs = Conv2d.forward(p, inputs)
    expect(outputs['output']?.shape).toEqual([1, 64, 1_000_000, 1_000_000])
    expect(Conv2d.macs?.(p, inputs, outputs)).toBe(576e12)
  })
})
