/** Undo and redo: named steps, each one action of the user. */
import { type Applied, EditError, type GraphDocument } from './document'
import type { Edit } from './types'

export interface HistoryEntry {
  /** What the user did, as a menu says it: "Add Conv2d". */
  readonly name: string
}

interface Step extends HistoryEntry {
  readonly edits: readonly Edit[]
  readonly inverse: readonly Edit[]
  readonly merge: string | undefined
  /** When it last grew, in milliseconds. */
  readonly time: number
  /** What the document is once the step is made: another number once it grows. */
  readonly state: number
}

/** Steps with the same merge key join while no more than this lies between them. */
const MERGE_MS = 1000

export class History {
  #steps: Step[] = []
  #position = 0
  #states = 0
  #saved: number | undefined = 0

  /** The document counts as saved as it is. `now` is a clock in milliseconds. */
  constructor(readonly doc: GraphDocument, private readonly now: () => number = Date.now) {}

  /** All steps, those that were undone too; `position` of them are in force. */
  get entries(): readonly HistoryEntry[] {
    return this.#steps
  }

  get position(): number {
    return this.#position
  }

  /** The position that is in the file; undefined once no undo or redo leads there. */
  get savedPosition(): number | undefined {
    if (this.#saved === 0) return 0
    const at = this.#steps.findIndex(({ state }) => state === this.#saved)
    return at < 0 ? undefined : at + 1
  }

  /** What the document is now: the same number means the same document. */
  get state(): number {
    return this.#steps[this.#position - 1]?.state ?? 0
  }

  get isDirty(): boolean {
    return this.#saved !== this.state
  }

  get canUndo(): boolean {
    return this.#position > 0
  }

  get canRedo(): boolean {
    return this.#position < this.#steps.length
  }

  get undoName(): string | undefined {
    return this.#steps[this.#position - 1]?.name
  }

  get redoName(): string | undefined {
    return this.#steps[this.#position]?.name
  }

  /** The document as it was at `state` is in the file; steps made while it was written are not. */
  markSaved(state = this.state): void {
    this.#saved = state
  }

  /** The file is not this document, whatever is undone: recovered, or taken from another format. */
  markUnsaved(): void {
    this.#saved = undefined
  }

  /**
   * Makes edits as one step. With the `merge` key of the step before, and within a second of it, it joins that step (a
   * drag, typing); `held`: however long ago that was, a button is still pressed. All or nothing: throws the EditError of an impossible edit. Without edits there is no step.
   */
  run(name: string, edits: readonly Edit[], options: { readonly merge?: string; readonly held?: boolean } = {}): Applied {
    const applied = applyAll(this.doc, edits)
    if (edits.length === 0) return applied
    const { merge, held } = options
    const time = this.now()
    const last = this.canRedo ? undefined : this.#steps[this.#position - 1]
    // A step that ends where the file was saved stays: the mark would be wrong if it grew.
    const joins = last && merge !== undefined && last.merge === merge && (held === true || time - last.time <= MERGE_MS) && this.#saved !== last.state
    const state = ++this.#states
    if (joins) {
      this.#steps[this.#position - 1] = supersedes(last, edits)
        ? { ...last, name, time, edits, state }
        : { name, merge, time, state, edits: [...last.edits, ...edits], inverse: [...applied.inverse, ...last.inverse] }
      return applied
    }
    this.#steps.length = this.#position
    this.#steps.push({ name, merge, time, state, edits, inverse: applied.inverse })
    this.#position++
    return applied
  }

  /** Takes the last step back; undefined where there is none. */
  undo(): Applied | undefined {
    const step = this.#steps[this.#position - 1]
    if (!step) return undefined
    const applied = applyAll(this.doc, step.inverse)
    this.#position--
    return applied
  }

  /** Takes the last step back as if it had never been made, where it has this merge key: a drag that was thought better of. */
  takeBack(merge: string): Applied | undefined {
    if (this.#steps[this.#position - 1]?.merge !== merge) return undefined
    const applied = this.undo()
    this.#steps.length = this.#position
    return applied
  }

  /** Makes the step again that was undone last; undefined where there is none. */
  redo(): Applied | undefined {
    const step = this.#steps[this.#position]
    if (!step) return undefined
    const applied = applyAll(this.doc, step.edits)
    // Undone and redone, a step is done with: the next change is another.
    this.#steps[this.#position] = { ...step, inverse: applied.inverse, merge: undefined }
    this.#position++
    return applied
  }
}

/** Applies edits in order, as one; where one is impossible, takes back those before it and throws its EditError. */
export function applyAll(doc: GraphDocument, edits: readonly Edit[]): Applied {
  const parts: Applied[] = []
  try {
    for (const edit of edits) parts.push(doc.apply(edit))
  } catch (error) {
    if (error instanceof EditError) for (const part of parts.reverse()) for (const edit of part.inverse) doc.apply(edit)
    throw error
  }
  return {
    edits,
    inverse: parts.toReversed().flatMap((part) => part.inverse),
    touched: new Set(parts.flatMap((part) => [...part.touched])),
    structure: parts.some((part) => part.structure),
  }
}

/** Whether new edits leave nothing of a step's: the same nodes moved on, the same parameter set again. */
function supersedes(step: Step, edits: readonly Edit[]): boolean {
  const [before] = step.edits
  const [after] = edits
  if (!before || !after || step.edits.length > 1 || edits.length > 1) return false
  if (before.kind === 'moveNodes' && after.kind === 'moveNodes') {
    const ids = Object.keys(before.positions)
    return ids.length === Object.keys(after.positions).length && ids.every((id) => Object.hasOwn(after.positions, id))
  }
  // Where one gives the parameter back, its place among the others is lost: both edits are needed.
  return before.kind === 'setParam' && after.kind === 'setParam' && before.node === after.node && before.param === after.param
    && before.value !== undefined && after.value !== undefined
}
