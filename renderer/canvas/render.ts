/** Rete's render plugin: one Vue app, each card rendered straight into its view; the dragged wire goes to the canvas. */
import { Scope } from 'rete'
import type { Area2D } from 'rete-area-plugin'
import { h, render, type AppContext, type Component } from 'vue'
import type { NodeModel } from '../editor/node'
import type { Problem } from '../../engine/document/types'
import type { Side, SocketSignal } from './area'
import type { CanvasWire, Schemes } from './editor'
import type { Point } from './geometry'

/** What a card asks of its canvas. */
export interface CardActions {
  fix(problem: Problem): void
  /** Steps over the node, or back onto it; with all that is selected where it is. */
  bypass(id: string): void
  /** Focused by the keyboard. */
  focus(id: string): void
  /** A socket is there; the result takes it away. */
  socket(element: HTMLElement, node: string, side: Side, port: string): () => void
}

export interface DraggedWire {
  readonly element: HTMLElement
  readonly wire: CanvasWire
  readonly start: Point | undefined
  readonly end: Point | undefined
}

export class CardRender extends Scope<never, [Area2D<Schemes> | SocketSignal]> {
  /** The wire being dragged. */
  dragged: DraggedWire | undefined
  private readonly mounted = new Set<HTMLElement>()

  constructor(private readonly card: Component, private readonly context: AppContext, private readonly actions: CardActions, private readonly onDragged: () => void) {
    super('card-render')
    this.addPipe((signal) => {
      if (signal.type === 'render') {
        const { data } = signal
        if (data.type === 'node') this.mount(data.element, data.payload.model)
        else if (data.type === 'connection' && data.payload.isPseudo) this.drag({ element: data.element, wire: data.payload, start: data.start, end: data.end })
      } else if (signal.type === 'unmount') {
        this.unmount(signal.data.element)
      }
      return signal
    })
  }

  private mount(element: HTMLElement, model: NodeModel): void {
    if (this.mounted.has(element)) return
    this.mounted.add(element)
    const node = h(this.card, { model, actions: this.actions })
    node.appContext = this.context
    render(node, element)
  }

  private unmount(element: HTMLElement): void {
    if (this.mounted.delete(element)) render(null, element)
    else if (this.dragged?.element === element) this.drag(undefined)
  }

  private drag(dragged: DraggedWire | undefined): void {
    this.dragged = dragged
    this.onDragged()
  }
}
