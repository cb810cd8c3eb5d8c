/** What the analysis of one node may ask of the graph around it. */
import type { GraphDocument } from '../document/document'
import type { Problem, TensorEntry } from '../document/types'
import type { Layer, NodeRef, Note } from '../layers/define'
import type { TensorType } from '../tensor/dtype'
import type { Alike } from './alike'
import type { AssetInfo, NodeAnalysis, NodeMemory } from './types'

export interface OwnTensor {
  /** As the file has it: `conv1.weight`. */
  readonly key: string
  /** Within the node: `weight`. */
  readonly name: string
  readonly entry: TensorEntry
}

/** A node's analysis with what only the rest of the analysis needs. */
export interface NodeResult {
  readonly analysis: NodeAnalysis
  /** Short names of the outputs' types and of how they lie in memory, by port: what nodes behind are told apart by. */
  readonly names: Readonly<Record<string, number>>
  readonly bytes: number
  /** Files that the node depends on, as the graph spells them. */
  readonly files: readonly string[]
  /** Of a node that is stepped over: the outputs it would have. */
  readonly hidden: ReadonlySet<string> | undefined
  /** Its problems as a look at the nodes in front tells them; undefined where that makes no difference. */
  readonly look: (() => Look) | undefined
  /** Warnings for which it takes a look at the nodes in front. */
  readonly advice: Advice | undefined
}

export type Advice = (node: NodeRef) => readonly Note[]

export interface Look {
  readonly problems: readonly Problem[]
  /** Warnings elsewhere that these problems say already, by node and parameter. */
  readonly instead: readonly { readonly node: string; readonly param: string }[]
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

export const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((n, i) => n === b[i])

/** The same in memory as before: those behind need not look again. */
export const sameMemory = (a: NodeMemory, b: NodeMemory): boolean =>
  a.shares === b.shares && Object.keys(a.layouts).every(port => sameShape(a.layouts[port]?.strides ?? [], b.layouts[port]?.strides ?? []))

/** Same ports in the same order with the same types. */
export function sameTypes(a: Readonly<Record<string, TensorType>>, b: Readonly<Record<string, TensorType>>): boolean {
  const ports = Object.keys(a)
  const others = Object.keys(b)
  return ports.length === others.length && ports.every((port, i) => {
    const one = a[port]
    const other = b[port]
    return port === others[i] && one !== undefined && other !== undefined && one.dtype === other.dtype && sameShape(one.shape, other.shape)
  })
}
