/** A picture in another size as a PNG that says what it was made from. */
import { encode } from 'fast-png'
import { z } from 'zod'
import type { TensorType } from './dtype'
import { decodeImage, imageInfo } from './image'
import { isNpy, npyInfo } from './npy'
import { pngText } from './png'
import { fitImage, FITS, type Fit } from './resize'

/** What a PNG of ours was made from: the file's name beside it, its size in pixels, and how it was made to fit. */
export interface MadeFrom {
  readonly source: string
  readonly width: number
  readonly height: number
  readonly fit: Fit
}

const KEYWORD = 'Tensorloom'
/** Bytes of a PNG's signature and header, of its last chunk, and of any chunk's frame. */
const HEADER = 33
const TRAILER = 12
const CHUNK = 12
const madeFromSchema: z.ZodType<MadeFrom> = z.object({ source: z.string(), width: z.int().positive(), height: z.int().positive(), fit: z.enum(FITS) })

/** The size that a picture is to have, and how it comes to it. */
export interface Target {
  readonly width: number
  readonly height: number
  readonly fit: Fit
}

export interface Fitted {
  /** The file that was looked at. */
  readonly path: string
  /** What it gives as it is, or `data` gives; without leading 1s. */
  readonly type: TensorType
  /** A PNG made from it. */
  readonly data?: Uint8Array
}

/** What the file `path` with these bytes gives where pictures of the size `to` are taken. Throws ValueError where it is none that can be read. */
export function fitted(bytes: Uint8Array, path: string, to?: Target): Fitted {
  if (isNpy(bytes)) return { path, type: npyInfo(bytes) }
  const { width, height, channels } = imageInfo(bytes)
  const typeOf = (rows: number, columns: number): TensorType => ({ dtype: 'float32', shape: [channels, rows, columns] })
  if (!to || (to.width === width && to.height === height)) return { path, type: typeOf(height, width) }
  return { path, type: typeOf(to.height, to.width), data: fittedPng(bytes, path, to) }
}

/** Whether a file that was made to fit is what one would make again. */
export function isMade(bytes: Uint8Array, made: MadeFrom, to: Target): boolean {
  const { width, height } = imageInfo(bytes)
  return width === to.width && height === to.height && made.fit === to.fit
}

/** The picture in `bytes` (the file `source`) as a PNG of this size. */
function fittedPng(bytes: Uint8Array, source: string, { width, height, fit }: Target): Uint8Array {
  const image = decodeImage(bytes)
  const { data, channels, bits } = fitImage(image, width, height, fit)
  const made: MadeFrom = { source, width: image.width, height: image.height, fit }
  // The text of a PNG is Latin-1.
  const text = JSON.stringify(made).replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const png = encode({ width, height, data, depth: bits, channels, text: { [KEYWORD]: text } })
  // The text goes to the front, where one finds it without reading the pixels.
  const end = png.length - TRAILER
  const start = end - (CHUNK + KEYWORD.length + 1 + text.length)
  const out = new Uint8Array(png.length)
  out.set(png.subarray(0, HEADER))
  out.set(png.subarray(start, end), HEADER)
  out.set(png.subarray(HEADER, start), HEADER + end - start)
  out.set(png.subarray(end), end)
  return out
}

/** What a file's beginning says that it was made from; undefined for any other file. */
export function madeFrom(bytes: Uint8Array): MadeFrom | undefined {
  const text = pngText(bytes, KEYWORD)
  if (text === undefined) return undefined
  try {
    return madeFromSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
