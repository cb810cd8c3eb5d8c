/** The document's frames and notes as the canvas needs them, read anew only when the file's part of them changed. */
import type { EditorDocument } from '../editor/document'
import { framesOf, notesOf, type Frame, type Mark, type Note } from '../editor/frames'
import { rectOf, type Rect } from './geometry'
import { overlaps, united } from './view'

export class Annotations {
  private source: unknown
  private found: { readonly frames: readonly Frame[]; readonly notes: readonly Note[] } = { frames: [], notes: [] }

  constructor(private readonly document: EditorDocument) {}

  /** The same lists until they change. */
  get all(): { readonly frames: readonly Frame[]; readonly notes: readonly Note[] } {
    const { graph } = this.document.graph
    if (graph.unknown !== this.source) {
      this.source = graph.unknown
      this.found = { frames: framesOf(graph), notes: notesOf(graph) }
    }
    return this.found
  }

  /** Around all of them, and `others`. */
  bounds(others?: Rect): Rect | undefined {
    const { frames, notes } = this.all
    return [...frames, ...notes].map(rectOf).reduce<Rect | undefined>((all, rect) => (all ? united(all, rect) : rect), others)
  }

  /** Around these. */
  boundsOf(marks: readonly Mark[]): Rect | undefined {
    return marks.flatMap(({ kind, index }) => this.all[kind].filter((item) => item.index === index)).map(rectOf).reduce<Rect | undefined>((all, rect) => (all ? united(all, rect) : rect), undefined)
  }

  /** Frames that lie wholly in a box, which may be meant for what is in them, and notes that it touches. */
  within(box: Rect): readonly Mark[] {
    const whole = (rect: Rect): boolean => rect.minX >= box.minX && rect.minY >= box.minY && rect.maxX <= box.maxX && rect.maxY <= box.maxY
    return [
      ...this.all.frames.filter((frame) => whole(rectOf(frame))).map(({ index }): Mark => ({ kind: 'frames', index })),
      ...this.all.notes.filter((note) => overlaps(rectOf(note), box)).map(({ index }): Mark => ({ kind: 'notes', index })),
    ]
  }
}
