/** What the window knows of one node, kept reactive for its card and the inspector. */
import { shallowReactive } from 'vue'
import type { Edge, GraphNode, Problem } from '../../engine/document/types'
import type { NodeAnalysis } from '../../engine/analysis/types'
import type { Category } from '../../engine/layers/define'
import type { ValueMessage } from '../../engine/protocol'

export type NodeValue = Pick<ValueMessage, 'dtype' | 'shape' | 'stats' | 'thumb'>

export interface PortModel {
  readonly name: string
  readonly optional: boolean
  readonly wired: boolean
}

export interface NodeModel {
  readonly id: string
  node: GraphNode
  analysis: NodeAnalysis
  inputs: readonly PortModel[]
  outputs: readonly PortModel[]
  /** Values by port, as the engine last told them. */
  values: Readonly<Record<string, NodeValue>>
  /** Of the analysis and of the run, errors first. */
  problems: readonly Problem[]
  selected: boolean
}

/** The node's own view of the graph: its ports are the declaration's and whatever is wired to it. */
export function portsOf(analysis: NodeAnalysis, incoming: readonly Edge[], outgoing: readonly Edge[]): Pick<NodeModel, 'inputs' | 'outputs'> {
  const { layer, params } = analysis
  const wiredIn = new Set(incoming.map((edge) => edge.to[1]))
  const wiredOut = new Set(outgoing.map((edge) => edge.from[1]))
  const inputs: PortModel[] = (layer?.inputs ?? []).map((port) => ({
    name: port.name, optional: port.optional === true || port.numberForm === true, wired: wiredIn.delete(port.name),
  }))
  // Lists (input0, input1, ...) have one more than is wired, to wire the next to; ports unknown to the layer show their wires.
  for (const name of wiredIn) inputs.push({ name, optional: false, wired: true })
  if (layer && inputs.some((port) => /\d$/.test(port.name) && port.name.startsWith('input')) && isList(layer.inputs.map((port) => port.name))) {
    inputs.sort((a, b) => indexOf(a.name) - indexOf(b.name))
    if (inputs.every((port) => port.wired)) inputs.push({ name: `input${inputs.length}`, optional: true, wired: false })
  }
  let names = ['output']
  try {
    if (layer && params) names = layer.outputs(params).map((port) => port.name)
    else if (Object.keys(analysis.outputs).length > 0) names = Object.keys(analysis.outputs)
  } catch {
    // Parameters that do not fit each other: the first output is always there.
  }
  const outputs: PortModel[] = names.map((name) => ({ name, optional: false, wired: wiredOut.delete(name) }))
  for (const name of wiredOut) outputs.push({ name, optional: false, wired: true })
  return { inputs, outputs }
}

const indexOf = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? -1)
const isList = (names: readonly string[]): boolean => names.length > 0 && names.every((name) => /^input\d+$/.test(name)) && names[0] === 'input0'

export function createNode(node: GraphNode, analysis: NodeAnalysis, ports: Pick<NodeModel, 'inputs' | 'outputs'>): NodeModel {
  return shallowReactive({ id: node.id, node, analysis, ...ports, values: {}, problems: analysis.problems, selected: false })
}

export const categoryOf = (model: NodeModel): Category | 'unknown' => model.analysis.layer?.category ?? 'unknown'
export const errorOf = (model: NodeModel): Problem | undefined => model.problems.find((problem) => problem.severity === 'error')
/** Nothing comes out because of an error in front of it. */
export const isBehind = (model: NodeModel): boolean => Object.keys(model.analysis.outputs).length === 0 && errorOf(model) === undefined
