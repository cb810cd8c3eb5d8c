/** A whole graph as an SVG text: what the canvas shows, with sizes, wires and colours from the same places. */
import { CARD_WIDTH, positionOf, rectOf, socketOffset, type Rect } from '../canvas/geometry'
import { traceWire, wireBounds, type Ends } from '../canvas/paths'
import type { Graph } from '../../engine/document/types'
import { framesOf, notesOf, TITLE, type Frame, type Note } from '../editor/frames'
import type { NodeModel } from '../editor/node'
import { cardOf, lettering, type Card, type Ink } from './card'
import { noteWords } from './note'
import { escapeXml, round, SANS, shorten, tag, type TextStyle } from './svg'

/** What is drawn. */
export interface GraphView {
  readonly title: string
  readonly graph: Graph
  readonly nodes: ReadonlyMap<string, NodeModel>
}

export interface DrawingOptions extends Ink {
  /** The canvas behind it; left out, it is transparent. */
  readonly ground?: boolean
  /** Goes into the file: fonts, as CSS. */
  readonly style?: string
}

export interface Drawing {
  readonly svg: string
  /** Canvas units. */
  readonly width: number
  readonly height: number
}

const MARGIN = 24

/** Draws everything. An empty graph is a small empty picture. */
export function drawGraph(view: GraphView, options: DrawingOptions): Drawing {
  const cards = new Map([...view.nodes].map(([id, model]) => [id, placed(model, cardOf(model, options))]))
  const wires = wiresOf(view, cards)
  const frames = framesOf(view.graph)
  const notes = notesOf(view.graph)
  const bounds = around([...cards.values()].map((card) => card.rect).concat(wires.map(wireBounds), [...frames, ...notes].map(rectOf)))
  const width = Math.ceil(bounds.maxX - bounds.minX)
  const height = Math.ceil(bounds.maxY - bounds.minY)
  const { colors } = options
  const svg = tag(
    'svg', { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `${round(bounds.minX)} ${round(bounds.minY)} ${width} ${height}`, 'font-family': SANS, role: 'img', 'aria-label': view.title },
    tag('title', {}, escapeXml(view.title)),
    options.style === undefined ? '' : tag('style', {}, options.style),
    options.ground === true ? tag('rect', { x: bounds.minX, y: bounds.minY, width, height, fill: colors.canvas }) : '',
    ...frames.map((frame) => drawFrame(frame, options)),
    wires.length > 0 ? tag('g', { fill: 'none', stroke: colors.wire, 'stroke-width': Math.max(1.8, 1 / options.scale), 'stroke-linecap': 'round' }, ...wires.map((ends) => tag('path', { d: pathOf(ends) }))) : '',
    ...notes.map((note, i) => drawNote(note, i, options)),
    ...[...cards.values()].map(({ card, rect }) => card.draw(rect.minX, rect.minY)),
  )
  return { svg, width, height }
}

interface Placed { readonly model: NodeModel; readonly card: Card; readonly rect: Rect }
function placed(model: NodeModel, card: Card): Placed {
  const [x, y] = positionOf(model)
  return { model, card, rect: { minX: x, minY: y, maxX: x + CARD_WIDTH, maxY: y + card.height } }
}

/** Wires whose ends are both there. */
function wiresOf({ graph }: GraphView, cards: ReadonlyMap<string, Placed>): Ends[] {
  return graph.edges.flatMap(({ from, to }) => {
    const source = cards.get(from[0])
    const target = cards.get(to[0])
    if (!source || !target) return []
    const out = socketOffset(source.model, 'output', from[1])
    const into = socketOffset(target.model, 'input', to[1])
    return [{
      from: { x: source.rect.minX + out.x, y: source.rect.minY + out.y }, to: { x: target.rect.minX + into.x, y: target.rect.minY + into.y },
      source: source.rect, target: target.rect,
    }]
  })
}

/** A wire as the data of a path. */
function pathOf(ends: Ends): string {
  const parts: string[] = []
  const put = (letter: string, ...numbers: number[]): void => void parts.push(letter + numbers.map(round).join(' '))
  traceWire({ moveTo: (x, y) => put('M', x, y), lineTo: (x, y) => put('L', x, y), bezierCurveTo: (...points) => put('C', ...points) }, ends)
  return parts.join('')
}


/** Around all of these, with a margin. */
function around(rects: readonly Rect[]): Rect {
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  for (const { minX, minY, maxX, maxY } of rects) {
    bounds.minX = Math.min(bounds.minX, minX)
    bounds.minY = Math.min(bounds.minY, minY)
    bounds.maxX = Math.max(bounds.maxX, maxX)
    bounds.maxY = Math.max(bounds.maxY, maxY)
  }
  if (bounds.minX > bounds.maxX) return { minX: 0, minY: 0, maxX: 2 * MARGIN, maxY: 2 * MARGIN }
  return { minX: bounds.minX - MARGIN, minY: bounds.minY - MARGIN, maxX: bounds.maxX + MARGIN, maxY: bounds.maxY + MARGIN }
}

function drawFrame(frame: Frame, ink: Ink): string {
  const face: TextStyle = { size: 13, bold: true, fill: ink.colors.text }
  const { x, y, width, height, color } = frame
  return [
    tag('rect', { x, y, width, height, rx: 8, fill: color, 'fill-opacity': 0.09, stroke: color, 'stroke-opacity': 0.55, 'stroke-width': Math.max(1, 0.8 / ink.scale) }),
    tag('path', { d: `M${round(x)} ${round(y + TITLE)}v${-TITLE + 8}a8 8 0 0 1 8 -8h${round(width - 16)}a8 8 0 0 1 8 8v${TITLE - 8}z`, fill: color, 'fill-opacity': 0.22 }),
    lettering(ink, shorten(frame.title, width - 20, face, ink.measure), x + 10, y + TITLE / 2 + 4.5, face),
  ].join('')
}

function drawNote({ x, y, width, height, text }: Note, i: number, ink: Ink): string {
  const { colors } = ink
  const readable = 13 * ink.scale >= 6.5
  return tag(
    'g', { transform: `translate(${round(x)} ${round(y)})`, 'data-drawn-note': i },
    tag('rect', { width, height, rx: 8, fill: colors.panel, stroke: colors['line-strong'], 'stroke-width': Math.max(1, 0.8 / ink.scale) }),
    readable ? noteWords(text, width, height, colors, ink.measure) : '',
  )
}
