/** Where nodes and wires are, found by place: two R-trees over what the editor holds. */
import RBush from 'rbush'
import type { CanvasNode, CanvasWire, MapEditor } from './editor'
import { CARD_WIDTH, cardHeight, socketOffset, type Point, type Rect } from './geometry'
import { distanceToWire, wireBounds, type Ends } from './paths'
import { sameRect } from './view'

interface NodeItem extends Rect {
  readonly node: CanvasNode
  /** As of which change of places it was asked whether it is clear of the others, and the answer. */
  asked: number
  clear: boolean
}

/** A wire where it is, with the nodes at its ends. */
export interface PlacedWire {
  readonly wire: CanvasWire
  readonly ends: Ends
  readonly source: CanvasNode | undefined
  readonly target: CanvasNode | undefined
  /** Nothing comes out of where it begins. */
  readonly dead: boolean
}
interface WireItem extends Rect {
  readonly wire: CanvasWire
  placed: PlacedWire
}

export class Scene {
  private readonly nodeTree = new RBush<NodeItem>(16)
  private readonly wireTree = new RBush<WireItem>(16)
  private readonly nodeItems = new Map<string, NodeItem>()
  private readonly wireItems = new Map<string, WireItem>()
  /** Grows whenever a node comes, goes or changes its place. */
  private changes = 0

  constructor(private readonly editor: MapEditor) {}

  /** Takes everything the editor holds, at once. */
  load(): void {
    for (const node of this.editor.getNodes()) this.nodeItems.set(node.id, itemOf(node))
    this.nodeTree.load([...this.nodeItems.values()])
    for (const wire of this.editor.getConnections()) this.wireItems.set(wire.id, this.wireItem(wire))
    this.wireTree.load([...this.wireItems.values()])
  }

  /** A node is new, moved or changed its size; its wires follow. */
  putNode(node: CanvasNode): void {
    const known = this.nodeItems.get(node.id)
    const item = itemOf(node)
    // A value that came in changes nothing here, most of the time.
    if (known?.node !== node || !sameRect(known, item)) {
      this.dropNode(node.id)
      this.nodeItems.set(node.id, item)
      this.nodeTree.insert(item)
      this.changes++
    }
    for (const wire of this.editor.wiresAt(node.id)) this.putWire(wire)
  }

  dropNode(id: string): void {
    const item = this.nodeItems.get(id)
    if (item) this.nodeTree.remove(item)
    this.nodeItems.delete(id)
    this.changes++
  }

  putWire(wire: CanvasWire): void {
    const known = this.wireItems.get(wire.id)
    const item = this.wireItem(wire)
    if (known && sameRect(known, item)) {
      known.placed = item.placed
      return
    }
    this.dropWire(wire.id)
    this.wireItems.set(wire.id, item)
    this.wireTree.insert(item)
  }

  dropWire(id: string): void {
    const item = this.wireItems.get(id)
    if (item) this.wireTree.remove(item)
    this.wireItems.delete(id)
  }

  rect(id: string): Rect | undefined { return this.nodeItems.get(id) }
  nodesIn(rect: Rect): CanvasNode[] { return this.nodeTree.search(rect).map((item) => item.node) }
  wiresIn(rect: Rect): PlacedWire[] { return this.wireTree.search(rect).map((item) => item.placed) }

  /** Whether a node lies upon no other and under none. */
  isClear(id: string): boolean {
    const item = this.nodeItems.get(id)
    if (!item) return true
    if (item.asked !== this.changes) {
      item.asked = this.changes
      item.clear = this.nodeTree.search(item).length === 1
    }
    return item.clear
  }

  nodeAt({ x, y }: Point): CanvasNode | undefined {
    return this.nodeTree.search({ minX: x, minY: y, maxX: x, maxY: y }).at(-1)?.node
  }

  /** The wire nearest to a point, within a distance. */
  wireAt(p: Point, tolerance: number): CanvasWire | undefined {
    let best: CanvasWire | undefined
    let distance = tolerance
    for (const { wire } of this.wireTree.search({ minX: p.x - tolerance, minY: p.y - tolerance, maxX: p.x + tolerance, maxY: p.y + tolerance })) {
      const d = distanceToWire(this.ends(wire), p)
      if (d < distance) [best, distance] = [wire, d]
    }
    return best
  }

  /** Around these nodes, or all. */
  bounds(ids: Iterable<string> = this.nodeItems.keys()): Rect | undefined {
    let bounds: Rect | undefined
    for (const id of ids) {
      const item = this.nodeItems.get(id)
      if (!item) continue
      bounds = bounds
        ? { minX: Math.min(bounds.minX, item.minX), minY: Math.min(bounds.minY, item.minY), maxX: Math.max(bounds.maxX, item.maxX), maxY: Math.max(bounds.maxY, item.maxY) }
        : { minX: item.minX, minY: item.minY, maxX: item.maxX, maxY: item.maxY }
    }
    return bounds
  }

  socket(id: string, side: 'input' | 'output', port: string): Point | undefined {
    const node = this.editor.getNode(id)
    if (!node) return undefined
    const offset = socketOffset(node.raw, side, port)
    return { x: node.x + offset.x, y: node.y + offset.y }
  }

  ends(wire: CanvasWire): Ends {
    return this.wireItems.get(wire.id)?.placed.ends ?? this.endsNow(wire)
  }

  private wireItem(wire: CanvasWire): WireItem {
    const ends = this.endsNow(wire)
    const source = this.editor.getNode(wire.source)
    const dead = source !== undefined && source.raw.analysis.outputs[wire.sourceOutput] === undefined
    return { ...wireBounds(ends), wire, placed: { wire, ends, source, target: this.editor.getNode(wire.target), dead } }
  }

  private endsNow(wire: CanvasWire): Ends {
    const from = this.socket(wire.source, 'output', wire.sourceOutput) ?? { x: 0, y: 0 }
    const to = this.socket(wire.target, 'input', wire.targetInput) ?? from
    const source = this.nodeItems.get(wire.source)
    const target = this.nodeItems.get(wire.target)
    return { from, to, ...(source ? { source } : {}), ...(target ? { target } : {}) }
  }
}

function itemOf(node: CanvasNode): NodeItem {
  node.height = cardHeight(node.raw)
  node.face = undefined
  return { minX: node.x, minY: node.y, maxX: node.x + CARD_WIDTH, maxY: node.y + node.height, node, asked: -1, clear: true }
}
