/** Tells the engine which nodes are on screen, a moment after the view came to rest. */
import type { EditorDocument } from '../editor/document'
import type { Rect } from './geometry'
import type { Scene } from './scene'

/** Milliseconds; panning changes what is on screen with every frame. */
const DELAY = 50

export class OnScreen {
  private told = ''
  /** What is on screen when `timer` has run down. */
  private area: Rect = { minX: 0, minY: 0, maxX: 0, maxY: 0 }
  private timer = 0

  constructor(private readonly document: EditorDocument, private readonly scene: Scene) {}

  dispose(): void {
    clearTimeout(this.timer)
  }

  /** This is on screen now. */
  see(area: Rect): void {
    const { minX, minY, maxX, maxY } = this.area
    if (this.timer !== 0 && area.minX === minX && area.minY === minY && area.maxX === maxX && area.maxY === maxY) return
    this.area = area
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => {
      this.timer = 0
      const ids = this.scene.nodesIn(area).map((node) => node.id).sort()
      const key = ids.join('\n')
      if (key === this.told) return
      this.told = key
      this.document.watching.watch(ids)
    }, DELAY)
  }
}
