/** Rete's render plugin: one Vue app, each card rendered straight into its view; the dragged wire goes to the canvas. */
import { Scope } from 'rete'
import type { Area2D } from 'rete-area-plugin'
import { h, render, type AppContext, type Component } from 'vue'
import type { Problem } from '../../engine/document/types'
import type { Cards, Side, SocketSignal } from './area'
import type { CanvasNode, CanvasWire, Schemes } from './editor'
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

export class CardRender extends Scope<never, [Area2D<Schemes> | SocketSignal]> implements Cards {
  /** The wire being dragged. */
  dragged: DraggedWire | undefined

  constructor(private readonly card: Component, private readonly context: AppContext, private readonly actions: CardActions, private readonly onDragged: () => void) {
    super('card-render')
    this.addPipe((signal) => {
      if (signal.type === 'render') {
        const { data } = signal
        if (data.type === 'connection' && data.payload.isPseudo) this.drag({ element: data.element, wire: data.payload, start: data.start, end: data.end })
      } else if (signal.type === 'unmount') {
        if (this.dragged?.element === signal.data.element) this.drag(undefined)
      }
      return signal
    })
  }

  mount(element: HTMLElement, { model }: CanvasNode): void {
    const node = h(this.card, { model, actions: this.actions })
    node.appContext = this.context
    render(node, element)
  }

  unmount(element: HTMLElement): void {
    render(null, element)
  }

  private drag(dragged: DraggedWire | undefined): void {
    this.dragged = dragged
    this.onDragged()
  }
}
