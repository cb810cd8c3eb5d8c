/** While a wire is in the hand: which sockets it fits, and why the others do not take it. */
import { shallowRef } from 'vue'
import type { SocketData } from 'rete-connection-plugin'
import { objection } from '../../engine/analysis/fits'
import type { EditorDocument } from '../editor/document'
import { reached } from '../editor/select'
import { said, t } from '../i18n'

/** True: fits; a text: why not. */
export type Hint = true | string
const keyOf = (side: string, node: string, port: string): string => `${side} ${JSON.stringify([node, port])}`

/** More nodes than this are not asked one by one. */
const MOST = 160

/** Sockets by key; undefined while nothing is in the hand. */
export const hints = shallowRef<ReadonlyMap<string, Hint>>()
/** Where the wire in the hand begins. */
export const inHand = shallowRef<SocketData>()
export const hintOf = (side: string, node: string, port: string): Hint | undefined => hints.value?.get(keyOf(side, node, port))

/** Nodes that were looked at for the wire in the hand. */
const asked = new Set<string>()

/** Looks at the sockets of these nodes; without `picked` the hints go. */
export function showHints(document: EditorDocument, picked: SocketData | undefined, nodes: Iterable<string>): void {
  inHand.value = picked
  asked.clear()
  if (!picked) { hints.value = undefined; return }
  hints.value = look(document, picked, nodes, new Map())
}

/** Looks at the sockets of nodes that came on screen while the wire is in the hand. */
export function moreHints(document: EditorDocument, nodes: Iterable<string>): void {
  const { value: picked } = inHand
  const fresh = [...nodes].filter((id) => !asked.has(id))
  if (picked && fresh.length > 0) hints.value = look(document, picked, fresh, new Map(hints.value))
}

function look(document: EditorDocument, { nodeId, key, side }: SocketData, nodes: Iterable<string>, found: Map<string, Hint>): ReadonlyMap<string, Hint> {
  const source = side === 'output' ? document.nodes.get(nodeId) : undefined
  const target = side === 'input' ? document.nodes.get(nodeId) : undefined
  // A wire to what feeds its own beginning would close a circle.
  const closed = new Set(reached(document.graph, [nodeId], side === 'output' ? 'upstream' : 'downstream'))
  for (const id of nodes) {
    const model = document.nodes.get(id)
    if (!model || asked.size >= MOST) continue
    asked.add(id)
    for (const port of side === 'output' ? model.inputs : model.outputs) {
      const type = source?.analysis.outputs[key] ?? (target ? model.analysis.outputs[port.name] : undefined)
      const [to, input] = target ? [target, key] : [model, port.name]
      const refused = type && objection(to.node.type, to.node.params, { ...to.analysis.inputs, [input]: type })
      const why = closed.has(id) ? t('That would close a circle.') : refused && said(refused.message)
      found.set(keyOf(side === 'output' ? 'input' : 'output', id, port.name), why ?? true)
    }
  }
  return found
}
