/** Rete's editor with its lookups by walking an array replaced by maps, and loading in bulk. Mirrors the document. */
import { ClassicPreset, NodeEditor, type GetSchemes } from 'rete'
import { toRaw } from 'vue'
import type { Edge } from '../../engine/document/types'
import type { NodeModel } from '../editor/node'
import type { Face } from './face'
import { positionOf } from './geometry'

let ranks = 0

/** A node as Rete knows it; what it looks like is in its model. */
export class CanvasNode extends ClassicPreset.Node {
  /** Where it is drawn: while it is dragged, ahead of the document. */
  x: number
  y: number
  /** As the scene found it last. */
  height = 0
  /** As it is drawn, while nothing changed it. */
  face: Face | undefined
  /** Where it stands among all, as they came: cards are read in this order. */
  readonly rank = ++ranks
  /** The same model for what looks at thousands in each frame: reading it is not followed by Vue. */
  readonly raw: NodeModel

  constructor(readonly model: NodeModel) {
    super(model.analysis.layer?.type ?? model.node.type)
    this.id = model.id
    this.raw = toRaw(model)
    const [x, y] = positionOf(model)
    this.x = x
    this.y = y
  }
}

export interface CanvasWire {
  readonly id: string
  readonly source: string
  readonly sourceOutput: string
  readonly target: string
  readonly targetInput: string
  readonly isPseudo?: boolean
  /** The document's edge; the wire being dragged has none. */
  readonly edge?: Edge
}

export type Schemes = GetSchemes<CanvasNode, CanvasWire & ClassicPreset.Connection<CanvasNode, CanvasNode>>

let wires = 0
export const wireOf = (edge: Edge): CanvasWire => ({
  id: `w${++wires}`, source: edge.from[0], sourceOutput: edge.from[1], target: edge.to[0], targetInput: edge.to[1], edge,
})

export class MapEditor extends NodeEditor<Schemes> {
  private readonly nodeMap = new Map<string, CanvasNode>()
  private readonly wireMap = new Map<string, CanvasWire>()
  private readonly wiresOf = new Map<string, Set<CanvasWire>>()
  private readonly byEdge = new Map<Edge, CanvasWire>()

  override getNode(id: string): CanvasNode | undefined { return this.nodeMap.get(id) }
  override getNodes(): CanvasNode[] { return [...this.nodeMap.values()] }
  /** How many nodes there are: the list of them is made anew with each look. */
  get size(): number { return this.nodeMap.size }
  override getConnection(id: string): CanvasWire | undefined { return this.wireMap.get(id) }
  override getConnections(): CanvasWire[] { return [...this.wireMap.values()] }
  wireAt(edge: Edge): CanvasWire | undefined { return this.byEdge.get(edge) }
  edges(): IterableIterator<Edge> { return this.byEdge.keys() }
  /** Wires that begin or end at a node. */
  wiresAt(id: string): ReadonlySet<CanvasWire> { return this.wiresOf.get(id) ?? EMPTY }

  /** Adds many at once, without a signal for each. */
  load(nodes: Iterable<CanvasNode>, loaded: Iterable<CanvasWire>): void {
    for (const node of nodes) this.nodeMap.set(node.id, node)
    for (const wire of loaded) this.link(wire)
  }

  /** Takes a node out; its wires have been unlinked. */
  drop(id: string): void {
    this.nodeMap.delete(id)
    this.wiresOf.delete(id)
  }

  // Gestures become edits of the document; the editor only follows it.
  override addNode(): Promise<boolean> { return Promise.resolve(false) }
  override removeNode(): Promise<boolean> { return Promise.resolve(false) }
  override addConnection(): Promise<boolean> { return Promise.resolve(false) }
  override removeConnection(): Promise<boolean> { return Promise.resolve(false) }

  link(wire: CanvasWire): void {
    this.wireMap.set(wire.id, wire)
    if (wire.edge) this.byEdge.set(wire.edge, wire)
    for (const id of [wire.source, wire.target]) {
      let set = this.wiresOf.get(id)
      if (!set) this.wiresOf.set(id, set = new Set())
      set.add(wire)
    }
  }

  unlink(wire: CanvasWire): void {
    this.wireMap.delete(wire.id)
    if (wire.edge) this.byEdge.delete(wire.edge)
    for (const id of [wire.source, wire.target]) this.wiresOf.get(id)?.delete(wire)
  }
}

const EMPTY: ReadonlySet<CanvasWire> = new Set()
