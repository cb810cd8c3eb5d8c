import { expect, it } from 'vitest'
import { cssColor, lut } from './colors'

it('makes tables of RGBA words', () => {
  expect(lut('grey')[128]).toBe(0xff808080)
  // Viridis begins at #440154 and ends at #fde725.
  expect(lut('viridis')[0]).toBe(0xff540144)
  expect(cssColor('viridis', 1, 0.5)).toBe('rgb(253 231 37 / 0.5)')
})
