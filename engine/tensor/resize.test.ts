import { createHash } from 'node:crypto'
import { encode } from 'fast-png'
import { expect, it } from 'vitest'
import { fitted, isMade, madeFrom } from './fitted'
import { decodeImage, imageInfo } from './image'
import type { Image } from './pixels'
import { fitImage, fittingOf } from './resize'

const picture = (width: number, height: number, channels: 1 | 3): Image => ({
  width, height, channels, bits: 8, stride: channels,
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * i * 7 + i * 31 + Math.floor(i / 5) * 17) % 256),
})

it('takes the middle, all of it, or all of it stretched', () => {
  expect(fittingOf(640, 480, 28, 28, 'crop')).toEqual({ box: [80, 0, 480, 480], at: [0, 0, 28, 28] })
  expect(fittingOf(480, 640, 56, 28, 'crop')).toEqual({ box: [0, 200, 480, 240], at: [0, 0, 56, 28] })
  expect(fittingOf(640, 480, 28, 28, 'whole')).toEqual({ box: [0, 0, 640, 480], at: [0, 3, 28, 21] })
  expect(fittingOf(640, 480, 28, 28, 'stretch')).toEqual({ box: [0, 0, 640, 480], at: [0, 0, 28, 28] })
  expect(fittingOf(5000, 1, 4, 4, 'whole')).toEqual({ box: [0, 0, 5000, 1], at: [0, 1, 4, 1] })
})

// What Pillow 12.3 gives: crop(box).resize(size, BILINEAR).
it('has the numbers of Pillow, smaller, larger and in colour', () => {
  expect([...fitImage(picture(7, 5, 1), 3, 3, 'crop').data]).toEqual([101, 123, 156, 75, 83, 122, 145, 144, 113])
  expect([...fitImage(picture(4, 3, 3), 6, 5, 'stretch').data.subarray(0, 24)]).toEqual([0, 38, 90, 78, 137, 91, 163, 207, 109, 192, 94, 183, 147, 43, 200, 95, 20, 198, 54, 56, 73, 82, 106, 73])
  expect([...fitImage(picture(13, 9, 3), 4, 4, 'crop').data.subarray(36)]).toEqual([149, 130, 118, 150, 134, 154, 154, 103, 136, 104, 143, 139])
  expect(createHash('sha1').update(fitImage(picture(640, 480, 3), 28, 28, 'crop').data).digest('hex')).toBe('5faf7a60f46c060802a85605ac7d260b7f630a5b')
})

it('leaves black around what is shown whole, and keeps 16 bits', () => {
  const white = { ...picture(8, 4, 1), data: new Uint8Array(32).fill(255) }
  expect([...fitImage(white, 4, 4, 'whole').data]).toEqual([0, 0, 0, 0, ...new Array<number>(8).fill(255), 0, 0, 0, 0])
  const deep: Image = { width: 2, height: 1, channels: 1, bits: 16, stride: 1, data: Uint16Array.of(1000, 65535) }
  expect([...fitImage(deep, 1, 1, 'stretch').data]).toEqual([33268])
})

it('drops alpha, and says in the file what it was made from', () => {
  const rgba = encode({ width: 2, height: 2, channels: 4, depth: 8, data: Uint8Array.from({ length: 16 }, (_, i) => (i % 4 === 3 ? 0 : 100 + i)) })
  const { data: png, ...rest } = fitted(rgba, 'Zürich 图.png', { width: 1, height: 1, fit: 'crop' })
  if (!png) throw new Error('It was not made to fit.')
  expect(rest).toEqual({ path: 'Zürich 图.png', type: { dtype: 'float32', shape: [3, 1, 1] } })
  expect(imageInfo(png)).toEqual({ width: 1, height: 1, channels: 3, bits: 8 })
  expect([...decodeImage(png).data]).toEqual([106, 107, 108])
  expect(madeFrom(png)).toEqual({ source: 'Zürich 图.png', width: 2, height: 2, fit: 'crop' })
  expect(isMade(png, { source: '', width: 2, height: 2, fit: 'crop' }, { width: 1, height: 1, fit: 'crop' })).toBe(true)
  expect(isMade(png, { source: '', width: 2, height: 2, fit: 'crop' }, { width: 1, height: 1, fit: 'whole' })).toBe(false)
  expect(fitted(rgba, 'a.png', { width: 2, height: 2, fit: 'crop' })).toEqual({ path: 'a.png', type: { dtype: 'float32', shape: [3, 2, 2] } })
  expect(madeFrom(rgba)).toBeUndefined()
  const broken = png.slice()
  broken.set([0x23], broken.indexOf(0x7b))
  expect(madeFrom(broken)).toBeUndefined()
})
