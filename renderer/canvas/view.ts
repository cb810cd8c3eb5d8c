/** What part of the canvas is on screen. */
import type { Rect } from './geometry'

export interface Transform { readonly x: number; readonly y: number; readonly k: number }
export interface Extent { readonly width: number; readonly height: number }

/** The visible part in canvas units, with a margin in pixels. */
export const visible = ({ x, y, k }: Transform, { width, height }: Extent, margin = 0): Rect => ({
  minX: (-x - margin) / k, minY: (-y - margin) / k, maxX: (width - x + margin) / k, maxY: (height - y + margin) / k,
})

export const overlaps = (a: Rect, b: Rect): boolean => a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY

/** The transform that shows all of `bounds`, no larger than `most`. */
export function fitTo(bounds: Rect, { width, height }: Extent, margin: number, least: number, most: number): Transform {
  const w = Math.max(1, bounds.maxX - bounds.minX)
  const h = Math.max(1, bounds.maxY - bounds.minY)
  const k = Math.max(least, Math.min(most, (width - 2 * margin) / w, (height - 2 * margin) / h))
  return { k, x: Math.round((width - (bounds.minX + bounds.maxX) * k) / 2), y: Math.round((height - (bounds.minY + bounds.maxY) * k) / 2) }
}

/** The transform after which `bounds` is on screen: moved no further than needed, smaller only where it has to be. */
export function revealed(bounds: Rect, now: Transform, { width, height }: Extent, margin: number, least: number): Transform {
  const fits = fitTo(bounds, { width, height }, margin, least, Math.max(now.k, 0.6))
  if (fits.k !== now.k) return fits
  const { k } = now
  /** The offset nearest to `at` that has both ends within. */
  const into = (at: number, min: number, max: number, size: number): number => Math.min(Math.max(at, margin - min * k), size - margin - max * k)
  return { k, x: into(now.x, bounds.minX, bounds.maxX, width), y: into(now.y, bounds.minY, bounds.maxY, height) }
}
