import { expect, it } from 'vitest'
import { bmpOf } from './bmp'

it('is a bitmap of the pixels from the top, with their transparency', () => {
  const words = Uint32Array.of(0xff0000ff, 0xff00ff00, 0x00000000, 0x80ff0000, 0xffffffff, 0xff123456)
  const bytes = bmpOf({ width: 2, height: 3, words })
  const view = new DataView(bytes.buffer)
  expect(String.fromCharCode(bytes[0]!, bytes[1]!)).toBe('BM')
  expect(view.getUint32(2, true)).toBe(bytes.length)
  expect([view.getInt32(18, true), view.getInt32(22, true), view.getUint16(28, true)]).toEqual([2, -3, 32])
  const start = view.getUint32(10, true)
  expect(start + words.byteLength).toBe(bytes.length)
  expect(Array.from(words, (_, i) => view.getUint32(start + 4 * i, true))).toEqual([...words])
  // Where each colour is in a word, transparency last.
  expect([0, 1, 2, 3].map((i) => view.getUint32(54 + 4 * i, true) >>> 0)).toEqual([0xff, 0xff00, 0xff0000, 0xff000000])
})
