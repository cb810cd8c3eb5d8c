/** What a right click offers on what lies on the canvas: sockets, wires, nodes, frames and notes, and where nothing is. */
import type { Edge } from '../../engine/document/types'
import { entriesOf, nodeEntries } from '../commands/contextEntries'
import { recolorFrame, writing } from '../editor/annotate'
import { insideOf, type Mark } from '../editor/frames'
import { boxesOf, unwired } from '../editor/selection'
import type { Workspace } from '../editor/workspace'
import { inspectorTab } from '../help/state'
import { n, step, t } from '../i18n'
import { grouped, type ContextEntry } from '../ui/contextMenu'
import { copyWords } from '../ui/copy'
import { settings } from '../ui/settings'
import { shapeText } from '../values/format'
import type { CanvasController } from './controller'
import { besideSocket, withinWire } from './pickers'

export interface Socket { readonly side: 'input' | 'output'; readonly node: string; readonly port: string }

/** Nodes with more ports than this would make a menu that nobody reads. */
const MOST_PORTS = 8

const typeAt = ({ document }: CanvasController, { side, node, port }: Socket) => {
  const analysis = document.nodes.get(node)?.analysis
  return side === 'output' ? analysis?.outputs[port] : analysis?.inputs[port]
}

/** `conv1.output, 1 × 6 × 28 × 28 float32`. */
export function socketWords(canvas: CanvasController, socket: Socket): string {
  const type = typeAt(canvas, socket)
  return `${socket.node}.${socket.port}${type ? `, ${shapeText(type.shape)} ${type.dtype}` : ''}`
}

function goTo(canvas: CanvasController, workspace: Workspace, id: string): void {
  canvas.document.select([id])
  workspace.reveal([id])
  workspace.focus(id)
}

const going = (canvas: CanvasController, workspace: Workspace, id: string): ContextEntry => ({ id: `go ${id}`, title: t('Go to {what}', { what: id }), run: () => goTo(canvas, workspace, id) })

function looking(canvas: CanvasController, id: string): ContextEntry {
  return {
    id: 'values', title: t('Look at the values'), run: () => {
      canvas.document.select([id])
      settings.value.inspector = true
      inspectorTab.value = 'values'
    },
  }
}

function copying(canvas: CanvasController, socket: Socket): readonly ContextEntry[] {
  const type = typeAt(canvas, socket)
  return type ? [{ id: 'shape', title: t('Copy the shape'), note: shapeText(type.shape), run: () => void copyWords(`[${type.shape.join(', ')}]`) }] : []
}

const inserting = (canvas: CanvasController, edge: Edge): ContextEntry => ({ id: 'insert', title: t('Insert a layer…'), run: () => canvas.pick(withinWire(canvas, edge)) })

export function socketEntries(canvas: CanvasController, workspace: Workspace, socket: Socket): readonly ContextEntry[] {
  const { document, document: { graph } } = canvas
  const { side, node, port } = socket
  if (side === 'input') {
    const edge = graph.incoming(node).find(({ to }) => to[1] === port)
    if (!edge) return grouped([{ id: 'add', title: t('Add a layer in front…'), run: () => canvas.pick(besideSocket(canvas, socket)) }], copying(canvas, socket))
    return grouped(
      [inserting(canvas, edge), { id: 'disconnect', title: t('Disconnect from {what}', { what: edge.from[0] }), run: () => void document.commit(unwired(edge), [{ kind: 'removeEdge', edge }]) }],
      [looking(canvas, edge.from[0]), ...copying(canvas, socket), going(canvas, workspace, edge.from[0])],
    )
  }
  const edges = graph.outgoing(node).filter(({ from }) => from[1] === port)
  const [only] = edges
  return grouped(
    [
      { id: 'add', title: t('Add a layer behind…'), run: () => canvas.pick(besideSocket(canvas, socket)) },
      { id: 'wire', title: t('Wire it to…'), run: () => { workspace.view.wiring = node } },
      ...(only && edges.length === 1 ? [inserting(canvas, only)] : []),
      ...(only ? [{
        id: 'disconnect', title: edges.length === 1 ? t('Disconnect from {what}', { what: only.to[0] }) : n(edges.length, 'Disconnect {n} wire', 'Disconnect {n} wires'),
        run: () => void document.commit(edges.length === 1 ? unwired(only) : step('Cut {n} wires', { n: edges.length }), edges.map((edge) => ({ kind: 'removeEdge', edge }))),
      }] : []),
    ],
    [looking(canvas, node), ...copying(canvas, socket), ...(only && edges.length === 1 ? [going(canvas, workspace, only.to[0])] : [])],
  )
}

export function wireEntries(canvas: CanvasController, workspace: Workspace, edge: Edge): readonly ContextEntry[] {
  const { from, to } = edge
  return grouped(
    [inserting(canvas, edge), ...entriesOf(workspace, ['delete'])],
    [looking(canvas, from[0]), ...copying(canvas, { side: 'output', node: from[0], port: from[1] }), going(canvas, workspace, from[0]), going(canvas, workspace, to[0])],
  )
}

/** The ports of the one node that is selected: without a mouse no socket can be reached. */
function portEntries(canvas: CanvasController, workspace: Workspace): readonly ContextEntry[] {
  const { selected } = canvas.document.view
  const model = selected.length === 1 ? canvas.document.nodes.get(selected[0] ?? '') : undefined
  if (!model || model.inputs.length + model.outputs.length > MOST_PORTS) return []
  const menu = (side: Socket['side'], port: string): ContextEntry => {
    const socket = { side, node: model.id, port }
    const type = typeAt(canvas, socket)
    return { id: `${side} ${port}`, title: side === 'input' ? model.inputs.length === 1 ? t('Input') : t('Input {port}', { port }) : model.outputs.length === 1 ? t('Output') : t('Output {port}', { port }), ...(type ? { note: shapeText(type.shape) } : {}), entries: socketEntries(canvas, workspace, socket) }
  }
  return [...model.inputs.map(({ name }) => menu('input', name)), ...model.outputs.map(({ name }) => menu('output', name))]
}

export const cardEntries = (canvas: CanvasController, workspace: Workspace): readonly ContextEntry[] => grouped(nodeEntries(workspace), portEntries(canvas, workspace))

export function markEntries({ document }: CanvasController, workspace: Workspace, mark: Mark): readonly ContextEntry[] {
  const write = (title: string): ContextEntry => ({ id: 'write', title, note: 'F2', run: () => { writing.value = mark } })
  const { nodes, marks } = insideOf(document.graph.graph, boxesOf(document, [...document.nodes.keys()]), [mark])
  return grouped(
    mark.kind === 'notes' ? [write(t('Write the note'))] : [
      write(t('Rename')), { id: 'colour', title: t('Another colour'), run: () => recolorFrame(document, mark.index) },
      { id: 'inside', title: t('Select what is in it'), disabled: nodes.length + marks.length < 2, run: () => document.select(nodes, undefined, marks.filter((other) => other.kind !== mark.kind || other.index !== mark.index)) },
    ],
    entriesOf(workspace, ['cut', 'copy', 'duplicate', 'delete']),
  )
}

export const bareEntries = (workspace: Workspace): readonly ContextEntry[] =>
  grouped(entriesOf(workspace, ['add-layer', 'note', 'paste']), entriesOf(workspace, ['undo', 'redo']), entriesOf(workspace, ['select-all', 'fit', 'tidy', 'export-picture']))
