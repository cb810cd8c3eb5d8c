/** Rete's area with views that are mounted without moving the node, and without an element for every wire. */
import { AreaPlugin, Drag, NodeView, Zoom, type RenderSignal } from 'rete-area-plugin'
import { settings } from '../ui/settings'
import type { CanvasWire, CanvasNode, Schemes } from './editor'

export type Side = 'input' | 'output'
export type SocketSignal = RenderSignal<'socket', { nodeId: string; side: Side; key: string }>

export const MIN_ZOOM = 0.05
export const MAX_ZOOM = 3

/** Steps of a mouse's wheel are this large or larger; fingers on a trackpad move by less, and sideways too. */
const NOTCH = 50

/** Whether a wheel event zooms; otherwise it pans. A pinch comes with Ctrl, and always zooms. */
function zooms({ ctrlKey, metaKey, shiftKey, deltaX, deltaY, deltaMode }: WheelEvent): boolean {
  if (ctrlKey || metaKey) return true
  if (shiftKey || settings.value.wheel === 'pan') return false
  if (settings.value.wheel === 'zoom') return true
  return deltaMode !== 0 || (deltaX === 0 && Math.abs(deltaY) >= NOTCH)
}

/** Rete zooms in on a double click; here that opens the search. */
class WheelZoom extends Zoom {
  protected override dblclick = (): void => undefined

  constructor(intensity: number, pan: (dx: number, dy: number) => void) {
    super(intensity)
    const zoom = this.wheel
    this.wheel = (event) => {
      if (zooms(event)) return zoom(event)
      event.preventDefault()
      pan(-event.deltaX, -event.deltaY)
    }
  }
}

/** Held while dragging over nothing, the pointer cuts wires. Ctrl too: Alt moves windows on some desktops. */
export const cuts = (event: PointerEvent): boolean => event.altKey || event.ctrlKey || event.metaKey
const isPrimary = (event: PointerEvent): boolean => event.pointerType !== 'mouse' || event.button === 0

/** Puts a node's card into its view, and takes it out again. */
export interface Cards {
  mount(element: HTMLElement, node: CanvasNode): void
  unmount(element: HTMLElement): void
}

export class CullingArea extends AreaPlugin<Schemes, SocketSignal> {
  /** Called at once, not by a signal: those come late, and what a card costs is to count in the frame that mounts it. */
  cards: Cards | undefined
  private readonly ranks = new WeakMap<Element, number>()

  constructor(container: HTMLElement) {
    super(container)
    this.area.setZoomHandler(new WheelZoom(0.1, (dx, dy) => void this.area.translate(this.area.transform.x + dx, this.area.transform.y + dy)))
    // The left button (without Shift, which selects) and the middle one pan.
    this.area.setDragHandler(new Drag({ down: (event) => event.button === 1 || (isPrimary(event) && !event.shiftKey && !cuts(event)), move: () => true }))
    this.area.content.holder.className = 'world'
  }

  override addNodeView(node: CanvasNode): NodeView {
    const { id } = node
    // NodeView's constructor moves the node to 0, 0 by itself: not while mounting.
    let mounting = true
    const view = new NodeView(
      () => this.area.transform.k,
      {
        picked: () => void this.emit({ type: 'nodepicked', data: { id } }),
        translated: (data) => this.emit({ type: 'nodetranslated', data: { id, ...data } }),
        dragged: () => void this.emit({ type: 'nodedragged', data: node }),
        contextmenu: (event) => void this.emit({ type: 'contextmenu', data: { event, context: node } }),
        resized: ({ size }) => this.emit({ type: 'noderesized', data: { id, size } }),
      },
      {
        translate: (data) => (mounting ? Promise.resolve(undefined) : this.emit({ type: 'nodetranslate', data: { id, ...data } })),
        resize: ({ size }) => this.emit({ type: 'noderesize', data: { id, size } }),
      },
    )
    mounting = false
    this.place(view, node)
    this.nodeViews.set(id, view)
    this.ranks.set(view.element, node.rank)
    this.area.content.holder.insertBefore(view.element, this.follower(node.rank))
    this.cards?.mount(view.element, node)
    return view
  }

  /** The first card that is read after one of this rank: whichever comes on screen first, they stand in the page in the file's order. */
  private follower(rank: number): Element | null {
    let next: Element | null = null
    for (let last = this.area.content.holder.lastElementChild; last && (this.ranks.get(last) ?? Infinity) > rank; last = last.previousElementSibling) next = last
    return next
  }

  override removeNodeView(id: string): void {
    const view = this.nodeViews.get(id)
    if (!view) return
    this.nodeViews.delete(id)
    this.area.content.remove(view.element)
    this.cards?.unmount(view.element)
  }

  /** Shows the cards, or hides them: without a look at each of them, which `visibility` would take. */
  show(shown: boolean): void {
    this.area.content.holder.style.contentVisibility = shown ? '' : 'hidden'
  }

  /** The keyboard is on a card. */
  get hasKeys(): boolean {
    const { activeElement } = document
    return activeElement !== null && this.area.content.holder.contains(activeElement) && activeElement.matches(':focus-visible')
  }

  /** Puts a view where its node is, without a signal. */
  place(view: NodeView, node: CanvasNode): void {
    view.position = { x: node.x, y: node.y }
    view.element.style.transform = `translate(${node.x}px, ${node.y}px)`
  }

  override addConnectionView(wire: CanvasWire): { element: HTMLElement } {
    const view = { element: document.createElement('i') }
    this.connectionViews.set(wire.id, view)
    void this.emit({ type: 'render', data: { element: view.element, type: 'connection', payload: wire } })
    return view
  }

  override removeConnectionView(id: string): void {
    const view = this.connectionViews.get(id)
    if (!view) return
    this.connectionViews.delete(id)
    void this.emit({ type: 'unmount', data: { element: view.element } })
  }
}
