/** Nodes as the graph file's own text, so that they can be pasted into another window, a chat or an e-mail, and back. */
import { readGraph, writeGraph } from '../../engine/document/file'
import { splitTensorKey } from '../../engine/analysis/splitTensorKey'
import type { GraphDocument } from '../../engine/document/document'
import type { Edge, Edit, Graph, GraphNode, TensorEntry } from '../../engine/document/types'
import { CARD_WIDTH } from '../canvas/geometry'
import type { Box } from './arrange'
import { FreshIds } from './edits'
import { addedFrom, extraOf, framesOf, notesOf, type Mark } from './frames'
import { freeWay } from './free'

/** The nodes with the wires between them and their own weights, frames and notes, as a graph file. */
export function copyText(doc: GraphDocument, ids: readonly string[], marks: readonly Mark[] = []): string {
  const chosen = new Set(ids)
  const { name, nodes, edges } = doc.graph
  const tensors: Record<string, TensorEntry> = {}
  for (const id of ids) {
    for (const key of doc.tensorKeys(id)) {
      const entry = doc.tensor(key)
      if (entry) tensors[key] = entry
    }
  }
  return writeGraph({
    name, seed: 0, tensors,
    nodes: nodes.filter((node) => chosen.has(node.id)),
    edges: edges.filter((edge) => chosen.has(edge.from[0]) && chosen.has(edge.to[0])),
    ...(marks.length > 0 ? { unknown: extraOf(doc.graph, marks) } : {}),
  })
}

const MARK = '"tensorloom-graph"'
/** Braces of what was written behind the graph: more are not tried. */
const TRIES = 20

/** The text without what a reply to a mail sets before each line, and without spaces that do not break. */
const unquoted = (text: string): string => text.replace(/^(?:[ \t]*>)+ ?/gm, '').replaceAll('\u00a0', ' ')

/** Why what looks like a graph in a text is none; undefined where nothing looks like one. */
export function faultIn(text: string): string | undefined {
  const words = text.includes(MARK) ? unquoted(text) : ''
  return words === '' ? undefined : readGraph(words.slice(words.indexOf('{'), words.lastIndexOf('}') + 1)).problems[0]?.message
}

/** The graph that stands in a text with other words before and behind it. */
function within(text: string): Graph | undefined {
  const at = text.indexOf(MARK)
  if (at < 0) return undefined
  for (const from of new Set([text.lastIndexOf('{', at), text.indexOf('{')])) {
    let to = text.lastIndexOf('}')
    for (let tries = 0; from >= 0 && to > at && tries < TRIES; tries++, to = text.lastIndexOf('}', to - 1)) {
      const { graph } = readGraph(text.slice(from, to + 1))
      if (graph) return graph
    }
  }
  return undefined
}

/** A graph in what somebody pasted, perhaps with words or a fence around it, or as mail programs and chats make of it; undefined where there is none. */
export function graphIn(text: string): Graph | undefined {
  const straight = (): string => unquoted(text).replace(/[“”„]/g, '"')
  return within(text) ?? within(unquoted(text)) ?? within(straight())
}

export interface Pasted {
  /** Of the new nodes. */
  readonly ids: readonly string[]
  readonly marks: readonly Mark[]
  readonly edits: readonly Edit[]
}

/** Edits that add a graph's nodes under fresh ids, its frames and notes, their middle at `at`, or as near as no node lies upon one of `others`. */
export function pasteEdits(doc: GraphDocument, graph: Graph, at: readonly [number, number], others: readonly Box[]): Pasted {
  const fresh = new FreshIds(doc)
  const ids = new Map<string, string>()
  for (const node of graph.nodes) {
    ids.set(node.id, fresh.take(node.id) ? node.id : fresh.of(node.type))
  }
  const { nodes: moved, dx, dy } = placed(graph, at, others)
  const beside = addedFrom(doc.graph, graph, dx, dy)
  const edges = graph.edges.flatMap((edge): Edge[] => {
    const [from, to] = [ids.get(edge.from[0]), ids.get(edge.to[0])]
    return from === undefined || to === undefined ? [] : [{ ...edge, from: [from, edge.from[1]], to: [to, edge.to[1]] }]
  })
  const tensors = Object.entries(graph.tensors).flatMap(([key, value]): Edit[] => {
    const owner = splitTensorKey(key, (id) => ids.has(id))?.[0]
    const id = owner === undefined ? undefined : ids.get(owner)
    return owner === undefined || id === undefined ? [] : [{ kind: 'setTensor', key: id + key.slice(owner.length), value }]
  })
  return {
    ids: [...ids.values()], marks: beside.marks,
    edits: [
      ...moved.map((node): Edit => ({ kind: 'addNode', node: { ...node, id: ids.get(node.id) ?? node.id } })),
      ...edges.map((edge): Edit => ({ kind: 'addEdge', edge })),
      ...tensors,
      ...beside.edits,
    ],
  }
}

/** Of a card that is not known. */
const GUESS = 150

/** All moved together so that their middle is at a point, or near it where there is room; nodes without a place stand in a row. */
function placed(graph: Graph, [x, y]: readonly [number, number], others: readonly Box[]): { readonly nodes: readonly GraphNode[]; readonly dx: number; readonly dy: number } {
  const heights = new Map(others.map(({ id, height }) => [id, height]))
  // What is pasted beside what was copied is as high.
  const cards = graph.nodes.map(({ id, position }, i) => ({ x: position?.[0] ?? i * 236, y: position?.[1] ?? 0, width: CARD_WIDTH, height: heights.get(id) ?? GUESS }))
  const boxes = [...cards, ...framesOf(graph), ...notesOf(graph)]
  if (boxes.length === 0) return { nodes: [], dx: 0, dy: 0 }
  const middle = (start: 'x' | 'y', size: 'width' | 'height'): number => (Math.min(...boxes.map((box) => box[start])) + Math.max(...boxes.map((box) => box[start] + box[size]))) / 2
  const [toX, toY] = [Math.round(x - middle('x', 'width')), Math.round(y - middle('y', 'height'))]
  const [awayX, awayY] = freeWay(cards.map((card) => ({ ...card, x: card.x + toX, y: card.y + toY })), others)
  const [dx, dy] = [toX + awayX, toY + awayY]
  return { nodes: graph.nodes.map((node, i) => ({ ...node, position: [cards[i]!.x + dx, cards[i]!.y + dy] })), dx, dy }
}
