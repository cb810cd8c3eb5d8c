/** A document's graph as a picture file. */
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

/** Draws the whole graph. `scale` below 1: for a view of it that is that much smaller. */
export function picture(document: EditorDocument, { colors, ground, values }: PictureOptions, scale = 1, style?: string): Drawing {
  const nodes = values ? document.nodes : new Map([...document.nodes].map(([id, model]) => [id, { ...model, values: {} }]))
  return drawGraph({ title: document.view.title || t('Untitled'), graph: document.graph.graph, nodes }, {
    colors: paletteOf(colors), measure, scale, ground, noOutput: t('no output'), said, picture: (thumb, width) => (scale < 1 ? thumbUrl(thumb, (width * scale) / 2, settings.value.colors) : cardUrl(thumb, width, settings.value.colors)), ...(style === undefined ? {} : { style }),
  })
}

/** The whole graph as a file of this format. */
export async function pictureFile(document: EditorDocument, format: PictureFormat, options: PictureOptions): Promise<Uint8Array<ArrayBuffer>> {
  if (format === 'pdf') return (await import('./pdf')).pdfOf(picture(document, options), document.view.title)
  const drawing = picture(document, options, 1, await fontCss())
  if (format === 'svg') return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>\n${drawing.svg}\n`)
  return pngOf(drawing, possibleScale(drawing.width, drawing.height, PNG_SCALE))
}
