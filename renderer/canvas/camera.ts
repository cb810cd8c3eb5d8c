/** Where the canvas looks: moved by hand (Rete's area), brought somewhere by a command, or following the cards as they come. */
import type { CullingArea } from './area'
import { MAX_ZOOM, MIN_ZOOM } from './area'
import type { Point, Rect } from './geometry'
import { between, contains, fitTo, opening, revealed, visible, type Extent, type Transform } from './view'

const FIT_MARGIN = 36
/** Further out than by hand: everything is everything, of 20,000 nodes too. */
const FURTHEST = 0.004
/** Milliseconds from one view to the next. */
const FLIGHT = 160

export interface CameraActions {
  /** Everything that is drawn; undefined while there is nothing. */
  everything(): Rect | undefined
  /** Where a reader begins: the first node. */
  first(): Rect | undefined
  /** The view changed. */
  moved(zoomed: boolean): void
  /** It did so in a frame of its own, which is to show it. */
  flown(): void
}

const still = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

export class Camera {
  extent: Extent = { width: 0, height: 0 }
  /** What stands in the lower right corner, in pixels with its margin: cards that are brought into view keep clear of it. */
  corner: Extent | undefined
  /** `opening`: until it is moved, it follows the cards as their first values come; `fitted`: everything is to be on screen. */
  private mode: 'opening' | 'fitted' | 'moved' = 'opening'
  private flight = 0

  constructor(private readonly area: CullingArea, private readonly actions: CameraActions) {
    area.addPipe((signal) => {
      if (signal.type === 'zoom') {
        const { zoom, previous } = signal.data
        if ((zoom > MAX_ZOOM && zoom > previous.k) || (zoom < MIN_ZOOM && zoom < previous.k)) return undefined
      } else if (signal.type === 'zoomed' || signal.type === 'translated') {
        this.byHand()
        this.actions.moved(signal.type === 'zoomed')
      }
      return signal
    })
  }

  get transform(): Transform {
    return this.area.area.transform
  }

  /** Where to look when the document is shown again; undefined while nobody looked anywhere in particular. */
  get kept(): Transform | undefined {
    const { x, y, k } = this.transform
    return this.mode === 'opening' ? undefined : { x, y, k }
  }

  dispose(): void {
    cancelAnimationFrame(this.flight)
  }

  /** What is on screen, with a margin in pixels. */
  view(margin = 0): Rect {
    return visible(this.transform, this.extent, margin)
  }

  /** Canvas units of a point of the window. */
  toCanvas(clientX: number, clientY: number): Point {
    const { left, top } = this.area.container.getBoundingClientRect()
    const { x, y, k } = this.transform
    return { x: (clientX - left - x) / k, y: (clientY - top - y) / k }
  }

  /** Pixels of the window of a point of the canvas. */
  toWindow(point: Point): Point {
    const { left, top } = this.area.container.getBoundingClientRect()
    const { x, y, k } = this.transform
    return { x: left + x + point.x * k, y: top + y + point.y * k }
  }

  // --- By command ----------------------------------------------------------------------------------------------------

  /** The first look: everything where it can be read then, else the beginning. With `kept` the look from before. */
  open(kept?: Transform): void {
    if (kept) {
      this.byHand()
      this.set(kept)
      return
    }
    const [bounds, first] = [this.actions.everything(), this.actions.first()]
    if (bounds && first) this.set(opening(bounds, first, this.extent, FIT_MARGIN))
  }

  /** Cards came, or their sizes changed. `edited`: by the person's own hand, who looks where they want to. */
  follow(edited: boolean): void {
    if (this.mode !== 'opening') return
    if (edited) this.mode = 'moved'
    else this.open()
  }

  resized(extent: Extent): void {
    this.extent = extent
    // The panels find their sizes after the canvas is there.
    if (this.mode === 'opening') this.open()
    else if (this.mode === 'fitted') this.fit()
  }

  /** Shows this, or everything, as large as fits and no larger than life. */
  fit(part?: Rect): void {
    const bounds = part ?? this.actions.everything()
    if (!bounds) return
    this.byHand()
    if (!part) this.mode = 'fitted'
    this.go(this.clear(bounds, (extent) => fitTo(bounds, extent, FIT_MARGIN, FURTHEST, 1)))
  }

  /** Moves just so far that this is on screen. */
  reveal(bounds: Rect): void {
    this.byHand()
    const { x, y, k } = this.transform
    this.go(this.clear(bounds, (extent) => revealed(bounds, { x, y, k }, extent, FIT_MARGIN, FURTHEST)))
  }

  /** Brings a place into the middle. */
  centreOn({ x, y }: Point): void {
    const { k } = this.transform
    this.byHand()
    this.set({ x: this.extent.width / 2 - x * k, y: this.extent.height / 2 - y * k, k })
  }

  zoomBy(factor: number): void {
    const { x, y, k } = this.transform
    const next = Math.max(Math.min(MIN_ZOOM, k), Math.min(MAX_ZOOM, k * factor))
    const [cx, cy] = [this.extent.width / 2, this.extent.height / 2]
    this.byHand()
    this.set({ x: cx - ((cx - x) / k) * next, y: cy - ((cy - y) / k) * next, k: next })
  }

  panBy(dx: number, dy: number): void {
    const { x, y, k } = this.transform
    this.byHand()
    this.set({ x: x + dx, y: y + dy, k })
  }

  // --- How -----------------------------------------------------------------------------------------------------------

  private byHand(): void {
    cancelAnimationFrame(this.flight)
    this.flight = 0
    this.mode = 'moved'
  }

  /** The look that `find` gives, or where the corner would cover some of it, the larger of those beside or above the corner. */
  private clear(bounds: Rect, find: (extent: Extent) => Transform): Transform {
    const { extent: { width, height }, corner } = this
    const whole = find(this.extent)
    if (!corner || !covers(corner, bounds, whole, this.extent) || this.shows(whole)) return whole
    const above = find({ width, height: height - corner.height })
    const beside = find({ width: width - corner.width, height })
    return above.k >= beside.k ? above : beside
  }

  /** Whether everything is on screen then: there is nothing in the corner. */
  private shows(transform: Transform): boolean {
    const all = this.actions.everything()
    return !all || contains(visible(transform, this.extent), all)
  }

  /** There by a short way that the eye can follow. */
  private go(to: Transform): void {
    const { x, y, k } = this.transform
    if (still() || (Math.abs(x - to.x) < 1 && Math.abs(y - to.y) < 1 && k === to.k)) return this.set(to)
    const [from, started] = [{ x, y, k }, performance.now()]
    const step = (): void => {
      const passed = Math.min(1, (performance.now() - started) / FLIGHT)
      this.flight = passed < 1 ? requestAnimationFrame(step) : 0
      this.set(passed < 1 ? between(from, to, 1 - (1 - passed) ** 3) : to)
      if (passed > 0) this.actions.flown()
    }
    step()
  }

  private set({ x, y, k }: Transform): void {
    const zoomed = k !== this.transform.k
    Object.assign(this.area.area.transform, { x, y, k })
    this.area.area.content.holder.style.transform = `translate(${x}px, ${y}px) scale(${k})`
    this.actions.moved(zoomed)
  }
}

/** Whether a corner of the screen lies over some of `bounds`. */
function covers(corner: Extent, bounds: Rect, transform: Transform, { width, height }: Extent): boolean {
  return bounds.maxX * transform.k + transform.x > width - corner.width && bounds.maxY * transform.k + transform.y > height - corner.height
}
