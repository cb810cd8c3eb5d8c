/** Whether a layer would take what is wired to it, asked before the wire is there. */
import { GraphDocument } from '../document/document'
import type { Edge, GraphNode, Params, Problem } from '../document/types'
import type { TensorType } from '../tensor/dtype'
import { GraphAnalysis } from './analysis'

/**
 * What a layer of this type with these parameters has against inputs of these types; undefined where nothing. Inputs
 * that are not named may still be missing. Asks the declaration itself, in a graph of its own.
 */
export function objection(type: string, params: Params, inputs: Readonly<Record<string, TensorType>>): Problem | undefined {
  const nodes: GraphNode[] = [{ id: 'node', type, params }]
  const edges: Edge[] = []
  for (const [port, { dtype, shape }] of Object.entries(inputs)) {
    const id = `from ${port}`
    nodes.push({ id, type: 'Input', params: { shape, dtype } })
    edges.push({ from: [id, 'output'], to: ['node', port] })
  }
  const analysis = new GraphAnalysis(new GraphDocument({ name: '', seed: 0, nodes, edges, tensors: {} }), {})
  return analysis.node('node')?.problems.find((problem) => problem.severity === 'error' && problem.code !== 'missing-input' && problem.code !== 'too-large')
}
