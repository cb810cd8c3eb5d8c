/** What the analysis of one node may ask of the graph around it. */
import type { GraphDocument } from '../document/document'
import type { TensorEntry } from '../document/types'
import type { Layer } from '../layers/define'
import { sameSizes, type TensorType } from '../tensor/dtype'
import type { Alike } from './alike'
import type { NodeResult } from './result'
import type { AssetInfo, NodeMemory } from './types'

export interface OwnTensor {
  /** As the file has it: `conv1.weight`. */
  readonly key: string
  /** Within the node: `weight`. */
  readonly name: string
  readonly entry: TensorEntry
}

export interface NodeContext {
  readonly doc: GraphDocument
  readonly registry: ReadonlyMap<string, Layer>
  readonly alike: Alike
  asset(path: string): AssetInfo | undefined
  /** Of a node in front; undefined while it has none, as for one in or behind a cycle. */
  result(id: string): NodeResult | undefined
  /** False for a node in a cycle or behind one: it has no outputs. */
  runs(id: string): boolean
}

/** The same in memory as before: those behind need not look again. */
export const sameMemory = (a: NodeMemory, b: NodeMemory): boolean =>
  a.shares === b.shares && Object.keys(a.layouts).every(port => sameSizes(a.layouts[port]?.strides ?? [], b.layouts[port]?.strides ?? []))

/** Same ports in the same order with the same types. */
export function sameTypes(a: Readonly<Record<string, TensorType>>, b: Readonly<Record<string, TensorType>>): boolean {
  const ports = Object.keys(a)
  const others = Object.keys(b)
  return ports.length === others.length && ports.every((port, i) => {
    const one = a[port]
    const other = b[port]
    return port === others[i] && one !== undefined && other !== undefined && one.dtype === other.dtype && sameSizes(one.shape, other.shape)
  })
}
