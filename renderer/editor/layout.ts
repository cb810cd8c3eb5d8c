/** Places nodes in layers from left to right, by ELK in a worker of its own. */
import type { ELK, ElkNode } from 'elkjs/lib/elk-api'
import { GraphDocument } from '../../engine/document/document'
import type { Graph, GraphNode } from '../../engine/document/types'
import { CARD_WIDTH, HEADER } from '../canvas/geometry'
import { expectedHeight } from '../drawing/ghost'
import type { Box as Placed } from './arrange'
import { columns, type Box } from './columns'
import { NodeModels } from './models'

let elk: Promise<ELK> | undefined

/** The layouter is large: it is loaded when something has to be laid out. */
async function loadElk(): Promise<ELK> {
  const [{ default: Elk }, { default: workerUrl }] = await Promise.all([import('elkjs/lib/elk-api'), import('elkjs/lib/elk-worker.min.js?url')])
  return new Elk({ workerUrl })
}

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '58',
  // A card whose strip of values gave way to a message stays off the one below.
  'elk.spacing.nodeNode': '54',
  'elk.spacing.componentComponent': '64',
  // Long chains go on in a further row, as lines of a text do.
  'elk.layered.wrapping.strategy': 'MULTI_EDGE',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
}

/** Boxes up to which places are found by the better of two ways, which takes seconds for some hundreds. */
const FEW = 120
/** Boxes up to which ELK is asked: of 2,000 it takes ten seconds, of 5,000 minutes. */
const MOST = 2000
const placement = (count: number): string => (count <= FEW ? 'NETWORK_SIMPLEX' : 'BRANDES_KOEPF')

const FIXED = { 'elk.portConstraints': 'FIXED_POS' }
const WEST = { 'elk.port.side': 'WEST' }
const EAST = { 'elk.port.side': 'EAST' }

/** Positions for these boxes, about `aspect` times as wide as high; wires with an end elsewhere do not count. */
export async function layoutBoxes(boxes: readonly Box[], wires: readonly (readonly [string, string])[], aspect = 1.5): Promise<Record<string, readonly [number, number]>> {
  const has = new Set(boxes.map((box) => box.id))
  const known = wires.filter(([from, to]) => has.has(from) && has.has(to) && from !== to)
  if (boxes.length > MOST) {
    const places = new Map(boxes.map((box, i) => [box.id, i]))
    const found = columns(boxes, known.map(([from, to]) => [places.get(from)!, places.get(to)!] as const), aspect)
    return Object.fromEntries(boxes.map((box, i) => [box.id, found[i]!]))
  }
  // Ids of the document may be anything, ELK's are numbers here.
  const key = new Map(boxes.map((box, i) => [box.id, `n${i}`]))
  const graph: ElkNode = {
    id: 'graph',
    layoutOptions: { ...OPTIONS, 'elk.aspectRatio': String(aspect), 'elk.layered.nodePlacement.strategy': placement(boxes.length) },
    children: boxes.map((box) => {
      const id = key.get(box.id)!
      // Wires leave and enter at the head of a card: sockets in one line make a straight wire.
      const ports = [{ id: `${id}i`, x: 0, y: HEADER / 2, layoutOptions: WEST }, { id: `${id}o`, x: box.width, y: HEADER / 2, layoutOptions: EAST }]
      return { id, width: box.width, height: box.height, ports, layoutOptions: FIXED }
    }),
    edges: known.map(([from, to], i) => ({ id: `e${i}`, sources: [`${key.get(from)!}o`], targets: [`${key.get(to)!}i`] })),
  }
  const placed = await (await (elk ??= loadElk())).layout(graph)
  const positions: Record<string, readonly [number, number]> = {}
  placed.children?.forEach((child, i) => { positions[boxes[i]!.id] = [Math.round(child.x ?? 0), Math.round(child.y ?? 0)] })
  return positions
}

/** Moves a layout so that its middle is where the boxes' middle was. */
export function inPlace(boxes: readonly Placed[], found: Readonly<Record<string, readonly [number, number]>>): Record<string, readonly [number, number]> {
  const middle = (axis: 0 | 1, at: (box: (typeof boxes)[number]) => readonly [number, number]): number => {
    const size = axis === 0 ? 'width' : 'height'
    return (boxes.reduce((least, box) => Math.min(least, at(box)[axis]), Infinity) + boxes.reduce((most, box) => Math.max(most, at(box)[axis] + box[size]), -Infinity)) / 2
  }
  const then = (box: Box): readonly [number, number] => found[box.id] ?? [0, 0]
  const [dx, dy] = ([0, 1] as const).map((axis) => Math.round(middle(axis, ({ x, y }) => [x, y]) - middle(axis, then))) as [number, number]
  return Object.fromEntries(boxes.map((box) => [box.id, [then(box)[0] + dx, then(box)[1] + dy]]))
}

/** Between nodes that have a place and those that get one below. */
const APART = 90

/** The graph with a position for every node: those without one are laid out below the others. */
export async function layoutGraph(graph: Graph): Promise<Graph> {
  const bare = graph.nodes.filter((node) => node.position === undefined)
  if (bare.length === 0) return graph
  const wires = graph.edges.map((edge) => [edge.from[0], edge.to[0]] as const)
  const { map: models } = new NodeModels(new GraphDocument(graph))
  const height = ({ id }: GraphNode): number => {
    const model = models.get(id)
    return model ? expectedHeight(model) : 0
  }
  const found = await layoutBoxes(bare.map((node) => ({ id: node.id, width: CARD_WIDTH, height: height(node) })), wires)
  let [left, bottom] = [Infinity, -Infinity]
  for (const node of graph.nodes) {
    if (!node.position) continue
    left = Math.min(left, node.position[0])
    bottom = Math.max(bottom, node.position[1] + height(node) + APART)
  }
  if (left === Infinity) [left, bottom] = [0, 0]
  const place = (node: GraphNode): GraphNode => {
    const spot = found[node.id]
    return node.position || !spot ? node : { ...node, position: [spot[0] + left, spot[1] + bottom] }
  }
  return { ...graph, nodes: graph.nodes.map(place) }
}
