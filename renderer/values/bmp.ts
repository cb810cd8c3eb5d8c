/** Pixels as an address that an image shows at once, in the frame that it is set in: a bitmap file, which nothing has to be packed for. */
import { dataUrl } from '../drawing/bytes'

/** A file's header, and one of version 4, the first with transparency. */
const FILE_HEADER = 14
const HEADER = 108
const BITFIELDS = 3

/** `words`: RGBA, red in the lowest byte, row by row from the top. */
export function bmpOf({ width, height, words }: { readonly width: number; readonly height: number; readonly words: Uint32Array }): Uint8Array {
  const bytes = new Uint8Array(FILE_HEADER + HEADER + words.byteLength)
  const view = new DataView(bytes.buffer)
  bytes.set([0x42, 0x4d])
  view.setUint32(2, bytes.length, true)
  view.setUint32(10, FILE_HEADER + HEADER, true)
  view.setUint32(14, HEADER, true)
  view.setInt32(18, width, true)
  // Negative: from the top.
  view.setInt32(22, -height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 32, true)
  view.setUint32(30, BITFIELDS, true)
  view.setUint32(34, words.byteLength, true)
  for (const [i, mask] of [0x000000ff, 0x0000ff00, 0x00ff0000, 0xff000000].entries()) view.setUint32(54 + 4 * i, mask, true)
  bytes.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength), FILE_HEADER + HEADER)
  return bytes
}

export const bmpUrl = (pixels: Parameters<typeof bmpOf>[0]): string => dataUrl('image/bmp', bmpOf(pixels))
