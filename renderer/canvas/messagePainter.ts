/** What is wrong with a card that is only drawn: its sentence and its mend where they can be read, else a mark. */
import { measure } from '../drawing/measure'
import { MESSAGE, MESSAGE_FACE, sentence } from '../drawing/sentence'
import { shorten } from '../drawing/svg'
import { mistakeOf } from '../editor/node'
import { said } from '../i18n'
import type { CanvasNode } from './editor'
import { CARD_WIDTH, messageHeight, messageLimit, messageLines, messageTop } from './geometry'
import { INTER, type Colors, type Surface } from './ink'

/** The tinted box of a message; nothing where there is no mistake. */
export function paintMessageBox(ctx: Surface, colors: Colors, node: CanvasNode): void {
  const height = messageHeight(node.raw) - MESSAGE.below
  if (height <= 0) return
  ctx.fillStyle = colors.badBg
  ctx.beginPath()
  ctx.roundRect(node.x + MESSAGE.pad, node.y + messageTop(node.raw), CARD_WIDTH - 2 * MESSAGE.pad, height, 5)
  ctx.fill()
}

/** Where its words are too small to read: bars as long as they are. */
export function paintMessageBars(ctx: Surface, colors: Colors, node: CanvasNode): void {
  const mistake = mistakeOf(node.raw)
  if (!mistake) return
  const [x, top] = [node.x + MESSAGE.pad + MESSAGE.inner, node.y + messageTop(node.raw) + MESSAGE.top]
  ctx.fillStyle = colors.bad
  ctx.globalAlpha = 0.45
  for (const [i, line] of sentence(said(mistake.message), measure, messageLimit(node.raw, mistake)).slice(0, messageLines(node.raw, mistake)).entries()) {
    ctx.fillRect(x, top + (i + 0.5) * MESSAGE.line - 3, measure(line, MESSAGE_FACE), 6)
  }
  ctx.globalAlpha = 1
}

/** Its words, in that box. */
export function paintMessage(ctx: Surface, colors: Colors, node: CanvasNode): void {
  const mistake = mistakeOf(node.raw)
  if (!mistake) return
  const [x, top] = [node.x + MESSAGE.pad + MESSAGE.inner, node.y + messageTop(node.raw) + MESSAGE.top]
  const lines = sentence(said(mistake.message), measure, messageLimit(node.raw, mistake)).slice(0, messageLines(node.raw, mistake))
  ctx.fillStyle = colors.text
  ctx.font = `${MESSAGE_FACE.size}px ${INTER}`
  for (const [i, line] of lines.entries()) ctx.fillText(line, x, top + (i + 0.5) * MESSAGE.line + 4)
  if (!mistake.fix) return
  ctx.fillStyle = colors.accent
  ctx.font = `600 ${MESSAGE_FACE.size}px ${INTER}`
  const room = CARD_WIDTH - 2 * (MESSAGE.pad + MESSAGE.inner)
  ctx.fillText(shorten(said(mistake.fix.label), room, { ...MESSAGE_FACE, bold: true }, measure), x, top + lines.length * MESSAGE.line + 17)
}

/** Pixels. */
const MARK = 5

/** A red dot on the corner of each, to be seen from however far. */
export function paintMarks(ctx: Surface, colors: Colors, nodes: readonly CanvasNode[], k: number): void {
  ctx.fillStyle = colors.bad
  ctx.strokeStyle = colors.canvas
  ctx.lineWidth = 1.5 / k
  for (const { x, y } of nodes) {
    ctx.beginPath()
    ctx.arc(x + CARD_WIDTH, y, MARK / k, 0, 2 * Math.PI)
    ctx.fill()
    ctx.stroke()
  }
}
