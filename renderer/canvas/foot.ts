/** What stands at the bottom of a card: the same where it is mounted, painted and drawn into a file. */
import type { Problem } from '../../engine/document/types'
import { errorOf, openOf, type NodeModel } from '../editor/node'
import { shapeText, timeText } from '../values/format'

/** That fit into the line. */
const LETTERS = 25

export interface Foot {
  /** Of its first output; undefined: it has none. */
  readonly shape: string | undefined
  /** The input that waits for a wire. */
  readonly open: Problem | undefined
  readonly warning: Problem | undefined
  /** How the shape is read, in English. */
  readonly notes: readonly string[]
  /** Of its first output, where it is not float32; else empty. */
  readonly dtype: string
  /** How long it took, where there is room and nothing else to tell; else empty. */
  readonly time: string
}

export function footOf(model: NodeModel): Foot {
  const [output] = Object.values(model.analysis.outputs)
  const open = openOf(model)
  const warning = errorOf(model) ? undefined : model.problems[0]
  const notes = output ? model.analysis.notes : []
  const shape = output && shapeText(output.shape)
  const dtype = output && output.dtype !== 'float32' ? output.dtype : ''
  let time = ''
  if (shape !== undefined && model.milliseconds !== undefined && notes.length === 0 && !open) {
    const text = timeText(model.milliseconds)
    if (shape.length + (dtype === '' ? 0 : dtype.length + 1) + (warning ? 3 : 0) + text.length < LETTERS) time = text
  }
  return { shape, open, warning, notes, dtype, time }
}
