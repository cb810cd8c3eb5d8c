import { describe, expect, it } from 'vitest'
import type { Question } from '../protocol'
import type { Tensor } from '../tensor/dtype'
import { indexAt, otherDims, planeOf } from '../tensor/plane'
import { answerOf } from './answer'

const about = { request: 1, doc: 'd', node: 'x', port: 'output' }
const numbers = (shape: number[], values?: number[]): Tensor => ({ dtype: 'float32', shape, data: Float32Array.from(values ?? Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => i)) })
const slice = (tensor: Tensor, index: number[], axes?: readonly [number, number]) => {
  const reply = answerOf({ type: 'slice', ...about, index, rows: [0, 9], cols: [0, 9], ...(axes ? { axes } : {}) }, tensor)
  if (reply.kind !== 'slice') throw new Error(reply.kind)
  return { rows: reply.rows, cols: reply.cols, data: reply.data }
}
const find = (tensor: Tensor, what: 'max' | 'min' | 'odd', after?: number) => answerOf({ type: 'find', ...about, what, ...(after === undefined ? {} : { after }) }, tensor)

describe('any two dimensions as a table', () => {
  const cube = numbers([2, 3, 4])
  it('takes the last two, or others, and turns them round', () => {
    expect(slice(cube, [1]).data).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23])
    expect(slice(cube, [2], [0, 1])).toEqual({ rows: 2, cols: 3, data: [2, 6, 10, 14, 18, 22] })
    expect(slice(cube, [2], [1, 0])).toEqual({ rows: 3, cols: 2, data: [2, 14, 6, 18, 10, 22] })
    expect(slice(numbers([3]), [])).toEqual({ rows: 1, cols: 3, data: [0, 1, 2] })
    expect(slice(numbers([]), [])).toEqual({ rows: 1, cols: 1, data: [0] })
  })
  it('refuses dimensions that are none', () => {
    expect(() => slice(cube, [], [1, 1])).toThrow('Dimensions 1 and 1')
    expect(() => slice(cube, [], [0, 3])).toThrow('with 3')
  })
  it('knows the other dimensions and where an element stands', () => {
    expect(otherDims(4, [0, 2])).toEqual([1, 3])
    expect(indexAt([2, 3, 4], 23)).toEqual([1, 2, 3])
    expect(planeOf([2, 3, 4], [9], [0, 2])).toMatchObject({ rows: 2, cols: 4, base: 8, rowStride: 12, colStride: 1 })
  })
})

describe('a histogram', () => {
  it('counts the finite elements on its scale', () => {
    const counts = (tensor: Tensor, bins: number, scale: readonly [number, number]) => answerOf({ type: 'histogram', ...about, bins, scale }, tensor)
    expect(counts(numbers([7], [0, 1, 1.5, 4, NaN, Infinity, -1]), 4, [0, 4])).toEqual({ kind: 'histogram', counts: [1, 2, 0, 1] })
    expect(counts(numbers([300, 300]), 3, [0, 89_999])).toEqual({ kind: 'histogram', counts: [30_000, 30_000, 30_000] })
    expect(counts({ dtype: 'int64', shape: [3], data: BigInt64Array.of(-5n, 0n, 5n) }, 2, [-5, 5])).toEqual({ kind: 'histogram', counts: [1, 2] })
  })
})

describe('finding', () => {
  it('finds the largest and the smallest, not NaN', () => {
    const tensor = numbers([2, 2], [NaN, 1, 7, -3])
    expect(find(tensor, 'max')).toEqual({ kind: 'found', at: [1, 0], flat: 2 })
    expect(find(tensor, 'min')).toEqual({ kind: 'found', at: [1, 1], flat: 3 })
    expect(find(numbers([1], [NaN]), 'max')).toMatchObject({ at: null })
  })
  it('goes from one odd value to the next, around the end', () => {
    const tensor = numbers([5], [1, NaN, 2, Infinity, 3])
    expect(find(tensor, 'odd')).toMatchObject({ at: [1] })
    expect(find(tensor, 'odd', 1)).toMatchObject({ at: [3] })
    expect(find(tensor, 'odd', 3)).toMatchObject({ at: [1] })
    expect(find(numbers([2]), 'odd')).toMatchObject({ at: null })
  })
})

describe('pictures', () => {
  const picture = (tensor: Tensor, more: Partial<Extract<Question, { type: 'picture' }>>) => {
    const reply = answerOf({ type: 'picture', ...about, index: [], scale: [0, 255], ...more }, tensor)
    if (reply.kind !== 'picture') throw new Error(reply.kind)
    return reply
  }
  it('draws maps along a dimension of a chosen sample', () => {
    const { thumb, odd } = picture(numbers([2, 3, 2, 2]), { index: [1], along: 1 })
    expect(thumb).toMatchObject({ kind: 'maps', width: 2, height: 2, count: 3, total: 3 })
    expect([...thumb.data]).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i))
    expect(odd).toBeUndefined()
    expect([...picture(numbers([2, 3, 2, 2]), { index: [0, 1], along: 0 }).thumb.data]).toEqual([4, 5, 6, 7, 16, 17, 18, 19])
    expect([...picture(numbers([2, 3]), { axes: [1, 0] }).thumb.data]).toEqual([0, 3, 1, 4, 2, 5])
    const many = numbers([40, 1, 1])
    expect([...picture(many, { index: [32], along: 0 }).thumb.data]).toEqual([32, 33, 34, 35, 36, 37, 38, 39])
    expect(picture(many, { along: 0 }).thumb).toMatchObject({ count: 16, total: 40 })
    expect(() => picture(numbers([2, 3]), { along: 0 })).toThrow('no maps along dimension 0')
  })
  it('marks what is NaN or infinite, in maps made smaller too', () => {
    expect([...picture(numbers([1, 3], [1, NaN, -Infinity]), {}).odd ?? []]).toEqual([0, 1, 2])
    const large = numbers([512, 512])
    large.data[512 * 2 + 3] = Infinity
    const { thumb, odd } = picture(large, { scale: [0, 2 ** 18] })
    expect(thumb.width).toBe(90)
    expect([...odd ?? []].flatMap((mark, i) => (mark ? [i, mark] : []))).toEqual([0, 2])
  })
  it('are finer where there are few, and keep rows apart where there are many columns', () => {
    expect(picture(numbers([8, 512, 512]), { along: 0 }).thumb).toMatchObject({ width: 90, height: 90 })
    // Down to the last of its pixels.
    const { data, width, height } = picture(numbers([200, 300]), { scale: [0, 59_999] }).thumb
    expect([width, height, data[0], data.at(-1)]).toEqual([110, 73, 1, 254])
    expect(data.every((level, i) => i < width || level > data[i - width]!)).toBe(true)
    expect(picture(numbers([3, 5000]), {}).thumb).toMatchObject({ width: 256, height: 3 })
    expect(picture(numbers([5000, 20]), {}).thumb).toMatchObject({ width: 16, height: 256 })
  })
})
