import { describe, expect, test } from 'vitest'
import fixture from './fixtures/random.json'
import { drawTensor, lowSeed, skipTensor, type DrawSpec } from './init'
import { convert } from './convert'
import { Generator } from './random'
import { inputTensor } from './values'
import type { DType } from './dtype'

const numbers = (data: Iterable<number>): number[] => [...data]

describe('values as PyTorch 2.13 draws them', () => {
  test.each(fixture.values.map((c) => [`${c.kind} ${c.dtype} ${c.n} seed ${c.seed}`, c] as const))('%s', (_, c) => {
    const t = inputTensor([c.n], c.dtype as DType, { kind: c.kind, seed: c.seed })
    const got = numbers(convert(t, 'float64').data as Float64Array)
    // The logarithm and the cosine of float64 differ by the last bit between mathematics libraries.
    if (c.dtype === 'float64' && c.kind === 'randn') got.forEach((x, i) => { expect(Math.abs(x - c.data[i]!)).toBeLessThan(2e-15) })
    else expect(got).toEqual(c.data)
  })
})

test('draws of all kinds share one stream, and the second value of a pair is kept', () => {
  const g = new Generator(5)
  const drawn = [g.randn(3), g.randn(20), g.rand(2), g.randn(4), g.randn64(3), g.randn(16)]
  expect(drawn.map((part, i) => numbers(i === 4 ? part.map((x, k) => (Math.abs(x - fixture.mixed[4]![k]!) < 1e-15 ? fixture.mixed[4]![k]! : x)) : part))).toEqual(fixture.mixed)
})

test('a stream drawn in pieces of any size is the stream drawn at once', () => {
  const sizes = [1, 2, 3, 5, 618, 624, 625, 7, 16_384, 16_385, 1, 40_000]
  const g = new Generator(7)
  const pieces = sizes.flatMap((n) => numbers(g.rand(n)))
  expect(pieces).toEqual(numbers(new Generator(7).rand(pieces.length)))
})

test('normal with a standard deviation', () => {
  const { seed, std, data } = fixture.normal
  expect(numbers(new Generator(seed).normal(data.length, 0, std))).toEqual(data)
})

describe('initial weights', () => {
  const spec = (shape: number[], init: DrawSpec['init']): DrawSpec => ({ shape, dtype: 'float32', init })
  const kaiming = (fan: number): number => Math.sqrt(3) * (Math.sqrt(2 / 6) / Math.sqrt(fan))
  const specs: Record<string, DrawSpec> = {
    'conv.weight': spec([2, 3, 3, 3], { kind: 'uniform', bound: kaiming(27) }),
    'conv.bias': spec([2], { kind: 'uniform', bound: 1 / Math.sqrt(27) }),
    'lin.weight': spec([3, 4], { kind: 'uniform', bound: kaiming(4) }),
    'lin.bias': spec([3], { kind: 'uniform', bound: 0.5 }),
    'emb.weight': spec([4, 5], { kind: 'normal', std: 1, zeroRow: 1 }),
    'lin2.weight': spec([2, 2], { kind: 'uniform', bound: kaiming(2) }),
  }

  test('Conv2d, Linear, Embedding and another Linear after torch.manual_seed(42)', () => {
    const g = new Generator(42)
    const drawn = Object.fromEntries(Object.entries(specs).map(([key, s]) => [key, numbers(drawTensor(g, s).data as Float32Array)]))
    expect(drawn).toEqual(fixture.modules)
  })

  test('a skipped tensor leaves the stream where a drawn one does', () => {
    const [a, b] = [new Generator(42), new Generator(42)]
    const all = [...Object.values(specs), spec([3], { kind: 'normal', std: 1 }), spec([17], { kind: 'normal', std: 1 }), spec([5], { kind: 'constant', value: 1 })]
    for (const s of all) {
      drawTensor(a, s)
      skipTensor(b, s)
      expect(b.rand(1)).toEqual(a.rand(1))
    }
    expect(b.randn(3)).toEqual(a.randn(3))
  })

  test('a bound of 0 draws zeros; constants of every type', () => {
    const g = new Generator(0)
    expect(numbers(drawTensor(g, spec([2], { kind: 'uniform', bound: 0 })).data as Float32Array)).toEqual([0, 0])
    expect(drawTensor(g, { shape: [1], dtype: 'int64', init: { kind: 'constant', value: 3 } }).data).toEqual(BigInt64Array.of(3n))
    expect(drawTensor(g, { shape: [1], dtype: 'float16', init: { kind: 'constant', value: 1 } }).data).toEqual(Uint16Array.of(0x3c00))
  })
})

test('of a seed the low 32 bits count', () => {
  expect(lowSeed(-1)).toBe(0xffffffff)
  expect(lowSeed(2 ** 32 + 7)).toBe(7)
  expect(lowSeed({ $number: '18446744073709551615' })).toBe(0xffffffff)
  expect(new Generator(-1).rand(3)).toEqual(new Generator(0xffffffffn).rand(3))
  expect(() => lowSeed(0.5)).toThrow('must be an integer')
  expect(lowSeed({ $number: '18446744073709551618' })).toBe(2)
  expect(() => lowSeed({ $number: '1e3' })).toThrow('must be an integer')
})
