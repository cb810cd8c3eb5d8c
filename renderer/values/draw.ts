/** Draws what the engine sends of a value: one pixel of the thumb is one pixel of the canvas, CSS scales it. */
import type { Thumb } from '../../engine/protocol'
import { mapFor, scaledLut, type ColorMap } from './colors'

export type Surface = HTMLCanvasElement | OffscreenCanvas

export interface Grid {
  readonly columns: number
  readonly rows: number
  readonly gap: number
  /** Maps shown, of those there are. */
  readonly shown: number
}

/** How a card arranges maps: two rows of three, of four, or of eight where the maps are small. */
export function gridOf(thumb: Pick<Thumb, 'kind' | 'count' | 'width'>): Grid {
  if (thumb.kind === 'image' || thumb.count <= 1) return { columns: 1, rows: 1, gap: 0, shown: 1 }
  const shown = Math.min(thumb.count, thumb.width >= 24 ? 8 : 16)
  const columns = shown <= 2 ? shown : shown <= 6 && shown !== 4 ? 3 : shown <= 8 ? 4 : 8
  return { columns, rows: Math.ceil(shown / columns), gap: thumb.width > 20 ? 2 : 1, shown }
}

/** Pixels of the drawing. */
export function pixelsOf(thumb: Thumb): { readonly width: number; readonly height: number } {
  const { columns, rows, gap } = gridOf(thumb)
  return { width: columns * (thumb.width + gap) - gap, height: rows * (thumb.height + gap) - gap }
}

function context(surface: Surface): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null {
  return surface.getContext('2d')
}

/** A whole thumb (image, maps, strip) in a map or in a table of colours, as RGBA words; gaps stay transparent. */
export function thumbWords(thumb: Thumb, map: ColorMap | 'auto' | Uint32Array = 'auto'): { readonly width: number; readonly height: number; readonly words: Uint32Array<ArrayBuffer> } {
  const { width, height } = pixelsOf(thumb)
  const words = new Uint32Array(Math.max(0, width * height))
  if (thumb.kind === 'image' && thumb.count === 3) {
    const n = thumb.width * thumb.height
    for (let i = 0; i < n; i++) words[i] = (0xff000000 | (thumb.data[2 * n + i]! << 16) | (thumb.data[n + i]! << 8) | thumb.data[i]!) >>> 0
  } else {
    const { columns, gap, shown } = gridOf(thumb)
    const colors = typeof map === 'string' ? scaledLut(mapFor(thumb.kind === 'image', map), thumb.lo, thumb.hi) : map
    for (let k = 0; k < shown; k++) {
      const left = (k % columns) * (thumb.width + gap)
      const top = Math.floor(k / columns) * (thumb.height + gap)
      let from = k * thumb.width * thumb.height
      for (let y = 0; y < thumb.height; y++) {
        const line = (top + y) * width + left
        for (let x = 0; x < thumb.width; x++) words[line + x] = colors[thumb.data[from++]!]!
      }
    }
  }
  return { width, height, words }
}

/** Draws a whole thumb. */
export function drawThumb(surface: Surface, thumb: Thumb, map?: ColorMap | 'auto' | Uint32Array): void {
  const { width, height, words } = thumbWords(thumb, map)
  const ctx = context(surface)
  if (words.length === 0 || !ctx) return
  surface.width = width
  surface.height = height
  ctx.putImageData(new ImageData(new Uint8ClampedArray(words.buffer), width, height), 0, 0)
}

/** Draws one map of bytes with its table of colours. */
export function drawMap(surface: Surface, data: Uint8Array, width: number, height: number, map: Uint32Array): void {
  drawThumb(surface, { kind: 'maps', width, height, count: 1, total: 1, lo: 0, hi: 1, data }, map)
}
