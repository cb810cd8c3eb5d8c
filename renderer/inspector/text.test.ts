import { describe, expect, it } from 'vitest'
import { LAYERS } from '../../engine/layers'
import type { Json } from '../../engine/document/types'
import { nestedText, parseInteger, parseList, parseNested, parseNumber, parseNumbers, stepped, textOf } from './text'

describe('parameters as text', () => {
  it('tells ints and floats apart', () => {
    expect(parseNumber('2')).toBe(2)
    expect(parseNumber('2.0')).toEqual({ $number: '2.0' })
    expect(parseNumber('0.5')).toBe(0.5)
    for (const text of ['2.', '+2.0', '02.0']) expect(parseNumber(text)).toEqual({ $number: '2.0' })
    expect(parseNumber('1e999')).toBe('Infinity')
    expect(parseInteger('+09007199254740993')).toEqual({ $number: '9007199254740993' })
    expect(parseNumber('1e3')).toEqual({ $number: '1e3' })
    expect(parseNumber('-inf')).toBe('-Infinity')
    expect(parseNumber('two')).toBeUndefined()
    expect(['6.0', '1e2', '-2.'].map(parseInteger)).toEqual([6, 100, -2])
    expect(parseInteger('1.5')).toBeUndefined()
    expect(parseInteger('9007199254740993')).toEqual({ $number: '9007199254740993' })
  })
  it('reads lists however they are written', () => {
    expect(parseList('1, 3, 28, 28')).toEqual([1, 3, 28, 28])
    expect(parseList('[1 × 3×28]')).toEqual([1, 3, 28])
    expect(parseList('1, x.5')).toBeUndefined()
    expect(parseList('')).toEqual([])
  })
  it('reads what a parameter takes: one number or several, fractions and None where they belong', () => {
    const typed = (type: string, name: string, text: string): Json | undefined => {
      const spec = LAYERS.find((layer) => layer.type === type)?.params[name]
      return spec && parseNumbers(text, (json) => 'value' in spec.parse(json), spec.control.kind === 'ints' && spec.control.n === 0)
    }
    expect(['2', '1.5', '[2]', '1.5, 2', '3/2'].map((text) => typed('Upsample', 'scale_factor', text))).toEqual([2, 1.5, [2], [1.5, 2], 1.5])
    expect(['2', '[2]', '2, 6'].map((text) => typed('Split', 'split_size_or_sections', text))).toEqual([2, [2], [2, 6]])
    expect(['2', '2, 3', '[]'].map((text) => typed('Input', 'shape', text))).toEqual([[2], [2, 3], []])
    expect(['None, 7', '7', 'None'].map((text) => typed('AdaptiveAvgPool2d', 'output_size', text))).toEqual([[null, 7], 7, undefined])
    expect(['[5]', '1.5', '1, 2, 3', '28*28', 'None'].map((text) => typed('Conv2d', 'kernel_size', text))).toEqual([5, undefined, [1, 2, 3], 784, undefined])
  })
  it('reads nested lists, and writes them so that they are read again', () => {
    expect(parseNested('0.5, 1')).toEqual([0.5, 1])
    expect(parseNested('3')).toEqual([3])
    for (const text of ['[[1, 2], [3, 4]]', '[1, 2], [3, 4]']) expect(parseNested(text)).toEqual([[1, 2], [3, 4]])
    for (const wrong of ['[1, 2', '1, two', '[1]]', ']']) expect(parseNested(wrong)).toBeUndefined()
    for (const list of [[1, -0.5], [[1, 2]], [[[1], [2]]], []]) expect(parseNested(nestedText(list))).toEqual(list)
  })
  it('writes what it reads', () => {
    expect(textOf({ $number: '2.0' })).toBe('2.0')
    expect(textOf([3, 5])).toBe('3, 5')
    expect(textOf(null)).toBe('None')
    expect(textOf(undefined)).toBe('')
  })
  it('steps in the last digit', () => {
    expect(stepped('3', 1)).toBe('4')
    expect(stepped('0.10', -1)).toBe('0.09')
    expect(stepped('same', 1)).toBeUndefined()
    expect([stepped('1', -10, { min: 0 }), stepped('0.95', 10, { max: 1 }), stepped('-3', 1, { min: 0 }), stepped('-3', -1, { min: 0 })]).toEqual(['0', '1.00', '-2', '-3'])
  })
})
