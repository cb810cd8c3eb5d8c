/** Turning a node into another layer: its wires and the parameters that both have are kept. */
import type { GraphDocument } from '../../engine/document/document'
import type { Edit, Json } from '../../engine/document/types'
import type { Layer } from '../../engine/layers/define'
import { hasInput } from '../../engine/layers/ports'
import { starterParams } from '../../engine/layers/starters'

/** One step's edits; a wire into a port that the new layer lacks goes to its first free one, or away. */
export function replaceType(doc: GraphDocument, id: string, layer: Layer): readonly Edit[] {
  const node = doc.node(id)
  if (!node || node.type === layer.type) return []
  const kept = Object.fromEntries(Object.entries(node.params).filter(([name, json]) => accepts(layer, name, json)))
  const edits: Edit[] = [{ kind: 'setType', node: id, type: layer.type, params: { ...starterParams(layer), ...kept } }]
  // Its own weights were another layer's.
  for (const key of doc.tensorKeys(id)) edits.push({ kind: 'setTensor', key })
  const used = new Set(doc.incoming(id).map((edge) => edge.to[1]).filter((port) => hasInput(layer, port)))
  for (const edge of doc.incoming(id)) {
    if (hasInput(layer, edge.to[1])) continue
    edits.push({ kind: 'removeEdge', edge })
    const free = layer.inputs.find((port) => !used.has(port.name))
    if (!free) continue
    used.add(free.name)
    edits.push({ kind: 'addEdge', edge: { ...edge, to: [id, free.name] } })
  }
  for (const edge of doc.outgoing(id)) if (edge.from[1] !== 'output') edits.push({ kind: 'removeEdge', edge })
  return edits
}

function accepts(layer: Layer, name: string, json: Json): boolean {
  const spec = Object.hasOwn(layer.params, name) ? layer.params[name] : undefined
  return spec !== undefined && 'value' in spec.parse(json)
}
