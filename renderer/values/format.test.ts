import { expect, it } from 'vitest'
import { bytesText, cellText, cellTextWithin, columnText, numberText, shapeText, shortCount } from './format'

it('writes shapes with the multiplication sign', () => {
  expect(shapeText([1, 6, 28, 28])).toBe('1 × 6 × 28 × 28')
  expect(shapeText([])).toBe('scalar')
})
it('writes numbers in little room', () => {
  expect(numberText(-1.9296)).toBe('-1.930')
  expect(numberText(10.2514, 1)).toBe('10.3')
  expect(numberText(Number.NaN)).toBe('NaN')
  expect(numberText(-Infinity)).toBe('−∞')
  expect(numberText(1.5e-9)).toBe('1.50e-9')
  expect(numberText(null)).toBe('–')
  expect(cellText(2, 'float32')).toBe('2.00')
  expect(cellText(2, 'int64')).toBe('2')
  expect(cellText(true, 'bool')).toBe('true')
})
it('writes a cell with fewer digits where there is no room for more', () => {
  expect([0.25, -1.234e-5, 1.5e-12, -1.5e-12, 12345.678, 2e7, Number.NaN].map((value) => cellTextWithin(value, 'float32', 7))).toEqual(['0.25', '-1.2e-5', '1.5e-12', '-2e-12', '12345.7', '2.00e7', 'NaN'])
  expect(cellTextWithin(-2e7, 'float32', 6)).toBe('-2.0e7')
  expect(cellTextWithin(-1234567, 'int64', 7)).toBe('-1234567')
  expect(cellTextWithin(-1.234e-5, 'float32', Infinity)).toBe('-1.23e-5')
  // A third digit where all have room for it.
  expect([-0.4832, 0.2, 1, 0.0003].map((value) => cellTextWithin(value, 'float32', 6, 0.4832))).toEqual(['-0.483', '0.200', '1.000', '3.0e-4'])
  expect(cellTextWithin(0.4832, 'float32', 6, 12.5)).toBe('0.48')
  expect(cellTextWithin(0.4832, 'float32', Infinity, Infinity)).toBe('0.48')
})
it('writes a column with the same digits', () => {
  expect([10.2514, -0.0174, 0].map((value) => columnText(value, 10.2514))).toEqual(['10.3', '0.0', '0.0'])
  expect([-1.8, 0.0449].map((value) => columnText(value, 1.8))).toEqual(['-1.800', '0.045'])
  expect([0.12, -0.0174].map((value) => columnText(value, 0.12))).toEqual(['0.120', '-0.017'])
  expect([123456, 3, 0].map((value) => columnText(value, 123456))).toEqual(['1.2e5', '3.0e0', '0'])
})
it('writes counts and sizes', () => {
  expect(shortCount(416_520)).toBe('416.5 K')
  expect(shortCount(1_820_000_000)).toBe('1.82 G')
  expect(shortCount(84)).toBe('84')
  expect(bytesText(500_000)).toBe('488.3 KB')
})
