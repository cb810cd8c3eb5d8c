import { expect, it } from 'vitest'
import { cssColor, levelOf, lut, scaledLut } from './colors'

it('makes tables of RGBA words', () => {
  expect(lut('grey')[128]).toBe(0xff808080)
  // Viridis begins at #440154 and ends at #fde725.
  expect(lut('viridis')[0]).toBe(0xff540144)
  expect(cssColor('viridis', 1, 0.5)).toBe('rgb(253 231 37 / 0.5)')
})
it('sets zero in the middle where colours go both ways', () => {
  expect(levelOf('diverging', 0, -1, 3)).toBe(0.5)
  expect(levelOf('diverging', -1, -1, 3)).toBeCloseTo(1 / 3)
  expect(levelOf('viridis', -1, -1, 3)).toBe(0)
  expect(scaledLut('diverging', 0, 1)[0]).toBe(lut('diverging')[128])
  expect(scaledLut('diverging', 0, 1)[255]).toBe(lut('diverging')[255])
  expect(scaledLut('viridis', 0, 1)).toEqual(lut('viridis'))
})
