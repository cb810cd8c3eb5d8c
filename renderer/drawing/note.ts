/** A note's Markdown as lines of words; what its box has no room for is cut off, as on the canvas. */
import { marked, type Token, type Tokens } from 'marked'
import type { Palette } from './colors'
import { piecesOf, round, tag, words, type Measure, type TextStyle } from './svg'

interface Run { readonly text: string; readonly style: TextStyle }
interface Block {
  /** Forced line breaks lie between these. */
  readonly lines: readonly (readonly Run[])[]
  readonly indent: number
  readonly marker?: string
  readonly look?: 'code' | 'quote' | 'rule'
}
interface Placed extends Run { readonly x: number; readonly width: number }

const PAD_X = 12
const PAD_Y = 8
const GAP = 6
const LINE = 1.5
const INDENT = 18
const HEADING = 14
const TEXT = 13
const CODE = 12
const CODE_PAD = [8, 6] as const

/** Markup of the words in a box that begins at 0, 0. */
export function noteWords(text: string, width: number, height: number, colors: Palette, measure: Measure): string {
  const drawn: string[] = []
  let y = PAD_Y
  for (const block of blocksOf(marked.lexer(text, { gfm: true, breaks: true }), 0, { size: TEXT, fill: colors.text }, colors)) {
    const [inX, inY] = block.look === 'code' ? CODE_PAD : [0, 0]
    const left = PAD_X + block.indent + inX
    const room = Math.max(20, width - left - PAD_X - inX)
    const lines = block.lines.flatMap((runs) => fill(runs, room, measure))
    const heights = lines.map((line) => Math.max(...line.map((run) => run.style.size), TEXT) * LINE)
    const total = heights.reduce((sum, each) => sum + each, 0)
    if (block.look === 'rule') drawn.push(tag('line', { x1: left, x2: width - PAD_X, y1: y + 4, y2: y + 4, stroke: colors['line-strong'] }))
    if (block.look === 'code') drawn.push(tag('rect', { x: left - inX, y, width: room + 2 * inX, height: total + 2 * inY, rx: 3, fill: colors.raise }))
    if (block.look === 'quote') drawn.push(tag('rect', { x: left - 10, y, width: 3, height: total, fill: colors['line-strong'] }))
    let top = y + inY
    for (const [i, line] of lines.entries()) {
      const lineHeight = heights[i] ?? 0
      // Half a line is worse than none.
      if (top + lineHeight > height) return drawn.join('')
      const base = top + lineHeight / 2 + TEXT * 0.35
      if (i === 0 && block.marker !== undefined) drawn.push(words(block.marker, left - 6, base, { size: TEXT, fill: colors.text }, 'end'))
      for (const run of line) {
        if (run.style.mono === true && block.look !== 'code') drawn.push(tag('rect', { x: left + run.x - 2, y: base - run.style.size, width: run.width + 4, height: run.style.size * 1.35, rx: 3, fill: colors.raise }))
        // A space at the beginning of a text is none.
        const lead = measure(run.text, run.style) - measure(run.text.trimStart(), run.style)
        drawn.push(words(run.text.trim(), round(left + run.x + lead), base, run.style))
      }
      top += lineHeight
    }
    y += (block.look === 'rule' ? 8 : total + 2 * inY) + GAP
  }
  return drawn.join('')
}

/** Runs set into lines of this width, neighbours of one look joined. */
function fill(runs: readonly Run[], room: number, measure: Measure): Placed[][] {
  const lines: Placed[][] = [[]]
  let x = 0
  const put = (text: string, style: TextStyle): void => {
    const width = measure(text, style)
    if (x > 0 && x + measure(text.trimEnd(), style) > room) { lines.push([]); x = 0 }
    const line = lines[lines.length - 1]!
    const last = line.at(-1)
    if (last && last.style === style) line[line.length - 1] = { ...last, text: last.text + text, width: last.width + width }
    else line.push({ text, style, x, width })
    x += width
  }
  for (const { text, style } of runs) {
    for (const piece of piecesOf(text)) {
      if (measure(piece.trimEnd(), style) <= room) put(piece, style)
      else for (const letter of Array.from(piece)) put(letter, style)
    }
  }
  return lines
}

function blocksOf(tokens: readonly Token[], indent: number, style: TextStyle, colors: Palette): Block[] {
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'space': return []
      case 'hr': return [{ lines: [], indent, look: 'rule' }]
      case 'heading': return [{ lines: linesOf(token.tokens ?? [], { ...style, size: HEADING, bold: true }), indent }]
      case 'code': return [{ lines: textOf(token).split('\n').map((text) => [{ text, style: { ...style, size: CODE, mono: true } }]), indent, look: 'code' }]
      case 'blockquote': return blocksOf(token.tokens ?? [], indent + 11, { ...style, fill: colors.dim }, colors).map((block) => ({ ...block, look: block.look ?? 'quote' }))
      case 'list': return listBlocks(token as Tokens.List, indent, style, colors)
      case 'table': return tableBlocks(token as Tokens.Table, indent, style)
      default: return [{ lines: linesOf(inlineOf(token), style), indent }]
    }
  })
}

const textOf = (token: Token): string => ('text' in token && typeof token.text === 'string' ? token.text : token.raw)
const inlineOf = (token: Token): readonly Token[] => ('tokens' in token && token.tokens ? token.tokens : [token])

function listBlocks(list: Tokens.List, indent: number, style: TextStyle, colors: Palette): Block[] {
  const first = typeof list.start === 'number' ? list.start : 1
  return list.items.flatMap((item, i) => {
    const [head, ...rest] = blocksOf(item.tokens, indent + INDENT, style, colors)
    return head ? [{ ...head, marker: list.ordered ? `${first + i}.` : '•' }, ...rest] : []
  })
}

/** A line a row: columns are too much for a note's width. */
function tableBlocks(table: Tokens.Table, indent: number, style: TextStyle): Block[] {
  const row = (cells: readonly Tokens.TableCell[], look: TextStyle): Run[] =>
    cells.flatMap((cell, i) => [...(i > 0 ? [{ text: '  ·  ', style: look }] : []), ...linesOf(cell.tokens, look).flat()])
  return [{ lines: [row(table.header, { ...style, bold: true }), ...table.rows.map((cells) => row(cells, style))], indent }]
}

/** Inline words with their looks, broken where the text says so. */
function linesOf(tokens: readonly Token[], style: TextStyle): Run[][] {
  const lines: Run[][] = [[]]
  const walk = (list: readonly Token[], look: TextStyle): void => {
    for (const token of list) {
      if (token.type === 'br') { lines.push([]); continue }
      if (token.type === 'html') continue
      const next: TextStyle = token.type === 'strong' ? { ...look, bold: true } : token.type === 'em' ? { ...look, italic: true } : token.type === 'del' ? { ...look, strike: true }
        : token.type === 'codespan' ? { ...look, mono: true, size: CODE } : look
      if ('tokens' in token && token.tokens) walk(token.tokens, next)
      else lines[lines.length - 1]!.push({ text: textOf(token), style: next })
    }
  }
  walk(tokens, style)
  return lines
}
