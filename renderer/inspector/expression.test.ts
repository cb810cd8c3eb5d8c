import { expect, it } from 'vitest'
import { calculate } from './expression'
import { parseInteger, parseList, parseSum } from './text'

it('works out what Python would', () => {
  const whole: readonly (readonly [string, number])[] = [
    ['28*28', 784], ['2**5', 32], ['2**3**2', 512], ['-2**2', -4], ['7//2', 3], ['-7//2', -4], ['-7 % 3', 2], ['(1+2)*3', 9], ['2 - -3', 5], ['1+2*3-4', 3], ['8//2//2', 2], ['- (4)', -4],
  ]
  for (const [text, value] of whole) expect([text, calculate(text)]).toEqual([text, { value, whole: true }])
  expect(calculate('1/4')).toEqual({ value: 0.25, whole: false })
  expect(calculate('6/3')).toEqual({ value: 2, whole: false })
  expect(calculate('2**-1')).toEqual({ value: 0.5, whole: false })
  expect(calculate('2.5e1*2')).toEqual({ value: 50, whole: false })
})
it('takes nothing that is no sum', () => {
  for (const text of ['', '3', '28*', '*2', '(1+2', '1+2)', '1/0', '7//0', '2**9999', 'a+1', '1 2', '3x5', '()', '2**60*3']) expect([text, calculate(text)]).toEqual([text, undefined])
})
it('keeps ints and floats apart in fields', () => {
  expect(parseSum('28*28')).toBe(784)
  expect(parseSum('6/3')).toEqual({ $number: '2.0' })
  expect(parseSum('1/8')).toBe(0.125)
  expect(parseSum('0.5')).toBe(0.5)
  expect(parseInteger('6/3')).toBe(2)
  expect(parseInteger('7/2')).toBeUndefined()
  expect(parseList('1, 3, 28 * 2, 2**4')).toEqual([1, 3, 56, 16])
  expect(parseList('(3*2, (1+1)*5)')).toEqual([6, 10])
  expect(parseList('2*(3+1)')).toEqual([8])
})
