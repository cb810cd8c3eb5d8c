/** A graph drawn small, in the window's own colours: cards where they are large enough, else boxes in the colours of what they are. */
import { GraphDocument } from '../../engine/document/document'
import type { Graph } from '../../engine/document/types'
import { layerOf } from '../../engine/layers'
import { CARD_WIDTH, HEADER } from '../canvas/geometry'
import { framesOf } from '../editor/frames'
import { NodeModels } from '../editor/models'
import { LIVE } from './colors'
import { expectedThumb } from './ghost'
import { drawGraph, type GraphView } from './graph'
import { roughMeasure, round, tag } from './svg'

/** Nodes up to which shapes are inferred, and wires take their way: of more nobody sees it. */
const MOST_INFERRED = 400
/** Pixels to a canvas unit, from which on cards are drawn. */
const CARDS_FROM = 0.25
const LARGEST = 0.62
/** A card of ordinary height. */
const GUESS = 130
/** Nodes up to which wires can still be seen, and half pixels. */
const MOST_WIRED = 4000

/** An SVG of at most `width` x `height` pixels; undefined where there is nothing to draw. Every node has to have a position. */
export function sketch(graph: Graph, width: number, height: number): string | undefined {
  if (graph.nodes.length === 0) return undefined
  if (graph.nodes.length > MOST_INFERRED) return boxes(graph, width, height)
  const view = expected(graph)
  const first = drawGraph(view, inkAt(1))
  const scale = Math.min(width / first.width, height / first.height, LARGEST)
  const drawn = drawGraph(view, inkAt(scale))
  return drawn.svg.replace(/ width="[^"]*" height="[^"]*"/, ` width="${round(drawn.width * scale)}" height="${round(drawn.height * scale)}"`)
}

const inkAt = (scale: number) => ({ colors: LIVE, measure: roughMeasure, scale, boxes: scale < CARDS_FROM, picture: undefined, noOutput: '' })
/** The graph with the values that a run will give, as far as their size goes. */
function expected(graph: Graph): GraphView {
  const document = new GraphDocument(graph)
  const { map: nodes } = new NodeModels(document)
  for (const model of nodes.values()) {
    const [port, type] = Object.entries(model.analysis.outputs)[0] ?? []
    if (port === undefined || type === undefined) continue
    const thumb = expectedThumb(model)
    if (thumb) model.values = { [port]: { ...type, thumb, stats: { min: null, max: null, mean: null, std: null, nan: 0, inf: 0, count: 0 } } }
  }
  return { title: graph.name, graph, nodes }
}

/** Boxes as the canvas has them far out; what falls on one pixel is drawn once, so that thousands cost no more than hundreds. */
function boxes(graph: Graph, width: number, height: number): string {
  const places = new Map(graph.nodes.map(({ id, position = [0, 0] }) => [id, position]))
  const frames = framesOf(graph)
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  const reach = (x: number, y: number, w: number, h: number): void => {
    bounds.left = Math.min(bounds.left, x)
    bounds.top = Math.min(bounds.top, y)
    bounds.right = Math.max(bounds.right, x + w)
    bounds.bottom = Math.max(bounds.bottom, y + h)
  }
  for (const [x, y] of places.values()) reach(x, y, CARD_WIDTH, GUESS)
  for (const frame of frames) reach(frame.x, frame.y, frame.width, frame.height)
  const scale = Math.min((width - 4) / (bounds.right - bounds.left), (height - 4) / (bounds.bottom - bounds.top), LARGEST)
  const many = graph.nodes.length > MOST_WIRED
  const step = many ? 2 : 0.5
  const stepped = (value: number): number => Math.round(value / step) * step
  const atX = (x: number): number => stepped((x - bounds.left) * scale + 2)
  const atY = (y: number): number => stepped((y - bounds.top) * scale + 2)
  const least = many ? 1.6 : 1
  const boxWidth = Math.max(least, stepped(CARD_WIDTH * scale))
  const boxHeight = Math.max(least, stepped(GUESS * scale))

  const byColor = new Map<string, string[]>()
  const taken = new Set<string>()
  for (const { id, type } of graph.nodes) {
    const [x, y] = places.get(id) ?? [0, 0]
    const place = `M${atX(x)} ${atY(y)}`
    if (taken.has(place)) continue
    taken.add(place)
    const color = LIVE[layerOf(type)?.category ?? 'faint']
    const drawn = byColor.get(color)
    const box = `${place}h${boxWidth}v${boxHeight}h${-boxWidth}z`
    if (drawn) drawn.push(box)
    else byColor.set(color, [box])
  }
  const wires = new Set<string>()
  for (const { from, to } of many ? [] : graph.edges) {
    const source = places.get(from[0])
    const target = places.get(to[0])
    if (source && target) wires.add(`M${atX(source[0] + CARD_WIDTH)} ${atY(source[1] + HEADER / 2)}L${atX(target[0])} ${atY(target[1] + HEADER / 2)}`)
  }
  const [w, h] = [round((bounds.right - bounds.left) * scale + 4), round((bounds.bottom - bounds.top) * scale + 4)]
  return tag(
    'svg', { xmlns: 'http://www.w3.org/2000/svg', width: w, height: h, viewBox: `0 0 ${w} ${h}` },
    ...frames.map((frame) => tag('rect', { x: atX(frame.x), y: atY(frame.y), width: frame.width * scale, height: frame.height * scale, rx: 2, fill: frame.color, 'fill-opacity': 0.16 })),
    wires.size > 0 ? tag('path', { d: [...wires].join(''), fill: 'none', stroke: LIVE.wire, 'stroke-width': 0.75 }) : '',
    ...[...byColor].map(([fill, drawn]) => tag('path', { d: drawn.join(''), fill })),
  )
}
