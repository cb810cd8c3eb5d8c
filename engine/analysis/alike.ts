/**
 * Nodes that are like one before: of the same layer, with the same parameters and the same inputs. Networks are made of
 * repeated blocks, and what a layer makes of its inputs follows from these three alone, so it is worked out once.
 */
import type { GraphNode, Json } from '../document/types'
import type { Layer, Layout } from '../layers/define'
import { hasInput } from '../layers/ports'
import type { NodeContext, NodeResult } from './context'
import type { TensorType } from '../tensor/dtype'
import { own } from './problem'

/** Beyond so many, a long session's edits have left more behind than the graph has kinds of nodes. */
const MOST = 20_000
/** A longer list of parameters costs more to compare than it saves. */
const LONGEST = 64

/** What was worked out, to be given again to nodes that are alike. */
export class Alike {
  readonly #known = new Map<Layer, Map<string, NodeResult>>()
  readonly #names = new Map<string, number>()
  #count = 0

  /** A short name for what arrives: the same for outputs of one type that lie in memory alike. */
  nameOf(type: TensorType, layout: Layout | undefined): number {
    const text = `${type.dtype}${type.shape.join()}/${layout?.strides.join() ?? ''}`
    let name = this.#names.get(text)
    if (name === undefined) this.#names.set(text, name = this.#names.size)
    return name
  }

  find(layer: Layer, key: string): NodeResult | undefined {
    return this.#known.get(layer)?.get(key)
  }

  /** Keeps the result of a sound node that nothing is said of: all else names the node. */
  keep(layer: Layer, key: string, result: NodeResult): void {
    if (result.analysis.problems.length > 0) return
    if (++this.#count > MOST) {
      this.#known.clear()
      this.#count = 1
    }
    const known = this.#known.get(layer)
    if (known) known.set(key, result)
    else this.#known.set(layer, new Map([[key, result]]))
  }
}

/**
 * What the analysis of a node follows from, as text. Undefined where more than layer, parameters and inputs has a say:
 * stored tensors and files, a bypass, an input that does not arrive, a cycle.
 */
export function keyOf(node: GraphNode, layer: Layer, context: NodeContext): string | undefined {
  const { doc } = context
  if (node.bypass || layer.inputs.length === 0 || !context.runs(node.id) || doc.tensorKeys(node.id).length > 0) return undefined
  let key = ''
  for (const { from, to } of doc.incoming(node.id)) {
    if (!hasInput(layer, to[1])) return undefined
    const source = context.runs(from[0]) ? context.result(from[0]) : undefined
    const type = source && own(source.names, from[1])
    if (type === undefined) return undefined
    key += `${to[1]} ${type};`
  }
  for (const name in node.params) {
    if (!Object.hasOwn(layer.params, name)) return undefined
    const text = textOf(node.params[name])
    if (text === undefined) return undefined
    key += `${name}=${text},`
  }
  return key
}

/** Whether all wires that begin at a node end at one, and begin at an output that it has. */
export function leadsOn(id: string, outputs: NodeResult['analysis']['outputs'], { doc }: NodeContext): boolean {
  for (const { from, to } of doc.outgoing(id)) if (!Object.hasOwn(outputs, from[1]) || !doc.has(to[0])) return false
  return true
}

/** A parameter's value, other than every other's; undefined where that would be long. */
function textOf(json: Json | undefined): string | undefined {
  if (typeof json === 'number') return json === 0 && Object.is(json, -0) ? '-0' : `${json}`
  if (typeof json === 'string') return JSON.stringify(json)
  if (typeof json !== 'object' || json === null) return `${json}`
  const parts = Array.isArray(json) ? json : Object.entries(json).flat()
  if (parts.length > LONGEST) return undefined
  let text = Array.isArray(json) ? '[' : '{'
  for (const part of parts) {
    const each = textOf(part as Json)
    if (each === undefined) return undefined
    text += `${each},`
  }
  return text + (Array.isArray(json) ? ']' : '}')
}

/** Short names of the outputs by port. */
export function namesOf({ outputs, memory }: Pick<NodeResult['analysis'], 'outputs' | 'memory'>, alike: Alike): Record<string, number> {
  const names: Record<string, number> = {}
  for (const port in outputs) {
    const type = outputs[port]
    if (type) names[port] = alike.nameOf(type, memory.layouts[port])
  }
  return names
}
