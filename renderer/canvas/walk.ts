/** The keyboard's way from card to card: Tab in the order in which nodes run, Alt and an arrow to the one that is next there. */
import { nextTick } from 'vue'
import type { Way } from '../editor/ways'
import type { CanvasNode } from './editor'
import type { GestureCanvas } from './gestureCanvas'

/** What it walks on. */
interface Ground extends Pick<GestureCanvas, 'container' | 'document' | 'editor' | 'area'> {
  reveal(ids: Iterable<string>): void
}

/** Sideways counts for more: above and below are meant to be in the same column. */
const ASIDE = 2

export class Walk {
  /** Where in the order the card is that had the focus last. */
  private at = 0
  private readonly keydown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey && !event.defaultPrevented) this.tab(event)
  }

  constructor(private readonly ground: Ground) {
    ground.container.addEventListener('keydown', this.keydown)
  }

  dispose(): void {
    this.ground.container.removeEventListener('keydown', this.keydown)
  }

  /** Brings a node on screen and gives its card the focus; which selects it. Without `reveal` the view stays as it is. */
  focus(id: string, reveal = true): void {
    const { area, editor } = this.ground
    const node = editor.getNode(id)
    if (!node) return
    if (reveal) this.ground.reveal([id])
    area.show(true)
    const { element } = area.nodeViews.get(id) ?? area.addNodeView(node)
    element.querySelector<HTMLElement>('.node')?.focus({ preventScroll: true })
    this.at = Math.max(0, this.order().indexOf(id))
  }

  /** Goes from the selected node to its neighbour; from none to the first. `extend`: what was selected stays so. */
  go(way: Way, extend: boolean): void {
    const { document, editor } = this.ground
    const { selected } = document.view
    const from = editor.getNode(focused() ?? '') ?? editor.getNode(selected.at(-1) ?? '')
    const to = from ? this.neighbour(from, way) : this.order()[0]
    if (to === undefined) return
    this.focus(to)
    document.select(extend ? [...selected.filter((id) => id !== to), to] : [to])
  }

  private neighbour(from: CanvasNode, way: Way): string | undefined {
    const { document: { graph }, editor } = this.ground
    const nearest = (ids: Iterable<string>, far: (node: CanvasNode) => number): string | undefined => {
      let best: string | undefined
      let distance = Infinity
      for (const id of ids) {
        const node = editor.getNode(id)
        const away = node && node !== from ? far(node) : Infinity
        if (away < distance) [best, distance] = [id, away]
      }
      return best
    }
    if (way === 'front') return graph.incoming(from.id)[0]?.from[0]
    if (way === 'behind') return nearest(graph.outgoing(from.id).map((edge) => edge.to[0]), (node) => Math.abs(node.y - from.y))
    const side = way === 'above' ? -1 : 1
    return nearest(editor.getNodes().map((node) => node.id), (node) => {
      const [dx, dy] = [Math.abs(node.x - from.x), (node.y - from.y) * side]
      return dy > 0 ? dy + ASIDE * dx : Infinity
    })
  }

  /** As they run, then those that never do. */
  private order(): readonly string[] {
    const { document } = this.ground
    const { order } = document
    return order.length === document.nodes.size ? order : [...new Set([...order, ...document.nodes.keys()])]
  }

  private tab(event: KeyboardEvent): void {
    const { target } = event
    const by = event.shiftKey ? -1 : 1
    if (target === this.ground.container) return this.begin(event, by)
    const card = target instanceof HTMLElement && target.matches(':focus-visible') ? target.closest<HTMLElement>('.node') : null
    if (!card) return
    // First what stands on the card itself.
    const stops = [card, ...card.querySelectorAll<HTMLElement>('button:not([tabindex="-1"])')]
    if (stops[stops.findIndex((stop) => stop === target) + by]) return
    const order = this.order()
    this.at = order.indexOf(card.dataset['node'] ?? '')
    const next = order[this.at + by]
    if (next !== undefined) {
      event.preventDefault()
      this.focus(next)
    } else {
      // It is no Tab over the canvas, which would search for a layer.
      event.stopPropagation()
      this.leave(by)
    }
  }

  /** No card has the focus, but the canvas: the one that had it is gone. On to those that stood around it. */
  private begin(event: KeyboardEvent, by: 1 | -1): void {
    const order = this.order()
    const next = order[Math.min(this.at, order.length) + (by === 1 ? 0 : -1)]
    if (next === undefined) {
      event.stopPropagation()
      return this.leave(by)
    }
    event.preventDefault()
    this.focus(next)
  }

  /** The browser goes on from here: cards stand in the page in another order than they run in, and not all of them. */
  private leave(by: 1 | -1): void {
    const edge = document.createElement('i')
    edge.tabIndex = -1
    const { holder } = this.ground.area.area.content
    if (by === 1) holder.append(edge)
    else holder.prepend(edge)
    edge.focus({ preventScroll: true })
    void nextTick(() => setTimeout(() => edge.remove()))
  }
}

/** The node whose card has the focus. */
const focused = (): string | undefined => document.activeElement?.closest<HTMLElement>('.node')?.dataset['node']
