/** How the graph is fitted into the minimap. */
import type { Rect } from './geometry'
import type { Extent } from './view'

/** At most, in pixels and as a part of the canvas. */
const MOST: Extent = { width: 168, height: 104 }
const PART = 0.22
const LEAST = 48
/** A canvas smaller than this is all needed for the cards. */
const ROOMY: Extent = { width: 480, height: 320 }
export const hasRoomForMap = ({ width, height }: Extent): boolean => width >= ROOMY.width && height >= ROOMY.height
/** To the edges of the canvas. */
export const MAP_GAP = 12
const MARGIN = 6

/** From canvas units to the map's pixels. */
export interface Scale { readonly k: number; readonly x: number; readonly y: number }

/** As large as the graph's form needs: a tall graph has a narrow map, which covers less of the cards. */
export function mapSize({ minX, minY, maxX, maxY }: Rect, canvas: Extent): Extent {
  const [width, height] = [Math.min(MOST.width, canvas.width * PART), Math.min(MOST.height, canvas.height * PART)].map((most) => Math.max(LEAST, Math.round(most))) as [number, number]
  const [w, h] = [Math.max(1, maxX - minX), Math.max(1, maxY - minY)]
  const k = Math.min((width - 2 * MARGIN) / w, (height - 2 * MARGIN) / h)
  return { width: Math.max(LEAST, Math.ceil(w * k) + 2 * MARGIN), height: Math.max(LEAST, Math.ceil(h * k) + 2 * MARGIN) }
}

/** All of `bounds` in the middle of a map of this size. */
export function scaleOf(bounds: Rect, { width, height }: Extent): Scale {
  const [w, h] = [Math.max(1, bounds.maxX - bounds.minX), Math.max(1, bounds.maxY - bounds.minY)]
  const k = Math.min((width - 2 * MARGIN) / w, (height - 2 * MARGIN) / h)
  return { k, x: (width - (bounds.minX + bounds.maxX) * k) / 2, y: (height - (bounds.minY + bounds.maxY) * k) / 2 }
}
