/** Moves and resizes frames and notes under the pointer; let go, it is one step, with the nodes that lay in the frame. */
import { shallowRef } from 'vue'
import type { Edit } from '../../engine/document/types'
import { changed, insideOf, MIN_HEIGHT, MIN_WIDTH, sameMark, type Box, type Kind, type Mark, type Patch } from '../editor/frames'
import { boxesOf } from '../editor/selection'
import { step } from '../i18n'
import { rectOf, type Point } from './geometry'
import type { GestureCanvas } from './gestureCanvas'

/** Where something is while it is dragged, by kind and index. */
type Places = ReadonlyMap<string, Box>
export const placeKey = (kind: Kind, index: number): string => `${kind} ${index}`

type Marked = Box & Mark
interface Held {
  /** Where it was taken, on the canvas. */
  readonly at: Point
  readonly nodes: readonly (Box & { readonly id: string })[]
  readonly boxes: readonly Marked[]
  readonly resize: boolean
  /** Pressed with several selected: let go without having moved, it alone is. */
  readonly alone: Mark | undefined
}

export class FrameDrag {
  readonly places = shallowRef<Places>(new Map())
  private held: Held | undefined

  constructor(private readonly canvas: GestureCanvas) {}

  get busy(): boolean {
    return this.held !== undefined
  }

  /** All goes back to where it was. */
  giveUp(): void {
    const { held } = this
    this.held = undefined
    this.places.value = new Map()
    for (const { id } of held?.nodes ?? []) this.canvas.settle(id)
  }

  /** The keyboard came to a frame or a note: it is selected, and on screen. */
  focused({ target, currentTarget }: FocusEvent, mark: Mark): void {
    if (target !== currentTarget || !(target instanceof Element && target.matches(':focus-visible'))) return
    const { document, annotations, camera } = this.canvas
    document.select([], undefined, [mark])
    const box = annotations.all[mark.kind].find(({ index }) => index === mark.index)
    if (box) camera.reveal(rectOf(box))
  }

  press(event: PointerEvent, kind: Kind, item: Box & { readonly index: number }, resize: boolean): void {
    if (event.button !== 0 || !(event.currentTarget instanceof Element)) return
    // The canvas below would pan.
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    const mark: Mark = { kind, index: item.index }
    const known = this.canvas.document.view.marked.some((other) => sameMark(other, mark))
    this.pick(mark, event.shiftKey || event.ctrlKey || event.metaKey)
    const { nodes, boxes } = this.carried(mark, resize)
    this.held = { at: this.canvas.camera.toCanvas(event.clientX, event.clientY), resize, nodes, boxes: [{ ...item, kind }, ...boxes], alone: known && !event.shiftKey && !event.ctrlKey && !event.metaKey ? mark : undefined }
  }

  move(event: PointerEvent): void {
    const { held, canvas } = this
    if (!held) return
    const { x, y } = canvas.camera.toCanvas(event.clientX, event.clientY)
    const [dx, dy] = [x - held.at.x, y - held.at.y]
    this.show(held.boxes, dx, dy, held.resize)
    for (const node of held.nodes) canvas.lay(node.id, { x: node.x + dx, y: node.y + dy })
  }

  drop(event: PointerEvent): void {
    const { held, canvas } = this
    const first = held?.boxes[0]
    this.held = undefined
    this.places.value = new Map()
    if (!held || !first) return
    const { document } = canvas
    const { x, y } = canvas.camera.toCanvas(event.clientX, event.clientY)
    const [dx, dy] = [Math.round(x - held.at.x), Math.round(y - held.at.y)]
    if (dx === 0 && dy === 0) {
      if (held.alone) document.select([], undefined, [held.alone])
    } else {
      const nodes: Edit[] = held.nodes.length > 0 ? [{ kind: 'moveNodes', positions: Object.fromEntries(held.nodes.map((node) => [node.id, [node.x + dx, node.y + dy] as const])) }] : []
      document.commit(first.kind === 'frames' ? held.resize ? step('Resize the frame') : step('Move the frame') : held.resize ? step('Resize the note') : step('Move the note'), [...nodes, ...this.moved(held.boxes, dx, dy, held.resize)])
    }
    for (const { id } of held.nodes) canvas.settle(id)
    canvas.schedule()
  }

  // --- Along with nodes that are dragged ------------------------------------------------------------------------------

  /** Shows what is selected beside nodes moved this far. */
  carry(dx: number, dy: number): void {
    if (this.canvas.document.view.marked.length > 0) this.show(this.selected(), dx, dy, false)
  }

  /** The edits that leave it there. */
  put(dx: number, dy: number): readonly Edit[] {
    this.places.value = new Map()
    return dx === 0 && dy === 0 ? [] : this.moved(this.selected(), dx, dy, false)
  }

  private pick(mark: Mark, adding: boolean): void {
    const { document } = this.canvas
    const { selected, marked } = document.view
    const known = marked.some((other) => sameMark(other, mark))
    if (adding) document.select(selected, undefined, known ? marked.filter((other) => !sameMark(other, mark)) : [...marked, mark])
    else if (!known) document.select([], undefined, [mark])
  }

  private selected(): readonly Marked[] {
    const { annotations, document } = this.canvas
    return document.view.marked.flatMap(({ kind, index }) => {
      const box = annotations.all[kind].find((other) => other.index === index)
      return box ? [{ ...box, kind, index }] : []
    })
  }

  /** What moves along: all that is selected with it, and what lies in frames. */
  private carried(mark: Mark, resize: boolean): Pick<Held, 'nodes' | 'boxes'> {
    if (resize) return { nodes: [], boxes: [] }
    const { document } = this.canvas
    const { selected, marked } = document.view
    const together = marked.some((other) => sameMark(other, mark))
    const inside = insideOf(document.graph.graph, boxesOf(document, [...document.nodes.keys()]), together ? marked : [mark])
    const nodes = new Set([...(together ? selected : []), ...inside.nodes])
    const { all } = this.canvas.annotations
    const boxes = inside.marks.flatMap(({ kind, index }): Marked[] => {
      const box = all[kind].find((other) => other.index === index)
      return box && !sameMark({ kind, index }, mark) ? [{ ...box, kind, index }] : []
    })
    return { nodes: boxesOf(document, [...nodes]), boxes }
  }

  private show(boxes: readonly Marked[], dx: number, dy: number, resize: boolean): void {
    const at = ({ x, y, width, height }: Box): Box => (resize
      ? { x, y, width: Math.max(MIN_WIDTH, width + dx), height: Math.max(MIN_HEIGHT, height + dy) }
      : { x: x + dx, y: y + dy, width, height })
    this.places.value = new Map(boxes.map((box) => [placeKey(box.kind, box.index), at(box)]))
  }

  private moved(boxes: readonly Marked[], dx: number, dy: number, resize: boolean): readonly Edit[] {
    return (['frames', 'notes'] as const).flatMap((kind) => {
      const patches = new Map<number, Patch>(boxes.filter((box) => box.kind === kind).map(({ index, x, y, width, height }) => [index, resize ? { width: Math.max(MIN_WIDTH, width + dx), height: Math.max(MIN_HEIGHT, height + dy) } : { x: x + dx, y: y + dy }]))
      return changed(this.canvas.document.graph.graph, kind, patches)
    })
  }
}
