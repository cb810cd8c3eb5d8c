/** Moves and resizes frames and notes under the pointer; let go, it is one step, with the nodes that lay in the frame. */
import { shallowRef } from 'vue'
import type { Edit } from '../../engine/document/types'
import { changed, framesOf, MIN_HEIGHT, MIN_WIDTH, notesOf, within, type Box, type Kind, type Patch } from '../editor/frames'
import { boxesOf } from '../editor/selection'
import { t } from '../i18n'
import type { CanvasController } from './controller'

/** Where something is while it is dragged, by kind and index. */
type Places = ReadonlyMap<string, Box>
export const placeKey = (kind: Kind, index: number): string => `${kind} ${index}`

interface Held {
  readonly x: number
  readonly y: number
  readonly nodes: readonly (Box & { readonly id: string })[]
  readonly boxes: readonly (Box & { readonly kind: Kind; readonly index: number })[]
  readonly resize: boolean
}

export class FrameDrag {
  readonly places = shallowRef<Places>(new Map())
  private held: Held | undefined

  constructor(private readonly canvas: CanvasController) {}

  press(event: PointerEvent, kind: Kind, item: Box & { readonly index: number }, resize: boolean): void {
    if (event.button !== 0 || !(event.currentTarget instanceof Element)) return
    // The canvas below would pan.
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    const { document } = this.canvas
    const { graph } = document.graph
    const inside = kind === 'frames' && !resize
    this.held = {
      x: event.clientX, y: event.clientY, resize,
      nodes: inside ? boxesOf(document, [...document.nodes.keys()]).filter((box) => within(item, box)) : [],
      boxes: [{ ...item, kind }, ...(inside ? [
        ...framesOf(graph).filter((other) => other.index !== item.index && within(item, other) && other.width * other.height < item.width * item.height).map((other) => ({ ...other, kind: 'frames' as const })),
        ...notesOf(graph).filter((other) => within(item, other)).map((other) => ({ ...other, kind: 'notes' as const })),
      ] : [])],
    }
  }

  move(event: PointerEvent): void {
    const { held, canvas } = this
    if (!held) return
    const { k } = canvas.camera.transform
    const [dx, dy] = [(event.clientX - held.x) / k, (event.clientY - held.y) / k]
    const at = ({ x, y, width, height }: Box): Box => (held.resize
      ? { x, y, width: Math.max(MIN_WIDTH, width + dx), height: Math.max(MIN_HEIGHT, height + dy) }
      : { x: x + dx, y: y + dy, width, height })
    this.places.value = new Map(held.boxes.map((box) => [placeKey(box.kind, box.index), at(box)]))
    for (const { id, x, y } of held.nodes) canvas.lay(id, { x: x + dx, y: y + dy })
  }

  drop(event: PointerEvent): void {
    const { held, canvas } = this
    const places = this.places.value
    const first = held?.boxes[0]
    this.held = undefined
    this.places.value = new Map()
    if (!held || !first || places.size === 0) return
    const { document } = canvas
    const { k } = canvas.camera.transform
    const [dx, dy] = [Math.round((event.clientX - held.x) / k), Math.round((event.clientY - held.y) / k)]
    const edits: Edit[] = []
    if (held.nodes.length > 0 && (dx !== 0 || dy !== 0)) edits.push({ kind: 'moveNodes', positions: Object.fromEntries(held.nodes.map(({ id, x, y }) => [id, [x + dx, y + dy] as const])) })
    for (const kind of ['frames', 'notes'] as const) {
      const patches = new Map<number, Patch>(held.boxes.filter((box) => box.kind === kind).map(({ index, x, y, width, height }) => [index, held.resize ? { width: Math.max(MIN_WIDTH, width + dx), height: Math.max(MIN_HEIGHT, height + dy) } : { x: x + dx, y: y + dy }]))
      edits.push(...changed(document.graph.graph, kind, patches))
    }
    if (dx !== 0 || dy !== 0) document.commit(first.kind === 'frames' ? held.resize ? t('Resize the frame') : t('Move the frame') : held.resize ? t('Resize the note') : t('Move the note'), edits)
    for (const { id } of held.nodes) canvas.settle(id)
    canvas.schedule()
  }
}
