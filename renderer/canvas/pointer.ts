/** Selecting and dragging: nodes in the DOM by Rete's signals, nodes that are only drawn by where they are. */
import type { Edit } from '../../engine/document/types'
import type { Culling } from './culling'
import type { CanvasController } from './controller'
import type { CanvasNode } from './editor'
import { positionOf, type Point } from './geometry'
import { t } from '../i18n'

/** Pixels within which a press and release is a click. */
const CLICK = 4
const WIRE_TOLERANCE = 7

export class Pointer {
  /** The selection's rubber band. */
  box: { readonly from: Point; to: Point } | undefined
  /** Where the pointer is on the canvas; undefined where it is elsewhere. */
  last: Point | undefined
  private readonly dragging = new Set<string>()
  private down: { x: number; y: number; adding: boolean; onNode: boolean } | undefined
  private moved = false
  private adding = false
  private readonly abort = new AbortController()

  constructor(private readonly canvas: CanvasController, private readonly culling: Culling, private readonly redraw: () => void) {
    const { signal } = this.abort
    canvas.container.addEventListener('pointerdown', (event) => this.press(event), { capture: true, signal })
    window.addEventListener('pointermove', (event) => this.stretch(event), { signal })
    canvas.container.addEventListener('pointermove', (event) => { this.last = canvas.toCanvas(event.clientX, event.clientY) }, { signal })
    canvas.container.addEventListener('pointerleave', () => { this.last = undefined }, { signal })
    window.addEventListener('pointerup', (event) => this.release(event), { signal })
    window.addEventListener('pointercancel', () => this.cancel(), { signal })
    canvas.area.addPipe((context) => {
      if (context.type === 'nodepicked') this.pick(context.data.id)
      else if (context.type === 'nodetranslated') this.drag(context.data.id, context.data.position)
      else if (context.type === 'nodedragged') this.drop(context.data)
      return context
    })
  }

  dispose(): void {
    this.abort.abort()
  }

  isDragging(id: string): boolean {
    return this.dragging.has(id)
  }

  private press(event: PointerEvent): void {
    const { canvas } = this
    const inside = event.target instanceof Element && event.target.closest('[data-node]') !== null
    this.down = { x: event.clientX, y: event.clientY, adding: event.shiftKey || event.ctrlKey || event.metaKey, onNode: inside }
    this.moved = false
    this.adding = this.down.adding
    if (inside || !event.isTrusted || event.button !== 0) return
    const point = canvas.toCanvas(event.clientX, event.clientY)
    const node = canvas.scene.nodeAt(point)
    if (node) {
      // Only drawn: mount it, and hand the press over.
      event.stopPropagation()
      this.down.onNode = true
      this.culling.pinned.add(node.id)
      const view = canvas.area.nodeViews.get(node.id) ?? canvas.area.addNodeView(node)
      view.element.dispatchEvent(new PointerEvent('pointerdown', event))
    } else if (event.shiftKey) {
      this.box = { from: point, to: point }
    }
  }

  private stretch(event: PointerEvent): void {
    if (this.down && Math.hypot(event.clientX - this.down.x, event.clientY - this.down.y) > CLICK) this.moved = true
    if (!this.box) return
    this.box.to = this.canvas.toCanvas(event.clientX, event.clientY)
    this.redraw()
  }

  private release(event: PointerEvent): void {
    const { down, box, canvas } = this
    this.down = undefined
    this.box = undefined
    if (!down || down.onNode || event.button !== 0) return
    const { document } = canvas
    if (box && this.moved) {
      const rect = { minX: Math.min(box.from.x, box.to.x), minY: Math.min(box.from.y, box.to.y), maxX: Math.max(box.from.x, box.to.x), maxY: Math.max(box.from.y, box.to.y) }
      document.select([...document.view.selected, ...canvas.scene.nodesIn(rect).map((node) => node.id)])
    } else if (!this.moved) {
      const wire = canvas.scene.wireAt(canvas.toCanvas(event.clientX, event.clientY), WIRE_TOLERANCE / canvas.area.area.transform.k)
      document.select([], wire?.edge)
    }
    this.redraw()
  }

  private cancel(): void {
    this.down = undefined
    this.box = undefined
    this.redraw()
  }

  private pick(id: string): void {
    const { document } = this.canvas
    const { selected } = document.view
    this.culling.pinned.add(id)
    if (this.down?.adding) document.select(selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id])
    else if (!selected.includes(id)) document.select([id])
  }

  private drag(id: string, position: Point): void {
    const node = this.canvas.editor.getNode(id)
    if (!node) return
    const [dx, dy] = [position.x - node.x, position.y - node.y]
    this.place(node, position.x, position.y)
    const { selected } = this.canvas.document.view
    if (!selected.includes(id)) return this.redraw()
    for (const other of selected) {
      const follower = other === id ? undefined : this.canvas.editor.getNode(other)
      if (!follower) continue
      this.place(follower, follower.x + dx, follower.y + dy)
      const view = this.canvas.area.nodeViews.get(other)
      if (view) this.canvas.area.place(view, follower)
    }
    this.redraw()
  }

  private place(node: CanvasNode, x: number, y: number): void {
    this.dragging.add(node.id)
    node.x = x
    node.y = y
    this.canvas.scene.putNode(node)
  }

  private drop(node: CanvasNode): void {
    const { document, editor } = this.canvas
    const moved = [...this.dragging]
    this.dragging.clear()
    this.culling.pinned.delete(node.id)
    if (!this.moved && !this.adding && document.view.selected.length > 1) document.select([node.id])
    const positions: Record<string, readonly [number, number]> = {}
    for (const id of moved) {
      const dragged = editor.getNode(id)
      if (!dragged) continue
      const to = [Math.round(dragged.x), Math.round(dragged.y)] as const
      const from = positionOf(dragged.model)
      if (from[0] !== to[0] || from[1] !== to[1]) positions[id] = to
    }
    const edits: Edit[] = Object.keys(positions).length > 0 ? [{ kind: 'moveNodes', positions }] : []
    document.commit(moved.length > 1 ? t('Move {n} nodes', { n: moved.length }) : t('Move {id}', { id: node.id }), edits)
    this.redraw()
  }
}
