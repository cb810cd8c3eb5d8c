/** Pictures of values within a drawing, as PNG in a data address. */
import { encode } from 'fast-png'
import type { Thumb } from '../../engine/protocol'
import type { ColorMap } from '../values/colors'
import { thumbWords } from '../values/draw'
import { dataUrl } from './bytes'

/** Pixels of a picture for each canvas unit that it is shown at: squares stay sharp in programs that smooth what they enlarge. */
const DENSITY = 2

/** Colours of a picture, and for each of its pixels which; undefined where there are more than a palette holds. */
function indexed(words: Uint32Array): { readonly palette: readonly number[]; readonly pixels: Uint8Array } | undefined {
  // What is seen through has to stand first.
  const places = new Map<number, number>()
  const clear = words.find((word) => word >>> 24 !== 255)
  if (clear !== undefined) places.set(clear, 0)
  const pixels = new Uint8Array(words.length)
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    let place = places.get(word)
    if (place === undefined) {
      if (places.size === MOST_COLOURS || word >>> 24 !== 255) return undefined
      places.set(word, place = places.size)
    }
    pixels[i] = place
  }
  return { palette: [...places.keys()], pixels }
}
const MOST_COLOURS = 256

/** Each pixel as a square of `times`. */
function enlarged<A extends Uint8Array | Uint32Array>(from: A, to: A, width: number, times: number): A {
  const row = width * times
  for (let y = 0; y * width < from.length; y++) {
    const start = y * times * row
    for (let x = 0; x < width; x++) to.fill(from[y * width + x]!, start + x * times, start + (x + 1) * times)
    for (let i = 1; i < times; i++) to.copyWithin(start + i * row, start, start + row)
  }
  return to
}

/** RGBA words as a PNG in a data address, each pixel enlarged to a square of `times`. Few colours make a palette: a quarter of the work for what writes and reads it. */
export function pngUrl(words: Uint32Array, width: number, height: number, times = 1): string {
  const size = { width: width * times, height: height * times }
  const count = size.width * size.height
  const few = indexed(words)
  if (few) {
    const clear = few.palette.some((word) => word >>> 24 !== 255)
    const palette = few.palette.map((word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255, ...(clear ? [word >>> 24] : [])])
    return dataUrl('image/png', encode({ ...size, data: enlarged(few.pixels, new Uint8Array(count), width, times), channels: 1, palette }))
  }
  const rgba = new Uint8Array(enlarged(words, new Uint32Array(count), width, times).buffer)
  const data = words.every((word) => word >>> 24 === 255) ? rgba.filter((_, i) => i % 4 !== 3) : rgba
  return dataUrl('image/png', encode({ ...size, data, channels: data === rgba ? 4 : 3 }))
}

const kept = new WeakMap<Thumb, { readonly map: ColorMap | 'auto'; readonly url: string }>()
/** A thumb on its card, for files. */
export function cardUrl(thumb: Thumb, shown: number, map: ColorMap | 'auto' = 'auto'): string {
  const known = kept.get(thumb)
  if (known?.map === map) return known.url
  const url = thumbUrl(thumb, shown, map)
  kept.set(thumb, { map, url })
  return url
}

/** A thumb that is shown `shown` canvas units wide. */
export function thumbUrl(thumb: Thumb, shown: number, map?: ColorMap | 'auto' | Uint32Array): string {
  const { width, height, words } = thumbWords(thumb, map)
  return pngUrl(words, width, height, Math.max(1, Math.ceil((shown * DENSITY) / width)))
}
