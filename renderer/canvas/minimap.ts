/** The whole graph, small: boxes in the colours of what they are, and a frame around what is on screen. */
import { categoryOf, mistakeOf } from '../editor/node'
import { resolveColors } from '../ui/theme'
import type { CanvasController } from './controller'
import { rectOf, type Point, type Rect } from './geometry'
import { hasRoomForMap, MAP_GAP, mapSize, scaleOf, type Scale } from './mapScale'
import { contains, overlaps, sameRect, type Extent } from './view'

const TOKENS = {
  accent: '--accent', bad: '--bad', veil: '--panel',
  io: '--io', conv: '--conv', pool: '--pool', act: '--act', lin: '--lin', norm: '--norm', seq: '--seq', shape: '--shape', math: '--math', loss: '--loss', unknown: '--faint',
} as const

/** How far what is not on screen fades into the map's ground. */
const VEIL = 0.55
/** Where cards lie under it, the map is there while the view moves and so long after, in milliseconds. */
const LINGER = 1500

/** `needless`: everything is on screen; `aside`: it would lie upon what is looked at. */
export type MapState = 'needless' | 'aside' | 'shown'

export class Minimap {
  /** The boxes, drawn when nodes come, go, move or change what they are. */
  private readonly layer = new OffscreenCanvas(1, 1)
  private readonly ratio = window.devicePixelRatio
  private scale: Scale = { k: 1, x: 0, y: 0 }
  private colors = resolveColors(TOKENS)
  /** What the layer shows: each node's place (replaced by the scene when it moves) and colour. */
  private readonly drawn = new Map<string, { readonly rect: Rect; readonly color: keyof typeof TOKENS }>()
  private size: Extent = { width: 0, height: 0 }
  private annotations: CanvasController['annotations']['all'] | undefined
  private stale = true
  private bounds: Rect | undefined
  private frame = 0
  /** What was on screen when it was drawn last, and until when the map lies upon cards. */
  private seen: Rect | undefined
  private until = 0
  private timer = 0
  private readonly stops: readonly (() => void)[]

  constructor(private readonly surface: HTMLCanvasElement, private readonly canvas: CanvasController, private readonly onShown: (state: MapState) => void) {
    this.stops = [
      canvas.document.onChange(({ structure, nodes }) => {
        if (structure || canvas.annotations.all !== this.annotations || [...nodes].some((id) => this.differs(id))) this.stale = true
        if (this.stale) this.schedule()
      }),
      canvas.onView(() => this.schedule()),
    ]
    this.schedule()
  }

  dispose(): void {
    cancelAnimationFrame(this.frame)
    clearTimeout(this.timer)
    this.canvas.camera.corner = undefined
    for (const stop of this.stops) stop()
  }

  recolor(): void {
    this.colors = resolveColors(TOKENS)
    this.stale = true
    this.schedule()
  }

  /** Brings a place of the map into the middle of the canvas. */
  go({ x, y }: Point): void {
    this.canvas.camera.centreOn({ x: (x - this.scale.x) / this.scale.k, y: (y - this.scale.y) / this.scale.k })
  }

  private differs(id: string): boolean {
    const known = this.drawn.get(id)
    return known?.rect !== this.canvas.scene.rect(id) || known?.color !== this.colorOf(id)
  }

  private colorOf(id: string): keyof typeof TOKENS {
    const model = this.canvas.document.nodes.get(id)
    return model === undefined ? 'unknown' : mistakeOf(model) ? 'bad' : categoryOf(model)
  }

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw() })
  }

  private draw(): void {
    if (this.stale || this.outgrown()) this.boxes()
    const { bounds } = this
    const view = this.canvas.camera.view()
    const needed = bounds !== undefined && hasRoomForMap(this.canvas.camera.extent) && !contains(view, bounds)
    this.onShown(!needed ? 'needless' : this.lingers(view) || !this.covers(view) ? 'shown' : 'aside')
    const ctx = this.surface.getContext('2d')
    if (!bounds || !needed || !ctx) return
    const { k, x, y } = this.scale
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.clearRect(0, 0, this.surface.width, this.surface.height)
    ctx.drawImage(this.layer, 0, 0)
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    const [left, top] = [Math.max(1, view.minX * k + x), Math.max(1, view.minY * k + y)]
    const [right, bottom] = [Math.min(this.size.width - 1, view.maxX * k + x), Math.min(this.size.height - 1, view.maxY * k + y)]
    const frame = new Path2D()
    frame.roundRect(left, top, Math.max(4, right - left), Math.max(4, bottom - top), 3)
    const outside = new Path2D(frame)
    outside.rect(0, 0, this.size.width, this.size.height)
    ctx.fillStyle = this.colors.veil
    ctx.globalAlpha = VEIL
    ctx.fill(outside, 'evenodd')
    ctx.globalAlpha = 1
    ctx.strokeStyle = this.colors.accent
    ctx.lineWidth = 1.5
    ctx.stroke(frame)
  }

  /** Whether the view moves, or did a moment ago. */
  private lingers(view: Rect): boolean {
    if (!this.seen || !sameRect(this.seen, view)) this.until = performance.now() + LINGER
    this.seen = view
    const left = this.until - performance.now()
    // One timer for the whole motion.
    if (left > 0) this.timer ||= window.setTimeout(() => { this.timer = 0; this.schedule() }, left + 5)
    return left > 0
  }

  /** Whether cards or notes lie under it. */
  private covers({ maxX, maxY }: Rect): boolean {
    const { annotations, camera: { transform: { k } }, scene } = this.canvas
    const under = { minX: maxX - (this.size.width + MAP_GAP) / k, minY: maxY - (this.size.height + MAP_GAP) / k, maxX: maxX - MAP_GAP / k, maxY: maxY - MAP_GAP / k }
    return scene.nodesIn(under).length > 0 || annotations.all.notes.some((note) => overlaps(rectOf(note), under))
  }

  private outgrown(): boolean {
    const size = this.bounds && mapSize(this.bounds, this.canvas.camera.extent)
    return size !== undefined && (size.width !== this.size.width || size.height !== this.size.height)
  }

  private resize(size: Extent): void {
    this.size = size
    for (const target of [this.surface, this.layer]) {
      target.width = Math.round(size.width * this.ratio)
      target.height = Math.round(size.height * this.ratio)
    }
    Object.assign(this.surface.style, { width: `${size.width}px`, height: `${size.height}px` })
    this.canvas.camera.corner = { width: size.width + 2 * MAP_GAP, height: size.height + 2 * MAP_GAP }
  }

  private boxes(): void {
    const ctx = this.layer.getContext('2d')
    const bounds = this.canvas.everything()
    const { frames, notes } = this.annotations = this.canvas.annotations.all
    this.stale = false
    this.bounds = bounds
    this.drawn.clear()
    if (!ctx || !bounds) return
    this.resize(mapSize(bounds, this.canvas.camera.extent))
    this.scale = scaleOf(bounds, this.size)
    const { k, x, y } = this.scale
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.clearRect(0, 0, this.layer.width, this.layer.height)
    ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    const place = (rect: Rect, least: number): [number, number, number, number] =>
      [rect.minX * k + x, rect.minY * k + y, Math.max(least, (rect.maxX - rect.minX) * k), Math.max(least, (rect.maxY - rect.minY) * k)]
    for (const frame of frames) {
      ctx.globalAlpha = 0.22
      ctx.fillStyle = frame.color
      ctx.fillRect(...place(rectOf(frame), 2))
    }
    ctx.globalAlpha = 0.5
    ctx.fillStyle = this.colors.unknown
    for (const note of notes) ctx.fillRect(...place(rectOf(note), 2))
    ctx.globalAlpha = 1
    for (const id of this.canvas.document.nodes.keys()) {
      const rect = this.canvas.scene.rect(id)
      if (!rect) continue
      const color = this.colorOf(id)
      this.drawn.set(id, { rect, color })
      ctx.fillStyle = this.colors[color]
      ctx.fillRect(...place(rect, 1.5))
    }
  }
}
