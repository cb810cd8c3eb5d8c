import { expect, it } from 'vitest'
import { gridOf, pixelsOf } from './draw'

const thumb = (width: number, count: number) => ({ kind: 'maps' as const, width, height: width, count, total: count, lo: 0, hi: 1, data: new Uint8Array(width * width * count) })

it('arranges maps in two rows', () => {
  expect(gridOf(thumb(28, 6))).toMatchObject({ columns: 3, rows: 2, shown: 6 })
  expect(gridOf(thumb(28, 16))).toMatchObject({ columns: 4, rows: 2, shown: 8 })
  expect(gridOf(thumb(10, 16))).toMatchObject({ columns: 8, rows: 2, shown: 16 })
  expect(gridOf(thumb(10, 1))).toMatchObject({ columns: 1, rows: 1, shown: 1 })
})
it('counts the pixels with the gaps', () => {
  expect(pixelsOf(thumb(28, 6))).toEqual({ width: 88, height: 58 })
  expect(pixelsOf({ ...thumb(28, 1), kind: 'image' })).toEqual({ width: 28, height: 28 })
})
