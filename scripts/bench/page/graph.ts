/** Graphs for the canvas: a grid of nodes, each wired to the one before, one of them (the hub) to twenty more. */
import type { Edge, Graph, GraphNode } from '../../../engine/document/types'

export const COLUMN = 260
export const ROW = 230
const FAN = 20

export interface GridGraph {
  readonly graph: Graph
  readonly hub: string
  readonly hubAt: readonly [number, number]
  readonly width: number
  readonly height: number
}

export function grid(n: number): GridGraph {
  const columns = Math.ceil(Math.sqrt(n))
  const nodes: GraphNode[] = []
  const edges: Edge[] = []
  const hub = Math.floor(columns / 2) * columns + Math.floor(columns / 2) - 3
  const at = (i: number): [number, number] => [(i % columns) * COLUMN, Math.floor(i / columns) * ROW]
  const wire = (from: number, to: number, port: string): void => { edges.push({ from: [`n${from}`, 'output'], to: [`n${to}`, port] }) }
  for (let i = 0; i < n; i++) {
    const fed = i > hub && i <= hub + FAN
    const add = i >= 3 && (i % 3 === 0 || fed)
    const position = at(i)
    if (i === 0) nodes.push({ id: 'n0', type: 'Input', params: { shape: [1, 8, 16, 16] }, position })
    else if (add) nodes.push({ id: `n${i}`, type: 'Add', params: {}, position })
    else if (i % 2 === 0) nodes.push({ id: `n${i}`, type: 'ReLU', params: {}, position })
    else nodes.push({ id: `n${i}`, type: 'Conv2d', params: { out_channels: 8, kernel_size: 3, padding: 1 }, position })
    if (i > 0) wire(i - 1, i, 'input')
    if (add) wire(fed ? hub : i - 3, i, 'other')
  }
  return { graph: { name: 'grid', seed: 0, nodes, edges, tensors: {} }, hub: `n${hub}`, hubAt: at(hub), width: columns * COLUMN, height: Math.ceil(n / columns) * ROW }
}
