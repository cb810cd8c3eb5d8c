import { convertIndexedToRgb, decode } from 'fast-png'
import { expect, it } from 'vitest'
import { pngUrl } from './picture'

/** RGBA words of a PNG, read as others read it. */
function wordsOf(url: string): readonly number[] {
  const png = decode(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
  const data = png.palette ? convertIndexedToRgb(png) : png.data
  const channels = png.palette ? png.palette[0]!.length : png.channels
  return Array.from({ length: png.width * png.height }, (_, i) => (((channels === 4 ? data[channels * i + 3]! : 255) << 24) | (data[channels * i + 2]! << 16) | (data[channels * i + 1]! << 8) | data[channels * i]!) >>> 0)
}

it('writes few colours as a palette, many as they are, each pixel as a square', () => {
  const few = Uint32Array.of(0xff0000ff, 0xff00ff00, 0xffff0000, 0xff0000ff)
  expect(wordsOf(pngUrl(few, 2, 2))).toEqual([...few])
  expect(wordsOf(pngUrl(few, 2, 2, 2))).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3].map((i) => few[i]))
  // Gaps are seen through.
  const gaps = Uint32Array.of(0xff0000ff, 0, 0xffff0000, 0)
  expect(wordsOf(pngUrl(gaps, 4, 1))).toEqual([...gaps])
  const many = Uint32Array.from({ length: 300 }, (_, i) => (0xff000000 | (i * 7919)) >>> 0)
  expect(wordsOf(pngUrl(many, 30, 10))).toEqual([...many])
  const manyWithGap = many.with(7, 0)
  expect(wordsOf(pngUrl(manyWithGap, 30, 10))).toEqual([...manyWithGap])
  const url = pngUrl(many.subarray(0, 200), 20, 10, 4)
  expect(url.length).toBeLessThan(pngUrl(many.subarray(0, 300), 20, 15, 4).length)
})
