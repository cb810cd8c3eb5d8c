/** The views of a value as pictures: which there are, and each as a PNG. */
import { axesOf, otherDims } from '../../engine/tensor/plane'
import { fontCss } from '../drawing/fonts'
import { paletteOf } from '../drawing/colors'
import { measure } from '../drawing/measure'
import { pngOf, possibleScale } from '../drawing/png'
import { barsBody, heatBody, histogramBody, SHEET_SCALE, sheetOf, stripBody, tableBody, type Body, type Pens, type Title } from '../drawing/sheet'
import type { NodeValue } from '../editor/node'
import { isDark } from '../ui/theme'
import { lut, scaledLut, type ColorMap } from './colors'
import { thumbWords } from './draw'
import { cellText, numberText, shapeText } from './format'
import { hasHistogram, histogramOf } from './histogram'
import { firstOf, mapsOf, type Place } from './maps'
import type { ValueSource } from './source'

export type View = 'maps' | 'bars' | 'strip' | 'histogram' | 'numbers'

/** Rows and columns of a picture of numbers. */
const MOST_ROWS = 64
const MOST_COLUMNS = 32

/** Views that this value has. */
export function viewsOf({ thumb, stats }: NodeValue): readonly View[] {
  const main: readonly View[] = thumb.kind === 'maps' || thumb.kind === 'image' ? ['maps'] : thumb.kind === 'bars' || thumb.kind === 'strip' ? [thumb.kind] : []
  return [...main, ...(hasHistogram(stats) ? ['histogram' as const] : []), ...(thumb.kind === 'none' ? [] : ['numbers' as const])]
}

/** In the window's colours; high contrast counts as dark. */
const pens = (): Pens => ({ colors: paletteOf(isDark.value ? 'dark' : 'light'), measure })

/** A sheet as a PNG file, two pixels to a unit where that is possible. */
export async function sheetPng(title: Title, body: (pens: Pens) => Body): Promise<Uint8Array<ArrayBuffer>> {
  const own = pens()
  const drawing = sheetOf(title, body(own), own)
  const svg = drawing.svg.replace('>', `><style>${await fontCss()}</style>`)
  return pngOf({ ...drawing, svg }, possibleScale(drawing.width, drawing.height, SHEET_SCALE))
}

const packed = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = (/^#(..)(..)(..)$/.exec(hex) ?? []).slice(1).map((part) => Number.parseInt(part, 16))
  return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0
}

/** The view as a PNG; throws, in words for a person, where its numbers cannot be had. `name`: of the node, and its type. */
export async function viewPng(view: View, name: string, port: string, source: ValueSource, value: NodeValue, place: Place, map: ColorMap): Promise<Uint8Array<ArrayBuffer>> {
  const { thumb, stats, dtype, shape } = value
  const held = shape.length > 2 && (view === 'maps' || view === 'numbers') ? ` · [${heldText(shape, place, view)}]` : ''
  const title = { name, detail: `${port} · ${dtype} · ${shapeText(shape)}${held}` }
  switch (view) {
    case 'bars': return sheetPng(title, (own) => barsBody(thumb.values ?? [], own))
    case 'strip': return sheetPng(title, () => stripBody(thumbWords(thumb).words))
    case 'histogram': {
      const [lo, hi] = [stats.min ?? 0, stats.max ?? 0]
      const heights = histogramOf(await source.tensor(), lo, hi)
      return sheetPng(title, (own) => histogramBody(heights, numberText(lo), numberText(hi), own))
    }
    case 'maps': {
      const found = await mapsOf(source, value, place)
      if (!found) throw new Error('There are no maps of this value.')
      return sheetPng(title, (own) => heatBody(heatOf(found, firstOf(place), map, own), own))
    }
    case 'numbers': return numbersPng(title, source, value, place)
  }
}

/** `·` for the dimensions that are seen whole. */
function heldText(shape: readonly number[], { axes, at, along }: Place, view: View): string {
  const [row, col] = axesOf(shape.length, axes)
  return shape.map((_, d) => (d === row || d === col || (view === 'maps' && d === along) ? '·' : at[d] ?? 0)).join(', ')
}

function heatOf({ thumb, odd }: NonNullable<Awaited<ReturnType<typeof mapsOf>>>, first: number, map: ColorMap, { colors }: Pens) {
  const table = scaledLut(map, thumb.lo, thumb.hi)
  const marks = [0, packed(colors.bad), packed(colors.warn)]
  const size = thumb.width * thumb.height
  const maps = Array.from({ length: thumb.count }, (_, k) => Uint32Array.from({ length: size }, (_, i) => marks[odd?.[k * size + i] ?? 0] || table[thumb.data[k * size + i] ?? 0] || 0))
  return { width: thumb.width, height: thumb.height, maps, scale: map === 'diverging' ? table : lut(map), lo: numberText(thumb.lo, 2), hi: numberText(thumb.hi, 2), first: maps.length > 1 || first > 0 ? first : undefined }
}

async function numbersPng(title: Title, source: ValueSource, { shape, dtype }: NodeValue, { axes, at }: Place): Promise<Uint8Array<ArrayBuffer>> {
  const [row, col] = axesOf(shape.length, axes)
  const [rows, cols] = [shape[row] ?? 1, shape[col] ?? 1]
  const [shownRows, shownCols] = [Math.min(rows, MOST_ROWS), Math.min(cols, MOST_COLUMNS)]
  const reply = await source.slice(axes, otherDims(shape.length, axes).map((d) => at[d] ?? 0), [0, shownRows], [0, shownCols])
  if (reply.kind === 'error') throw new Error(reply.message)
  const more = (there: number, shown: number): readonly string[] => (there > shown ? ['…'] : [])
  const lines = Array.from({ length: shownRows }, (_, r) => [
    String(r), ...Array.from({ length: shownCols }, (_, c) => cellText(reply.data[r * shownCols + c] ?? '', dtype)), ...more(cols, shownCols),
  ])
  const columns = ['', ...Array.from({ length: shownCols }, (_, c) => String(c)), ...more(cols, shownCols)].map((text) => ({ title: text, number: true, mono: true }))
  return sheetPng(title, (own) => tableBody(columns, [...lines, ...more(rows, shownRows).map((dots) => [dots])], 0, own))
}
