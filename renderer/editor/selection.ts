/** What the commands do to the selected nodes, each as one step. */
import type { Edit } from '../../engine/document/types'
import { CARD_WIDTH, cardHeight, positionOf } from '../canvas/geometry'
import { t } from '../i18n'
import { aligned, distributed, nudged, type Alignment, type Box, type Positions } from './arrange'
import type { EditorDocument } from './document'
import { removeHealing } from './heal'
import { reached } from './select'

/** The selected cards as boxes. */
export const boxesOf = (document: EditorDocument, ids: readonly string[] = document.view.selected): readonly Box[] => ids.flatMap((id) => {
  const model = document.nodes.get(id)
  if (!model) return []
  const [x, y] = positionOf(model)
  return [{ id, x, y, width: CARD_WIDTH, height: cardHeight(model) }]
})

function move(document: EditorDocument, name: string, positions: Positions, merge?: string): void {
  if (Object.keys(positions).length > 0) document.commit(name, [{ kind: 'moveNodes', positions }], merge)
}

const counted = ({ view }: EditorDocument, ids = view.selected): string => (ids.length === 1 ? ids[0] ?? '' : t('{n} nodes', { n: ids.length }))

export const align = (document: EditorDocument, to: Alignment): void => move(document, t('Align {what}', { what: counted(document) }), aligned(boxesOf(document), to))
export const distribute = (document: EditorDocument, axis: 'x' | 'y'): void => move(document, t('Distribute {what}', { what: counted(document) }), distributed(boxesOf(document), axis))
/** Steps that follow one another within a second are one. */
export const nudge = (document: EditorDocument, dx: number, dy: number): void => move(document, t('Nudge {what}', { what: counted(document) }), nudged(boxesOf(document), dx, dy), `nudge ${document.view.selected.join()}`)

export function selectReached(document: EditorDocument, direction: 'upstream' | 'downstream'): void {
  document.select(reached(document.graph, document.view.selected, direction))
}

/** Steps over these nodes, or back onto them where all are stepped over. */
export function toggleBypass(document: EditorDocument, ids = document.view.selected): void {
  const bypass = ids.some((id) => document.graph.node(id)?.bypass !== true)
  const edits = ids.filter((id) => (document.graph.node(id)?.bypass === true) !== bypass).map((node): Edit => ({ kind: 'setBypass', node, bypass }))
  document.commit(bypass ? t('Step over {what}', { what: counted(document, ids) }) : t('Switch {what} on', { what: counted(document, ids) }), edits)
}

/** Removes the selected nodes and joins what was in front of them to what was behind. */
export function removeAndHeal(document: EditorDocument): void {
  document.commit(t('Take {what} out', { what: counted(document) }), removeHealing(document.graph, document.view.selected))
}
