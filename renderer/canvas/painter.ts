/** The one 2D canvas behind the cards: wires, and the cards themselves where they are too many or too small for the DOM. */
import type { Transform } from './view'
import { resolveColors } from '../ui/theme'
import { CardPainter } from './cardPainter'
import { Dots } from './dots'
import type { CanvasNode } from './editor'
import type { Point, Rect } from './geometry'
import { TOKENS, type Colors } from './ink'
import type { Overview } from './overview'
import { traceWire } from './paths'
import { drawWires, type Wires } from './wires'

export class Painter {
  colors: Colors = resolveColors(TOKENS)
  private readonly ctx: CanvasRenderingContext2D
  private readonly cardPainter: CardPainter
  private readonly dots = new Dots()
  private ratio = 1

  constructor(private readonly canvas: HTMLCanvasElement) {
    const ctx = canvas.getContext('2d')
    if (!ctx) throw new Error('This browser has no 2D canvas.')
    this.ctx = ctx
    this.cardPainter = new CardPainter(ctx, this.colors)
  }

  /** The theme or the colours of values changed. */
  recolor(): void {
    this.colors = resolveColors(TOKENS)
    this.cardPainter.recolor(this.colors)
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

  wires(wires: Wires, k: number): void {
    drawWires(this.ctx, this.colors, wires, k)
  }

  /** Everything, far out, as one picture; false where there is none yet. */
  overview(overview: Overview, k: number): boolean {
    return overview.draw(this.ctx, k)
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

  /** Draws cards. True where some of a picture is still to come. */
  cards(nodes: readonly CanvasNode[], view: { readonly k: number; readonly moving: boolean }, isClear: (id: string) => boolean): boolean {
    return this.cardPainter.draw(nodes, { ...view, ratio: this.ratio }, isClear)
  }
}
