/** What nodes that are alike have in common, as text, and which nodes may be alike at all. */
import type { GraphNode, Json } from '../document/types'
import type { Layer } from '../layers/define'
import { hasInput } from '../layers/ports'
import type { NodeContext } from './context'
import { own } from './problem'
import type { NodeResult } from './result'

/** A longer list of parameters costs more to compare than it saves. */
const LONGEST = 64

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
