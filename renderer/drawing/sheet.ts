/** A view as a picture of its own: a title line, and below it what is drawn. */
import { bars as drawBars, type Ink } from './card'
import type { Palette } from './colors'
import type { Drawing } from './graph'
import { pngUrl } from './picture'
import { SANS, tag, words, type Measure, type TextStyle } from './svg'

/** What stands below the title, from 0, 0 on. */
export interface Body {
  readonly svg: string
  readonly width: number
  readonly height: number
}
export interface Title {
  /** The node, or the graph. */
  readonly name: string
  /** Port, type and shape. */
  readonly detail: string
}
export interface Pens {
  readonly colors: Palette
  readonly measure: Measure
}

/** Pixels to a unit of the file. */
export const SHEET_SCALE = 2
const PAD = 20
const HEAD = 36

export function sheetOf({ name, detail }: Title, body: Body, { colors, measure }: Pens): Drawing {
  const nameFace: TextStyle = { size: 14, bold: true, fill: colors.text }
  const detailFace: TextStyle = { size: 12, mono: true, fill: colors.dim }
  const nameWidth = measure(name, nameFace)
  const width = Math.ceil(Math.max(body.width, nameWidth + 14 + measure(detail, detailFace)) + 2 * PAD)
  const height = Math.ceil(body.height + HEAD + 2 * PAD - 6)
  const svg = tag(
    'svg', { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, 'font-family': SANS },
    tag('rect', { width, height, fill: colors.card }),
    words(name, PAD, PAD + 12, nameFace), words(detail, PAD + nameWidth + 14, PAD + 12, detailFace),
    tag('g', { transform: `translate(${PAD} ${PAD + HEAD - 6})` }, body.svg),
  )
  return { svg, width, height }
}

export interface Heat {
  readonly width: number
  readonly height: number
  /** RGBA words of each map. */
  readonly maps: readonly Uint32Array[]
  /** Words of the scale's colours, from `lo` to `hi`. */
  readonly scale: Uint32Array
  readonly lo: string
  readonly hi: string
  /** Number of the first map; undefined where there is but one. */
  readonly first: number | undefined
}

/** The longer side of a map, in units, as near as whole pixels come to it. */
const MAP = 120
const ONE_MAP = 300
const LEAST = 16
const GAP = 14
const LABEL = 18

/** Heat maps in rows, with their scale. Each number is a square of whole pixels. */
export function heatBody({ width, height, maps, scale, lo, hi, first }: Heat, { colors, measure }: Pens): Body {
  const times = Math.max(1, Math.round(((maps.length > 1 ? MAP : ONE_MAP) * SHEET_SCALE) / Math.max(width, height)))
  // What is long and narrow can still be seen.
  const [w, h] = [width, height].map((side) => Math.max(LEAST, (side * times) / SHEET_SCALE)) as [number, number]
  const columns = Math.min(maps.length, Math.max(1, Math.ceil(Math.sqrt((maps.length * 1.5 * h) / w))))
  const face: TextStyle = { size: 11, mono: true, fill: colors.dim }
  // Whole units: a map that begins between two pixels would be blurred.
  const across = Math.ceil(w + GAP)
  const down = Math.ceil(h + (first === undefined ? 0 : LABEL) + GAP)
  const drawn = maps.map((pixels, k) => {
    const [x, y] = [(k % columns) * across, Math.floor(k / columns) * down]
    return tag('image', { x, y, width: w, height: h, href: pngUrl(pixels, width, height, times), 'image-rendering': 'pixelated', preserveAspectRatio: 'none' }) + (first === undefined ? '' : words(String(first + k), x, y + h + 13, face))
  })
  const total = Math.max(columns * across - GAP, 160)
  const top = Math.ceil(maps.length / columns) * down
  const [left, right] = [Math.ceil(measure(lo, face) + 8), Math.ceil(measure(hi, face) + 8)]
  return {
    width: total, height: top + 14,
    svg: [
      ...drawn, words(lo, 0, top + 10, face),
      tag('image', { x: left, y: top + 2, width: total - left - right, height: 9, href: pngUrl(scale, scale.length, 1), preserveAspectRatio: 'none' }), words(hi, total, top + 10, face, 'end'),
    ].join(''),
  }
}

/** A vector of many numbers. */
export function stripBody(pixels: Uint32Array): Body {
  const times = Math.max(1, Math.round((480 * SHEET_SCALE) / pixels.length))
  const width = (pixels.length * times) / SHEET_SCALE
  return { width, height: 44, svg: tag('image', { width, height: 44, href: pngUrl(pixels, pixels.length, 1, times), preserveAspectRatio: 'none', 'image-rendering': 'pixelated' }) }
}

export function barsBody(values: readonly number[], pens: Pens): Body {
  const ink: Ink = { ...pens, scale: 1, picture: undefined, noOutput: '' }
  return { width: 320, height: values.length * 16, svg: drawBars(values, pens.colors.accent, ink, { left: 0, top: 0, width: 320 }) }
}

/** Heights 0..1, with the values at both ends. */
export function histogramBody(heights: readonly number[], lo: string, hi: string, { colors }: Pens): Body {
  const [width, height, step] = [heights.length * 8, 140, 8]
  const face: TextStyle = { size: 11, mono: true, fill: colors.dim }
  return {
    width, height: height + 20,
    svg: [
      ...heights.map((bar, i) => (bar > 0 ? tag('rect', { x: i * step, y: height - bar * height, width: step - 1.5, height: bar * height, fill: colors.accent }) : '')),
      tag('line', { x1: 0, x2: width, y1: height + 0.5, y2: height + 0.5, stroke: colors['line-strong'] }),
      words(lo, 0, height + 15, face), words(hi, width, height + 15, face, 'end'),
    ].join(''),
  }
}

export interface Column {
  readonly title: string
  readonly number?: boolean
  readonly mono?: boolean
}

const ROW = 22
/** Rows of words under their headings; the last `foot` of them are sums. */
export function tableBody(columns: readonly Column[], rows: readonly (readonly string[])[], foot: number, { colors, measure }: Pens): Body {
  const head: TextStyle = { size: 12, bold: true, fill: colors.dim }
  const face = (column: Column): TextStyle => ({ size: 12, fill: colors.text, ...(column.mono === true ? { mono: true } : {}) })
  const widths = columns.map((column, i) => Math.max(measure(column.title, head), ...rows.map((row) => measure(row[i] ?? '', face(column)))))
  const lefts = widths.map((_, i) => widths.slice(0, i).reduce((sum, width) => sum + width + 22, 0))
  const width = (lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0)
  const cell = (text: string, i: number, y: number, style: TextStyle): string => {
    const [left, room] = [lefts[i] ?? 0, widths[i] ?? 0]
    return text === '' ? '' : columns[i]?.number === true ? words(text, left + room, y, style, 'end') : words(text, left, y, style)
  }
  const line = (y: number): string => tag('line', { x1: 0, x2: width, y1: y, y2: y, stroke: colors.line })
  return {
    width, height: (rows.length + 1) * ROW,
    svg: [
      ...columns.map((column, i) => cell(column.title, i, 14, head)), line(ROW - 0.5),
      ...rows.map((row, r) => row.map((text, i) => cell(text, i, (r + 1) * ROW + 15, face(columns[i] ?? { title: '' }))).join('')),
      foot > 0 ? line((rows.length + 1 - foot) * ROW + 0.5) : '',
    ].join(''),
  }
}
