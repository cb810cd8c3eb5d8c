import { expect, test } from 'vitest'
import { bfloatsToFloats, floatToHalf, halfToFloat } from './half'

test('every float16 survives the way to a number and back', () => {
  const lost = Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => {
    const value = halfToFloat(bits)
    return !Number.isNaN(value) && floatToHalf(value) !== bits
  })
  expect(lost).toEqual([])
})

test('rounds to nearest even, after rounding to float32', () => {
  expect(floatToHalf(65519.99)).toBe(0x7bff)
  expect(floatToHalf(65520)).toBe(0x7c00)
  expect(floatToHalf(2049)).toBe(floatToHalf(2048))
  expect(floatToHalf(2051)).toBe(floatToHalf(2052))
  expect(floatToHalf(1 + 2 ** -11 + 2 ** -40)).toBe(0x3c00)
  expect(floatToHalf(2 ** -25)).toBe(0)
  expect(floatToHalf(-1.5 * 2 ** -25)).toBe(0x8001)
  expect(floatToHalf(NaN)).toBe(0x7e00)
  expect(floatToHalf(-0)).toBe(0x8000)
})

test('bfloat16 is the upper half of float32', () => {
  expect([...bfloatsToFloats(Uint16Array.of(0x3f80, 0xc000, 0x7f80))]).toEqual([1, -2, Infinity])
})
