/** The searches that a menu opens: for what goes beside a socket, or into a wire. */
import type { Edge } from '../../engine/document/types'
import type { Picker } from '../editor/workspace'
import type { CanvasController } from './controller'
import { CARD_WIDTH, socketOffset } from './geometry'
import { clearSpot, GAP } from './places'

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
