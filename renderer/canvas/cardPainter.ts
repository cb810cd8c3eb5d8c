/** Cards on the 2D canvas, as NodeCard.vue has them: where they are too many or too small for the DOM, or not yet in it. */
import { captionOf } from '../../engine/analysis/analysis'
import { isBypassed } from '../editor/node'
import { said, t } from '../i18n'
import { drawBoxes } from './boxes'
import { CardValues } from './cardValues'
import { FEW } from './culling'
import type { CanvasNode } from './editor'
import { faceOf } from './face'
import { CARD_WIDTH, CAPTION, footHeight, FOOTER, hasPortRows, HEADER, PORT_ROW, socketOffset } from './geometry'
import { BRIEF, FAINT, INTER, MONO, MONO_LETTER, PAD, WORDLESS, type Colors } from './ink'
import { paintMarks, paintMessage, paintMessageBars, paintMessageBox } from './messagePainter'

/** Below this zoom: boxes alone. */
const BOXES = 0.2
/** Where the view moves, small words are not read. */
const MOVING_BRIEF = 0.6
/** Milliseconds of making new pictures in a frame: at rest, and while the view moves. */
const BUDGET = 3
const MOVING_BUDGET = 1
/** Cut words kept. */
const KEPT = 600
/** Between what stands at the bottom of a card. */
const GAP = 6
/** Letters that surely fit on a card: longer words are measured. */
const TYPE_LETTERS = 10

const footLine = (node: CanvasNode): number => node.y + node.height - footHeight(node.raw) + FOOTER / 2 + 3.5

export class CardPainter {
  private readonly values: CardValues
  /** Words cut to the room they have. */
  private readonly cut = new Map<string, string>()

  constructor(private readonly ctx: CanvasRenderingContext2D, private colors: Colors) {
    this.values = new CardValues(ctx, colors)
  }

  /** The theme or the colours of values changed. */
  recolor(colors: Colors): void {
    this.colors = colors
    this.values.recolor(colors)
  }

  /** `k`: the zoom; `ratio`: device pixels to a pixel. True where pictures are still to come. */
  draw(nodes: readonly CanvasNode[], { k, ratio, moving }: { readonly k: number; readonly ratio: number; readonly moving: boolean }, isClear: (id: string) => boolean): boolean {
    // As few as come into the DOM at rest are cards before, too: they only turn sharp.
    if (k < BOXES && nodes.length > FEW) {
      drawBoxes(this.ctx, this.colors, nodes, k)
      return false
    }
    const until = performance.now() + (moving ? MOVING_BUDGET : BUDGET)
    const brief = k < (moving ? MOVING_BRIEF : BRIEF)
    let more = false
    const clear: CanvasNode[] = []
    for (const node of nodes) {
      this.body(node, k, moving && k < BRIEF)
      if (faceOf(node).bad) {
        paintMessageBox(this.ctx, this.colors, node)
        if (brief) paintMessageBars(this.ctx, this.colors, node)
      }
      if (!this.values.draw(node, k * ratio, until)) more = true
      if (k < WORDLESS) continue
      // Changing the font costs more than the words do: once for all cards that hide no other's words.
      if (isClear(node.id)) clear.push(node)
      else this.words([node], brief)
    }
    this.words(clear, brief)
    if (k < BRIEF) paintMarks(this.ctx, this.colors, nodes.filter((node) => faceOf(node).bad), k)
    return more
  }

  /** `square`: without round corners, which cost four times as much and are no more than a few pixels. */
  private body(node: CanvasNode, k: number, square: boolean): void {
    const { ctx, colors } = this
    const { raw: { selected }, x, y, height } = node
    const { category, bad, faint } = faceOf(node)
    ctx.globalAlpha = faint ? FAINT : 1
    ctx.fillStyle = colors.card
    ctx.strokeStyle = bad ? colors.bad : selected ? colors.accent : colors.line
    ctx.lineWidth = Math.max(1, (bad || selected ? 2 : 0.5) / k)
    if (square) {
      ctx.fillRect(x, y, CARD_WIDTH, height)
      ctx.strokeRect(x, y, CARD_WIDTH, height)
    } else {
      ctx.beginPath()
      ctx.roundRect(x, y, CARD_WIDTH, height, 8)
      ctx.fill()
      ctx.stroke()
    }
    ctx.fillStyle = colors[category]
    if (k < BRIEF) {
      ctx.fillRect(x + PAD, y + 10.5, 9, 9)
    } else {
      ctx.beginPath()
      ctx.roundRect(x + PAD, y + 10.5, 9, 9, 3)
      ctx.fill()
    }
    ctx.globalAlpha = 1
  }

  // --- Words ---------------------------------------------------------------------------------------------------------

  private words(nodes: readonly CanvasNode[], brief: boolean): void {
    if (nodes.length === 0) return
    this.types(nodes)
    this.shapes(nodes)
    if (brief) return
    this.feet(nodes)
    this.names(nodes)
    this.captions(nodes)
    this.ports(nodes)
    this.sockets(nodes)
    for (const node of nodes) if (faceOf(node).bad) paintMessage(this.ctx, this.colors, node)
  }

  private types(nodes: readonly CanvasNode[]): void {
    const { ctx } = this
    ctx.fillStyle = this.colors.text
    ctx.font = `600 13px ${INTER}`
    for (const node of this.each(nodes)) {
      const { type } = node.raw.node
      if (type.length <= TYPE_LETTERS) ctx.fillText(type, node.x + 28, node.y + HEADER / 2 + 4.5)
      else ctx.fillText(type, node.x + 28, node.y + HEADER / 2 + 4.5, CARD_WIDTH - 40)
    }
  }

  private shapes(nodes: readonly CanvasNode[]): void {
    const { ctx } = this
    ctx.fillStyle = this.colors.text
    ctx.font = `11px ${MONO}`
    for (const node of this.each(nodes)) {
      const { shape } = faceOf(node).foot
      const text = shape ?? t('no output')
      const y = footLine(node)
      if (text === shape && text.length * 11 * MONO_LETTER <= CARD_WIDTH - 2 * PAD) ctx.fillText(text, node.x + PAD, y)
      else ctx.fillText(text, node.x + PAD, y, CARD_WIDTH - 2 * PAD)
    }
  }

  /** What is beside the shapes, from the right edge on. */
  private feet(nodes: readonly CanvasNode[]): void {
    const { ctx, colors } = this
    ctx.font = `10.5px ${MONO}`
    for (const node of this.each(nodes)) {
      const { shape, notes, dtype, time, open, warning } = faceOf(node).foot
      const y = footLine(node)
      let right = node.x + CARD_WIDTH - PAD
      for (const text of [time, dtype]) {
        if (text === '') continue
        ctx.fillStyle = colors.faint
        right -= text.length * 10.5 * MONO_LETTER
        ctx.fillText(text, right, y)
        right -= GAP
      }
      const left = node.x + PAD + (shape ?? t('no output')).length * 11 * MONO_LETTER + GAP
      if (warning) {
        ctx.fillStyle = colors.warn
        ctx.fillText('!', left + 4.5, y)
      }
      const beside = [...notes.map((note) => t(note)), ...(open ? [t('not connected')] : [])].join(' ')
      if (beside === '') continue
      ctx.fillStyle = colors.dim
      const text = this.fitting(beside, Math.max(0, right - left - (warning ? 21 : 0)))
      ctx.fillText(text, right - ctx.measureText(text).width, y)
    }
  }

  private names(nodes: readonly CanvasNode[]): void {
    const { ctx } = this
    ctx.fillStyle = this.colors.faint
    ctx.font = `11px ${MONO}`
    const letter = 11 * MONO_LETTER
    for (const node of this.each(nodes)) {
      const { type, label } = node.raw.node
      const name = label ?? node.id
      // Types are not measured again: as wide as letters of their font are.
      const letters = Math.max(4, Math.floor((CARD_WIDTH - 11 - 35 - type.length * 7.6) / letter))
      const text = name.length <= letters ? name : `${name.slice(0, letters - 1)}…`
      ctx.fillText(text, node.x + CARD_WIDTH - 11 - text.length * letter, node.y + HEADER / 2 + 4)
    }
  }

  private captions(nodes: readonly CanvasNode[]): void {
    const { ctx } = this
    ctx.fillStyle = this.colors.dim
    ctx.font = `11.5px ${INTER}`
    for (const node of this.each(nodes)) {
      const caption = isBypassed(node.raw) ? t('stepped over, input goes on') : said(captionOf(node.raw.analysis))
      if (caption !== '') ctx.fillText(this.fitting(caption, CARD_WIDTH - 2 * PAD), node.x + PAD, node.y + HEADER + 9)
    }
  }

  private ports(nodes: readonly CanvasNode[]): void {
    const { ctx, colors } = this
    ctx.fillStyle = colors.faint
    ctx.font = `10.5px ${MONO}`
    for (const node of this.each(nodes)) {
      if (!hasPortRows(node.raw)) continue
      const top = node.y + HEADER + (captionOf(node.raw.analysis) === '' && !isBypassed(node.raw) ? 0 : CAPTION) + PORT_ROW / 2 + 3.6
      for (const [i, { name }] of node.raw.inputs.entries()) ctx.fillText(name, node.x + 13, top + i * PORT_ROW)
      for (const [i, { name }] of node.raw.outputs.entries()) ctx.fillText(name, node.x + CARD_WIDTH - 13 - name.length * 10.5 * MONO_LETTER, top + i * PORT_ROW)
    }
  }

  private sockets(nodes: readonly CanvasNode[]): void {
    const { colors } = this
    for (const node of this.each(nodes)) {
      for (const side of ['input', 'output'] as const) {
        for (const port of side === 'input' ? node.raw.inputs : node.raw.outputs) {
          const { x, y } = socketOffset(node.raw, side, port.name)
          this.dot(node.x + x, node.y + y, 5.5, side === 'output' || port.wired ? colors[faceOf(node).category] : colors.wire)
          if (!port.wired) this.dot(node.x + x, node.y + y, 3.5, colors.canvas)
        }
      }
    }
  }

  private dot(x: number, y: number, radius: number, color: string): void {
    const { ctx } = this
    ctx.fillStyle = color
    ctx.beginPath()
    ctx.arc(x, y, radius, 0, 2 * Math.PI)
    ctx.fill()
  }

  /** Each node, faint where its card is. */
  private *each(nodes: readonly CanvasNode[]): Generator<CanvasNode> {
    for (const node of nodes) {
      this.ctx.globalAlpha = faceOf(node).faint ? FAINT : 1
      yield node
    }
    this.ctx.globalAlpha = 1
  }

  /** As much of it as has room in the font that is set. */
  private fitting(text: string, room: number): string {
    const key = `${room} ${text}`
    let shown = this.cut.get(key)
    if (shown === undefined) {
      let length = text.length
      while (length > 0 && this.ctx.measureText(length < text.length ? `${text.slice(0, length)}…` : text).width > room) length--
      shown = length < text.length ? `${text.slice(0, length)}…` : text
      if (this.cut.size >= KEPT) this.cut.clear()
      this.cut.set(key, shown)
    }
    return shown
  }
}
