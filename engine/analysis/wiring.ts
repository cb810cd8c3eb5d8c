/** The wires at one node: which input comes from where, and which wires are at fault. */
import type { GraphDocument } from '../document/document'
import type { Edge, Edit, Fix, GraphNode, PortRef, Problem } from '../document/types'
import type { Layer } from '../layers/define'
import { hasInput, inputPorts } from '../layers/ports'
import { say } from '../say'
import type { NodeContext } from './context'
import { nearest } from '../layers/nearest'
import { fixNow, listed, own, problem } from './problem'
import type { NodeResult } from './result'

export interface Wiring {
  /** Where the wire comes from that counts, by input port. */
  readonly sources: ReadonlyMap<string, PortRef>
  readonly problems: readonly Problem[]
}

const remove = (edge: Edge): Fix => fixNow(say`Remove the wire`, { kind: 'removeEdge', edge })

function rewire(edge: Edge, changed: Partial<Edge>): Edit[] {
  return [{ kind: 'removeEdge', edge }, { kind: 'addEdge', edge: { ...edge, ...changed } }]
}

/** Sorts out the wires that end at `node`; of several into one input the first counts. */
export function wiringOf(doc: GraphDocument, node: GraphNode, layer: Layer | undefined): Wiring {
  const sources = new Map<string, PortRef>()
  const problems: Problem[] = []
  const { id } = node
  const edges = doc.incoming(id)
  for (const edge of edges) {
    const port = edge.to[1]
    if (!doc.has(edge.from[0])) problems.push(danglingStart(edge))
    else if (!layer) continue
    else if (!hasInput(layer, port)) problems.push(unknownInput(edge, layer, edges))
    else if (sources.has(port)) {
      const message = say`A second wire leads into ${port} of ${id}, from ${edge.from[0]}; remove it, or the one from ${sources.get(port)?.[0] ?? ''}.`
      problems.push(problem('occupied-input', message, { node: id, port, fix: remove(edge) }))
    } else sources.set(port, edge.from)
  }
  return { sources, problems }
}

function danglingStart(edge: Edge): Problem {
  const [node, port] = edge.to
  return problem('dangling-edge', say`A wire into ${port} of ${node} comes from ${edge.from[0]}, which is no node of this graph; remove the wire or name a node.`, { node, port, fix: remove(edge) })
}

function unknownInput(edge: Edge, layer: Layer, edges: readonly Edge[]): Problem {
  const [node, port] = edge.to
  const free = inputPorts(layer, edges.map(other => other.to[1])).map(input => input.name).filter(name => !edges.some(other => other.to[1] === name))
  const meant = nearest(port, free) ?? (free.length === 1 ? free[0] : undefined)
  const has = layer.inputs.length === 0 ? say`has no inputs` : say`has ${listed(layer.inputs.map(input => input.name))}`
  const message = say`${node} has no input ${port}: ${layer.type} ${has}; ${meant === undefined ? say`remove the wire` : say`wire it to ${meant}`}.`
  const fix = meant === undefined ? remove(edge) : fixNow(say`Wire it to ${meant}`, ...rewire(edge, { to: [node, meant] }))
  return problem('unknown-port', message, { node, port, fix })
}

/** Outputs that a layer says it has before its inputs are known; undefined where its parameters are at fault. */
export function declaredOutputs(layer: Layer, params: Readonly<Record<string, unknown>> | undefined): string[] | undefined {
  if (!params) return undefined
  try {
    return layer.outputs(params).map(output => output.name)
  } catch {
    // The layer could not tell: nothing is said about its ports.
    return undefined
  }
}

/** The parameter that gives a layer this output where it is set otherwise (`return_indices`; `dim` of Max), and to what. */
function unlocked(layer: Layer, params: Readonly<Record<string, unknown>>, port: string): { readonly param: string; readonly value: boolean | number; readonly edit: { readonly value?: boolean | number } } | undefined {
  for (const [param, found] of Object.entries(params)) {
    const value = typeof found === 'boolean' ? !found : found === null ? -1 : undefined
    if (value === undefined || !declaredOutputs(layer, { ...params, [param]: value })?.includes(port)) continue
    return { param, value, edit: layer.params[param]?.default === value ? {} : { value } }
  }
  return undefined
}

/** Faults of the wires that begin at a node: they end nowhere, or begin at an output that is not there. */
export function outgoingProblems(doc: GraphDocument, result: Pick<NodeResult, 'analysis' | 'hidden'>): Problem[] {
  const { id, layer, outputs, params } = result.analysis
  const problems: Problem[] = []
  let declared: string[] | undefined
  for (const edge of doc.outgoing(id)) {
    const port = edge.from[1]
    if (!doc.has(edge.to[0])) {
      problems.push(problem('dangling-edge', say`A wire from ${port} of ${id} ends at ${edge.to[0]}, which is no node of this graph; remove the wire or name a node.`, { node: id, port, fix: remove(edge) }))
      continue
    }
    if (!layer || own(outputs, port)) continue
    declared ??= declaredOutputs(layer, params)
    const known = Object.keys(outputs)
    const names = result.hidden || known.length === 0 ? declared : known
    if (!names || names.includes(port) || (result.hidden && port === 'output')) continue
    // How many parts there are follows from the input (Chunk, Split).
    if (known.length === 0 && names.includes('output0') && /^output\d+$/.test(port)) continue
    const lacking = params && unlocked(layer, params, port)
    if (lacking) {
      const { param, value, edit } = lacking
      problems.push(problem('unknown-port', typeof value === 'number' ? say`${id} has the output ${port} only where ${param} is a number; set it.` : say`${id} has the output ${port} only where ${param} is ${String(value)}; set it.`, { node: id, port, fix: fixNow(say`Set ${param} to ${String(value)}`, { kind: 'setParam', node: id, param, ...edit }) }))
      continue
    }
    const meant = nearest(port, names) ?? (names.length === 1 ? names[0] : undefined)
    const message = say`${id} has no output ${port}: it has ${listed(names)}; ${meant === undefined ? say`remove the wire` : say`wire from ${meant}`}.`
    const fix = meant === undefined ? remove(edge) : fixNow(say`Wire from ${meant}`, ...rewire(edge, { from: [id, meant] }))
    problems.push(problem('unknown-port', message, { node: id, port, fix }))
  }
  return problems
}

/** Tells the wires that carry something: both ends are nodes, the input is one of the layer's, and no wire came before. */
export function carryingEdges(context: Pick<NodeContext, 'doc' | 'registry'>): (edge: Edge) => boolean {
  const taken = new Map<string, Set<string>>()
  return edge => {
    const [id, port] = edge.to
    const layer = context.registry.get(context.doc.node(id)?.type ?? '')
    if (!layer) return true
    if (!hasInput(layer, port)) return false
    if (context.doc.incoming(id).length === 1) return true
    const ports = taken.get(id)
    if (!ports) taken.set(id, new Set([port]))
    else if (ports.has(port)) return false
    else ports.add(port)
    return true
  }
}
