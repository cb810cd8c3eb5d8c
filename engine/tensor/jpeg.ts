/** JPEG decoding by jpeg-js, behind checks of the header: it allocates what a header says. */
import { decode } from 'jpeg-js'
import { say } from '../say'
import { ValueError } from './errors'
import type { Image, ImageInfo } from './pixels'

/** As many scans as any encoder writes, and more; each costs a pass over the whole picture. */
const MAX_SCANS = 200

interface Frame extends ImageInfo {
  readonly components: number
  /** 8x8 blocks of all components. */
  readonly blocks: number
}

export const isJpeg = (bytes: Uint8Array): boolean => bytes.length >= 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff

/** Size and channels, from the header alone. Throws ValueError where it is damaged or of a kind that cannot be read. */
export function jpegInfo(bytes: Uint8Array): ImageInfo {
  const { width, height, channels, bits } = readFrame(bytes)
  return { width, height, channels, bits }
}

/** The pixels, interleaved RGB (a grey picture too). Throws ValueError where the file is damaged or cut short. */
export function decodeJpeg(bytes: Uint8Array): Image {
  const { width, height, channels, bits, blocks, components } = readFrame(bytes)
  // A block takes at least a bit in the first scan.
  if (blocks > bytes.length * 8) throw new ValueError(say`This JPEG is cut short: its header speaks of more pixels than it can hold.`)
  if (countScans(bytes) > MAX_SCANS) throw new ValueError(say`This JPEG has more than ${MAX_SCANS} scans, which no encoder writes.`)
  const megabytes = (blocks * (256 + 128) + width * height * (components + 3)) / 2 ** 20 + 16
  try {
    const { data } = decode(bytes, { useTArray: true, formatAsRGBA: false, maxResolutionInMP: Infinity, maxMemoryUsageInMB: megabytes })
    return { width, height, channels, bits, stride: 3, data }
  } catch (error) {
    throw new ValueError(say`This JPEG cannot be decoded: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

function readFrame(bytes: Uint8Array): Frame {
  let at = 2
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw new ValueError(say`The header of this JPEG is damaged.`)
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) return frameAt(bytes, at, marker, length)
    if (marker === 0xda || marker === 0xd9 || length < 2) break
    at += 2 + length
  }
  throw new ValueError(say`This JPEG has no header that tells its size.`)
}

function frameAt(bytes: Uint8Array, at: number, marker: number, length: number): Frame {
  const components = bytes[at + 9] ?? 0
  if (marker > 0xc2) throw new ValueError(say`This JPEG is lossless or arithmetically coded; only baseline and progressive ones can be read.`)
  if (at + 2 + length > bytes.length || length < 8 + 3 * components) throw new ValueError(say`This JPEG ends within its header.`)
  if (bytes[at + 4] !== 8) throw new ValueError(say`This JPEG has ${bytes[at + 4]} bits a sample; only 8 can be read.`)
  const height = bytes[at + 5]! * 256 + bytes[at + 6]!
  const width = bytes[at + 7]! * 256 + bytes[at + 8]!
  if (width === 0 || height === 0 || ![1, 3, 4].includes(components)) throw new ValueError(say`The header of this JPEG is damaged.`)
  const factors = Array.from({ length: components }, (_, i) => bytes[at + 11 + 3 * i]!)
  const [across, down] = [factors.map((f) => f >> 4), factors.map((f) => f & 15)]
  if ([...across, ...down].some((factor) => factor < 1 || factor > 4)) throw new ValueError(say`The header of this JPEG is damaged.`)
  const units = Math.ceil(width / 8 / Math.max(...across)) * Math.ceil(height / 8 / Math.max(...down))
  const blocks = units * across.reduce((sum, h, i) => sum + h * down[i]!, 0)
  return { width, height, channels: components === 1 ? 1 : 3, bits: 8, components, blocks }
}

function countScans(bytes: Uint8Array): number {
  let scans = 0
  for (let i = bytes.indexOf(0xff); i >= 0 && i + 1 < bytes.length; i = bytes.indexOf(0xff, i + 1)) if (bytes[i + 1] === 0xda) scans++
  return scans
}
