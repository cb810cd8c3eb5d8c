/** Keeps cards in the DOM for what is on screen, a few milliseconds' worth a frame; the painter draws the rest. */
import type { CullingArea } from './area'
import type { CanvasNode } from './editor'
import type { Rect } from './geometry'
import type { Scene } from './scene'
import { overlaps, visible, type Extent, type Transform } from './view'

/** Pixels beyond the screen within which cards are mounted, and beyond which they go. */
const MARGIN = 120
const KEEP = 240
/** Milliseconds of mounting a frame. */
const BUDGET = 3
/** From this zoom on cards are in the DOM however many there are. */
const DOM_ZOOM = 0.6
/** So many or fewer are in the DOM at any zoom where they can be read. */
const FEW = 80
const FEW_ZOOM = 0.15
/** After zooming, the DOM comes back after this long. */
const SETTLE = 120

export class Culling {
  /** Stay mounted: being dragged or wired. */
  readonly pinned = new Set<string>()
  private zoomedAt = -Infinity
  private timer = 0

  constructor(private readonly area: CullingArea, private readonly scene: Scene, private readonly again: () => void) {}

  zoomed(): void {
    if (this.area.nodeViews.size <= FEW) return
    this.zoomedAt = performance.now()
    clearTimeout(this.timer)
    this.timer = window.setTimeout(this.again, SETTLE + 5)
  }

  dispose(): void {
    clearTimeout(this.timer)
  }

  /** Once a frame. Returns the nodes that the painter has to draw. `all`: without a budget. */
  update(transform: Transform, extent: Extent, all = false): readonly CanvasNode[] {
    const { holder } = this.area.area.content
    const near = visible(transform, extent, MARGIN)
    const found = this.scene.nodesIn(near)
    const zooming = performance.now() - this.zoomedAt < SETTLE
    const dom = transform.k >= DOM_ZOOM || (found.length <= FEW && transform.k >= FEW_ZOOM)
    if (!dom || zooming) {
      holder.style.visibility = 'hidden'
      if (!dom) this.unmount(() => false)
      return found
    }
    holder.style.visibility = ''
    const far = visible(transform, extent, KEEP)
    this.unmount((rect) => overlaps(rect, far))
    const missing = found.filter((node) => !this.area.nodeViews.has(node.id))
    if (missing.length > 8) {
      const cx = (near.minX + near.maxX) / 2
      const cy = (near.minY + near.maxY) / 2
      missing.sort((a, b) => Math.hypot(a.x - cx, a.y - cy) - Math.hypot(b.x - cx, b.y - cy))
    }
    const started = performance.now()
    let i = 0
    for (; i < missing.length; i++) {
      if (!all && i > 0 && performance.now() - started > BUDGET) { this.again(); break }
      this.area.addNodeView(missing[i]!)
    }
    return missing.slice(i)
  }

  private unmount(keep: (rect: Rect) => boolean): void {
    const started = performance.now()
    for (const id of [...this.area.nodeViews.keys()]) {
      const rect = this.scene.rect(id)
      if (this.pinned.has(id) || (rect && keep(rect))) continue
      this.area.removeNodeView(id)
      if (performance.now() - started > BUDGET) return this.again()
    }
  }
}
