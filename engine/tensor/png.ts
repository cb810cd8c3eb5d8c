/**
 * PNG decoding: every colour type, depth and interlacing, alpha dropped. Sizes are held against the bytes there are
 * before anything is allocated.
 */
import { Unzlib } from 'fflate'
import { say } from '../say'
import { asciiAt } from './bytes'
import { ValueError } from './errors'
import type { Image, ImageInfo } from './pixels'

/** Deflate cannot expand more than this. */
const MAX_EXPANSION = 1032
/** What PNG's own specification allows. */
const MAX_SIDE = 2 ** 31 - 1
/** Samples of a pixel by colour type: grey, RGB, palette, grey and alpha, RGB and alpha. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }
/** First column and row, then the steps, of Adam7's passes. */
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const
const WHOLE = [[0, 0, 1, 1]] as const

interface Header {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colour: number
  readonly samples: number
  readonly interlaced: boolean
}

export const isPng = (bytes: Uint8Array): boolean => bytes.length >= 8 && asciiAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n'

/** Size, colour channels and bits, from the header alone. Throws ValueError where it is damaged. */
export function pngInfo(bytes: Uint8Array): ImageInfo {
  const { width, height, depth, colour } = readHeader(bytes)
  return { width, height, channels: colour === 2 || colour === 3 || colour === 6 ? 3 : 1, bits: depth === 16 ? 16 : 8 }
}

/** The pixels, interleaved. Throws ValueError where the file is damaged or cut short. */
export function decodePng(bytes: Uint8Array): Image {
  const header = readHeader(bytes)
  const { palette, parts } = readChunks(bytes)
  const pixels = unfilter(inflate(parts, rawSize(header)), header)
  const info = pngInfo(bytes)
  if (header.colour !== 3) return { ...info, stride: header.samples, data: pixels }
  if (!palette) throw new ValueError(say`This PNG has no palette, which its colours need.`)
  const data = new Uint8Array(pixels.length * 3)
  for (let i = 0; i < pixels.length; i++) {
    const at = pixels[i]! * 3
    if (at >= palette.length) throw new ValueError(say`This PNG uses colour ${pixels[i]} of a palette of ${palette.length / 3}.`)
    data[3 * i] = palette[at]!
    data[3 * i + 1] = palette[at + 1]!
    data[3 * i + 2] = palette[at + 2]!
  }
  return { ...info, stride: 3, data }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 33 || asciiAt(bytes, 12, 16) !== 'IHDR') throw new ValueError(say`This PNG ends within its header.`)
  const data = view(bytes)
  const [width, height] = [data.getUint32(16), data.getUint32(20)]
  const [depth, colour, compression, filter, interlace] = bytes.subarray(24, 29) as unknown as [number, number, number, number, number]
  const samples = SAMPLES[colour]
  if (samples === undefined || !DEPTHS[colour]!.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1 || width === 0 || height === 0 || width > MAX_SIDE || height > MAX_SIDE) {
    throw new ValueError(say`The header of this PNG is damaged.`)
  }
  return { width, height, depth, colour, samples, interlaced: interlace === 1 }
}

/** The text under a keyword (tEXt) in front of the pixels; undefined where there is none. */
export function pngText(bytes: Uint8Array, keyword: string): string | undefined {
  if (!isPng(bytes)) return undefined
  const data = view(bytes)
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = data.getUint32(at)
    const type = asciiAt(bytes, at + 4, at + 8)
    const end = at + 8 + length
    if (type === 'IDAT' || end > bytes.length) return undefined
    const start = at + 8 + keyword.length
    if (type === 'tEXt' && start < end && bytes[start] === 0 && asciiAt(bytes, at + 8, start) === keyword) return asciiAt(bytes, start + 1, end)
    at = end + 4
  }
  return undefined
}

/** The palette and the pieces of compressed data. */
function readChunks(bytes: Uint8Array): { palette: Uint8Array | undefined; parts: Uint8Array[] } {
  const data = view(bytes)
  const parts: Uint8Array[] = []
  let palette: Uint8Array | undefined
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) throw new ValueError(say`This PNG is cut short.`)
    const length = data.getUint32(at)
    const type = asciiAt(bytes, at + 4, at + 8)
    const end = at + 8 + length
    if (end + 4 > bytes.length) throw new ValueError(say`This PNG is cut short.`)
    const critical = type === 'IDAT' || type === 'PLTE' || type === 'IHDR'
    if (critical && crc32(bytes.subarray(at + 4, end)) !== data.getUint32(end)) throw new ValueError(say`This PNG is damaged: the checksum of a part of it (${type}) is wrong.`)
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, end))
    else if (type === 'PLTE') palette = bytes.subarray(at + 8, end)
    else if (type === 'IEND') return { palette, parts }
    at = end + 4
  }
}

const passesOf = (header: Header) => (header.interlaced ? ADAM7 : WHOLE).map(([x, y, dx, dy]) => {
  const [columns, rows] = [Math.ceil((header.width - x) / dx), Math.ceil((header.height - y) / dy)]
  return { x, y, dx, dy, columns, rows: columns > 0 ? Math.max(rows, 0) : 0, line: Math.ceil((columns * header.samples * header.depth) / 8) }
})

/** Bytes of all lines with their filter bytes. */
const rawSize = (header: Header): number => passesOf(header).reduce((sum, { rows, line }) => sum + rows * (line + 1), 0)

function inflate(parts: readonly Uint8Array[], size: number): Uint8Array {
  const compressed = parts.reduce((sum, part) => sum + part.length, 0)
  if (size > compressed * MAX_EXPANSION) throw new ValueError(say`This PNG is cut short: its header speaks of more pixels than it can hold.`)
  const out = new Uint8Array(size)
  let length = 0
  const stream = new Unzlib((chunk) => {
    out.set(chunk.subarray(0, size - length), length)
    length = Math.min(size, length + chunk.length)
  })
  try {
    // In pieces, so that data which expands beyond the picture is given up early.
    for (const part of parts) {
      for (let at = 0; at < part.length && length < size; at += 65536) stream.push(part.subarray(at, at + 65536), false)
    }
    if (length < size) stream.push(new Uint8Array(0), true)
  } catch {
    if (length < size) throw new ValueError(say`This PNG is damaged: its data cannot be decompressed.`)
  }
  if (length < size) throw new ValueError(say`This PNG is cut short: it has fewer pixels than its header says.`)
  return out
}

/** Undoes the line filters and puts the samples, 8 or 16 bits each, where they belong; low depths scaled to 8 bits. */
function unfilter(raw: Uint8Array, header: Header): Uint8Array | Uint16Array {
  const { width, height, depth, colour, samples } = header
  const n = width * height * samples
  const data = depth === 16 ? new Uint16Array(n) : new Uint8Array(n)
  const step = Math.max(1, (samples * depth) / 8)
  const scale = colour === 3 ? 1 : 255 / (2 ** depth - 1)
  let at = 0
  for (const { x, y, dx, dy, columns, rows, line } of passesOf(header)) {
    let above: Uint8Array = new Uint8Array(line)
    for (let row = 0; row < rows; row++) {
      const current = raw.subarray(at + 1, at + 1 + line)
      unfilterLine(raw[at]!, current, above, step)
      at += line + 1
      above = current
      let to = ((y + row * dy) * width + x) * samples
      if (depth === 8 && dx === 1) {
        data.set(current, to)
        continue
      }
      for (let column = 0; column < columns; column++) {
        for (let s = 0; s < samples; s++) {
          const i = column * samples + s
          if (depth === 8) data[to + s] = current[i]!
          else if (depth === 16) data[to + s] = (current[2 * i]! << 8) | current[2 * i + 1]!
          else {
            const bit = i * depth
            data[to + s] = ((current[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)) * scale
          }
        }
        to += dx * samples
      }
    }
  }
  return data
}

function unfilterLine(filter: number, line: Uint8Array, above: Uint8Array, step: number): void {
  const n = line.length
  switch (filter) {
    case 0: return
    case 1:
      for (let i = step; i < n; i++) line[i] = line[i]! + line[i - step]!
      return
    case 2:
      for (let i = 0; i < n; i++) line[i] = line[i]! + above[i]!
      return
    case 3:
      for (let i = 0; i < n; i++) line[i] = line[i]! + (((i < step ? 0 : line[i - step]!) + above[i]!) >> 1)
      return
    case 4:
      for (let i = 0; i < n; i++) {
        const a = i < step ? 0 : line[i - step]!
        const b = above[i]!
        const c = i < step ? 0 : above[i - step]!
        const pa = Math.abs(b - c)
        const pb = Math.abs(a - c)
        const pc = Math.abs(a + b - 2 * c)
        line[i] = line[i]! + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c)
      }
      return
    default: throw new ValueError(say`This PNG is damaged: it names the unknown line filter ${filter}.`)
  }
}

let crcTable: Int32Array | undefined

function crc32(bytes: Uint8Array): number {
  crcTable ??= Int32Array.from({ length: 256 }, (_, i) => {
    let c = i
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
    return c
  })
  let c = -1
  for (let i = 0; i < bytes.length; i++) c = (c >>> 8) ^ crcTable[(c ^ bytes[i]!) & 255]!
  return ~c >>> 0
}
