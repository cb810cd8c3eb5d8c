/**
 * Where everything on a card is, from constants alone: nothing is measured in the DOM. NodeCard.vue sets the same
 * sizes. Canvas units.
 */
import { captionOf } from '../../engine/analysis/analysis'
import { errorOf, isBehind, isBypassed, mistakeOf, type NodeModel } from '../editor/node'
import type { Problem } from '../../engine/document/types'
import type { Thumb } from '../../engine/protocol'
import { said } from '../i18n'
import { pixelsOf } from '../values/draw'

export const CARD_WIDTH = 182
export const HEADER = 30
export const CAPTION = 20
export const PORT_ROW = 18
export const FOOTER = 28
/** Each output behind the first has a line of its own. */
export const OUTPUT_ROW = 16
export const BAR_ROW = 16
/** Room for a picture. */
const PICTURE_WIDTH = 162
const IMAGE_SIZE = 96
const STRIP_HEIGHT = 22
const SCALAR_HEIGHT = 26
const MAX_PICTURE = 200

interface Size { readonly width: number; readonly height: number }
export interface Point { x: number; y: number }
export interface Rect { minX: number; minY: number; maxX: number; maxY: number }
export const rectOf = ({ x, y, width, height }: Point & { readonly width: number; readonly height: number }): Rect => ({ minX: x, minY: y, maxX: x + width, maxY: y + height })

/** A picture that has to keep off the card below is no lower than this, and leaves this much between the cards. */
const LEAST_PICTURE = 32
const PICTURE_GAP = 8

/** Size of a picture that is no higher than `most`; undefined where there is none. */
function sized(thumb: Thumb | undefined, most = Infinity): Size | undefined {
  if (!thumb || thumb.kind === 'none') return undefined
  if (thumb.kind === 'bars') return { width: PICTURE_WIDTH, height: (thumb.values?.length ?? 0) * BAR_ROW + 2 }
  if (thumb.kind === 'scalar') return { width: PICTURE_WIDTH, height: SCALAR_HEIGHT }
  if (thumb.kind === 'strip') return { width: PICTURE_WIDTH, height: STRIP_HEIGHT }
  const { width, height } = pixelsOf(thumb)
  const room = thumb.kind === 'image' || thumb.count === 1 ? { width: thumb.kind === 'image' ? IMAGE_SIZE : PICTURE_WIDTH, height: thumb.kind === 'image' ? IMAGE_SIZE : 120 } : { width: PICTURE_WIDTH, height: MAX_PICTURE }
  const scale = Math.min(room.width / width, Math.min(room.height, most) / height)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(4, Math.round(height * scale)) }
}

export const thumbOf = (model: NodeModel): Thumb | undefined => model.values[model.outputs[0]?.name ?? 'output']?.thumb

/** Ports have rows of their own, with their names, where there is more than one on a side. */
export const hasPortRows = (model: NodeModel): boolean => model.inputs.length > 1 || model.outputs.length > 1
const portRows = (model: NodeModel): number => (hasPortRows(model) ? Math.max(model.inputs.length, model.outputs.length) : 0)
const captionHeight = (model: NodeModel): number => (captionOf(model.analysis) === '' && !isBypassed(model) ? 0 : CAPTION)

/** In Latin letters: a Chinese one takes as much room as two. */
const widthOf = (text: string): number => text.length + (text.match(/[\u2e80-\uffef]/g)?.length ?? 0)

/** Of a problem's sentence; the inspector has it whole. More would make a card higher than its values did, onto the one below. */
const MESSAGE_LINES = 4
const LEAST_LINES = 2
/** Of a message without its lines. */
const messageFrame = (problem: Problem): number => 17 + (problem.fix ? 22 : 0)
const MESSAGE_LINE = 16

/** Lines that a problem's sentence may take on its card: fewer where the next card is close below. */
export function messageLimit(model: NodeModel, problem: Problem): number {
  if (model.room === undefined) return MESSAGE_LINES
  const lines = Math.floor((model.room - messageTop(model) - messageFrame(problem) - footHeight(model)) / MESSAGE_LINE)
  return Math.max(LEAST_LINES, Math.min(MESSAGE_LINES, lines))
}

/** Lines that it takes, by guess: only wires, culling and what is drawn use it. */
export const messageLines = (model: NodeModel, problem: Problem): number => Math.min(messageLimit(model, problem), Math.ceil(widthOf(said(problem.message)) / 27))
export const messageHeight = (model: NodeModel): number => {
  const problem = mistakeOf(model)
  return problem ? messageFrame(problem) + messageLines(model, problem) * MESSAGE_LINE : 0
}

/** From the top of the card to a problem's sentence. */
export const messageTop = (model: NodeModel): number => HEADER + captionHeight(model) + portRows(model) * PORT_ROW

/** From the bottom of the picture to the bottom of the card. */
export const footHeight = (model: NodeModel): number => FOOTER + Math.max(0, Object.keys(model.analysis.outputs).length - 1) * OUTPUT_ROW

/** Size of the picture on a card, smaller where the next card is close below; undefined where there is none. */
export function pictureSize(model: NodeModel): Size | undefined {
  if (errorOf(model) || isBehind(model)) return undefined
  if (model.room === undefined) return sized(thumbOf(model))
  const most = model.room - PICTURE_GAP - messageTop(model) - footHeight(model)
  // Too close for any picture: whoever put the cards there sees to them.
  return sized(thumbOf(model), most < LEAST_PICTURE ? Infinity : most)
}

export const cardHeight = (model: NodeModel): number => messageTop(model) + messageHeight(model) + (pictureSize(model)?.height ?? 0) + footHeight(model)

/** As high as a card is with its value, known or not yet, wherever the others are. `expected`: what it will show, as far as its size goes. */
export function fullHeight(model: NodeModel, expected: Thumb | undefined): number {
  const free: NodeModel = { ...model, room: undefined }
  const picture = errorOf(model) || isBehind(model) ? undefined : sized(thumbOf(model) ?? expected)
  return messageTop(free) + messageHeight(free) + (picture?.height ?? 0) + footHeight(free)
}

export const positionOf = (model: NodeModel): readonly [number, number] => model.node.position ?? [0, 0]

/** Centre of a socket, relative to the card. */
export function socketOffset(model: NodeModel, side: 'input' | 'output', port: string): Point {
  const x = side === 'input' ? 0 : CARD_WIDTH
  if (!hasPortRows(model)) return { x, y: HEADER / 2 }
  const ports = side === 'input' ? model.inputs : model.outputs
  const row = Math.max(0, ports.findIndex((candidate) => candidate.name === port))
  return { x, y: HEADER + captionHeight(model) + (row + 0.5) * PORT_ROW }
}
