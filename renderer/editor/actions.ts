/** What several places of the window do to a document. */
import { nextTick } from 'vue'
import type { Problem } from '../../engine/document/types'
import type { Layer } from '../../engine/layers/define'
import { CARD_WIDTH, cardHeight } from '../canvas/geometry'
import { inRow } from '../canvas/insert'
import type { EditorDocument } from './document'
import { addLayer, freshId, removeAll } from './edits'
import { layoutBoxes } from './layout'
import type { Workspace } from './workspace'
import { said, t } from '../i18n'

/** Adds a layer where there is room, behind the selected node and wired to it. */
export function addLayerTo(workspace: Workspace, document: EditorDocument, layer: Layer): void {
  const selected = document.view.selected.length === 1 ? document.view.selected[0] : undefined
  const behind = selected !== undefined && layer.inputs.length > 0 && document.nodes.get(selected)?.outputs[0]?.wired === false ? selected : undefined
  const { id, edits } = addLayer(document.graph, layer, workspace.freeSpot(behind ?? selected), behind)
  document.commit(t('Add {what}', { what: layer.type }), edits)
  document.select([id])
  void nextTick(() => workspace.reveal([id]))
}

/** Removes what is selected. */
export function removeSelected(document: EditorDocument): void {
  const { selected, wire } = document.view
  const name = selected.length === 1 ? t('Delete {id}', { id: selected[0] ?? '' }) : selected.length > 1 ? t('Delete {n} nodes', { n: selected.length }) : t('Disconnect')
  document.commit(name, removeAll(selected, wire ? [wire] : []))
}

/** Copies the selected nodes with the wires between them. */
export function duplicateSelected(document: EditorDocument): void {
  const { graph } = document
  const taken = new Set<string>()
  const ids = new Map<string, string>()
  for (const id of document.view.selected) {
    const copy = freshId(graph, graph.node(id)?.type ?? 'node', taken)
    taken.add(copy)
    ids.set(id, copy)
  }
  document.commit(t('Duplicate'), [
    ...[...ids].flatMap(([id, copy]) => {
      const node = graph.node(id)
      const [x, y] = node?.position ?? [0, 0]
      return node ? [{ kind: 'addNode', node: { ...node, id: copy, position: [x + 32, y + 32] } } as const] : []
    }),
    ...[...ids].flatMap(([id, copy]) => graph.incoming(id).map((edge) => ({ kind: 'addEdge', edge: { from: [ids.get(edge.from[0]) ?? edge.from[0], edge.from[1]], to: [copy, edge.to[1]] } } as const))),
  ])
  document.select(ids.values())
}

/** Lays the whole graph out anew, as one step. */
export async function tidy(workspace: Workspace, document: EditorDocument): Promise<void> {
  const boxes = [...document.nodes.values()].map((model) => ({ id: model.id, width: CARD_WIDTH, height: cardHeight(model) }))
  const positions = await layoutBoxes(boxes, document.graph.graph.edges.map((edge) => [edge.from[0], edge.to[0]] as const))
  for (const id of Object.keys(positions)) if (!document.graph.has(id)) return
  document.commit(t('Tidy'), [{ kind: 'moveNodes', positions }])
  workspace.fit()
}

/** Selects a problem's node and brings it on screen. */
export function goTo(workspace: Workspace, document: EditorDocument, problem: Problem): void {
  if (problem.node === undefined || !document.nodes.has(problem.node)) return
  document.select([problem.node])
  workspace.reveal([problem.node])
}

/** Applies a problem's mend as one step; a layer that it puts into a wire gets room there. */
export function mend(document: EditorDocument, { fix }: Problem): void {
  if (fix) document.commit(said(fix.label), inRow(document.graph, fix.edits))
}
