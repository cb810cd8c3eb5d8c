/** What is dragged to an edge of the canvas takes the canvas along, so that it can go where nothing was on screen yet. */
import type { Point } from './geometry'

/** Pixels from an edge at which the canvas begins to move. */
const MARGIN = 28
/** Pixels a second for each pixel that the pointer is within the margin, or beyond it. */
const RATE = 22
const FASTEST = 1100
/** A frame that came late moves the canvas no further than this, in milliseconds. */
const LONGEST = 50

interface Box { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

const along = (at: number, low: number, high: number): number => {
  const speed = Math.max(0, low + MARGIN - at) - Math.max(0, at - (high - MARGIN))
  return Math.max(-FASTEST, Math.min(FASTEST, speed * RATE))
}

/** How fast what is shown moves with the pointer there, in pixels a second; 0, 0 away from the edges. */
export const edgeSpeed = ({ x, y }: Point, { left, top, right, bottom }: Box): Point => ({ x: along(x, left, right), y: along(y, top, bottom) })

export class EdgePan {
  /** What begins at an edge does not move the canvas before the pointer was away from it, or left the canvas. */
  private armed = false
  private at: Point = { x: 0, y: 0 }
  private frame = 0
  private last = 0

  constructor(private readonly container: HTMLElement, private readonly pan: (dx: number, dy: number) => void) {}

  /** Something is dragged, and the pointer is there (in the window). */
  move(at: Point): void {
    this.at = at
    const box = this.container.getBoundingClientRect()
    const { x, y } = edgeSpeed(at, box)
    this.armed ||= (x === 0 && y === 0) || at.x < box.left || at.x > box.right || at.y < box.top || at.y > box.bottom
    if (!this.armed || (x === 0 && y === 0)) this.rest()
    else if (this.frame === 0) {
      this.last = performance.now()
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

  private readonly step = (now: number): void => {
    const seconds = Math.max(0, Math.min(LONGEST, now - this.last)) / 1000
    this.last = now
    this.frame = requestAnimationFrame(this.step)
    const { x, y } = edgeSpeed(this.at, this.container.getBoundingClientRect())
    // May end the drag, and with it this.
    this.pan(x * seconds, y * seconds)
  }
}
