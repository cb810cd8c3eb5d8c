/** Widths of words as this page's own fonts have them. */
import { MONO, SANS, type Measure } from './svg'

const KEPT = 5000
const widths = new Map<string, number>()
let context: CanvasRenderingContext2D | null | undefined

/** In canvas units; the fonts have to be loaded. */
export const measure: Measure = (text, { size, mono, bold, italic }) => {
  const font = `${italic === true ? 'italic ' : ''}${bold === true ? 600 : 400} 100px ${mono === true ? MONO : SANS.replace('Inter, ', '')}`
  const key = font + text
  let width = widths.get(key)
  if (width === undefined) {
    context ??= document.createElement('canvas').getContext('2d')
    if (!context) throw new Error('This browser has no 2D canvas.')
    context.font = font
    width = context.measureText(text).width / 100
    if (widths.size > KEPT) widths.clear()
    widths.set(key, width)
  }
  return width * size
}
