import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataNumber, integerOf, isFloatLiteral, isNumberLiteral, jsonNumber, numberOf } from './numbers'
import { numberTexts } from './testing/arbitraries'

describe('jsonNumber', () => {
  it.each(['2.0', '1e3', '-0', '-0.0', '9007199254740993', '12345678901234567000', '1e400', '1e-05', '0.10'])('keeps %s as text', (text) => {
    expect(jsonNumber(text)).toEqual({ $number: text })
  })
  it.each(['0', '-7', '0.5', '1e-7', '9007199254740991', '0.30000000000000004'])('reads %s as a plain number', (text) => {
    expect(jsonNumber(text)).toBe(Number(text))
  })
})

describe('numberOf, isFloatLiteral, integerOf', () => {
  it.each([
    [3, 3, false, 3n], [0.5, 0.5, true, undefined], [{ $number: '2.0' }, 2, true, undefined], [{ $number: '1e3' }, 1000, true, undefined],
    [{ $number: '9007199254740993' }, 9007199254740992, false, 9007199254740993n], [{ $number: '-0' }, -0, false, 0n], [-0, -0, true, undefined],
    ['3', undefined, false, undefined], [{ $number: 'two' }, undefined, false, undefined], [{ $number: '2', unit: 'm' }, undefined, false, undefined],
    [undefined, undefined, false, undefined], [[2], undefined, false, undefined],
  ])('%j', (json, value, float, integer) => {
    expect(numberOf(json)).toBe(value)
    expect(isFloatLiteral(json)).toBe(float)
    expect(integerOf(json)).toBe(integer)
  })
})

describe('dataNumber', () => {
  it('keeps what float64 or its text would lose', () => {
    for (const text of ['9007199254740993', '-0.0', '-0', '1e400']) expect(dataNumber({ $number: text })).toEqual({ $number: text })
    expect([{ $number: '2.0' }, { $number: '1e3' }, { $number: '0.10' }, 'NaN', true].map(dataNumber)).toEqual([2, 1000, 0.1, 'NaN', true])
  })
  it('never changes the value', () => {
    fc.assert(fc.property(numberTexts, (text) => {
      expect(numberOf(dataNumber({ $number: text }))).toBe(Number(text))
      expect(isNumberLiteral({ $number: text })).toBe(true)
    }))
  })
})
