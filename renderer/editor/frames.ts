/** Frames around nodes and notes beside them: what the graph file keeps of them, read with care and written back whole. */
import { numberOf } from '../../engine/document/numbers'
import type { Edit, Graph, Json } from '../../engine/document/types'

export interface Box { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
/** `index`: its place in the file's list, where entries that make no sense stay as they are. */
export interface Frame extends Box { readonly index: number; readonly title: string; readonly color: string }
export interface Note extends Box { readonly index: number; readonly text: string }
export type Kind = 'frames' | 'notes'
/** A frame or note by its place in the file's list. */
export interface Mark { readonly kind: Kind; readonly index: number }
export const sameMark = (a: Mark, b: Mark): boolean => a.kind === b.kind && a.index === b.index
export const KINDS = ['frames', 'notes'] as const

/** What a frame may be coloured; a file may have any other of the form #rgb or #rrggbb. */
export const FRAME_COLORS = ['#6d7b8f', '#2f72ea', '#2c9d52', '#d98a12', '#e2465f', '#7a56ec'] as const
const COLOR = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i
export const MIN_WIDTH = 120
export const MIN_HEIGHT = 60
/** The band of a frame with its title. */
export const TITLE = 26
const MARGIN = 22

type Entry = { readonly [key: string]: Json }
const isEntry = (json: Json | undefined): json is Entry => typeof json === 'object' && json !== null && !Array.isArray(json)
const listOf = (graph: Graph, kind: Kind): readonly Json[] => {
  const list = graph.unknown?.[kind]
  return Array.isArray(list) ? list as readonly Json[] : []
}

function pair(json: Json | undefined): readonly [number, number] | undefined {
  if (!Array.isArray(json)) return undefined
  const [a, b] = (json as readonly Json[]).map(numberOf)
  return a === undefined || b === undefined || !Number.isFinite(a) || !Number.isFinite(b) ? undefined : [a, b]
}

function boxOf(entry: Entry): Box | undefined {
  const position = pair(entry['position'])
  const size = pair(entry['size'])
  return position && size ? { x: position[0], y: position[1], width: Math.max(MIN_WIDTH, size[0]), height: Math.max(MIN_HEIGHT, size[1]) } : undefined
}
const textIn = (json: Json | undefined): string => (typeof json === 'string' ? json : '')

export const framesOf = (graph: Graph): readonly Frame[] => listOf(graph, 'frames').flatMap((entry, index) => {
  const box = isEntry(entry) ? boxOf(entry) : undefined
  if (!box || !isEntry(entry)) return []
  const color = textIn(entry['color'])
  return [{ index, ...box, title: textIn(entry['title']), color: COLOR.test(color) ? color : FRAME_COLORS[0] }]
})

export const notesOf = (graph: Graph): readonly Note[] => listOf(graph, 'notes').flatMap((entry, index) => {
  const box = isEntry(entry) ? boxOf(entry) : undefined
  return box && isEntry(entry) ? [{ index, ...box, text: textIn(entry['text']) }] : []
})

export const listed = (graph: Graph, kind: Kind): readonly (Box & { readonly index: number })[] => (kind === 'frames' ? framesOf(graph) : notesOf(graph))

/** What is written of a change. */
export interface Patch extends Partial<Box> { readonly title?: string; readonly color?: string; readonly text?: string }

function entryOf({ x, y, width, height, ...words }: Patch): Entry {
  return {
    ...words,
    ...(x === undefined || y === undefined ? {} : { position: [Math.round(x), Math.round(y)] }),
    ...(width === undefined || height === undefined ? {} : { size: [Math.round(width), Math.round(height)] }),
  }
}
const whole = (kind: Kind, list: readonly Json[]): Edit => (list.length > 0 ? { kind: 'setExtra', key: kind, value: list } : { kind: 'setExtra', key: kind })

/** What cannot be read as a list is not written over. */
const writable = (graph: Graph, kind: Kind): boolean => graph.unknown?.[kind] === undefined || Array.isArray(graph.unknown[kind])

export const added = (graph: Graph, kind: Kind, patch: Required<Box> & Patch): Edit[] =>
  (writable(graph, kind) ? [whole(kind, [...listOf(graph, kind), entryOf(patch)])] : [])

/** Changes entries by their index; what else they hold stays. */
export const changed = (graph: Graph, kind: Kind, patches: ReadonlyMap<number, Patch>): Edit[] => (patches.size === 0 ? [] : [
  whole(kind, listOf(graph, kind).map((entry, index) => {
    const patch = patches.get(index)
    return patch && isEntry(entry) ? { ...entry, ...entryOf(patch) } : entry
  })),
])

export const removed = (graph: Graph, kind: Kind, index: number): Edit[] => [whole(kind, listOf(graph, kind).filter((_, i) => i !== index))]

export function removedAll(graph: Graph, marks: readonly Mark[]): Edit[] {
  return KINDS.flatMap((kind) => {
    const gone = new Set(marks.filter((mark) => mark.kind === kind).map((mark) => mark.index))
    return gone.size === 0 ? [] : [whole(kind, listOf(graph, kind).filter((_, i) => !gone.has(i)))]
  })
}

/** These alone as the file's keys: what a copy takes along. */
export function extraOf(graph: Graph, marks: readonly Mark[]): Readonly<Record<string, Json>> {
  return Object.fromEntries(KINDS.flatMap((kind) => {
    const list = listOf(graph, kind).filter((_, i) => marks.some((mark) => sameMark(mark, { kind, index: i })))
    return list.length > 0 ? [[kind, list] as const] : []
  }))
}

/** Adds another graph's frames and notes, moved; with where they stand then. */
export function addedFrom(graph: Graph, other: Graph, dx: number, dy: number): { readonly edits: readonly Edit[]; readonly marks: readonly Mark[] } {
  const edits: Edit[] = []
  const marks: Mark[] = []
  for (const kind of KINDS) {
    if (!writable(graph, kind)) continue
    const list = [...listOf(graph, kind)]
    for (const entry of listOf(other, kind)) {
      const box = isEntry(entry) ? boxOf(entry) : undefined
      if (!box || !isEntry(entry)) continue
      marks.push({ kind, index: list.length })
      list.push({ ...entry, ...entryOf({ x: box.x + dx, y: box.y + dy }) })
    }
    if (list.length > listOf(graph, kind).length) edits.push(whole(kind, list))
  }
  return { edits, marks }
}

/** Around these boxes, with room for the title. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x)) - MARGIN
  const y = Math.min(...boxes.map((box) => box.y)) - MARGIN - TITLE
  return { x, y, width: Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN - x, height: Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN - y }
}

/** Whether a box lies in a frame: by its middle. */
export const within = (frame: Box, { x, y, width, height }: Box): boolean => {
  const [cx, cy] = [x + width / 2, y + height / 2]
  return cx >= frame.x && cx <= frame.x + frame.width && cy >= frame.y && cy <= frame.y + frame.height
}

/** These with what lies in the frames among them: smaller frames, notes, and which of the nodes. */
export function insideOf(graph: Graph, nodes: readonly (Box & { readonly id: string })[], marks: readonly Mark[]): { readonly nodes: readonly string[]; readonly marks: readonly Mark[] } {
  const frames = framesOf(graph)
  const around = frames.filter(({ index }) => marks.some((mark) => sameMark(mark, { kind: 'frames', index })))
  const isIn = (box: Box): boolean => around.some((frame) => within(frame, box))
  const smaller = frames.filter((other) => around.some((frame) => frame !== other && within(frame, other) && other.width * other.height < frame.width * frame.height))
  const all: Mark[] = [
    ...marks,
    ...smaller.map(({ index }): Mark => ({ kind: 'frames', index })),
    ...notesOf(graph).filter(isIn).map(({ index }): Mark => ({ kind: 'notes', index })),
  ]
  return { nodes: nodes.filter(isIn).map((node) => node.id), marks: all.filter((mark, i) => all.findIndex((other) => sameMark(other, mark)) === i) }
}
