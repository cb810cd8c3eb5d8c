/** A node's card, as NodeCard.vue has it. */
import { captionOf } from '../../engine/analysis/analysis'
import type { Thumb } from '../../engine/protocol'
import { footOf } from '../canvas/foot'
import { CAPTION, CARD_WIDTH, FOOTER, footHeight, HEADER, hasPortRows, OUTPUT_ROW, messageLimit, pictureSize, PORT_ROW, socketOffset, thumbOf, BAR_ROW } from '../canvas/geometry'
import { categoryOf, errorOf, isBehind, isBypassed, mistakeOf, type NodeModel, type PortModel } from '../editor/node'
import { barsOf } from '../values/bars'
import { numberText, shapeText } from '../values/format'
import type { Palette } from './colors'
import { MESSAGE, MESSAGE_FACE, sentence } from './sentence'
import { escapeXml, shorten, tag, words, type Measure, type TextStyle } from './svg'

/** What a drawing is made with. */
export interface Ink {
  readonly colors: Palette
  readonly measure: Measure
  /** Pixels for a canvas unit: words that would be too small to read are bars, lines stay visible. */
  readonly scale: number
  /** A thumb at this width, as an address; undefined: its place is tinted. */
  readonly picture: ((thumb: Thumb, width: number) => string) | undefined
  /** Cards are boxes in the colours of what they are, as far out on the canvas. */
  readonly boxes?: boolean
  /** What a card without an output says. */
  readonly noOutput: string
  /** What the engine says in the drawing's language; undefined: English. */
  readonly said?: (text: string) => string
  /** The window's language for what else a card says; left out, it is English. */
  readonly say?: (text: string, values?: Readonly<Record<string, string>>) => string
}

const told = (ink: Ink, text: string): string => ink.say?.(text) ?? text

/** Pixels below which words are bars. */
const READABLE = 6.5
const PAD = 12
/** Letters of a type that is written smaller, and of a name that are shown whatever the type. */
const LONG = 14
const ROOM = 9
const MONO_LETTER = 0.6

/** Words where they can be read, else a bar of their length. */
export function lettering(ink: Ink, text: string, x: number, y: number, style: TextStyle, anchor: 'start' | 'end' = 'start'): string {
  if (text === '') return ''
  if (style.size * ink.scale >= READABLE) return words(text, x, y, style, anchor)
  const width = ink.measure(text, style)
  const height = style.size * 0.5
  return tag('rect', { x: anchor === 'end' ? x - width : x, y: y - height - style.size * 0.1, width, height, rx: height / 2, fill: style.fill, 'fill-opacity': 0.45 })
}

export interface Card {
  readonly height: number
  /** Draws it with its upper left corner there. */
  draw(x: number, y: number): string
}

const messageFace = (ink: Ink): TextStyle => ({ ...MESSAGE_FACE, fill: ink.colors.text })

/** Works out how high a card is, and how to draw it. */
export function cardOf(model: NodeModel, ink: Ink): Card {
  const error = errorOf(model)
  const behind = isBehind(model)
  const said = ink.said ?? ((text: string): string => text)
  const mistake = mistakeOf(model)
  const caption = isBypassed(model) ? told(ink, 'stepped over, input goes on') : said(captionOf(model.analysis))
  const lines = mistake ? sentence(said(mistake.message), ink.measure, messageLimit(model, mistake)) : []
  const thumb = error || behind ? undefined : thumbOf(model)
  const picture = pictureSize(model)
  const rows = hasPortRows(model) ? Math.max(model.inputs.length, model.outputs.length) : 0
  const portsTop = HEADER + (caption === '' ? 0 : CAPTION)
  const messageTop = portsTop + rows * PORT_ROW
  const pictureTop = messageTop + (mistake ? lines.length * MESSAGE.line + 2 * MESSAGE.top + MESSAGE.below : 0)
  const height = pictureTop + (picture?.height ?? 0) + footHeight(model)
  return {
    height,
    draw: (x, y) => ink.boxes === true ? box(model, ink, x, y, height) : tag(
      'g', { transform: `translate(${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})`, 'data-drawn': model.id },
      tag('title', {}, tooltip(model)),
      body(model, ink, height),
      header(model, ink),
      lettering(ink, shorten(caption, CARD_WIDTH - 2 * PAD, { size: 11.5 }, ink.measure), PAD, HEADER + 9.5, { size: 11.5, fill: behind ? ink.colors.faint : ink.colors.dim }),
      portNames(model, ink, portsTop, rows),
      message(lines, ink, messageTop),
      thumb && picture ? value(model, thumb, picture, ink, pictureTop) : '',
      footer(model, ink, pictureTop + (picture?.height ?? 0)),
      ...model.inputs.map((port) => socket(model, 'input', port, ink)),
      ...model.outputs.map((port) => socket(model, 'output', port, ink)),
    ),
  }
}

const nameOf = (model: NodeModel): string => model.node.label ?? model.id
const colorOf = (model: NodeModel, { colors }: Pick<Ink, 'colors'>): string => {
  const category = categoryOf(model)
  return category === 'unknown' ? colors.faint : colors[category]
}
const tooltip = (model: NodeModel): string => escapeXml(`${model.node.type} ${nameOf(model)}`)

function box(model: NodeModel, ink: Ink, x: number, y: number, height: number): string {
  const bad = mistakeOf(model) !== undefined
  return tag('rect', {
    x, y, width: CARD_WIDTH, height, rx: 1.5 / ink.scale, fill: colorOf(model, ink), 'fill-opacity': isBehind(model) ? 0.55 : undefined,
    stroke: bad ? ink.colors.bad : undefined, 'stroke-width': bad ? 2 / ink.scale : undefined, 'data-drawn': model.id,
  })
}

function body(model: NodeModel, ink: Ink, height: number): string {
  const { colors } = ink
  const bad = mistakeOf(model) !== undefined
  return [
    bad ? tag('rect', { x: -3, y: -3, width: CARD_WIDTH + 6, height: height + 6, rx: 11, fill: colors.bad, 'fill-opacity': 0.12 }) : '',
    tag('rect', {
      width: CARD_WIDTH, height, rx: 8, fill: isBehind(model) ? colors.raise : colors.card, stroke: bad ? colors.bad : colors.line, 'stroke-width': Math.max(bad ? 1.5 : 1, 0.8 / ink.scale),
    }),
  ].join('')
}

function header(model: NodeModel, ink: Ink): string {
  const { colors, measure } = ink
  const { type } = model.node
  const name = nameOf(model)
  const behind = isBehind(model)
  const face: TextStyle = { size: type.length > LONG ? 11 : 13, bold: !behind, fill: behind ? colors.faint : colors.text }
  const nameFace: TextStyle = { size: 11, mono: true, fill: colors.faint }
  // Between the swatch and the right edge, less the gap between type and name.
  const room = CARD_WIDTH - PAD - 16 - 7 - 11
  const shownType = shorten(type, room - Math.min(name.length, ROOM) * MONO_LETTER * nameFace.size, face, measure)
  const typeWidth = measure(shownType, face)
  const left = PAD + 16
  return [
    tag('rect', { x: PAD, y: HEADER / 2 - 4.5, width: 9, height: 9, rx: 3, fill: colorOf(model, ink), 'fill-opacity': behind ? 0.5 : undefined }),
    lettering(ink, shownType, left, HEADER / 2 + 4.5, face),
    model.node.bypass === true ? tag('line', { x1: left, x2: left + typeWidth, y1: HEADER / 2, y2: HEADER / 2, stroke: face.fill, 'stroke-width': 1.2 }) : '',
    lettering(ink, shorten(name, room - typeWidth, nameFace, measure), CARD_WIDTH - 11, HEADER / 2 + 4, nameFace, 'end'),
  ].join('')
}

function portNames(model: NodeModel, ink: Ink, top: number, rows: number): string {
  const face: TextStyle = { size: 10.5, mono: true, fill: ink.colors.faint }
  const room = CARD_WIDTH - 26
  return Array.from({ length: rows }, (_, i) => {
    const y = top + (i + 0.5) * PORT_ROW + 3.6
    const output = shorten(model.outputs[i]?.name ?? '', room / 2, face, ink.measure)
    const left = room - (output === '' ? 0 : ink.measure(output, face) + 8)
    return lettering(ink, shorten(model.inputs[i]?.name ?? '', left, face, ink.measure), 13, y, face) + lettering(ink, output, CARD_WIDTH - 13, y, face, 'end')
  }).join('')
}

function message(lines: readonly string[], ink: Ink, top: number): string {
  if (lines.length === 0) return ''
  const { pad, inner, line } = MESSAGE
  return [
    tag('rect', { x: pad, y: top, width: CARD_WIDTH - 2 * pad, height: lines.length * line + 2 * MESSAGE.top, rx: 5, fill: ink.colors.bad, 'fill-opacity': 0.08 }),
    ...lines.map((text, i) => lettering(ink, text, pad + inner, top + MESSAGE.top + (i + 0.5) * line + 4, messageFace(ink))),
  ].join('')
}

function value(model: NodeModel, thumb: Thumb, size: { readonly width: number; readonly height: number }, ink: Ink, top: number): string {
  const { colors } = ink
  if (thumb.kind === 'bars') return bars(thumb.values ?? [], colorOf(model, ink), ink, { left: 10, top, width: CARD_WIDTH - 20 })
  if (thumb.kind === 'scalar') return lettering(ink, numberText(thumb.values?.[0], 4), PAD, top + 19, { size: 15, mono: true, bold: true, fill: colors.text })
  const place = { x: (CARD_WIDTH - size.width) / 2, y: top, width: size.width, height: size.height }
  if (!ink.picture) return tag('rect', { ...place, rx: 3, fill: colorOf(model, ink), 'fill-opacity': 0.2 })
  return tag('image', { ...place, href: ink.picture(thumb, size.width), preserveAspectRatio: 'none', 'image-rendering': 'pixelated' })
}

/** Numbers as bars, as ValueBars.vue has them. */
export function bars(values: readonly number[], winner: string, ink: Ink, { left, top, width }: { readonly left: number; readonly top: number; readonly width: number }): string {
  const { colors } = ink
  const room = width - 14 - 48 - 12
  const shown = barsOf(values)
  return shown.bars.map((bar, i) => {
    const y = top + i * BAR_ROW
    const face: TextStyle = { size: 11, mono: true, fill: bar.winner ? colors.text : colors.dim, bold: bar.winner }
    return [
      lettering(ink, String(i), left, y + 12, face),
      shown.zero > 0 ? tag('rect', { x: left + 20 + (room * shown.zero) / 100, y, width: 1, height: BAR_ROW, fill: colors.line }) : '',
      tag('rect', { x: left + 20 + (room * bar.left) / 100, y: y + 4.5, width: (room * bar.width) / 100, height: 7, rx: 2, fill: bar.winner ? winner : colors.wire }),
      lettering(ink, bar.text, left + width, y + 12, face, 'end'),
    ].join('')
  }).join('')
}

function footer(model: NodeModel, ink: Ink, top: number): string {
  const { colors, measure } = ink
  const outputs = Object.entries(model.analysis.outputs)
  const foot = footOf(model)
  const face: TextStyle = { size: 11, mono: true, fill: foot.shape !== undefined ? colors.text : colors.faint }
  const y = top + FOOTER / 2 + 4
  const small: TextStyle = { size: 10.5, mono: true, fill: colors.faint }
  const asides = [foot.dtype, foot.time].filter((text) => text !== '').join(' ')
  const taken = asides === '' ? 0 : measure(asides, small) + 6
  const warns = foot.warning !== undefined
  const room = CARD_WIDTH - 2 * PAD - taken - (warns ? 21 : 0)
  const shape = shorten(foot.shape ?? ink.noOutput, room, face, measure)
  const end = PAD + measure(shape, face)
  const mark = end + 13.5
  // Beside the shape, as far as there is room: what waits for a wire, or how the shape is read.
  const { open } = foot
  const port = open?.port ?? ''
  const hint = open ? (model.inputs.length > 1 ? ink.say?.('{port}: not connected', { port }) ?? `${port}: not connected` : told(ink, 'not connected')) : foot.notes.map((note) => told(ink, note)).join(', ')
  const hintFace: TextStyle = { size: 10.5, fill: colors.dim }
  const right = CARD_WIDTH - PAD - taken
  return [
    lettering(ink, shape, PAD, y, face),
    warns ? tag('circle', { cx: mark, cy: top + FOOTER / 2, r: 7.5, fill: colors.warn, 'fill-opacity': 0.14 }) + words('!', mark, y, { size: 11, bold: true, fill: colors.warn }, 'middle') : '',
    lettering(ink, shorten(hint, Math.max(0, right - end - (warns ? 27 : 8)), hintFace, measure), right, y, hintFace, 'end'),
    lettering(ink, asides, CARD_WIDTH - PAD, y, small, 'end'),
    ...outputs.slice(1).map(([port, type], i) => {
      const line = top + FOOTER + i * OUTPUT_ROW + 8
      const text = shorten(shapeText(type.shape), CARD_WIDTH - 2 * PAD - 60, small, measure)
      return lettering(ink, shorten(port, CARD_WIDTH - 2 * PAD - 8 - measure(text, small), small, measure), PAD, line, small) + lettering(ink, text, CARD_WIDTH - PAD, line, small, 'end')
    }),
  ].join('')
}

function socket(model: NodeModel, side: 'input' | 'output', port: PortModel, ink: Ink): string {
  const { colors } = ink
  const { x, y } = socketOffset(model, side, port.name)
  const own = side === 'output' || port.wired ? colorOf(model, ink) : colors.wire
  return tag('circle', { cx: x, cy: y, r: 4.5, fill: port.wired ? own : colors.canvas, stroke: own, 'stroke-width': 2, 'stroke-dasharray': port.optional && !port.wired ? '3 2' : undefined })
}
