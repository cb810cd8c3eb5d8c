/**
 * A large graph as one picture, for views from far out while they move: thousands of boxes and wires in every frame are
 * more than a frame has time for. Made when nothing else is to be done, a piece at a time; at rest everything is drawn
 * itself, sharp.
 */
import { drawBoxes } from './boxes'
import type { CanvasNode } from './editor'
import type { Rect } from './geometry'
import type { Colors, Surface } from './ink'
import { drawWires, type WireLook, type Wires } from './wires'

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
/** Cards and wires drawn at a time. */
const PIECE = 500

export interface Whole {
  readonly nodes: readonly CanvasNode[]
  readonly wires: Wires
  readonly bounds: Rect
}

export class Overview {
  private picture: ImageBitmap | undefined
  private place: Rect | undefined
  private timer = 0
  private idle = 0

  /** `whole`: everything that is drawn; undefined while there is nothing. */
  constructor(private readonly count: () => number, private readonly whole: () => Whole | undefined, private readonly colors: () => Colors) {}

  /** Something is not as it was. */
  changed(): void {
    this.forget()
    if (this.count() >= MANY) this.timer = window.setTimeout(() => this.begin(), CALM)
  }

  dispose(): void {
    this.forget()
  }

  /** Draws it on a context in canvas units; false where there is none, or one too coarse for this zoom. */
  draw(ctx: CanvasRenderingContext2D, k: number): boolean {
    const { picture, place } = this
    if (!picture || !place || k > FAR) return false
    ctx.imageSmoothingEnabled = true
    ctx.drawImage(picture, place.minX, place.minY, place.maxX - place.minX, place.maxY - place.minY)
    return true
  }

  private forget(): void {
    clearTimeout(this.timer)
    cancelIdleCallback(this.idle)
    this.picture?.close()
    this.picture = undefined
  }

  private begin(): void {
    const whole = this.whole()
    if (!whole) return
    const { minX, minY, maxX, maxY } = whole.bounds
    const [width, height] = [maxX - minX, maxY - minY]
    const wanted = FAR * window.devicePixelRatio
    const scale = Math.min(wanted, Math.sqrt(MOST_PIXELS / (width * height)), LONGEST / width, LONGEST / height)
    if (scale < wanted * COARSEST) return
    const surface = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale))
    const ctx = surface.getContext('2d')
    if (!ctx) return
    ctx.setTransform(scale, 0, 0, scale, -minX * scale, -minY * scale)
    const pieces = draw(ctx, this.colors(), whole, scale)
    const go = (deadline: IdleDeadline): void => {
      do {
        if (!pieces.next().done) continue
        this.picture = surface.transferToImageBitmap()
        this.place = { minX, minY, maxX: minX + surface.width / scale, maxY: minY + surface.height / scale }
        return
      } while (deadline.timeRemaining() > 2)
      this.idle = requestIdleCallback(go)
    }
    this.idle = requestIdleCallback(go)
  }
}

function* draw(ctx: Surface, colors: Colors, { nodes, wires }: Whole, k: number): Generator<void, void> {
  for (const look of ['plain', 'dead', 'lit', 'cut'] as const satisfies WireLook[]) {
    for (let i = 0; i < wires[look].length; i += PIECE) {
      drawWires(ctx, colors, { plain: [], dead: [], lit: [], cut: [], [look]: wires[look].slice(i, i + PIECE) }, k)
      yield
    }
  }
  for (let i = 0; i < nodes.length; i += PIECE) {
    drawBoxes(ctx, colors, nodes.slice(i, i + PIECE), k)
    yield
  }
}
