/** Moves nodes under the pointer with what is selected beside them; let go, it is one step: into a wire, off its wires, or just elsewhere. */
import type { Edge, Edit } from '../../engine/document/types'
import { snapped } from '../editor/arrange'
import { detached } from '../editor/heal'
import { step } from '../i18n'
import { settings } from '../ui/settings'
import type { CanvasNode } from './editor'
import type { FrameDrag } from './frameDrag'
import { positionOf, type Point } from './geometry'
import type { GestureCanvas } from './gestureCanvas'
import { insertion, seat } from './insert'
import { Shake } from './shake'

/** Between two dots of the background. */
const GRID = 22

export class NodeDrag {
  /** Held, no wire takes the node in. */
  alt = false
  private readonly dragging = new Set<string>()
  /** The node under the pointer of those that are dragged. */
  private lead: CanvasNode | undefined
  private shake = new Shake()
  private shaken = false

  constructor(private readonly canvas: GestureCanvas, private readonly frames: FrameDrag) {}

  get busy(): boolean {
    return this.dragging.size > 0
  }

  isDragging(id: string): boolean {
    return this.dragging.has(id)
  }

  /** Wires that letting go would take away. */
  parting(): readonly Edge[] {
    const { graph } = this.canvas.document
    return this.lead && this.shaken && this.dragging.size === 1 ? [...graph.incoming(this.lead.id), ...graph.outgoing(this.lead.id)] : []
  }

  /** Alt was pressed or let go: seen at once where a node is dragged. */
  turn(alt: boolean): void {
    if (!this.lead) return
    this.alt = alt
    this.aimFrom(this.lead)
  }

  /** A node goes where the pointer has it, what is selected with it along. */
  move(id: string, position: Point): void {
    const { canvas } = this
    const node = canvas.editor.getNode(id)
    if (!node) return
    const [dx, dy] = [position.x - node.x, position.y - node.y]
    this.place(node, position.x, position.y)
    this.shaken ||= this.shake.moved(position.x)
    this.lead = node
    this.aimFrom(node)
    const { selected } = canvas.document.view
    if (!selected.includes(id)) return canvas.schedule()
    for (const other of selected) {
      const follower = other === id ? undefined : canvas.editor.getNode(other)
      if (!follower) continue
      this.place(follower, follower.x + dx, follower.y + dy)
      const view = canvas.area.nodeViews.get(other)
      if (view) canvas.area.place(view, follower)
    }
    const [x, y] = positionOf(node.model)
    this.frames.carry(position.x - x, position.y - y)
    canvas.schedule()
  }

  /** `click`: pressed and let go without having moved, it alone is selected. */
  drop(node: CanvasNode, click: boolean): void {
    const { canvas } = this
    const { document } = canvas
    const moved = [...this.dragging]
    const target = moved.length === 1 && !this.alt ? canvas.wireFor(node) : undefined
    const shaken = this.shaken && moved.length === 1
    this.end()
    canvas.aim(undefined)
    if (click && document.view.selected.length + document.view.marked.length > 1) document.select([node.id])
    const positions = this.positions(moved)
    const [x, y] = positionOf(node.model)
    const seated = target && seat(document.graph, target, positions[node.id] ?? [x, y])
    const to = seated?.spot ?? positions[node.id] ?? [x, y]
    if (seated && (to[0] !== x || to[1] !== y)) positions[node.id] = to
    const edits: Edit[] = [...(Object.keys(positions).length > 0 ? [{ kind: 'moveNodes', positions } as const] : []), ...this.frames.put(to[0] - x, to[1] - y)]
    const layer = node.model.analysis.layer
    if (target && layer) {
      document.commit(step('Insert {what}', { what: node.id }), [...edits, ...(seated?.room ?? []), ...insertion(target, node.id, layer)])
    } else if (shaken) document.commit(step('Take {what} off its wires', { what: node.id }), [...edits, ...detached(document.graph, node.id)])
    else document.commit(moved.length > 1 ? step('Move {n} nodes', { n: moved.length }) : step('Move {id}', { id: node.id }), edits)
    // Snapped to the grid or not moved at all: the card goes where the document has it.
    for (const id of moved) canvas.settle(id)
    canvas.schedule()
  }

  /** All go back to where they were. */
  giveUp(): void {
    const dragged = [...this.dragging]
    this.end()
    for (const id of dragged) this.canvas.settle(id)
  }

  private end(): void {
    this.dragging.clear()
    this.lead = undefined
    this.shake = new Shake()
    this.shaken = false
  }

  /** Where those that moved are to stay, on the grid where that is wanted. */
  private positions(moved: readonly string[]): Record<string, readonly [number, number]> {
    const positions: Record<string, readonly [number, number]> = {}
    for (const id of moved) {
      const dragged = this.canvas.editor.getNode(id)
      if (!dragged) continue
      const to = settings.value.snap ? snapped([dragged.x, dragged.y], GRID) : [Math.round(dragged.x), Math.round(dragged.y)] as const
      const from = positionOf(dragged.model)
      if (from[0] !== to[0] || from[1] !== to[1]) positions[id] = to
    }
    return positions
  }

  /** Lights the wire that letting go would put the node into. */
  private aimFrom(node: CanvasNode): void {
    const alone = this.canvas.document.view.selected.length <= 1
    this.canvas.aim(alone && !this.alt ? this.canvas.wireFor(node) : undefined, [Math.round(node.x), Math.round(node.y)], node.height)
  }

  private place(node: CanvasNode, x: number, y: number): void {
    this.dragging.add(node.id)
    node.x = x
    node.y = y
    this.canvas.scene.putNode(node)
  }
}
