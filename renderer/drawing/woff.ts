/** A WOFF font as the OpenType font that it packs, which is what a PDF takes. */
import { unzlibSync } from 'fflate'

const HEADER = 44
const ENTRY = 20

/** Throws where the bytes are no WOFF file. */
export function openType(woff: Uint8Array): Uint8Array<ArrayBuffer> {
  const from = new DataView(woff.buffer, woff.byteOffset, woff.byteLength)
  if (woff.length < HEADER || from.getUint32(0) !== 0x774f4646) throw new Error('The font is no WOFF file.')
  const count = from.getUint16(12)
  const tables = Array.from({ length: count }, (_, i) => {
    const at = HEADER + i * ENTRY
    const [offset, packed, length] = [from.getUint32(at + 4), from.getUint32(at + 8), from.getUint32(at + 12)]
    const bytes = woff.subarray(offset, offset + packed)
    return { tag: from.getUint32(at), checksum: from.getUint32(at + 16), bytes: packed < length ? unzlibSync(bytes) : bytes }
  })
  const start = 12 + count * 16
  const out = new Uint8Array(tables.reduce((size, { bytes }) => size + padded(bytes.length), start))
  const to = new DataView(out.buffer)
  const power = Math.floor(Math.log2(count))
  to.setUint32(0, from.getUint32(4))
  to.setUint16(4, count)
  // For a reader that searches by halves.
  to.setUint16(6, 2 ** power * 16)
  to.setUint16(8, power)
  to.setUint16(10, count * 16 - 2 ** power * 16)
  let offset = start
  for (const [i, { tag, checksum, bytes }] of tables.entries()) {
    const at = 12 + i * 16
    to.setUint32(at, tag)
    to.setUint32(at + 4, checksum)
    to.setUint32(at + 8, offset)
    to.setUint32(at + 12, bytes.length)
    out.set(bytes, offset)
    offset += padded(bytes.length)
  }
  return out
}

const padded = (length: number): number => (length + 3) & ~3
