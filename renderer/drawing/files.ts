/** A document's graph as a picture file. */
import { CARD_WIDTH, cardHeight, positionOf } from '../canvas/geometry'
import type { EditorDocument } from '../editor/document'
import { said, t } from '../i18n'
import { paletteOf } from './colors'
import { fontCss } from './fonts'
import { drawGraph, type Drawing } from './graph'
import { measure } from './measure'
import { settings } from '../ui/settings'
import { cardUrl, thumbUrl } from './picture'
import { pngOf, possibleScale } from './png'

export const FORMATS = ['pdf', 'svg', 'png'] as const
export type PictureFormat = (typeof FORMATS)[number]

export interface PictureOptions {
  readonly colors: 'light' | 'dark'
  /** With the canvas's colour behind; else transparent. */
  readonly ground: boolean
  /** With the values that are known. */
  readonly values: boolean
}

/** Pixels of a PNG to a canvas unit, where the graph is not too large for that. */
const PNG_SCALE = 2
const BOXES_BELOW = 0.3

/** Draws the whole graph. `scale` below 1: for a view of it that is that much smaller. */
export function picture(document: EditorDocument, { colors, ground, values }: PictureOptions, scale = 1, boxes = false, style?: string): Drawing {
  const nodes = values ? document.nodes : new Map([...document.nodes].map(([id, model]) => [id, { ...model, values: {} }]))
  return drawGraph({ title: document.view.title || t('Untitled'), graph: document.graph.graph, nodes }, {
    colors: paletteOf(colors), measure, scale, boxes, ground, noOutput: t('no output'), said, say: t, picture: (thumb, width) => (scale < 1 ? thumbUrl(thumb, (width * scale) / 2, settings.value.colors) : cardUrl(thumb, width, settings.value.colors)), ...(style === undefined ? {} : { style }),
  })
}

/** About how large the drawing is, without drawing it. */
function extent(document: EditorDocument): { readonly width: number; readonly height: number } {
  const bounds = { left: 0, top: 0, right: 1, bottom: 1 }
  for (const model of document.nodes.values()) {
    const [x, y] = positionOf(model)
    bounds.left = Math.min(bounds.left, x)
    bounds.top = Math.min(bounds.top, y)
    bounds.right = Math.max(bounds.right, x + CARD_WIDTH)
    bounds.bottom = Math.max(bounds.bottom, y + cardHeight(model))
  }
  return { width: bounds.right - bounds.left, height: bounds.bottom - bounds.top }
}

/** The whole graph as a file of this format. A PNG that would be too large has fewer pixels. */
export async function pictureFile(document: EditorDocument, format: PictureFormat, options: PictureOptions): Promise<Uint8Array<ArrayBuffer>> {
  if (format === 'pdf') return (await import('./pdf')).pdfOf(picture(document, options), document.view.title)
  const { width, height } = extent(document)
  const scale = format === 'png' ? possibleScale(width, height, PNG_SCALE) : 1
  // Where no word could be read, it is drawn as the canvas is from so far.
  const drawing = picture(document, options, Math.min(1, scale), scale < BOXES_BELOW, await fontCss())
  if (format === 'svg') return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${drawing.svg}\n`)
  return pngOf(drawing, possibleScale(drawing.width, drawing.height, PNG_SCALE))
}
