/** What the commands do to the selected nodes, each as one step. */
import type { Edge, Edit, PortRef } from '../../engine/document/types'
import { CARD_WIDTH, cardHeight, positionOf } from '../canvas/geometry'
import { step } from '../i18n'
import { aligned, distributed, nudged, type Alignment, type Box, type Positions } from './arrange'
import type { EditorDocument } from './document'
import { changed, insideOf, KINDS, listed, type Mark } from './frames'
import { removeHealing } from './heal'
import { reached } from './select'

/** The selected cards as boxes. */
export const boxesOf = (document: EditorDocument, ids: readonly string[] = document.view.selected): readonly Box[] => ids.flatMap((id) => {
  const model = document.nodes.get(id)
  if (!model) return []
  const [x, y] = positionOf(model)
  return [{ id, x, y, width: CARD_WIDTH, height: cardHeight(model) }]
})

function move(document: EditorDocument, name: string, positions: Positions): void {
  if (Object.keys(positions).length > 0) document.commit(name, [{ kind: 'moveNodes', positions }])
}

/** What is selected, with what lies in the frames among it. */
export function chosen(document: EditorDocument): { readonly nodes: readonly string[]; readonly marks: readonly Mark[] } {
  const { selected, marked } = document.view
  if (marked.length === 0) return { nodes: selected, marks: [] }
  const inside = insideOf(document.graph.graph, boxesOf(document, [...document.nodes.keys()]), marked)
  return { nodes: [...new Set([...selected, ...inside.nodes])], marks: inside.marks }
}

/** In the name of a step. */
export function named(ids: readonly string[], marks: readonly Mark[] = []): string {
  if (marks.length === 0) return ids.length === 1 ? ids[0] ?? '' : step('{n} nodes', { n: ids.length })
  if (ids.length === 0 && marks.length === 1) return marks[0]?.kind === 'frames' ? step('a frame') : step('a note')
  return step('{n} things', { n: ids.length + marks.length })
}

/** The name of a step that wires an output to an input, and of one that takes a wire away. */
export const wired = (from: PortRef, to: PortRef): string => step('Connect {from} to {to}', { from: from[0], to: to[0] })
export const unwired = ({ from, to }: Edge): string => step('Disconnect {to} from {from}', { from: from[0], to: to[0] })

const counted = ({ view }: EditorDocument, ids = view.selected): string => named(ids)

export const align = (document: EditorDocument, to: Alignment): void => move(document, step('Align {what}', { what: counted(document) }), aligned(boxesOf(document), to))
export const distribute = (document: EditorDocument, axis: 'x' | 'y'): void => move(document, step('Distribute {what}', { what: counted(document) }), distributed(boxesOf(document), axis))
/** Steps that follow one another within a second are one. */
export function nudge(document: EditorDocument, dx: number, dy: number): void {
  const { graph } = document.graph
  const { nodes, marks } = chosen(document)
  const positions = nudged(boxesOf(document, nodes), dx, dy)
  const moved = Object.keys(positions).length > 0 ? [{ kind: 'moveNodes', positions } as const] : []
  const beside = KINDS.flatMap((kind) => changed(graph, kind, new Map(listed(graph, kind).filter(({ index }) => marks.some((mark) => mark.kind === kind && mark.index === index)).map(({ index, x, y }) => [index, { x: x + dx, y: y + dy }]))))
  document.commit(step('Nudge {what}', { what: named(nodes, marks) }), [...moved, ...beside], `nudge ${nodes.join()} ${marks.map(({ kind, index }) => kind + index).join()}`)
}

/** Nodes, frames and notes. */
export function selectAll(document: EditorDocument): void {
  const { graph } = document.graph
  document.select(document.nodes.keys(), undefined, KINDS.flatMap((kind) => listed(graph, kind).map(({ index }): Mark => ({ kind, index }))))
}

export function selectReached(document: EditorDocument, direction: 'upstream' | 'downstream'): void {
  document.select(reached(document.graph, document.view.selected, direction))
}

/** Steps over these nodes, or back onto them where all are stepped over. */
export function toggleBypass(document: EditorDocument, ids = document.view.selected): void {
  const bypass = ids.some((id) => document.graph.node(id)?.bypass !== true)
  const edits = ids.filter((id) => (document.graph.node(id)?.bypass === true) !== bypass).map((node): Edit => ({ kind: 'setBypass', node, bypass }))
  document.commit(bypass ? step('Step over {what}', { what: counted(document, ids) }) : step('Switch {what} on', { what: counted(document, ids) }), edits)
}

/** Removes the selected nodes and joins what was in front of them to what was behind. */
export function removeAndHeal(document: EditorDocument): void {
  document.commit(step('Take {what} out', { what: counted(document) }), removeHealing(document.graph, document.view.selected))
}
