/** Shapes of large graphs: from nothing and after one edit, against one node at a time. */
import { GraphAnalysis } from '../../engine/analysis/analysis'
import { GraphDocument } from '../../engine/document/document'
import type { Edge, Graph, GraphNode, Params } from '../../engine/document/types'
import { inTurns, type Figure, type Setting } from './figures'

/** Convolutions, activations and sums with shortcuts, `n` nodes deep. `channels` of the i-th convolution. */
function deep(n: number, channels: (i: number) => number = () => 8): Graph {
  const nodes: GraphNode[] = [{ id: 'x', type: 'Input', params: { shape: [1, 8, 32, 32] } }]
  const edges: Edge[] = []
  const add = (type: string, params: Params, from: readonly string[]): void => {
    const id = `n${nodes.length}`
    nodes.push({ id, type, params })
    from.forEach((source, i) => edges.push({ from: [source, 'output'], to: [id, i === 0 ? 'input' : 'other'] }))
  }
  while (nodes.length < n) {
    const last = nodes[nodes.length - 1]!.id
    const kind = nodes.length % 4
    if (kind === 0) add('Add', {}, [last, nodes[Math.max(0, nodes.length - 4)]!.id])
    else if (kind === 2) add('ReLU', {}, [last])
    else add('Conv2d', { out_channels: channels(nodes.length), kernel_size: 3, padding: 1 }, [last])
  }
  return { name: '', seed: 0, nodes, edges, tensors: {} }
}

/** A chain without shortcuts in which every node is another: no two convolutions and no two of their inputs are alike. */
function various(n: number): Graph {
  const { edges, ...graph } = deep(n, i => 8 + i)
  return { ...graph, nodes: graph.nodes.map(node => (node.type === 'Add' ? { ...node, params: { other: 1 } } : node)), edges: edges.filter(({ to }) => to[1] !== 'other') }
}

/** Times of one edit of the middle convolution: to what nothing follows from, and to what its shape changes with all behind it. */
function edits(n: number): { one: () => void } {
  const doc = new GraphDocument(deep(n))
  const analysis = new GraphAnalysis(doc)
  const node = doc.graph.nodes.find((candidate, i) => i > n / 2 && candidate.type === 'Conv2d')!.id
  let bias = true
  return { one: () => { analysis.update(doc.apply({ kind: 'setParam', node, param: 'bias', value: bias = !bias })) } }
}

/** A walk over as many nodes and wires that only reads them: what no analysis can be faster than. */
function walk(doc: GraphDocument): number {
  let seen = 0
  for (const { id } of doc.graph.nodes) for (const edge of doc.incoming(id)) seen += edge.from[0].length + Object.keys(doc.node(id)?.params ?? {}).length
  return seen
}

export async function measure({ rounds = 30 }: Setting): Promise<Figure[]> {
  const figures: Figure[] = []
  const other = new GraphDocument(various(1000))
  if (new GraphAnalysis(other).problems().length > 0) throw new Error('The graph has problems.')
  for (const n of [1000, 20_000]) {
    const doc = new GraphDocument(deep(n))
    if (new GraphAnalysis(doc).problems().length > 0) throw new Error('The graph has problems.')
    const { one } = edits(n)
    const times = await inTurns({ whole: () => { new GraphAnalysis(doc) }, various: () => { if (n === 1000) new GraphAnalysis(other) }, one, walk: () => { walk(doc) } }, n > 1000 ? Math.ceil(rounds / 3) : rounds, n > 1000 ? 3 : 30)
    const name = n.toLocaleString('en')
    figures.push(
      { name: `shapes of ${name} nodes, from nothing (against a walk over them)`, value: times.whole, unit: 'ms', baseline: times.walk, ...(n === 1000 ? { aim: 5, of: 'value' } : {}) },
      ...(n === 1000 ? [{ name: `shapes of ${name} nodes, no two alike, from nothing (against a walk over them)`, value: times.various, unit: 'ms', baseline: times.walk }] : []),
      { name: `shapes of ${name} nodes, after one edit (against from nothing)`, value: times.one, unit: 'ms', baseline: times.whole, ...(n === 1000 ? { aim: 1, of: 'value' } : {}) },
    )
  }
  return figures
}
