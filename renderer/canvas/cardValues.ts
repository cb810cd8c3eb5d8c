/** Values on painted cards: a picture, bars or a number, as on the card in the DOM. */
import type { Thumb } from '../../engine/protocol'
import { isOld } from '../editor/node'
import { settings } from '../ui/settings'
import { barsOf } from '../values/bars'
import { drawThumb } from '../values/draw'
import { numberText } from '../values/format'
import type { CanvasNode } from './editor'
import { faceOf } from './face'
import { BAR_ROW, CARD_WIDTH, footHeight, pictureSize, thumbOf } from './geometry'
import { BRIEF, MONO, MONO_LETTER, PAD, WORDLESS, type Colors } from './ink'

/** Pictures kept. */
const KEPT = 600
/** How strongly a value shows that is older than the graph; NodeCard.vue has the same. */
const STALE = 0.4

export class CardValues {
  private readonly pictures = new Map<Thumb, ImageBitmap>()

  constructor(private readonly ctx: CanvasRenderingContext2D, private colors: Colors) {}

  /** The theme or the colours of values changed. */
  recolor(colors: Colors): void {
    this.colors = colors
    this.pictures.clear()
  }

  /** Draws it at a scale of device pixels. False where a picture is still to be made, and it is later than `until`, so that this frame has no time left for it. */
  draw(node: CanvasNode, scale: number, until: number): boolean {
    const { raw: model, x, y, height } = node
    const thumb = thumbOf(model)
    const size = pictureSize(model)
    if (!thumb || !size) return true
    const { ctx } = this
    const top = y + height - footHeight(model) - size.height
    ctx.globalAlpha = isOld(model) ? STALE : 1
    if (thumb.kind === 'bars') {
      if (scale >= WORDLESS) this.bars(thumb.values ?? [], node, top, scale)
    } else if (thumb.kind === 'scalar') {
      if (scale >= WORDLESS) this.scalar(thumb.values?.[0], x, top)
    } else {
      let picture = this.pictures.get(thumb)
      if (!picture) {
        if (performance.now() > until) { ctx.globalAlpha = 1; return false }
        picture = this.keep(thumb)
      }
      // Each of its pixels as large as on the card; several to one of the screen's are blended.
      ctx.imageSmoothingEnabled = size.width * scale < picture.width
      ctx.drawImage(picture, x + (CARD_WIDTH - size.width) / 2, top, size.width, size.height)
    }
    ctx.globalAlpha = 1
    return true
  }

  private keep(thumb: Thumb): ImageBitmap {
    const surface = new OffscreenCanvas(1, 1)
    drawThumb(surface, thumb, settings.value.colors)
    // A picture that nothing draws on any more is copied without being asked whether it changed.
    const picture = surface.transferToImageBitmap()
    if (this.pictures.size >= KEPT) this.pictures.delete(this.pictures.keys().next().value!)
    this.pictures.set(thumb, picture)
    return picture
  }

  private scalar(value: number | undefined, x: number, top: number): void {
    const { ctx, colors } = this
    ctx.fillStyle = colors.text
    ctx.font = `600 15px ${MONO}`
    ctx.fillText(numberText(value, 4), x + PAD, top + 19)
  }

  /** As ValueBars.vue has them. */
  private bars(values: readonly number[], node: CanvasNode, top: number, scale: number): void {
    const { ctx, colors } = this
    const [left, width] = [node.x + 10, CARD_WIDTH - 20]
    const room = width - 14 - 48 - 12
    const { zero, bars } = barsOf(values)
    if (zero > 0) {
      ctx.fillStyle = colors.line
      ctx.fillRect(left + 20 + (room * zero) / 100, top, 1, bars.length * BAR_ROW)
    }
    for (const [i, bar] of bars.entries()) {
      ctx.fillStyle = bar.winner ? colors[faceOf(node).category] : colors.wire
      ctx.fillRect(left + 20 + (room * bar.left) / 100, top + i * BAR_ROW + 4.5, (room * bar.width) / 100, 7)
    }
    if (scale < BRIEF) return
    for (const [i, bar] of bars.entries()) {
      ctx.fillStyle = bar.winner ? colors.text : colors.dim
      ctx.font = `${bar.winner ? '600 ' : ''}11px ${MONO}`
      ctx.fillText(String(i), left, top + i * BAR_ROW + 12)
      ctx.fillText(bar.text, left + width - bar.text.length * 11 * MONO_LETTER, top + i * BAR_ROW + 12)
    }
  }
}
