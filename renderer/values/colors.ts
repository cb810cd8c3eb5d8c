/** Colour maps as tables of 256 RGBA words, as ImageData wants them. */
import { interpolateRdBu, interpolateViridis } from 'd3-scale-chromatic'

export type ColorMap = 'viridis' | 'grey' | 'diverging'

const pack = (r: number, g: number, b: number): number => (0xff000000 | (b << 16) | (g << 8) | r) >>> 0

function table(color: (t: number) => string): Uint32Array {
  const words = new Uint32Array(256)
  for (let i = 0; i < 256; i++) {
    const text = color(i / 255)
    const hex = /^#(..)(..)(..)$/.exec(text)
    const [r, g, b] = hex ? hex.slice(1).map((part) => Number.parseInt(part, 16)) : (text.match(/\d+/g) ?? []).map(Number)
    words[i] = pack(r ?? 0, g ?? 0, b ?? 0)
  }
  return words
}

const tables: Partial<Record<ColorMap, Uint32Array>> = {}
const makers: Readonly<Record<ColorMap, () => Uint32Array>> = {
  viridis: () => table(interpolateViridis),
  grey: () => Uint32Array.from({ length: 256 }, (_, i) => pack(i, i, i)),
  // Blue is low, red is high.
  diverging: () => table((t) => interpolateRdBu(1 - t)),
}

export const lut = (map: ColorMap): Uint32Array => (tables[map] ??= makers[map]())

/** Where a value stands on a map, 0..1: between the ends, or (diverging) about zero. */
export function levelOf(map: ColorMap, value: number, lo: number, hi: number): number {
  if (map === 'diverging') {
    const reach = Math.max(Math.abs(lo), Math.abs(hi))
    return reach > 0 ? (value / reach + 1) / 2 : 0.5
  }
  return hi > lo ? (value - lo) / (hi - lo) : 0
}

/** Colours of levels 0..255 on `lo`..`hi`. */
export function scaledLut(map: ColorMap, lo: number, hi: number): Uint32Array {
  const words = lut(map)
  return map === 'diverging' ? words.map((_, i) => words[Math.round(Math.max(0, Math.min(1, levelOf(map, lo + (i / 255) * (hi - lo), lo, hi))) * 255)]!) : words
}

/** The map of a picture: `chosen`, or (auto) grey for images and viridis for the rest. */
export const mapFor = (image: boolean, chosen: ColorMap | 'auto'): ColorMap => (chosen !== 'auto' ? chosen : image ? 'grey' : 'viridis')

/** CSS colour of a level 0..1, with an alpha of its own. */
export function cssColor(map: ColorMap, t: number, alpha = 1): string {
  const word = lut(map)[Math.max(0, Math.min(255, Math.round(t * 255)))]!
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255} / ${alpha})`
}

/** Horizontal CSS gradient of the values from `lo` to `hi`. */
export const cssGradient = (map: ColorMap, lo = 0, hi = 1): string =>
  `linear-gradient(90deg, ${Array.from({ length: 9 }, (_, i) => cssColor(map, levelOf(map, lo + (i / 8) * (hi - lo), lo, hi))).join(', ')})`
