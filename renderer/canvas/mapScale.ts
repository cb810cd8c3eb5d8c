/** How the graph is fitted into the minimap. */
import type { Rect } from './geometry'

export const MAP_WIDTH = 168
export const MAP_HEIGHT = 104
const MARGIN = 6

/** From canvas units to the map's pixels. */
export interface Scale { readonly k: number; readonly x: number; readonly y: number }

/** All of `bounds` in the middle of the map. */
export function scaleOf(bounds: Rect): Scale {
  const [w, h] = [Math.max(1, bounds.maxX - bounds.minX), Math.max(1, bounds.maxY - bounds.minY)]
  const k = Math.min((MAP_WIDTH - 2 * MARGIN) / w, (MAP_HEIGHT - 2 * MARGIN) / h)
  return { k, x: (MAP_WIDTH - (bounds.minX + bounds.maxX) * k) / 2, y: (MAP_HEIGHT - (bounds.minY + bounds.maxY) * k) / 2 }
}
