/** Selecting and dragging: nodes in the DOM by Rete's signals, nodes that are only drawn by where they are. */
import type { Edge, Edit } from '../../engine/document/types'
import { snapped } from '../editor/arrange'
import { sameMark } from '../editor/frames'
import { detached } from '../editor/heal'
import { step } from '../i18n'
import { settings } from '../ui/settings'
import { cuts } from './area'
import type { Culling } from './culling'
import type { CanvasController } from './controller'
import type { CanvasNode } from './editor'
import { positionOf, type Point } from './geometry'
import { insertion, seat } from './insert'
import { chainOf, crossed, type Chain } from './lasso'
import { Shake } from './shake'

/** Pixels within which a press and release is a click. */
const CLICK = 4
const WIRE_TOLERANCE = 7
/** Change what a gesture does while it lasts. */
const HELD_KEYS: ReadonlySet<string> = new Set(['Alt', 'AltGraph', 'Control', 'Meta', 'Shift', ' '])
/** Between two dots of the background. */
const GRID = 22

export class Pointer {
  /** The selection's rubber band. */
  box: { readonly from: Point; to: Point } | undefined
  /** The line of a cut under way. */
  knife: Point[] | undefined
  /** What the line that picks a chain of wires would select. */
  chain: Chain | undefined
  private panning: { x: number; y: number } | undefined
  private space = false
  private shake = new Shake()
  private shaken = false
  private alt = false
  /** Given up with the button still down: what follows until it is let go is nothing. */
  private given = false
  /** Where the pointer is on the canvas; undefined where it is elsewhere. */
  last: Point | undefined
  private readonly dragging = new Set<string>()
  /** The node under the pointer of those that are dragged. */
  private lead: CanvasNode | undefined
  private down: { x: number; y: number; adding: boolean; onNode: boolean } | undefined
  private moved = false
  private adding = false
  private readonly abort = new AbortController()

  constructor(private readonly canvas: CanvasController, private readonly culling: Culling, private readonly redraw: () => void) {
    const { signal } = this.abort
    canvas.container.addEventListener('pointerdown', (event) => this.press(event), { capture: true, signal })
    window.addEventListener('pointermove', (event) => this.stretch(event), { signal })
    canvas.container.addEventListener('pointermove', (event) => { this.last = canvas.camera.toCanvas(event.clientX, event.clientY) }, { signal })
    canvas.container.addEventListener('pointerleave', () => { this.last = undefined }, { signal })
    window.addEventListener('pointerup', (event) => this.release(event), { capture: true, signal })
    canvas.container.addEventListener('dblclick', (event) => this.open(event), { signal })
    window.addEventListener('keydown', (event) => this.keyed(event), { capture: true, signal })
    window.addEventListener('keydown', (event) => this.hold(event, true), { signal })
    window.addEventListener('keyup', (event) => this.hold(event, false), { signal })
    window.addEventListener('pointercancel', () => this.giveUp(), { signal })
    // The other button gives up, as Escape does.
    window.addEventListener('contextmenu', (event) => { if (this.busy) { event.preventDefault(); event.stopPropagation(); this.giveUp() } }, { capture: true, signal })
    canvas.area.addPipe((context) => {
      if (context.type === 'nodetranslate' && this.given) return undefined
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
    this.given = false
    // Frames and notes move by themselves, unless a node that is only drawn lies upon them.
    if (event.isTrusted && !this.space && event.button === 0 && event.target instanceof Element && event.target.closest('[data-annotation]')) {
      if (event.target.matches('input, textarea') || !canvas.scene.nodeAt(canvas.camera.toCanvas(event.clientX, event.clientY))) return
    }
    const inside = event.target instanceof Element && event.target.closest('[data-node]') !== null
    this.down = { x: event.clientX, y: event.clientY, adding: event.shiftKey || event.ctrlKey || event.metaKey, onNode: inside }
    this.moved = false
    this.adding = this.down.adding
    if (!event.isTrusted) return
    if (this.space && event.button === 0) {
      event.stopPropagation()
      this.panning = { x: event.clientX, y: event.clientY }
      return
    }
    if (inside || event.button !== 0) return
    const point = canvas.camera.toCanvas(event.clientX, event.clientY)
    const node = canvas.scene.nodeAt(point)
    if (node) {
      // Only drawn: mount it, and hand the press over.
      event.stopPropagation()
      this.down.onNode = true
      this.culling.pinned.add(node.id)
      const view = canvas.area.nodeViews.get(node.id) ?? canvas.area.addNodeView(node)
      view.element.dispatchEvent(new PointerEvent('pointerdown', event))
    } else if (event.shiftKey && cuts(event)) {
      this.chain = chainOf(canvas, [point])
    } else if (event.shiftKey) {
      this.box = { from: point, to: point }
    } else if (cuts(event)) {
      this.knife = [point]
    }
  }

  private stretch(event: PointerEvent): void {
    if (this.down && Math.hypot(event.clientX - this.down.x, event.clientY - this.down.y) > CLICK) this.moved = true
    this.alt = event.altKey
    if (this.panning) {
      this.canvas.camera.panBy(event.clientX - this.panning.x, event.clientY - this.panning.y)
      this.panning = { x: event.clientX, y: event.clientY }
      return
    }
    if (!this.box && !this.knife && !this.chain) return
    const point = this.canvas.camera.toCanvas(event.clientX, event.clientY)
    if (this.box) this.box.to = point
    this.knife?.push(point)
    if (this.chain) this.chain = chainOf(this.canvas, [...this.chain.line, point])
    this.redraw()
  }

  /** A double click on nothing searches for a layer to put there. */
  private open(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest('[data-node], [data-annotation]')) return
    const { canvas } = this
    if (!canvas.scene.nodeAt(canvas.camera.toCanvas(event.clientX, event.clientY))) canvas.openPicker()
  }

  /** Space makes the left button pan, over nodes too. */
  private hold(event: KeyboardEvent, down: boolean): void {
    if (event.key === 'Alt' && this.lead) {
      this.alt = down
      this.aimFrom(this.lead)
    }
    if (event.code !== 'Space' || !this.last || (event.target instanceof Element && event.target !== document.body && !event.target.matches('[data-canvas], [data-node]'))) return
    if (down) event.preventDefault()
    this.space = down
    this.canvas.container.classList.toggle('pans', down)
  }

  /** Something is drawn or dragged. */
  private get busy(): boolean {
    return this.box !== undefined || this.knife !== undefined || this.chain !== undefined || this.dragging.size > 0 || this.canvas.frameDrag.busy || this.canvas.holdsWire
  }

  /** While something is drawn or dragged Escape (or undo) gives it up, and other keys wait until it is done. */
  private keyed(event: KeyboardEvent): void {
    if (!this.busy || HELD_KEYS.has(event.key)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (event.key === 'Escape' || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z')) this.giveUp()
  }

  /** Wires that the line of a cut crosses. */
  private cutting(): readonly Edge[] {
    return this.knife ? crossed(this.canvas, this.knife) : []
  }

  /** Wires that letting go would take away. */
  parting(): readonly Edge[] {
    const { graph } = this.canvas.document
    return this.lead && this.shaken && this.dragging.size === 1 ? [...graph.incoming(this.lead.id), ...graph.outgoing(this.lead.id)] : this.cutting()
  }

  private release(event: PointerEvent): void {
    const { down, box, chain, canvas } = this
    const cut = this.cutting()
    this.down = undefined
    this.box = undefined
    this.knife = undefined
    this.chain = undefined
    this.alt = event.altKey
    if (this.panning) {
      this.panning = undefined
      return
    }
    if (cut.length > 0) {
      canvas.document.commit(step(cut.length === 1 ? 'Cut {n} wire' : 'Cut {n} wires', { n: cut.length }), cut.map((edge) => ({ kind: 'removeEdge', edge })))
      return this.redraw()
    }
    if (!down || down.onNode || event.button !== 0) return
    const { document } = canvas
    if (chain && this.moved) {
      if (chain.nodes.length > 0) document.select(chain.nodes)
    } else if (box && this.moved) {
      const rect = { minX: Math.min(box.from.x, box.to.x), minY: Math.min(box.from.y, box.to.y), maxX: Math.max(box.from.x, box.to.x), maxY: Math.max(box.from.y, box.to.y) }
      const { selected, marked } = document.view
      const found = canvas.annotations.within(rect).filter((mark) => !marked.some((other) => sameMark(other, mark)))
      document.select([...selected, ...canvas.scene.nodesIn(rect).map((node) => node.id)], undefined, [...marked, ...found])
    } else if (!this.moved) {
      const wire = canvas.scene.wireAt(canvas.camera.toCanvas(event.clientX, event.clientY), WIRE_TOLERANCE / canvas.camera.transform.k)
      document.select([], wire?.edge)
    }
    this.redraw()
  }

  /** Ends what is drawn or dragged as if it had not begun. */
  private giveUp(): void {
    const { canvas } = this
    this.given = true
    const dragged = [...this.dragging]
    this.dragging.clear()
    this.lead = undefined
    for (const id of dragged) canvas.settle(id)
    this.shake = new Shake()
    this.shaken = false
    canvas.frameDrag.giveUp()
    canvas.dropWire()
    canvas.aim(undefined)
    this.down = undefined
    this.box = undefined
    this.knife = undefined
    this.chain = undefined
    this.panning = undefined
    this.redraw()
  }

  private pick(id: string): void {
    const { document } = this.canvas
    const { selected, marked } = document.view
    this.culling.pinned.add(id)
    if (this.down?.adding) document.select(selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id], undefined, marked)
    else if (!selected.includes(id)) document.select([id])
  }

  private drag(id: string, position: Point): void {
    const node = this.canvas.editor.getNode(id)
    if (!node) return
    const [dx, dy] = [position.x - node.x, position.y - node.y]
    this.place(node, position.x, position.y)
    this.shaken ||= this.shake.moved(position.x)
    this.lead = node
    this.aimFrom(node)
    const { selected } = this.canvas.document.view
    if (!selected.includes(id)) return this.redraw()
    for (const other of selected) {
      const follower = other === id ? undefined : this.canvas.editor.getNode(other)
      if (!follower) continue
      this.place(follower, follower.x + dx, follower.y + dy)
      const view = this.canvas.area.nodeViews.get(other)
      if (view) this.canvas.area.place(view, follower)
    }
    const [x, y] = positionOf(node.model)
    this.canvas.frameDrag.carry(position.x - x, position.y - y)
    this.redraw()
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

  private drop(node: CanvasNode): void {
    const { document, editor } = this.canvas
    const moved = [...this.dragging]
    const target = moved.length === 1 && !this.alt ? this.canvas.wireFor(node) : undefined
    const shaken = this.shaken && moved.length === 1
    this.dragging.clear()
    this.lead = undefined
    this.culling.pinned.delete(node.id)
    this.canvas.aim(undefined)
    this.shake = new Shake()
    this.shaken = false
    if (!this.moved && !this.adding && document.view.selected.length + document.view.marked.length > 1) document.select([node.id])
    const positions: Record<string, readonly [number, number]> = {}
    for (const id of moved) {
      const dragged = editor.getNode(id)
      if (!dragged) continue
      const to = settings.value.snap ? snapped([dragged.x, dragged.y], GRID) : [Math.round(dragged.x), Math.round(dragged.y)] as const
      const from = positionOf(dragged.model)
      if (from[0] !== to[0] || from[1] !== to[1]) positions[id] = to
    }
    const [x, y] = positionOf(node.model)
    const seated = target && seat(document.graph, target, positions[node.id] ?? [x, y])
    const to = seated?.spot ?? positions[node.id] ?? [x, y]
    if (seated && (to[0] !== x || to[1] !== y)) positions[node.id] = to
    const edits: Edit[] = [...(Object.keys(positions).length > 0 ? [{ kind: 'moveNodes', positions } as const] : []), ...this.canvas.frameDrag.put(to[0] - x, to[1] - y)]
    const layer = node.model.analysis.layer
    if (target && layer) {
      document.commit(step('Insert {what}', { what: node.id }), [...edits, ...(seated?.room ?? []), ...insertion(target, node.id, layer)])
    } else if (shaken) document.commit(step('Take {what} off its wires', { what: node.id }), [...edits, ...detached(document.graph, node.id)])
    else document.commit(moved.length > 1 ? step('Move {n} nodes', { n: moved.length }) : step('Move {id}', { id: node.id }), edits)
    // Snapped to the grid or not moved at all: the card goes where the document has it.
    for (const id of moved) this.canvas.settle(id)
    this.redraw()
  }
}
