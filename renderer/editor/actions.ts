/** What several places of the window do to a document. */
import { nextTick } from 'vue'
import type { Edge, Problem } from '../../engine/document/types'
import type { Layer } from '../../engine/layers/define'
import { CARD_WIDTH, positionOf } from '../canvas/geometry'
import { inRow, insertion, seat } from '../canvas/insert'
import { expectedHeight } from '../drawing/ghost'
import type { EditorDocument } from './document'
import { addLayer, FreshIds, removeAll } from './edits'
import { addedFrom, extraOf, removedAll } from './frames'
import { inPlace, layoutBoxes } from './layout'
import { boxesOf, chosen, named, unwired } from './selection'
import type { Workspace } from './workspace'
import { step } from '../i18n'

/** From a thing to its copy, in canvas units. */
const ASIDE = 32

/** Adds a layer where there is room, behind the selected node and wired to it. */
export function addLayerTo(workspace: Workspace, document: EditorDocument, layer: Layer): void {
  const selected = document.view.selected.length === 1 ? document.view.selected[0] : undefined
  const behind = selected !== undefined && layer.inputs.length > 0 && document.nodes.get(selected)?.outputs[0]?.wired === false ? selected : undefined
  const { id, edits } = addLayer(document.graph, layer, workspace.freeSpot(behind ?? selected), behind)
  document.commit(step('Add {what}', { what: layer.type }), edits)
  document.select([id])
  void nextTick(() => { workspace.reveal([id]); workspace.focus(id) })
}

/** Adds a layer at a place of the canvas, into the wire there where one is meant, and selects it; its id. */
export function addLayerAt(document: EditorDocument, layer: Layer, spot: readonly [number, number], into?: Edge): string {
  const seated = into && seat(document.graph, into, spot)
  const { id, edits } = addLayer(document.graph, layer, seated?.spot ?? spot)
  const inserted = into ? [...(seated?.room ?? []), ...insertion(into, id, layer)] : []
  document.commit(step(inserted.length > 0 ? 'Insert {what}' : 'Add {what}', { what: layer.type }), [...edits, ...inserted])
  document.select([id])
  return id
}

/** Removes what is selected; of a frame the frame alone. */
export function removeSelected(document: EditorDocument): void {
  const { selected, wire, marked } = document.view
  const name = selected.length + marked.length === 0 ? (wire ? unwired(wire) : '') : step('Delete {what}', { what: named(selected, marked) })
  document.commit(name, [...removeAll(selected, wire ? [wire] : []), ...removedAll(document.graph.graph, marked)])
  if (marked.length > 0) document.select([])
}

/** Copies the selected nodes with the wires between them, and what leads to them; frames and notes too. */
export function duplicateSelected(document: EditorDocument): void {
  const { graph } = document
  const { nodes, marks } = chosen(document)
  const fresh = new FreshIds(graph)
  const ids = new Map<string, string>()
  for (const id of nodes) {
    ids.set(id, fresh.of(graph.node(id)?.type ?? 'node'))
  }
  // Copied twice, the second does not lie exactly upon the first.
  const spots = new Set([...document.nodes.values()].map((model) => positionOf(model).join()))
  const copiesAt = (way: number): string[] => nodes.map((id) => (graph.node(id)?.position ?? [0, 0]).map((at) => at + way).join())
  let aside = ASIDE
  while (copiesAt(aside).some((spot) => spots.has(spot))) aside += ASIDE
  const beside = addedFrom(graph.graph, { ...graph.graph, unknown: extraOf(graph.graph, marks) }, aside, aside)
  document.commit(step('Duplicate {what}', { what: named(nodes, marks) }), [
    ...[...ids].flatMap(([id, copy]) => {
      const node = graph.node(id)
      const [x, y] = node?.position ?? [0, 0]
      return node ? [{ kind: 'addNode', node: { ...node, id: copy, position: [x + aside, y + aside] } } as const] : []
    }),
    ...[...ids].flatMap(([id, copy]) => graph.incoming(id).map((edge) => ({ kind: 'addEdge', edge: { from: [ids.get(edge.from[0]) ?? edge.from[0], edge.from[1]], to: [copy, edge.to[1]] } } as const))),
    ...beside.edits,
  ])
  document.select(ids.values(), undefined, beside.marks)
}

/** Lays the whole graph out anew, as one step. */
export async function tidy(workspace: Workspace, document: EditorDocument): Promise<void> {
  const boxes = [...document.nodes.values()].map((model) => ({ id: model.id, width: CARD_WIDTH, height: expectedHeight(model) }))
  const positions = await layoutBoxes(boxes, document.graph.graph.edges.map((edge) => [edge.from[0], edge.to[0]] as const))
  for (const id of Object.keys(positions)) if (!document.graph.has(id)) return
  document.commit(step('Tidy'), [{ kind: 'moveNodes', positions }])
  workspace.fit()
}

/** Lays the selected nodes out anew where they are, in the proportions that they take up now, as one step. */
export async function tidySelected(document: EditorDocument): Promise<void> {
  const boxes = boxesOf(document).map((box) => {
    const model = document.nodes.get(box.id)
    return model ? { ...box, height: expectedHeight(model) } : box
  })
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - Math.min(...boxes.map((box) => box.x))
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - Math.min(...boxes.map((box) => box.y))
  const found = await layoutBoxes(boxes, document.graph.graph.edges.map((edge) => [edge.from[0], edge.to[0]] as const), width / height)
  // While it was being found, nodes may have gone.
  if (boxes.some((box) => !document.graph.has(box.id))) return
  document.commit(step('Tidy {what}', { what: named(boxes.map((box) => box.id)) }), [{ kind: 'moveNodes', positions: inPlace(boxes, found) }])
}

/** Selects a problem's node and brings it on screen. */
export function goTo(workspace: Workspace, document: EditorDocument, problem: Problem): void {
  if (problem.node === undefined || !document.nodes.has(problem.node)) return
  document.select([problem.node])
  workspace.reveal([problem.node])
  workspace.focus(problem.node)
}

/** Applies a problem's mend as one step; a layer that it puts into a wire gets room there. */
export function mend(document: EditorDocument, { fix }: Problem): void {
  if (fix) document.commit(fix.label, inRow(document.graph, fix.edits))
}
