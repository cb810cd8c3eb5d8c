/** Which layers are offered first for a wire, and which do not fit it at all. */
import { objection } from '../../engine/analysis/fits'
import type { Category, Layer } from '../../engine/layers/define'
import type { TensorType } from '../../engine/tensor/dtype'
import type { EditorDocument } from '../editor/document'
import { starterParams } from '../../engine/layers/starters'
import type { Picker } from '../editor/workspace'
import { placeOf, USUAL } from './usual'

/** What usually comes next after a kind of layer. */
const NEXT: Readonly<Record<Category, readonly Category[]>> = {
  io: ['conv', 'lin', 'shape', 'seq'], conv: ['norm', 'act', 'pool', 'conv'], norm: ['act', 'conv', 'lin'], act: ['pool', 'conv', 'lin', 'norm'], pool: ['conv', 'shape', 'norm'],
  lin: ['act', 'norm', 'io', 'loss'], seq: ['lin', 'shape', 'norm'], shape: ['lin', 'seq', 'math'], math: ['act', 'norm', 'io'], loss: ['io'],
}

/** The layers that take (or, from an input, give) what the wire carries, in the order of `found` unless nothing is searched for. */
export function offered(document: EditorDocument, wire: NonNullable<Picker['wire']>, found: readonly Layer[], searching: boolean): readonly Layer[] {
  const model = document.nodes.get(wire.node)
  if (!model) return found
  const fitting = wire.side === 'output' ? taking(document, wire, found) : found.filter((layer) => layer.type !== 'Output')
  if (searching) return fitting
  const followers = new Map<string, number>()
  for (const { from, to } of document.graph.graph.edges) {
    const [one, other] = wire.side === 'output' ? [from, to] : [to, from]
    if (document.graph.node(one[0])?.type !== model.node.type) continue
    const type = document.graph.node(other[0])?.type ?? ''
    followers.set(type, (followers.get(type) ?? 0) + 1)
  }
  const category = model.analysis.layer?.category ?? 'io'
  const usual = wire.side === 'output' ? NEXT[category] : (Object.keys(NEXT) as Category[]).filter((other) => NEXT[other].includes(category))
  const place = (layer: Layer): number => (usual.includes(layer.category) ? usual.indexOf(layer.category) : usual.length)
  const rare = (layer: Layer): number => (placeOf(layer.type) < USUAL.length ? 0 : 1)
  return fitting.toSorted((a, b) => (followers.get(b.type) ?? 0) - (followers.get(a.type) ?? 0) || rare(a) - rare(b) || place(a) - place(b) || placeOf(a.type) - placeOf(b.type))
}

/** Whether a new node of this layer takes a value; undefined, not known yet: it may. */
function takes(layer: Layer, type: TensorType | undefined): boolean {
  const [input] = layer.inputs
  return input !== undefined && (type === undefined || objection(layer.type, starterParams(layer), { [input.name]: type }) === undefined)
}

function taking(document: EditorDocument, { node, port }: NonNullable<Picker['wire']>, found: readonly Layer[]): readonly Layer[] {
  const type = document.nodes.get(node)?.analysis.outputs[port]
  return found.filter((layer) => takes(layer, type))
}

/** Whether a layer fits behind the selected node, which is where it is added. */
export function fitsBehind(document: EditorDocument): (layer: Layer) => boolean {
  const { selected } = document.view
  const outputs = selected.length === 1 ? document.nodes.get(selected[0] ?? '')?.analysis.outputs : undefined
  const [type] = Object.values(outputs ?? {})
  return (layer) => takes(layer, type)
}
