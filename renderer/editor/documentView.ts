/** What the window shows of a document as a whole. */
import { shallowReactive } from 'vue'
import type { Totals } from '../../engine/analysis/types'
import type { Edge, Problem } from '../../engine/document/types'
import type { DeviceId } from '../../engine/protocol'
import type { Mark } from './frames'

export interface DocumentView {
  path: string | null
  name: string
  title: string
  state: 'idle' | 'running' | 'error'
  /** Running for long enough to say so. */
  slow: boolean
  /** Running for so long that one may want to end it. */
  long: boolean
  /** How far a run is, in nodes, where the engine says so. */
  progress: { readonly done: number; readonly total: number } | undefined
  /** Edits run by themselves. */
  live: boolean
  /** How many nodes show values of before the last edits. */
  stale: number
  /** The last run was ended by the person. */
  cancelled: boolean
  milliseconds: number | undefined
  /** Nodes that the last run computed; the others' values were at hand. */
  ran: number | undefined
  device: DeviceId
  dirty: boolean
  undo: string | undefined
  redo: string | undefined
  /** All steps, and how many of them are in force. */
  steps: readonly string[]
  position: number
  problems: readonly Problem[]
  totals: Totals
  selected: readonly string[]
  wire: Edge | undefined
  /** Frames and notes that are selected. */
  marked: readonly Mark[]
}

export interface DocumentChange {
  /** Nodes or wires came or went. */
  readonly structure: boolean
  /** Nodes whose card, position or ports may look different. */
  readonly nodes: ReadonlySet<string>
}

/** As it is before anything ran or was selected. */
export const freshView = (known: Pick<DocumentView, 'path' | 'name' | 'title' | 'dirty' | 'totals'>): DocumentView => shallowReactive<DocumentView>({
  ...known, state: 'idle', slow: false, long: false, progress: undefined, live: true, stale: 0, cancelled: false, milliseconds: undefined, ran: undefined, device: 'cpu',
  undo: undefined, redo: undefined, steps: [], position: 0, problems: [], selected: [], wire: undefined, marked: [],
})
