import { describe, expect, it } from 'vitest'
import { allocate, numel, type DType, type Tensor } from '../tensor/dtype'
import { sliceOf, valuesOf } from './slice'
import { thumbnail } from './thumbs'

function tensor(shape: readonly number[], fill: (i: number) => number, dtype: DType = 'float32'): Tensor {
  const data = allocate(dtype, numel(shape))
  for (let i = 0; i < data.length; i++) {
    if (data instanceof BigInt64Array) data[i] = BigInt(fill(i))
    else data[i] = fill(i)
  }
  return { dtype, shape, data }
}

describe('thumbnail', () => {
  it('shows an Input of one channel as an image on 0..1', () => {
    const thumb = thumbnail(tensor([1, 1, 2, 2], (i) => i / 4), { input: true })
    expect(thumb).toMatchObject({ kind: 'image', width: 2, height: 2, count: 1, total: 1, lo: 0, hi: 1 })
    expect([...thumb.data]).toEqual([0, 64, 128, 191])
  })

  it('shows three channels as one image, on their own range where they leave 0..1', () => {
    const thumb = thumbnail(tensor([3, 2, 2], (i) => i - 3), { input: true })
    expect(thumb).toMatchObject({ kind: 'image', count: 3, lo: -3, hi: 8 })
    expect(thumbnail(tensor([3, 2, 2], (i) => i)).kind).toBe('maps')
  })

  it('shows at most 16 maps of sample 0, on the range of the whole', () => {
    const thumb = thumbnail(tensor([2, 20, 3, 4], (i) => i))
    expect(thumb).toMatchObject({ kind: 'maps', width: 4, height: 3, count: 16, total: 20, lo: 0, hi: 479 })
    expect(thumb.data.length).toBe(16 * 12)
    expect(thumb.data[1]).toBe(1)
  })

  it('shows the sample of a batch that is asked for', () => {
    const thumb = thumbnail(tensor([2, 3, 1, 2], (i) => i), { sample: 1 })
    expect(thumb).toMatchObject({ kind: 'maps', count: 3, lo: 0, hi: 11, sample: 1 })
    expect([...thumb.data]).toEqual([6, 7, 8, 9, 10, 11].map((value) => Math.round((value / 11) * 255)))
    expect(thumbnail(tensor([2, 3, 1, 1], (i) => i), { sample: 9 })).toMatchObject({ kind: 'bars', values: [3, 4, 5], sample: 1 })
    expect(thumbnail(tensor([3, 2, 2], (i) => i), { sample: 1 }).sample).toBeUndefined()
  })

  it('averages areas down to 64 pixels', () => {
    const thumb = thumbnail(tensor([128, 256], (i) => (i % 256 < 128 ? 0 : 10)))
    expect(thumb).toMatchObject({ kind: 'maps', width: 64, height: 32, count: 1 })
    expect(new Set(thumb.data)).toEqual(new Set([0, 255]))
    expect(thumbnail(tensor([4, 200], () => 1))).toMatchObject({ width: 64, height: 1 })
  })

  it('averages the same in whatever type, however large', () => {
    for (const [rows, cols] of [[112, 112], [65, 67], [1, 300], [200, 3], [300, 900], [20, 9000], [1, 20_000], [1000, 65]] as const) {
      const fill = (i: number): number => (i === 5 ? NaN : Math.fround(Math.sin(i * i) * 1e3 + 7))
      const narrow = thumbnail(tensor([2, rows, cols], fill))
      expect(narrow).toEqual(thumbnail(tensor([2, rows, cols], fill, 'float64')))
      expect(new Set(narrow.data).size).toBeGreaterThan(5)
    }
  })

  it('shows vectors as strips, few numbers as bars, one number as it is', () => {
    expect(thumbnail(tensor([1, 400], (i) => i))).toMatchObject({ kind: 'strip', width: 256, height: 1 })
    expect(thumbnail(tensor([1, 20, 1, 1], (i) => i))).toMatchObject({ kind: 'strip', width: 20 })
    expect(thumbnail(tensor([1, 3], (i) => i * 2))).toMatchObject({ kind: 'bars', width: 3, values: [0, 2, 4] })
    expect(thumbnail(tensor([2, 3, 1, 1], (i) => i))).toMatchObject({ kind: 'bars', values: [0, 1, 2], hi: 5 })
    expect(thumbnail(tensor([], () => 7))).toMatchObject({ kind: 'scalar', values: [7] })
    expect(thumbnail(tensor([2, 0], () => 0)).kind).toBe('none')
  })

  it('draws what is no number as 0 and what is infinite at the end', () => {
    const thumb = thumbnail(tensor([1, 4], (i) => [NaN, -1, Infinity, 1][i]!))
    expect(thumb).toMatchObject({ lo: -1, hi: 1 })
    expect([...thumb.data]).toEqual([0, 0, 255, 255])
    expect([...thumbnail(tensor([2, 2], () => NaN)).data]).toEqual([0, 0, 0, 0])
  })

  it('draws ranges of every size, and those that begin between two float32', () => {
    const fourths = [0, 64, 128, 191, 255]
    for (const half of [1e-40, 1e-30, 1, 1e30, 3e38]) {
      const { data } = thumbnail(tensor([1, 5], (i) => (i - 2) * half / 2))
      for (const [i, level] of fourths.entries()) expect(Math.abs((data[i] ?? 0) - level)).toBeLessThanOrEqual(1)
    }
    const far = 2 ** 24
    expect([...thumbnail(tensor([1, 3], (i) => far + 2 * i), { range: { lo: far - 1, hi: far + 4 } }).data]).toEqual([51, 153, 255])
  })

  it('reads every type', () => {
    for (const dtype of ['float64', 'int64', 'int32', 'bool'] as const) {
      expect(thumbnail(tensor([2], (i) => i, dtype))).toMatchObject({ kind: 'bars', values: [0, 1], lo: 0, hi: 1 })
    }
    expect(thumbnail({ dtype: 'float16', shape: [2], data: new Uint16Array([0x3c00, 0xc000]) })).toMatchObject({ values: [1, -2] })
  })
})

describe('sliceOf', () => {
  const t = tensor([2, 3, 4], (i) => i)
  it('cuts a matrix out', () => {
    expect(sliceOf(t, [1], [1, 3], [2, 4])).toEqual({ kind: 'slice', type: { dtype: 'float32', shape: [2, 3, 4] }, rows: 2, cols: 2, data: [18, 19, 22, 23] })
    expect(sliceOf(t, [9], [2, 99], [3, 99])).toMatchObject({ rows: 1, cols: 1, data: [23] })
    expect(sliceOf(t, [], [5, 9], [0, 4])).toMatchObject({ rows: 0, data: [] })
  })
  it('takes vectors, single numbers and nothing', () => {
    expect(sliceOf(tensor([4], (i) => i), [], [0, 9], [1, 3])).toMatchObject({ rows: 1, cols: 2, data: [1, 2] })
    expect(sliceOf(tensor([], () => 5), [], [0, 1], [0, 1])).toMatchObject({ rows: 1, cols: 1, data: [5] })
    expect(sliceOf(tensor([2, 0], () => 0), [], [0, 2], [0, 9])).toMatchObject({ rows: 0, cols: 0, data: [] })
  })
  it('keeps integers exact and bools bool', () => {
    expect(sliceOf({ dtype: 'int64', shape: [2], data: new BigInt64Array([2n ** 60n, -3n]) }, [], [0, 1], [0, 2]).data).toEqual(['1152921504606846976', -3])
    expect(sliceOf({ dtype: 'bool', shape: [2], data: new Uint8Array([0, 1]) }, [], [0, 1], [0, 2]).data).toEqual([false, true])
  })
  it('limits a reply', () => {
    expect(sliceOf(tensor([1000, 1000], (i) => i), [], [0, 1000], [0, 1000])).toMatchObject({ rows: 65, cols: 1000 })
  })
})

it('valuesOf copies', () => {
  const data = new Float32Array(8)
  const reply = valuesOf({ dtype: 'float32', shape: [2], data: data.subarray(2, 4) })
  expect(reply.data.buffer.byteLength).toBe(8)
})
