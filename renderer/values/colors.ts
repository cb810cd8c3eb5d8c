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

/** CSS colour of a level 0..1, with an alpha of its own. */
export function cssColor(map: ColorMap, t: number, alpha = 1): string {
  const word = lut(map)[Math.max(0, Math.min(255, Math.round(t * 255)))]!
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255} / ${alpha})`
}

/** Horizontal CSS gradient of the whole map. */
export const cssGradient = (map: ColorMap): string => `linear-gradient(90deg, ${Array.from({ length: 9 }, (_, i) => cssColor(map, i / 8)).join(', ')})`
