/** What wires that are drawn by hand do to the document. */
import type { SocketData } from 'rete-connection-plugin'
import type { Edge, PortRef } from '../../engine/document/types'
import { connect } from '../editor/edits'
import { step } from '../i18n'
import { WireFlow } from './flow'
import type { GestureCanvas } from './gestureCanvas'
import { showHints } from './hints'

export function wiring(canvas: GestureCanvas): WireFlow {
  const { document } = canvas
  const wire = (from: PortRef, to: PortRef, moved?: Edge): boolean => document.commit(step('Connect'), connect(document.graph, from, to, moved))
  return new WireFlow({
    wireInto: (node, port) => document.graph.incoming(node).find((edge) => edge.to[1] === port && canvas.drawable(edge)),
    connect: wire,
    disconnect: (edge) => document.commit(step('Disconnect'), [{ kind: 'removeEdge', edge }]),
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
  const node = canvas.scene.nodeAt(canvas.area.area.pointer)
  if (!node || node.id === picked.nodeId) return false
  const { inputs, outputs } = node.model
  const port = picked.side === 'output' ? inputs.find((input) => !input.wired) ?? inputs[0] : outputs[0]
  if (!port) return false
  if (picked.side === 'output') wire([picked.nodeId, picked.key], [node.id, port.name])
  else wire([node.id, port.name], [picked.nodeId, picked.key])
  return true
}
