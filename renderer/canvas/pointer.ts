/** What pressing, moving and letting go means: nodes in the DOM by Rete's signals, nodes that are only drawn by where they are. */
import type { Edge } from '../../engine/document/types'
import { sameMark } from '../editor/frames'
import { step } from '../i18n'
import { cuts } from './area'
import type { Culling } from './culling'
import { EdgePan } from './edgePan'
import type { CanvasNode } from './editor'
import type { FrameDrag } from './frameDrag'
import type { Point } from './geometry'
import type { GestureCanvas } from './gestureCanvas'
import { inHand, moreHints } from './hints'
import { chainOf, crossed, type Chain } from './lasso'
import { NodeDrag } from './nodeDrag'
import { portOnFace } from './wiring'

/** Pixels within which a press and release is a click. */
const CLICK = 4
/** Pixels beside a wire that still mean it. */
export const WIRE_TOLERANCE = 7
/** Change what a gesture does while it lasts. */
const HELD_KEYS: ReadonlySet<string> = new Set(['Alt', 'AltGraph', 'Control', 'Meta', 'Shift', ' '])

export class Pointer {
  /** The selection's rubber band. */
  box: { readonly from: Point; to: Point } | undefined
  /** The line of a cut under way. */
  knife: Point[] | undefined
  /** What the line that picks a chain of wires would select. */
  chain: Chain | undefined
  private panning: { x: number; y: number } | undefined
  private space = false
  /** Given up with the button still down: what follows until it is let go is nothing. */
  private given = false
  /** Where the pointer is over the canvas, in the window; undefined where it is elsewhere. */
  private over: Point | undefined
  /** Where a menu was asked for: what it does is done there, though the pointer is on the menu. */
  private asked: Point | undefined
  private readonly nodes: NodeDrag
  private readonly edge: EdgePan
  /** Where the pointer is in the window, as it moved there. */
  private client: PointerEvent | undefined
  /** A node under the pointer: where it was when it was taken, and where on the canvas that was. */
  private grabbed: { readonly id: string; readonly from: Point; readonly at: Point } | undefined
  private down: { x: number; y: number; adding: boolean; onNode: boolean } | undefined
  private moved = false
  private adding = false
  private readonly abort = new AbortController()

  constructor(private readonly canvas: GestureCanvas, private readonly frames: FrameDrag, private readonly culling: Culling) {
    this.nodes = new NodeDrag(canvas, frames)
    this.edge = new EdgePan(canvas.container, {
      pan: (dx, dy) => {
        if (!this.busy) return this.edge.stop()
        canvas.camera.panBy(dx, dy)
        canvas.redraw()
      },
      rests: (at, moves) => wireWouldLand(canvas, at, moves),
    })
    const { signal } = this.abort
    canvas.container.addEventListener('pointerdown', (event) => this.press(event), { capture: true, signal })
    window.addEventListener('pointermove', (event) => this.stretch(event), { signal })
    canvas.container.addEventListener('pointermove', ({ clientX: x, clientY: y }) => { this.over = { x, y }; this.asked = undefined }, { signal })
    canvas.container.addEventListener('contextmenu', ({ clientX: x, clientY: y }) => { this.asked = { x, y } }, { capture: true, signal })
    canvas.container.addEventListener('pointerleave', () => { this.over = undefined }, { signal })
    window.addEventListener('pointerup', (event) => this.release(event), { capture: true, signal })
    canvas.container.addEventListener('dblclick', (event) => this.open(event), { signal })
    window.addEventListener('keydown', (event) => this.keyed(event), { capture: true, signal })
    window.addEventListener('keydown', (event) => this.hold(event, true), { signal })
    window.addEventListener('keyup', (event) => this.hold(event, false), { signal })
    window.addEventListener('pointercancel', () => this.giveUp(), { signal })
    // The other button gives up, as Escape does.
    window.addEventListener('contextmenu', (event) => { if (this.busy) { event.preventDefault(); event.stopPropagation(); this.giveUp() } }, { capture: true, signal })
    canvas.area.addPipe((context) => {
      if (context.type === 'nodetranslate') return this.given ? undefined : { ...context, data: { ...context.data, position: this.under(context.data) } }
      if (context.type === 'nodepicked') this.pick(context.data.id)
      else if (context.type === 'nodetranslated') this.nodes.move(context.data.id, context.data.position)
      else if (context.type === 'nodedragged') this.drop(context.data)
      return context
    })
  }

  /** Where the pointer is on the canvas now, however the view moved meanwhile; undefined where it is elsewhere. */
  get last(): Point | undefined {
    const at = this.over ?? this.asked
    return at && this.canvas.camera.toCanvas(at.x, at.y)
  }

  dispose(): void {
    this.edge.stop()
    this.abort.abort()
  }

  /** The canvas moved under what is dragged: it stays at the pointer. */
  follow(): void {
    const { client } = this
    if (!client || !this.busy) return
    if (this.canvas.holdsWire) moreHints(this.canvas.document, this.canvas.area.nodeViews.keys())
    const again = new PointerEvent('pointermove', client)
    this.frames.move(again)
    const under = document.elementFromPoint(client.clientX, client.clientY)
    ;(under && this.canvas.container.contains(under) ? under : this.canvas.container).dispatchEvent(again)
  }

  /** Nothing is dragged any more. */
  private rest(): void {
    this.edge.stop()
    this.canvas.container.removeAttribute('data-drags')
  }

  /** Where a node that is dragged is on the canvas: Rete measures in the window, in which the canvas moves too. */
  private under({ id, position }: { readonly id: string; readonly position: Point }): Point {
    const { grabbed, client } = this
    if (grabbed?.id !== id || !client) return position
    const { x, y } = this.canvas.camera.toCanvas(client.clientX, client.clientY)
    return { x: grabbed.from.x + x - grabbed.at.x, y: grabbed.from.y + y - grabbed.at.y }
  }

  isDragging(id: string): boolean {
    return this.nodes.isDragging(id)
  }

  private press(event: PointerEvent): void {
    const { canvas } = this
    this.given = false
    // A socket gives its wire to the left button alone: the others pan, or ask for the menu.
    if (event.isTrusted && event.button !== 0 && event.target instanceof Element && event.target.closest('.socket')) {
      event.stopPropagation()
      if (event.button === 1) canvas.container.dispatchEvent(new PointerEvent('pointerdown', event))
      return
    }
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
    this.nodes.alt = event.altKey
    this.client = event
    this.canvas.container.toggleAttribute('data-drags', this.busy)
    if (this.busy) this.edge.move({ x: event.clientX, y: event.clientY })
    else this.edge.stop()
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
    this.canvas.schedule()
  }

  /** A double click on nothing searches for a layer to put there. */
  private open(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest('[data-node], [data-annotation]')) return
    const { canvas } = this
    if (!canvas.scene.nodeAt(canvas.camera.toCanvas(event.clientX, event.clientY))) canvas.openPicker()
  }

  /** Space makes the left button pan, over nodes too. */
  private hold(event: KeyboardEvent, down: boolean): void {
    if (event.key === 'Alt') this.nodes.turn(down)
    if (event.code !== 'Space' || !this.over || (event.target instanceof Element && event.target !== document.body && !event.target.matches('[data-canvas], [data-node]'))) return
    if (down) event.preventDefault()
    this.space = down
    this.canvas.container.classList.toggle('pans', down)
  }

  /** Something is drawn or dragged. */
  private get busy(): boolean {
    return this.box !== undefined || this.knife !== undefined || this.chain !== undefined || this.nodes.busy || this.frames.busy || this.canvas.holdsWire
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
    return this.nodes.busy ? this.nodes.parting() : this.cutting()
  }

  private release(event: PointerEvent): void {
    const { down, box, chain, canvas } = this
    const cut = this.cutting()
    this.rest()
    this.down = undefined
    this.box = undefined
    this.knife = undefined
    this.chain = undefined
    this.nodes.alt = event.altKey
    if (this.panning) {
      this.panning = undefined
      return
    }
    if (cut.length > 0) {
      canvas.document.commit(step(cut.length === 1 ? 'Cut {n} wire' : 'Cut {n} wires', { n: cut.length }), cut.map((edge) => ({ kind: 'removeEdge', edge })))
      return this.canvas.schedule()
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
    this.canvas.schedule()
  }

  /** Ends what is drawn or dragged as if it had not begun. */
  private giveUp(): void {
    const { canvas } = this
    this.given = true
    this.rest()
    this.nodes.giveUp()
    this.frames.giveUp()
    canvas.dropWire()
    canvas.aim(undefined)
    this.down = undefined
    this.box = undefined
    this.knife = undefined
    this.chain = undefined
    this.panning = undefined
    this.canvas.schedule()
  }

  private pick(id: string): void {
    const { document } = this.canvas
    const { selected, marked } = document.view
    const node = this.canvas.editor.getNode(id)
    this.grabbed = node && this.down && { id, from: { x: node.x, y: node.y }, at: this.canvas.camera.toCanvas(this.down.x, this.down.y) }
    this.culling.pinned.add(id)
    if (this.down?.adding) document.select(selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id], undefined, marked)
    else if (!selected.includes(id)) document.select([id])
  }

  private drop(node: CanvasNode): void {
    this.culling.pinned.delete(node.id)
    this.nodes.drop(node, !this.moved && !this.adding)
  }
}

/** Whether a wire in the hand would go somewhere if it were let go there: the canvas does not run away under it. While it `moves`, cards that come by do not stop it, their sockets do. */
function wireWouldLand(canvas: GestureCanvas, { x, y }: Point, moves: boolean): boolean {
  const { value: picked } = inHand
  if (!picked) return false
  if (document.elementFromPoint(x, y)?.closest('.socket')) return true
  return !moves && portOnFace(canvas, picked, canvas.camera.toCanvas(x, y)) !== undefined
}
