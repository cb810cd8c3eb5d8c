/**
 * A large graph as one picture, for views from far out while they move: thousands of boxes and wires in every frame are
 * more than a frame has time for. Made when nothing else is to be done, a band at a time; at rest everything is drawn
 * itself, sharp.
 */
import { drawBoxes } from './boxes'
import type { CanvasNode } from './editor'
import type { Rect } from './geometry'
import type { Colors, Surface } from './ink'
import { drawWires, type Wires } from './wires'

/** From this zoom on the picture would be coarse. */
const FAR = 0.14
/** Fewer are drawn in every frame. */
const MANY = 1000
/** Of the picture, and of a side of it. */
const MOST_PIXELS = 8e6
const LONGEST = 8192
/** Of what it should have, still good to look at in motion. */
const COARSEST = 0.6
/** Milliseconds without a change before it is made. */
const CALM = 250
/** Of a band. Drawing it is put off until its picture is taken: that is to fit between two frames. */
const BAND_PIXELS = 5e5
/** Milliseconds that are to be left for it before the next frame, while the view moves. */
const BAND_TIME = 3

export interface Whole {
  readonly bounds: Rect
  /** What is drawn in a part of it. */
  within(part: Rect): { readonly nodes: readonly CanvasNode[]; readonly wires: Wires }
}

/** A part of the picture, as wide as all. */
interface Band {
  readonly picture: ImageBitmap
  readonly place: Rect
}

export interface OverviewActions {
  /** Of nodes. */
  count(): number
  /** Everything that is drawn; undefined while there is nothing. */
  whole(): Whole | undefined
  colors(): Colors
  /** Whether the view moves. */
  moving(): boolean
}

export class Overview {
  private bands: readonly Band[] = []
  /** Those of the next picture. */
  private coming: Band[] = []
  private timer = 0
  private idle = 0

  constructor(private readonly actions: OverviewActions) {}

  /** Something is not as it was. `slightly`: cards are of other sizes or states, so that the picture will do until there is another. */
  changed(slightly = false): void {
    this.stop()
    if (!slightly) this.forget()
    if (this.actions.count() >= MANY) this.later()
  }

  dispose(): void {
    this.stop()
    this.forget()
  }

  /** Draws it on a context in canvas units; false where there is none, or one too coarse for this zoom. */
  draw(ctx: CanvasRenderingContext2D, k: number): boolean {
    if (this.bands.length === 0 || k > FAR) return false
    const { a, d, e, f } = ctx.getTransform()
    // On whole pixels: bands meet without a seam.
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.imageSmoothingEnabled = true
    for (const { picture, place: { minX, minY, maxX, maxY } } of this.bands) {
      const [left, top, right, bottom] = [Math.round(minX * a + e), Math.round(minY * d + f), Math.round(maxX * a + e), Math.round(maxY * d + f)]
      ctx.drawImage(picture, left, top, right - left, bottom - top)
    }
    ctx.setTransform(a, 0, 0, d, e, f)
    return true
  }

  private stop(): void {
    clearTimeout(this.timer)
    cancelIdleCallback(this.idle)
    close(this.coming)
    this.coming = []
  }

  private forget(): void {
    close(this.bands)
    this.bands = []
  }

  private later(): void {
    this.timer = window.setTimeout(() => this.begin(), CALM)
  }

  /** While the view moves each frame has enough to do, unless it has no picture at all. */
  private waits(): boolean {
    return this.bands.length > 0 && this.actions.moving()
  }

  private begin(): void {
    if (this.waits()) return this.later()
    const whole = this.actions.whole()
    if (!whole) return
    const { minX, minY, maxX, maxY } = whole.bounds
    const [width, height] = [maxX - minX, maxY - minY]
    const wanted = FAR * window.devicePixelRatio
    const scale = Math.min(wanted, Math.sqrt(MOST_PIXELS / (width * height)), LONGEST / width, LONGEST / height)
    if (scale < wanted * COARSEST) return
    const columns = Math.ceil(width * scale)
    const lines = Math.max(1, Math.min(Math.ceil(height * scale), Math.floor(BAND_PIXELS / columns)))
    const go = (deadline: IdleDeadline): void => {
      if (this.waits()) {
        this.stop()
        return this.later()
      }
      let top = minY + (this.coming.length * lines) / scale
      while (top < maxY && (!this.actions.moving() || deadline.timeRemaining() > BAND_TIME)) {
        const band = draw(whole, this.actions.colors(), { minX, minY: top, maxX: minX + columns / scale, maxY: top + lines / scale }, columns, lines, scale)
        if (!band) return
        this.coming.push(band)
        top = minY + (this.coming.length * lines) / scale
        if (deadline.timeRemaining() < BAND_TIME) break
      }
      if (top < maxY) {
        this.idle = requestIdleCallback(go)
        return
      }
      this.forget()
      this.bands = this.coming
      this.coming = []
    }
    this.idle = requestIdleCallback(go)
  }
}

function close(bands: readonly Band[]): void {
  for (const { picture } of bands) picture.close()
}

function draw(whole: Whole, colors: Colors, place: Rect, width: number, height: number, scale: number): Band | undefined {
  const surface = new OffscreenCanvas(width, height)
  const ctx: Surface | null = surface.getContext('2d')
  if (!ctx) return undefined
  ctx.setTransform(scale, 0, 0, scale, -place.minX * scale, -place.minY * scale)
  // Lines are half as wide again outside of what they go around.
  const edge = 2 / scale
  const { nodes, wires } = whole.within({ minX: place.minX, minY: place.minY - edge, maxX: place.maxX, maxY: place.maxY + edge })
  drawWires(ctx, colors, wires, scale)
  drawBoxes(ctx, colors, nodes, scale)
  return { picture: surface.transferToImageBitmap(), place }
}
