/** What wires that are drawn by hand do to the document. */
import type { SocketData } from 'rete-connection-plugin'
import type { Edge, PortRef } from '../../engine/document/types'
import { connect } from '../editor/edits'
import { unwired, wired } from '../editor/selection'
import { WireFlow } from './flow'
import type { Point } from './geometry'
import type { GestureCanvas } from './gestureCanvas'
import { showHints } from './hints'

export function wiring(canvas: GestureCanvas): WireFlow {
  const { document } = canvas
  const wire = (from: PortRef, to: PortRef, moved?: Edge): boolean => document.commit(wired(from, to), connect(document.graph, from, to, moved))
  return new WireFlow({
    wireInto: (node, port) => document.graph.incoming(node).find((edge) => edge.to[1] === port && canvas.drawable(edge)),
    connect: wire,
    disconnect: (edge) => document.commit(unwired(edge), [{ kind: 'removeEdge', edge }]),
    dropOnFace: (picked, moved) => dropOnFace(canvas, picked, (from, to) => wire(from, to, moved)),
    lift: (edge) => canvas.lift(edge),
    hold: (picked) => showHints(document, picked, canvas.area.nodeViews.keys()),
    isOver: () => isOver(canvas),
    dropOnNothing: ({ side, nodeId, key }) => canvas.openPicker(undefined, { side: side, node: nodeId, port: key }),
  }, (nodeId, side, key) => ({ element: canvas.container, type: 'socket', nodeId, side, key }))
}

function isOver({ area: { area: { pointer, transform } }, container }: GestureCanvas): boolean {
  const [x, y] = [pointer.x * transform.k + transform.x, pointer.y * transform.k + transform.y]
  return x >= 0 && y >= 0 && x <= container.clientWidth && y <= container.clientHeight
}

/** Let go over a card: the first port that it fits by position. False where there is no card, or the wire's own. */
function dropOnFace(canvas: GestureCanvas, picked: SocketData, wire: (from: PortRef, to: PortRef) => void): boolean {
  const found = portOnFace(canvas, picked, canvas.area.area.pointer)
  if (!found) return false
  if (picked.side === 'output') wire([picked.nodeId, picked.key], [found.node, found.port])
  else wire([found.node, found.port], [picked.nodeId, picked.key])
  return true
}

/** Where a wire goes that is let go over the card at a place; `several`: the card has more ports on that side. */
export function portOnFace(canvas: Pick<GestureCanvas, 'scene'>, picked: SocketData, at: Point): { readonly node: string; readonly port: string; readonly several: boolean } | undefined {
  const node = canvas.scene.nodeAt(at)
  if (!node || node.id === picked.nodeId) return undefined
  const { inputs, outputs } = node.model
  const port = picked.side === 'output' ? inputs.find((input) => !input.wired) ?? inputs[0] : outputs[0]
  return port && { node: node.id, port: port.name, several: (picked.side === 'output' ? inputs : outputs).length > 1 }
}
