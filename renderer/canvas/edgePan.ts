/** What is held at an edge of the canvas takes the canvas along, so that it can go where nothing was on screen yet. */
import type { Point } from './geometry'

/** Pixels from an edge at which the canvas begins to move. */
const ZONE = 24
/** Milliseconds at the edge before it does: who only passes, or lets go there, means nothing. */
const DELAY = 300
/** Pixels a second for each pixel that the pointer is within the zone, or beyond it. */
const RATE = 40
const FASTEST = 1200
/** A frame that came late moves the canvas no further than this, in milliseconds. */
const LONGEST = 50

interface Box { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

const along = (at: number, low: number, high: number): number => {
  const speed = Math.max(0, low + ZONE - at) - Math.max(0, at - (high - ZONE))
  return Math.max(-FASTEST, Math.min(FASTEST, speed * RATE))
}

/** How fast what is shown moves with the pointer there, in pixels a second; 0, 0 away from the edges. */
export const edgeSpeed = ({ x, y }: Point, { left, top, right, bottom }: Box): Point => ({ x: along(x, left, right), y: along(y, top, bottom) })

export interface EdgePanActions {
  pan(dx: number, dy: number): void
  /** Whether the canvas rests: with the pointer there, letting go means something. `moves`: it moves already. */
  rests?(at: Point, moves: boolean): boolean
}

export class EdgePan {
  /** What begins at an edge does not move the canvas before the pointer was away from it. */
  private armed = false
  private at: Point = { x: 0, y: 0 }
  private frame = 0
  /** Since when the pointer is at an edge, and when the canvas was moved last. */
  private since = 0
  private last = 0

  constructor(private readonly container: Pick<HTMLElement, 'getBoundingClientRect'>, private readonly actions: EdgePanActions) {}

  /** Something is dragged, and the pointer is there (in the window). */
  move(at: Point): void {
    this.at = at
    const { x, y } = this.speed()
    const away = x === 0 && y === 0
    this.armed ||= away
    if (!this.armed || away) this.rest()
    else if (this.frame === 0) {
      this.since = this.last = performance.now()
      this.frame = requestAnimationFrame(this.step)
    }
  }

  /** Nothing is dragged any more. */
  stop(): void {
    this.armed = false
    this.rest()
  }

  private rest(): void {
    cancelAnimationFrame(this.frame)
    this.frame = 0
  }

  private speed(): Point {
    return edgeSpeed(this.at, this.container.getBoundingClientRect())
  }

  private readonly step = (now: number): void => {
    const seconds = Math.max(0, Math.min(LONGEST, now - this.last)) / 1000
    const moves = this.last - this.since >= DELAY
    this.last = Math.max(this.last, now)
    this.frame = requestAnimationFrame(this.step)
    if (this.actions.rests?.(this.at, moves)) this.since = this.last
    if (this.last - this.since < DELAY) return
    const { x, y } = this.speed()
    // May end the drag, and with it this.
    this.actions.pan(x * seconds, y * seconds)
  }
}
