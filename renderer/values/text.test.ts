import { expect, it } from 'vitest'
import type { Tensor } from '../../engine/tensor/dtype'
import { csvOf, jsonAt, literalOf, shortFloat } from './text'

const floats = (shape: number[], ...values: number[]): Tensor => ({ dtype: 'float32', shape, data: Float32Array.from(values) })

it('writes the shortest decimal that is the same float32', () => {
  expect(shortFloat(Math.fround(0.1))).toBe(0.1)
  expect(shortFloat(Math.fround(1 / 3))).toBe(0.33333334)
  expect(shortFloat(16777217 - 1)).toBe(16777216)
  for (let i = 1; i < 2000; i++) expect(Math.fround(shortFloat(Math.fround(Math.sin(i) * 10 ** ((i % 60) - 30))))).toBe(Math.fround(Math.sin(i) * 10 ** ((i % 60) - 30)))
})
it('writes elements as the graph file has them', () => {
  expect([0, 1, 2, 3].map((i) => jsonAt(floats([4], 0.5, NaN, Infinity, -Infinity), i))).toEqual([0.5, 'NaN', 'Infinity', '-Infinity'])
  expect(jsonAt({ dtype: 'int64', shape: [1], data: BigInt64Array.of(2n ** 60n) }, 0)).toEqual({ $number: '1152921504606846976' })
  expect(jsonAt({ dtype: 'bool', shape: [1], data: Uint8Array.of(1) }, 0)).toBe(true)
  expect(jsonAt({ dtype: 'float16', shape: [1], data: Uint16Array.of(0x3555) }, 0)).toBeCloseTo(0.33325195)
})
it('writes the matrix shown as a table', () => {
  const cube = floats([2, 2, 2], 0, 1, 2, 3, 4, 5, 6, NaN)
  expect(csvOf(cube, [1])).toBe('4,5\n6,nan\n')
  expect(csvOf(cube, [0], [0, 1])).toBe('0,2\n4,6\n')
})
it('writes what Python reads as the same tensor', () => {
  expect(literalOf(floats([2], 1, -0.5))).toBe('torch.tensor([1., -0.5], dtype=torch.float32)')
  expect(literalOf(floats([2, 1], 1, Infinity))).toBe("torch.tensor([[1.],\n              [float('inf')]], dtype=torch.float32)".replace(/\n +/, '\n' + ' '.repeat(14)))
  expect(literalOf(floats([2], -0, 0))).toBe('torch.tensor([-0., 0.], dtype=torch.float32)')
  expect(literalOf(floats([], 2))).toBe('torch.tensor(2., dtype=torch.float32)')
  expect(literalOf(floats([0, 3]))).toBe('torch.empty((0, 3,), dtype=torch.float32)')
  expect(literalOf({ dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) })).toBe('torch.tensor([True, False], dtype=torch.bool)')
})
