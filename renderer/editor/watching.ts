/** Which of a document's values the engine sends: of nodes on screen, of those selected, and of what is pinned. */
import { shallowRef } from 'vue'
import type { DocumentView } from './documentView'
import type { EngineClient } from './engine'
import type { NodeModel } from './node'

/** A value whose view stays: a node's port, or its weight of that name. */
export interface Pin {
  readonly node: string
  readonly port: string
  readonly of: 'output' | 'weight'
}

export class Watching {
  /** The sample of a batch that values are looked at. */
  readonly sample = shallowRef(0)
  readonly pins = shallowRef<readonly Pin[]>([])
  private onScreen: readonly string[] = []
  private everything = false

  /** Of the document `id` with these nodes. */
  constructor(private readonly id: string, private readonly nodes: ReadonlyMap<string, NodeModel>, private readonly view: Pick<DocumentView, 'selected'>, private readonly engine: EngineClient) {}

  /** The nodes on screen: their values are sent. */
  watch(nodes: readonly string[]): void {
    this.onScreen = nodes
    this.send()
  }

  /** Whether the values of all nodes are sent, on screen or not. */
  watchAll(all: boolean): void {
    this.everything = all
    this.send()
  }

  /** All views and cards go to this sample of their batch. */
  lookAt(sample: number): void {
    this.sample.value = sample
    this.send()
  }

  /** What stays in view whatever is selected: its values are sent too. */
  setPins(pins: readonly Pin[]): void {
    this.pins.value = pins
    this.send()
  }

  /** Tells the engine: it is another, or other nodes are selected. */
  send(): void {
    const nodes = this.everything ? [...this.nodes.keys()] : [...new Set([...this.onScreen, ...this.view.selected, ...this.pins.value.map((pin) => pin.node)])]
    this.engine.send({ type: 'watch', doc: this.id, nodes, sample: this.sample.value })
  }
}
