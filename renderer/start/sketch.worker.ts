/** Reads graphs and draws them small, beside the page. */
import { readGraph } from '../../engine/document/file'
import type { Graph } from '../../engine/document/types'
import { sketch } from '../drawing/sketch'
import { layoutGraph } from '../editor/layout'

export interface SketchRequest {
  readonly request: number
  readonly text: string
  /** Pixels. */
  readonly width: number
  readonly height: number
}
/** `svg` undefined: there is nothing that could be drawn. */
export interface SketchReply {
  readonly request: number
  readonly svg: string | undefined
}

/** Nodes up to which those without a position are laid out as they will be when the graph is opened. */
const MOST_LAID_OUT = 400

/** In rows, in the file's order. */
function inRows(graph: Graph): Graph {
  const across = Math.ceil(Math.sqrt(graph.nodes.length * 1.5))
  return { ...graph, nodes: graph.nodes.map((node, i) => ({ ...node, position: [(i % across) * 240, Math.floor(i / across) * 190] as const })) }
}

async function draw({ text, width, height }: SketchRequest): Promise<string | undefined> {
  const { graph } = readGraph(text)
  if (!graph) return undefined
  const placed = graph.nodes.every((node) => node.position) ? graph : graph.nodes.length > MOST_LAID_OUT ? inRows(graph) : await layoutGraph(graph)
  return sketch(placed, width, height)
}

self.addEventListener('message', ({ data }: MessageEvent<SketchRequest>) => {
  const reply = (svg: string | undefined): void => self.postMessage({ request: data.request, svg } satisfies SketchReply)
  // What cannot be drawn is shown without a drawing.
  draw(data).then(reply, () => reply(undefined))
})
