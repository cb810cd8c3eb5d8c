/** A node of the graph as its mends see it, with the nodes in front of it. Asks the graph as it is when it is read. */
import type { GraphNode, Params } from '../document/types'
import type { FrontNode, Inputs, Layer, NodeRef } from '../layers/define'
import type { TensorType } from '../tensor/dtype'
import type { NodeContext } from './context'
import { inferredParams, parseParams } from './params'
import { own } from './problem'
import { wiringOf } from './wiring'

/** Undefined where there is no such node, or none of a known type. */
export function nodeRef(id: string, context: NodeContext): NodeRef | undefined {
  const { doc } = context
  const node = doc.node(id)
  const layer = node && context.registry.get(node.type)
  if (!node || !layer) return undefined
  const sources = Object.fromEntries(wiringOf(doc, node, layer).sources)
  return {
    id,
    params: node.params,
    inputs: context.result(id)?.analysis.inputs ?? {},
    sources,
    position: node.position ?? [0, 0],
    freshId(stem) {
      for (let n = 1, fresh = stem; ; fresh = `${stem}${++n}`) if (!doc.has(fresh)) return fresh
    },
    front: port => frontNode(own(sources, port), context),
    gives: (inputs, params = node.params) => attempted({ ...node, params }, layer, inputs),
  }
}

function frontNode(from: readonly [string, string] | undefined, context: NodeContext): FrontNode | undefined {
  for (let at = from; at && context.runs(at[0]);) {
    const [id, port] = at
    const ref = nodeRef(id, context)
    const found = context.result(id)?.analysis
    if (!ref || !found?.layer || !own(found.outputs, port)) return undefined
    const [first] = found.layer.inputs
    if (!context.doc.node(id)?.bypass || !first) return { ...ref, layer: found.layer, port, wires: context.doc.outgoing(id) }
    at = own(ref.sources, first.name)
  }
  return undefined
}

/** What a layer makes of inputs, asked of its declaration; undefined where it refuses. */
function attempted(node: GraphNode & { readonly params: Params }, layer: Layer, inputs: Inputs): Readonly<Record<string, TensorType>> | undefined {
  const { values, problems } = parseParams(node, layer, port => port in inputs)
  if (!values || problems.some(found => found.severity === 'error')) return undefined
  try {
    for (const name of inferredParams(layer)) values[name] ??= layer.infer?.[name]?.(inputs, values)?.value
    layer.construct?.(values)
    return layer.forward(values, inputs)
  } catch {
    // It refuses.
    return undefined
  }
}
