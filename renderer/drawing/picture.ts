/** Pictures of values within a drawing, as PNG in a data address. */
import { encode } from 'fast-png'
import type { Thumb } from '../../engine/protocol'
import type { ColorMap } from '../values/colors'
import { thumbWords } from '../values/draw'
import { dataUrl } from './bytes'

/** Pixels of a picture for each canvas unit that it is shown at: squares stay sharp in programs that smooth what they enlarge. */
const DENSITY = 2

/** RGBA words as a PNG in a data address, each pixel enlarged to a square of `times`. */
export function pngUrl(words: Uint32Array, width: number, height: number, times = 1): string {
  const large = new Uint32Array(width * times * height * times)
  for (let y = 0, to = 0; y < height * times; y++) {
    const line = Math.floor(y / times) * width
    for (let x = 0; x < width; x++) for (let i = 0; i < times; i++) large[to++] = words[line + x]!
  }
  const rgba = new Uint8Array(large.buffer)
  const data = words.every((word) => word >>> 24 === 255) ? rgba.filter((_, i) => i % 4 !== 3) : rgba
  return dataUrl('image/png', encode({ width: width * times, height: height * times, data, channels: data === rgba ? 4 : 3 }))
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
