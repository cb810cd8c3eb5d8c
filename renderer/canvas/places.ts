/** Where there is room on the canvas for what is added without a pointer. */
import { CARD_WIDTH, cardHeight } from './geometry'
import type { Scene } from './scene'

/** Between a node and one added beside it, and below one that is in the way. */
export const GAP = 58
const BELOW = 24
const TRIES = 200

/** The first place from (x, y) on that no card takes, downwards or to the right. */
export function clearSpot(scene: Scene, x: number, y: number, way: 'down' | 'right'): readonly [number, number] {
  for (let tries = 0; tries < TRIES; tries++) {
    const hit = scene.nodesIn({ minX: x - 8, minY: y - 8, maxX: x + CARD_WIDTH + 8, maxY: y + 100 })[0]
    if (!hit) break
    if (way === 'down') y = hit.y + cardHeight(hit.model) + BELOW
    else x = hit.x + CARD_WIDTH + GAP
  }
  return [Math.round(x), Math.round(y)]
}
