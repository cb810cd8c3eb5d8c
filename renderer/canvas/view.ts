/** What part of the canvas is on screen. */
import type { Rect } from './geometry'

export interface Transform { readonly x: number; readonly y: number; readonly k: number }
export interface Extent { readonly width: number; readonly height: number }

/** The visible part in canvas units, with a margin in pixels. */
export const visible = ({ x, y, k }: Transform, { width, height }: Extent, margin = 0): Rect => ({
  minX: (-x - margin) / k, minY: (-y - margin) / k, maxX: (width - x + margin) / k, maxY: (height - y + margin) / k,
})

export const overlaps = (a: Rect, b: Rect): boolean => a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY

export const contains = (a: Rect, b: Rect): boolean => a.minX <= b.minX && a.minY <= b.minY && a.maxX >= b.maxX && a.maxY >= b.maxY

export const sameRect = (a: Rect, b: Rect): boolean => a.minX === b.minX && a.minY === b.minY && a.maxX === b.maxX && a.maxY === b.maxY

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

/** Below this a card is hard to read: a graph that only fits smaller opens where it begins, as wide as the screen if `BEGIN` is enough for that. */
const READABLE = 0.55
const BEGIN = 0.75

/** The first look at a graph. `first`: where one begins to read. */
export function opening(bounds: Rect, first: Rect, extent: Extent, margin: number): Transform {
  const fits = fitTo(bounds, extent, margin, 0, 1)
  if (fits.k >= READABLE) return fits
  const k = Math.max(BEGIN, fitTo({ ...bounds, maxY: bounds.minY + 1 }, extent, margin, 0, 1).k)
  /** In the middle where there is room; else from the edge, or around `first` where that would be out of sight. */
  const at = (min: number, max: number, near: number, far: number, size: number): number => {
    if ((max - min) * k + 2 * margin <= size) return Math.round((size - (min + max) * k) / 2)
    return Math.round(((far - min) * k + margin <= size ? margin - min * k : size / 2 - ((near + far) / 2) * k))
  }
  return { k, x: at(bounds.minX, bounds.maxX, first.minX, first.maxX, extent.width), y: at(bounds.minY, bounds.maxY, first.minY, first.maxY, extent.height) }
}

/** On the way from one view to another: zoomed by even factors about the one point that both show at the same place. */
export function between(from: Transform, to: Transform, part: number): Transform {
  const k = from.k * (to.k / from.k) ** part
  const along = Math.abs(to.k - from.k) < 1e-6 ? part : (k - from.k) / (to.k - from.k)
  return { k, x: from.x + (to.x - from.x) * along, y: from.y + (to.y - from.y) * along }
}

/** Around both. */
export const united = (a: Rect, b: Rect): Rect => ({ minX: Math.min(a.minX, b.minX), minY: Math.min(a.minY, b.minY), maxX: Math.max(a.maxX, b.maxX), maxY: Math.max(a.maxY, b.maxY) })
