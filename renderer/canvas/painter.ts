/** The one 2D canvas behind the cards: wires, and the cards themselves where they are too many or too small for the DOM. */
import type { Transform } from './view'
import { categoryOf, errorOf, isBehind, isBypassed, isOld, mistakeOf } from '../editor/node'
import type { Category } from '../../engine/layers/define'
import { settings } from '../ui/settings'
import { resolveColors } from '../ui/theme'
import { drawThumb } from '../values/draw'
import { t } from '../i18n'
import { shapeText } from '../values/format'
import { Dots } from './dots'
import type { CanvasNode, CanvasWire } from './editor'
import { CARD_WIDTH, footHeight, FOOTER, HEADER, pictureSize, thumbOf, type Point, type Rect } from './geometry'
import { traceWire, type Ends } from './paths'
import type { Thumb } from '../../engine/protocol'

const TOKENS = {
  wire: '--wire', accent: '--accent', card: '--card', line: '--line', text: '--text', dim: '--dim', bad: '--bad', dot: '--dot',
  io: '--io', conv: '--conv', pool: '--pool', act: '--act', lin: '--lin', norm: '--norm', seq: '--seq', shape: '--shape', math: '--math', loss: '--loss', unknown: '--faint',
} as const
type Colors = Record<keyof typeof TOKENS, string>

export interface WireLook {
  readonly wire: CanvasWire
  readonly ends: Ends
  readonly look: 'plain' | 'lit' | 'dead' | 'cut'
}

const KEPT = 600
/** How strongly a value shows that is older than the graph; NodeCard.vue has the same. */
const STALE = 0.4

export class Painter {
  private colors: Colors = resolveColors(TOKENS)
  private readonly ctx: CanvasRenderingContext2D
  private readonly pictures = new Map<Thumb, OffscreenCanvas>()
  private readonly dots = new Dots()
  private ratio = 1

  constructor(private readonly canvas: HTMLCanvasElement) {
    const ctx = canvas.getContext('2d')
    if (!ctx) throw new Error('This browser has no 2D canvas.')
    this.ctx = ctx
  }

  /** The theme or the colours of values changed. */
  recolor(): void {
    this.pictures.clear()
    this.colors = resolveColors(TOKENS)
  }

  resize(width: number, height: number): void {
    this.ratio = window.devicePixelRatio
    this.canvas.width = Math.round(width * this.ratio)
    this.canvas.height = Math.round(height * this.ratio)
  }

  /** An empty ground with its dots. As a background of CSS they would cost more than everything else in a frame. */
  begin({ x, y, k }: Transform): void {
    this.ctx.setTransform(this.ratio, 0, 0, this.ratio, 0, 0)
    const width = this.canvas.width / this.ratio
    const height = this.canvas.height / this.ratio
    this.ctx.clearRect(0, 0, width, height)
    this.dots.draw(this.ctx, { x, y, k }, width, height, this.ratio, this.colors.dot)
    this.ctx.setTransform(k * this.ratio, 0, 0, k * this.ratio, x * this.ratio, y * this.ratio)
  }

  /** Draws wires; below a zoom of 0.2 straight ones. */
  wires(wires: readonly WireLook[], k: number): void {
    const { ctx } = this
    ctx.lineCap = 'round'
    for (const look of ['plain', 'dead', 'lit', 'cut'] as const) {
      ctx.strokeStyle = look === 'lit' ? this.colors.accent : look === 'cut' ? this.colors.bad : this.colors.wire
      ctx.lineWidth = Math.max(look === 'lit' || look === 'cut' ? 2.4 : 1.8, 1 / k)
      ctx.setLineDash(look === 'dead' ? [4, 5] : [])
      ctx.beginPath()
      let drawn = 0
      for (const item of wires) {
        if (item.look !== look) continue
        if (k < 0.2) {
          ctx.moveTo(item.ends.from.x, item.ends.from.y)
          ctx.lineTo(item.ends.to.x, item.ends.to.y)
        } else {
          traceWire(ctx, item.ends)
        }
        // One path of very many pieces is slow to stroke.
        if (++drawn % 64 === 0) { ctx.stroke(); ctx.beginPath() }
      }
      ctx.stroke()
    }
    ctx.setLineDash([])
  }

  /** The wire in the hand. */
  dragged(from: Point, to: Point): void {
    const { ctx } = this
    ctx.strokeStyle = this.colors.accent
    ctx.lineWidth = 2.4
    ctx.beginPath()
    traceWire(ctx, { from, to })
    ctx.stroke()
  }

  /** A line under the pointer: one that cuts wires, or one that picks what they lead to. */
  line(points: readonly Point[], k: number, color: 'bad' | 'accent'): void {
    const { ctx } = this
    ctx.strokeStyle = this.colors[color]
    ctx.lineWidth = 1.5 / k
    ctx.setLineDash([6 / k, 4 / k])
    ctx.beginPath()
    for (const [i, { x, y }] of points.entries()) if (i === 0) ctx.moveTo(x, y); else ctx.lineTo(x, y)
    ctx.stroke()
    ctx.setLineDash([])
  }

  /** Around cards that letting go would select. */
  outlines(rects: readonly Rect[], k: number): void {
    const { ctx } = this
    ctx.strokeStyle = this.colors.accent
    ctx.lineWidth = Math.max(2, 1.5 / k)
    ctx.beginPath()
    for (const { minX, minY, maxX, maxY } of rects) ctx.roundRect(minX - 4, minY - 4, maxX - minX + 8, maxY - minY + 8, 11)
    ctx.stroke()
  }

  selection(a: Point, b: Point, k: number): void {
    const { ctx } = this
    ctx.fillStyle = this.colors.accent
    ctx.globalAlpha = 0.12
    ctx.fillRect(a.x, a.y, b.x - a.x, b.y - a.y)
    ctx.globalAlpha = 1
    ctx.strokeStyle = this.colors.accent
    ctx.lineWidth = 1 / k
    ctx.strokeRect(a.x, a.y, b.x - a.x, b.y - a.y)
  }

  /** Draws cards: boxes below a zoom of 0.2, pictures above, words from 0.3. True where pictures are still to come. */
  cards(nodes: readonly CanvasNode[], k: number): boolean {
    if (k < 0.2) {
      this.boxes(nodes, k)
      return false
    }
    const started = performance.now()
    let more = false
    for (const node of nodes) {
      const { raw: model, x, y, height } = node
      this.card(node, k)
      const thumb = thumbOf(model)
      const size = errorOf(model) || isBehind(model) ? undefined : pictureSize(thumb)
      if (!thumb || !size || thumb.kind === 'bars' || thumb.kind === 'scalar') continue
      let picture = this.pictures.get(thumb)
      if (!picture) {
        if (performance.now() - started > 3) { more = true; continue }
        picture = new OffscreenCanvas(1, 1)
        drawThumb(picture, thumb, settings.value.colors)
        if (this.pictures.size >= KEPT) this.pictures.delete(this.pictures.keys().next().value!)
        this.pictures.set(thumb, picture)
      }
      this.ctx.globalAlpha = isOld(model) ? STALE : 1
      this.ctx.drawImage(picture, x + (CARD_WIDTH - size.width) / 2, y + height - footHeight(model) - size.height, size.width, size.height)
    }
    this.ctx.globalAlpha = 1
    return more
  }

  /** Nothing but rectangles in the colours of what they are: the least that thousands cost. */
  private boxes(nodes: readonly CanvasNode[], k: number): void {
    const { ctx, colors } = this
    for (const { raw: model, x, y, height } of nodes) {
      const faint = isBehind(model) || isBypassed(model)
      if (faint) ctx.globalAlpha = 0.55
      ctx.fillStyle = colors[categoryOf(model) as Category]
      ctx.fillRect(x, y, CARD_WIDTH, height)
      const bad = mistakeOf(model)
      if (bad || model.selected) {
        ctx.strokeStyle = bad ? colors.bad : colors.accent
        ctx.lineWidth = 2 / k
        ctx.strokeRect(x, y, CARD_WIDTH, height)
      }
      if (faint) ctx.globalAlpha = 1
    }
  }

  private card({ raw: model, x, y, height }: CanvasNode, k: number): void {
    const { ctx, colors } = this
    const bad = mistakeOf(model)
    ctx.globalAlpha = isBehind(model) || isBypassed(model) ? 0.55 : 1
    ctx.fillStyle = colors.card
    ctx.strokeStyle = bad ? colors.bad : model.selected ? colors.accent : colors.line
    ctx.lineWidth = Math.max(1, (bad || model.selected ? 2 : 0.5) / k)
    ctx.beginPath()
    ctx.roundRect(x, y, CARD_WIDTH, height, 8)
    ctx.fill()
    ctx.stroke()
    ctx.fillStyle = colors[categoryOf(model) as Category]
    ctx.fillRect(x + 12, y + 10.5, 9, 9)
    if (k >= 0.3) {
      ctx.fillStyle = colors.text
      ctx.font = '600 13px "Inter Variable", sans-serif'
      ctx.fillText(model.node.type, x + 28, y + HEADER / 2 + 4.5, CARD_WIDTH - 40)
      const [output] = Object.values(model.analysis.outputs)
      ctx.fillStyle = colors.dim
      ctx.font = '11px "JetBrains Mono", monospace'
      ctx.fillText(output ? [shapeText(output.shape), ...model.analysis.notes.map((note) => t(note))].join('  ') : t('no output'), x + 12, y + height - FOOTER / 2 + 4, CARD_WIDTH - 24)
    }
    ctx.globalAlpha = 1
  }
}
