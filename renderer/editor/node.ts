/** What the window knows of one node, kept reactive for its card and the inspector. */
import { shallowReactive } from 'vue'
import type { Edge, GraphNode, Problem } from '../../engine/document/types'
import type { NodeAnalysis } from '../../engine/analysis/types'
import type { Category } from '../../engine/layers/define'
import { inputPorts } from '../../engine/layers/ports'
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
  /** How long it took when it ran last. */
  milliseconds: number | undefined
  selected: boolean
  /** The values shown are older than the graph, and a run has been at it for a while. */
  stale: boolean
  /** The values shown are of before the last edits, which do not run by themselves. */
  outdated: boolean
  /** How high its card may be so that it stays off the one below; undefined: as high as it likes. Canvas units. */
  room: number | undefined
}

/** The node's own view of the graph: its ports are the declaration's and whatever is wired to it. */
export function portsOf(analysis: NodeAnalysis, incoming: readonly Edge[], outgoing: readonly Edge[]): Pick<NodeModel, 'inputs' | 'outputs'> {
  const { layer, params } = analysis
  const wiredIn = new Set(incoming.map((edge) => edge.to[1]))
  const wiredOut = new Set(outgoing.map((edge) => edge.from[1]))
  const inputs: PortModel[] = (layer ? inputPorts(layer, wiredIn) : []).map((port) => ({
    name: port.name, optional: port.optional === true || port.numberForm === true, wired: wiredIn.delete(port.name),
  }))
  // Ports unknown to the layer show their wires; a list has one more than is wired, to wire the next to.
  for (const name of wiredIn) inputs.push({ name, optional: false, wired: true })
  if (layer?.list && inputs.every((port) => port.wired)) inputs.push({ name: `input${inputs.length}`, optional: true, wired: false })
  let names = ['output']
  try {
    const known = Object.keys(analysis.outputs)
    if (known.length > 0) names = known
    else if (layer && params) names = layer.outputs(params).map((port) => port.name)
  } catch {
    // Parameters that do not fit each other: the first output is always there.
  }
  const outputs: PortModel[] = names.map((name) => ({ name, optional: false, wired: wiredOut.delete(name) }))
  for (const name of wiredOut) outputs.push({ name, optional: false, wired: true })
  return { inputs, outputs }
}

/** What is shown of its values is of before. */
export const isOld = (model: NodeModel): boolean => model.stale || model.outdated

export function createNode(node: GraphNode, analysis: NodeAnalysis, ports: Pick<NodeModel, 'inputs' | 'outputs'>): NodeModel {
  return shallowReactive({ id: node.id, node, analysis, ...ports, values: {}, problems: analysis.problems, milliseconds: undefined, selected: false, stale: false, outdated: false, room: undefined })
}

export const categoryOf = (model: NodeModel): Category | 'unknown' => model.analysis.layer?.category ?? 'unknown'
export const errorOf = (model: NodeModel): Problem | undefined => model.problems.find((problem) => problem.severity === 'error')
/** An input that nothing leads to yet: the node is unfinished, not wrong. */
const isOpen = (model: NodeModel, problem: Problem): boolean =>
  problem.code === 'missing-input' && problem.severity === 'error' && model.inputs.some((port) => port.name === problem.port && !port.wired)
/** How a problem is put to a person: an input that waits for its wire is neither an error nor a warning. */
export type Grade = 'error' | 'warning' | 'open'
export const gradeOf = (problem: Problem, model: NodeModel | undefined): Grade => (model && isOpen(model, problem) ? 'open' : problem.severity)
/** What is really wrong with a node. */
export const mistakeOf = (model: NodeModel): Problem | undefined => model.problems.find((problem) => problem.severity === 'error' && !isOpen(model, problem))
/** The input that waits for a wire, where nothing is wrong beside it. */
export const openOf = (model: NodeModel): Problem | undefined => (mistakeOf(model) ? undefined : model.problems.find((problem) => isOpen(model, problem)))
/** Stepped over: its first input goes on as its output. */
export const isBypassed = (model: NodeModel): boolean => model.node.bypass === true && (model.analysis.layer?.inputs.length ?? 0) > 0
/** Nothing comes out because of an error in front of it. */
export const isBehind = (model: NodeModel): boolean => Object.keys(model.analysis.outputs).length === 0 && errorOf(model) === undefined
