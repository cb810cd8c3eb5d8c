/** How high cards may be: what grows on one (its picture, a message) stays off the next card below. */
import type { CanvasNode } from './editor'
import { CARD_WIDTH, HEADER } from './geometry'
import type { Scene } from './scene'

/** Between a card and the one below it, at least. Canvas units. */
const GAP = 4
/** Further down than any card reaches. */
const REACH = 480

export class Rooms {
  /** Cards above a card, which it leaves no more room, and the one that a card has below it. */
  private readonly above = new Map<string, Set<string>>()
  private readonly below = new Map<string, string>()

  constructor(private readonly scene: Scene, private readonly nodeOf: (id: string) => CanvasNode | undefined) {}

  /** A node is new, or stands elsewhere: it, those above it, and those above where it was. */
  settle(node: CanvasNode): void {
    const over = { minX: node.x + 1, maxX: node.x + CARD_WIDTH - 1, minY: node.y - REACH, maxY: node.y - HEADER }
    const found = new Set([node, ...this.freed(node.id), ...this.scene.nodesIn(over)])
    for (const one of found) this.measure(one)
  }

  /** It is gone: those above it have more room. */
  drop(id: string): void {
    const found = this.freed(id)
    this.link(id, undefined)
    this.above.delete(id)
    for (const one of found) this.measure(one)
  }

  private freed(id: string): CanvasNode[] {
    return [...this.above.get(id) ?? []].flatMap((over) => this.nodeOf(over) ?? [])
  }

  private measure(node: CanvasNode): void {
    const under = { minX: node.x + 1, maxX: node.x + CARD_WIDTH - 1, minY: node.y + HEADER, maxY: node.y + REACH }
    let next: CanvasNode | undefined
    for (const other of this.scene.nodesIn(under)) if (other.y >= node.y + HEADER && (!next || other.y < next.y)) next = other
    this.link(node.id, next?.id)
    const room = next && next.y - node.y - GAP
    if (room === node.raw.room) return
    node.model.room = room
    this.scene.putNode(node)
  }

  private link(id: string, below: string | undefined): void {
    const known = this.below.get(id)
    if (known === below) return
    if (known !== undefined) this.above.get(known)?.delete(id)
    if (below === undefined) return void this.below.delete(id)
    this.below.set(id, below)
    const over = this.above.get(below)
    if (over) over.add(id)
    else this.above.set(below, new Set([id]))
  }
}
