import { describe, expect, test } from 'vitest'
import type { Json } from '../document/types'
import type { DType, TensorData } from './dtype'
import { convert } from './convert'
import { ValueError } from './errors'
import { halfToFloat } from './half'
import { parseData } from './parse'
import { fillLeading, inputTensor } from './values'

const refusal = (act: () => unknown): ValueError => {
  try {
    act()
  } catch (error) {
    if (error instanceof ValueError) return error
    throw error
  }
  throw new Error('was accepted')
}
const toNumber = (data: TensorData, dtype: DType, i: number): number => (dtype === 'float16' ? halfToFloat(Number(data[i])) : Number(data[i]))
const list = (dtype: DType, data: readonly Json[]): number[] => {
  const parsed = parseData(dtype, data)
  return Array.from({ length: data.length }, (_, i) => toNumber(parsed, dtype, i))
}

describe('inputTensor', () => {
  test('zeros, ones and arange of every type', () => {
    for (const dtype of ['float32', 'float64', 'float16', 'int64', 'int32'] as const) {
      const read = (kind: string): number[] => { const t = inputTensor([2, 2], dtype, { kind }); return [0, 1, 2, 3].map((i) => toNumber(t.data, dtype, i)) }
      expect([read('zeros'), read('ones'), read('arange')]).toEqual([[0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 2, 3]])
    }
    expect(inputTensor([2], 'bool', { kind: 'ones' }).data).toEqual(Uint8Array.of(1, 1))
    expect(inputTensor([], 'float32', { kind: 'arange' }).data).toEqual(Float32Array.of(0))
  })

  test('what PyTorch refuses', () => {
    expect(refusal(() => inputTensor([3], 'bool', { kind: 'arange' })).pytorch).toBe(`"arange_cpu" not implemented for 'Bool'`)
    expect(refusal(() => inputTensor([3], 'int64', { kind: 'rand' })).pytorch).toBe(`"check_uniform_bounds" not implemented for 'Long'`)
    expect(refusal(() => inputTensor([3], 'int32', { kind: 'randn' })).pytorch).toBe(`"normal_kernel_cpu" not implemented for 'Int'`)
    expect(refusal(() => inputTensor([2, 3], 'float32', { kind: 'data', data: [1] })).pytorch).toBe(`shape '[2, 3]' is invalid for input of size 1`)
    expect(inputTensor([0], 'int64', { kind: 'randn' }).data).toHaveLength(0)
  })

  test('values of no known form', () => {
    for (const value of [null, 3, 'zeros', [], { $number: '1.0' }, {}, { kind: 'noise' }, { kind: 'data' }, { kind: 'data', data: 5 }, { kind: 'rand', seed: 'x' }, { kind: 'rand', seed: null }, { kind: 'file', path: 'a.png' }]) {
      expect(() => inputTensor([1], 'float32', value), JSON.stringify(value)).toThrow(ValueError)
    }
    expect(refusal(() => inputTensor([1e15], 'float32', { kind: 'rand' })).message).toContain('no memory')
    expect(refusal(() => inputTensor([1e15], 'float64', { kind: 'zeros' })).message).toContain('no memory')
    expect(() => inputTensor([1e15, 1e15], 'float32', { kind: 'zeros' })).toThrow(ValueError)
  })
})

describe('parseData', () => {
  test('as torch.tensor does', () => {
    expect(list('float32', [0.1, true, 'NaN', '-Infinity', { $number: '1e39' }])).toEqual([Math.fround(0.1), 1, NaN, -Infinity, Infinity])
    expect(list('int32', [1.9, -1.9, false])).toEqual([1, -1, 0])
    expect(list('bool', [2, 0, 'NaN', -0.0, true])).toEqual([1, 0, 1, 0, 1])
    expect(list('float16', [65519.99, 70000])).toEqual([65504, Infinity])
    expect(parseData('int64', [1.9, -1, -1e15, { $number: '-9223372036854775808' }, { $number: '9007199254740993' }]))
      .toEqual(BigInt64Array.of(1n, -1n, -1000000000000000n, -9223372036854775808n, 9007199254740993n))
  })

  test('names what it cannot take', () => {
    expect(refusal(() => parseData('float32', [0, 'one'])).message).toBe('Element 1 of data is "one", which is no number.')
    expect(() => parseData('float32', [null])).toThrow(ValueError)
    expect(() => parseData('float32', [[1]])).toThrow(ValueError)
    expect(() => parseData('float32', ['constructor'])).toThrow(ValueError)
    expect(refusal(() => parseData('int32', [2 ** 31])).pytorch).toBe('value cannot be converted to type int32 without overflow')
    expect(() => parseData('int64', ['NaN'])).toThrow('does not fit into int64')
    expect(() => parseData('int64', [{ $number: '9223372036854775808' }])).toThrow('does not fit into int64')
  })
})

describe('convert, as copy_ on x64', () => {
  const floats = { dtype: 'float32', shape: [6], data: Float32Array.of(1.9, -1.9, NaN, 3e9, Infinity, -0) } as const
  test('from floats', () => {
    expect(convert(floats, 'int32').data).toEqual(Int32Array.of(1, -1, -2147483648, -2147483648, -2147483648, 0))
    expect(convert(floats, 'int64').data).toEqual(BigInt64Array.of(1n, -1n, -(2n ** 63n), 3000000000n, -(2n ** 63n), 0n))
    expect(convert(floats, 'bool').data).toEqual(Uint8Array.of(1, 1, 1, 1, 1, 0))
    expect(convert(floats, 'float32')).toBe(floats)
  })

  test('from int64, rounded once', () => {
    const data = BigInt64Array.of(2n ** 53n + 1n, 2n ** 62n + 2n ** 38n + 1n, -(2n ** 62n) - 2n ** 38n - 1n, -1n, 4294967296n)
    const t = { dtype: 'int64', shape: [5], data } as const
    expect([...(convert(t, 'float64').data as Float64Array)]).toEqual([...data].map(Number))
    expect([...(convert(t, 'float32').data as Float32Array)].slice(1, 3)).toEqual([2 ** 62 + 2 ** 39, -(2 ** 62) - 2 ** 39])
    expect(convert(t, 'int32').data).toEqual(Int32Array.of(1, 1, -1, -1, 0))
    expect(convert(t, 'bool').data).toEqual(Uint8Array.of(1, 1, 1, 1, 1))
  })
})

test('only leading 1s may be missing', () => {
  const t = { dtype: 'float32', shape: [2, 3], data: new Float32Array(6) } as const
  expect(fillLeading(t, [1, 1, 2, 3])).toEqual({ ...t, shape: [1, 1, 2, 3] })
  for (const shape of [[3, 2], [6], [2, 2, 3], [2, 3, 1]]) expect(() => fillLeading(t, shape)).toThrow(ValueError)
})
