/** Keeps cards in the DOM for what is on screen, a few milliseconds' worth a frame; the painter draws the rest. */
import type { CullingArea } from './area'
import type { CanvasNode } from './editor'
import type { Rect } from './geometry'
import type { Scene } from './scene'
import { overlaps, visible, type Extent, type Transform } from './view'

/** Pixels beyond the screen within which cards are mounted, and beyond which they go. */
const MARGIN = 120
const KEEP = 240
/** Pixels beyond the screen within which cards are drawn: sockets and outlines stick out of them. */
const DRAWN = 8
/** Milliseconds of mounting a frame: at rest, and while the view moves, when each card also costs its part of what comes behind it. */
const BUDGET = 3
const MOVING_BUDGET = 1
/** From this zoom on cards are in the DOM however many there are. */
const DOM_ZOOM = 0.6
/** So many or fewer are in the DOM at any zoom where they can be read. */
export const FEW = 80
const FEW_ZOOM = 0.15
/** While the view moves cards that left the screen stay, up to so many. */
const MOST = 160
/** The view is at rest after this long. */
const SETTLE = 120

export class Culling {
  /** Stay mounted: being dragged or wired. */
  readonly pinned = new Set<string>()
  private movedAt = -Infinity
  private zoomedAt = -Infinity
  private shown = true
  private timer = 0

  constructor(private readonly area: CullingArea, private readonly scene: Scene, private readonly again: () => void) {}

  /** The view changed. While it zooms the cards are a picture that the browser scales; at rest they are drawn anew, sharp. */
  moved(zoomed: boolean): void {
    this.movedAt = performance.now()
    // One timer for the whole motion: setting it anew with each move would be a part of every frame.
    if (this.timer === 0) this.await(SETTLE + 5)
    if (!zoomed) return
    this.zoomedAt = this.movedAt
    this.area.container.classList.add('zooms')
  }

  private await(milliseconds: number): void {
    this.timer = window.setTimeout(() => {
      const left = this.movedAt + SETTLE - performance.now()
      if (left > 0) return this.await(left + 5)
      this.timer = 0
      this.area.container.classList.remove('zooms')
      this.again()
    }, milliseconds)
  }

  dispose(): void {
    clearTimeout(this.timer)
  }

  /** Not at rest: panned or zoomed just now. */
  get moving(): boolean {
    return performance.now() - this.movedAt < SETTLE
  }

  /** Once a frame. Returns how to find the nodes that the painter has to draw: far out a picture of all may do. `all`: without a budget. */
  update(transform: Transform, extent: Extent, all = false): () => readonly CanvasNode[] {
    const { k } = transform
    const near = visible(transform, extent, MARGIN)
    const view = visible(transform, extent, DRAWN)
    const { moving } = this
    const zooming = performance.now() - this.zoomedAt < SETTLE
    // Cards come at rest: each one that comes has the browser paint the picture that it is scaling anew.
    const may = this.shown || !zooming || all
    const found = may && k >= FEW_ZOOM ? this.scene.nodesIn(near) : []
    this.shown = may && (k >= DOM_ZOOM || (k >= FEW_ZOOM && found.length <= FEW))
    // The card that the keyboard is on keeps the focus, which nothing hidden can have.
    this.area.show(this.shown || this.area.hasKeys)
    if (!this.shown) {
      // Those who zoom out often zoom in again.
      if (!moving) this.unmount(() => false)
      return () => this.scene.nodesIn(view)
    }
    if (zooming && !all) return () => this.scene.nodesIn(view).filter((node) => !this.area.nodeViews.has(node.id))
    const far = visible(transform, extent, KEEP)
    if (!moving || this.area.nodeViews.size > MOST) this.unmount((rect) => overlaps(rect, far))
    const missing = found.filter((node) => !this.area.nodeViews.has(node.id))
    if (missing.length > 8) {
      const cx = (near.minX + near.maxX) / 2
      const cy = (near.minY + near.maxY) / 2
      missing.sort((a, b) => Math.hypot(a.x - cx, a.y - cy) - Math.hypot(b.x - cx, b.y - cy))
    }
    const started = performance.now()
    const budget = moving ? MOVING_BUDGET : BUDGET
    let i = 0
    for (; i < missing.length; i++) {
      if (!all && i > 0 && performance.now() - started > budget) { this.again(); break }
      this.area.addNodeView(missing[i]!)
    }
    const left = missing.slice(i)
    return () => left.filter(({ id }) => overlaps(this.scene.rect(id) ?? near, view))
  }

  private unmount(keep: (rect: Rect) => boolean): void {
    const started = performance.now()
    const focused = document.activeElement
    for (const [id, { element }] of [...this.area.nodeViews]) {
      const rect = this.scene.rect(id)
      // What has the focus keeps it, wherever the view goes.
      if (this.pinned.has(id) || (rect && keep(rect)) || element.contains(focused)) continue
      this.area.removeNodeView(id)
      if (performance.now() - started > BUDGET) return this.again()
    }
  }
}
