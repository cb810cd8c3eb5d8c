/** Where there is room on the canvas for what is added without a pointer, and the searches that open there. */
import type { Edge } from '../../engine/document/types'
import type { Picker } from '../editor/workspace'
import type { CanvasController } from './controller'
import { CARD_WIDTH, cardHeight, socketOffset } from './geometry'
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

/** The search for what a socket leads to or comes from, as if a wire had been drawn to where there is room. */
export function besideSocket({ camera, editor, scene }: CanvasController, wire: NonNullable<Picker['wire']>): Picker | undefined {
  const node = editor.getNode(wire.node)
  if (!node) return undefined
  const behind = wire.side === 'output'
  const [x, y] = clearSpot(scene, node.x + (behind ? 1 : -1) * (CARD_WIDTH + GAP), node.y, 'down')
  const socket = socketOffset(node.model, wire.side, wire.port)
  // What a wire ends in begins at the pointer; what it comes from ends there (LayerPicker.vue).
  return { ...camera.toWindow({ x: node.x + socket.x, y: node.y + socket.y }), at: [behind ? x - 8 : x + CARD_WIDTH + 8, y + 15], wire }
}

/** The search for what goes into a wire. */
export function withinWire(canvas: CanvasController, edge: Edge): Picker {
  const at = canvas.freeSpot(edge.from[0])
  return { ...canvas.camera.toWindow({ x: at[0], y: at[1] + 40 }), at, into: edge }
}
