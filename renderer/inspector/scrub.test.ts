import { expect, it } from 'vitest'
import { scrubbed } from './scrub'

it('moves a number by its last digit, and each of a list', () => {
  expect(scrubbed(3, 4)).toBe(7)
  expect(scrubbed(0.25, -2)).toBe(0.23)
  expect(scrubbed({ $number: '2.0' }, 5)).toBe(2.5)
  expect(scrubbed([3, 5], 1)).toEqual([4, 6])
})
it('leaves alone what is no number', () => {
  for (const json of ['same', null, undefined, true, [], [1, 'same'], 1e-8]) expect(scrubbed(json, 1)).toBeUndefined()
})
