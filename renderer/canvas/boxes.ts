/** Cards far out: nothing but rectangles in the colours of what they are, by colour and many to a path, the least that thousands cost. */
import type { Category } from '../../engine/layers/define'
import type { CanvasNode } from './editor'
import { faceOf } from './face'
import { CARD_WIDTH } from './geometry'
import { paintMarks } from './messagePainter'
import { FAINT, PIECES, type Colors, type Surface } from './ink'

export function drawBoxes(ctx: Surface, colors: Colors, nodes: readonly CanvasNode[], k: number): void {
  const marked: CanvasNode[] = []
  const groups = new Map<Category | 'unknown', { readonly plain: CanvasNode[]; readonly faint: CanvasNode[] }>()
  for (const node of nodes) {
    const { category, bad, faint } = faceOf(node)
    let group = groups.get(category)
    if (!group) groups.set(category, group = { plain: [], faint: [] })
    group[faint ? 'faint' : 'plain'].push(node)
    if (bad || node.raw.selected) marked.push(node)
  }
  for (const [category, { plain, faint }] of groups) {
    ctx.fillStyle = colors[category]
    rectangles(ctx, plain)
    ctx.globalAlpha = FAINT
    rectangles(ctx, faint)
    ctx.globalAlpha = 1
  }
  ctx.lineWidth = 2 / k
  for (const node of marked) {
    const { bad, faint } = faceOf(node)
    ctx.globalAlpha = faint ? FAINT : 1
    ctx.strokeStyle = bad ? colors.bad : colors.accent
    ctx.strokeRect(node.x, node.y, CARD_WIDTH, node.height)
  }
  ctx.globalAlpha = 1
  paintMarks(ctx, colors, marked.filter((node) => faceOf(node).bad), k)
}

function rectangles(ctx: Surface, nodes: readonly CanvasNode[]): void {
  ctx.beginPath()
  let drawn = 0
  for (const { x, y, height } of nodes) {
    ctx.rect(x, y, CARD_WIDTH, height)
    if (++drawn % PIECES === 0) { ctx.fill(); ctx.beginPath() }
  }
  ctx.fill()
}
