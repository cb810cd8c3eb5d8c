import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../engine/tensor/dtype'
import { changed, elementOf, fitting, pastedNumbers } from './weights'

const paste = (text: string, shape: number[], at = shape.map(() => 0), axes?: readonly [number, number]) => {
  const found = fitting(pastedNumbers(text, 'float32'), shape, at, axes)
  if (typeof found === 'string') return found
  const data = new Float32Array(shape.reduce((n, d) => n * d, 1))
  return changed({ dtype: 'float32', shape, data } satisfies Tensor, found)
}

describe('numbers for a weight', () => {
  it('reads an element as its type takes it', () => {
    expect(elementOf('2.0', 'float32')).toBe(2)
    expect(elementOf('-inf', 'float32')).toBe('-Infinity')
    expect(elementOf("float('nan')", 'float32')).toBe('NaN')
    expect(elementOf('nan', 'float32')).toBe('NaN')
    expect(elementOf('nan', 'int64')).toBeUndefined()
    expect(elementOf('9007199254740993', 'int64')).toEqual({ $number: '9007199254740993' })
    expect(elementOf('True', 'bool')).toBe(true)
    expect(elementOf('two', 'float32')).toBeUndefined()
  })
  it('takes a kernel from lists, a spreadsheet and Python', () => {
    const kernel = [1, 2, 1, 0, 1, 0, 2, 1, 0]
    for (const text of ['[[1,2,1],[0,1,0],[2,1,0]]', '1\t2\t1\n0\t1\t0\n2\t1\t0\n', 'torch.tensor([[1., 2., 1.],\n [0., 1., 0.], [2., 1., 0.]], dtype=torch.float32)', '1, 2, 1\r\n0, 1, 0\r\n2, 1, 0']) {
      expect(paste(text, [1, 1, 3, 3])).toEqual(kernel)
    }
  })
  it('reads the commas of a spreadsheet as points, but none that may part thousands', () => {
    expect(paste('1,5\t-,5\n3\t4,25', [2, 2])).toEqual([1.5, -0.5, 3, 4.25])
    expect(paste('1,234\t2\n3\t4', [2, 2])).toContain('“1,234”')
  })
  it('puts a block where one is, of the dimensions that are shown', () => {
    expect(paste('7 8', [2, 3], [1, 1])).toEqual([0, 0, 0, 0, 7, 8])
    expect(paste('5', [2, 2], [0, 1])).toEqual([0, 5, 0, 0])
    // A whole matrix, chosen by the other indices, whichever of its cells one is at.
    expect(paste('[[1, 2], [3, 4]]', [2, 2, 2], [1, 1, 1])).toEqual([0, 0, 0, 0, 1, 2, 3, 4])
    expect(paste('[[1, 2], [3, 4]]', [2, 2, 2], [0, 1, 0], [0, 2])).toEqual([0, 0, 1, 2, 0, 0, 3, 4])
    expect(paste('3', [], [])).toEqual([3])
  })
  it('says what does not fit', () => {
    expect(paste('1 2 3', [2, 2])).toContain('do not fit')
    expect(paste('1 two', [2, 2])).toContain('“two”')
    expect(paste('[1, [2]]', [2, 2])).toContain('different lengths')
    expect(paste('1 2\n3', [2, 2])).toContain('different lengths')
    expect(paste('[1, 2', [2])).toContain('is not a number')
    expect(paste('[[1]]]', [2])).toContain('is not a number')
  })
})
