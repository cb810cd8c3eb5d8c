/** Commands that make frames and notes. */
import { step, t } from '../i18n'
import type { EditorDocument } from './document'
import { added, around, changed, FRAME_COLORS, framesOf, notesOf } from './frames'
import { boxesOf } from './selection'
import { shallowRef } from 'vue'

/** The frame or note whose words are being written. */
export const writing = shallowRef<{ readonly kind: 'frames' | 'notes'; readonly index: number }>()

/** Gives a frame the next of the colours. */
export function recolorFrame(document: EditorDocument, index: number): void {
  const { graph } = document.graph
  const at = FRAME_COLORS.findIndex((color) => color === framesOf(graph).find((frame) => frame.index === index)?.color)
  document.commit(step('Colour the frame'), changed(graph, 'frames', new Map([[index, { color: FRAME_COLORS[(at + 1) % FRAME_COLORS.length]! }]])))
}

export function frameSelection(document: EditorDocument): void {
  const boxes = boxesOf(document)
  if (boxes.length === 0) return
  if (document.commit(step('Add a frame'), added(document.graph.graph, 'frames', { title: t('Frame'), color: FRAME_COLORS[1], ...around(boxes) }))) {
    writing.value = { kind: 'frames', index: framesOf(document.graph.graph).at(-1)?.index ?? -1 }
  }
}

export function noteAt(document: EditorDocument, [x, y]: readonly [number, number]): void {
  if (document.commit(step('Add a note'), added(document.graph.graph, 'notes', { text: '', x, y, width: 220, height: 120 }))) {
    writing.value = { kind: 'notes', index: notesOf(document.graph.graph).at(-1)?.index ?? -1 }
  }
}
