/** What arrives at a node's inputs, and what is missing there. */
import type { GraphNode, Problem } from '../document/types'
import type { InputPort, Layer } from '../layers/define'
import { inputPorts } from '../layers/ports'
import { say } from '../say'
import type { TensorType } from '../tensor/dtype'
import type { NodeContext } from './context'
import { own, problem } from './problem'
import type { Wiring } from './wiring'

export interface NodeInputs {
  /** Types by port, in the order of the layer's ports; without those that an error in front keeps away. */
  readonly types: Readonly<Record<string, TensorType>>
  readonly problems: readonly Problem[]
  /** Everything that is needed has arrived. */
  readonly ready: boolean
}

/**
 * Collects the inputs of a node. `stepped`: it is stepped over and needs its first input alone. Nothing is missing at
 * the end of a faulty wire, and nothing is said of an input that an error in front keeps away.
 */
export function inputsOf(node: GraphNode, layer: Layer, wiring: Wiring, stepped: boolean, values: Readonly<Record<string, unknown>> | undefined, context: NodeContext): NodeInputs {
  const types: Record<string, TensorType> = {}
  const problems: Problem[] = []
  let faulty = wiring.problems.length > 0
  let ready = true
  const missing: InputPort[] = []
  const [first] = layer.inputs
  for (const port of inputPorts(layer, wiring.sources.keys())) {
    const needed = stepped ? port.name === first?.name : true
    const from = wiring.sources.get(port.name)
    if (!from) {
      if (needed && !mayStayUnwired(port, stepped, values, node)) missing.push(port)
      continue
    }
    const source = context.runs(from[0]) ? context.result(from[0]) : undefined
    const type = source && own(source.analysis.outputs, from[1])
    if (type) types[port.name] = type
    else if (needed) {
      ready = false
      if (!source || Object.keys(source.analysis.outputs).length === 0) continue
      // The source gives something, but not there: a fault of the wire, or of the node that is stepped over.
      if (source.hidden?.has(from[1])) problems.push(steppedOver(node, port.name, from[0], from[1]))
      else faulty = true
    }
  }
  if (missing.length > 0) ready = false
  if (!faulty) for (const port of missing) problems.push(missingInput(node, layer, port, wiring.sources))
  return { types, problems, ready }
}

/** A port without a wire is fine where it is optional, or a parameter gives a number instead. */
function mayStayUnwired(port: InputPort, stepped: boolean, values: Readonly<Record<string, unknown>> | undefined, node: GraphNode): boolean {
  if (stepped) return false
  if (port.numberForm) {
    const given = own(node.params, port.name)
    // A number that does not parse is a fault of its own.
    if (given !== undefined && given !== null) return true
    const value = values?.[port.name]
    if (value !== undefined && value !== null) return true
  }
  return port.optional === true
}

function missingInput(node: GraphNode, layer: Layer, port: InputPort, sources: Wiring['sources']): Problem {
  const { id } = node
  // Self-attention has one tensor for all three.
  const query = port.name === 'key' || port.name === 'value' ? sources.get('query') : undefined
  if (query) {
    return problem('missing-input', say`Nothing is wired to ${port.name} of ${id}; wire a tensor there, for self-attention that of query.`, {
      node: id, port: port.name, fix: { label: say`Wire ${query[0]} to ${port.name}`, edits: [{ kind: 'addEdge', edge: { from: query, to: [id, port.name] } }] },
    })
  }
  const mend = port.numberForm && Object.hasOwn(layer.params, port.name) ? say`wire a tensor there or set ${port.name} to a number` : say`wire a tensor there`
  return problem('missing-input', say`Nothing is wired to ${port.name} of ${id}; ${mend}.`, { node: id, port: port.name })
}

function steppedOver(node: GraphNode, port: string, from: string, output: string): Problem {
  return problem('missing-input', say`${port} of ${node.id} comes from ${output} of ${from}, which is stepped over and gives its first input alone; switch ${from} on or wire another tensor.`, {
    node: node.id, port, fix: { label: say`Switch ${from} on`, edits: [{ kind: 'setBypass', node: from, bypass: false }] },
  })
}
