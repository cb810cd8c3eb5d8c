/** What the analysis knows of a graph. Pure: runs in the page (shapes follow the mouse) and in the engine alike. */
import type { Problem } from '../document/types'
import type { FormulaLine, Layer, Layout, TensorSpec } from '../layers/define'
import type { DType, TensorType } from '../tensor/dtype'
import type { MadeFrom } from '../tensor/fitted'

/** What is known of a file that a graph names (path as written in the graph). Facts only, no contents. */
export type AssetInfo =
  | { readonly kind: 'image'; readonly width: number; readonly height: number; readonly channels: number; readonly bits: number; readonly made?: MadeFrom }
  | { readonly kind: 'npy'; readonly dtype: DType; readonly shape: readonly number[] }
  | { readonly kind: 'safetensors'; readonly tensors: Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>> }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string }
/** undefined: not looked at yet; nothing is said about it until it is. */
export type AssetLookup = (path: string) => AssetInfo | undefined

/** How a node's values lie in memory. */
export interface NodeMemory {
  /** By output port. */
  readonly layouts: Readonly<Record<string, Layout>>
  /** The outputs are in the first input's memory, as views of it; an in-place node's are too, but that is not told here. */
  readonly shares: boolean
}

export interface NodeAnalysis {
  readonly id: string
  readonly layer: Layer | undefined
  /** Parsed parameters with inferred sizes filled in; undefined where they do not parse. */
  readonly params: Readonly<Record<string, unknown>> | undefined
  /** Parameters that were inferred, and from which input port. */
  readonly inferred: Readonly<Record<string, { readonly value: number; readonly port: string }>>
  /** Known input types by port. */
  readonly inputs: Readonly<Record<string, TensorType>>
  /** Output types by port; empty where an error reaches the node. */
  readonly outputs: Readonly<Record<string, TensorType>>
  /** How the outputs lie in memory, and whether it is the first input's. */
  readonly memory: NodeMemory
  /** Parameters and buffers in draw order; undefined while their shapes are unknown (the node then draws nothing). */
  readonly tensors: readonly TensorSpec[] | undefined
  readonly problems: readonly Problem[]
  readonly macs: number
  readonly notes: readonly string[]
}

export interface Totals {
  readonly nodes: number
  readonly parameters: number
  readonly macs: number
  /** Bytes of all outputs, parameters and buffers together. */
  readonly bytes: number
}

export interface AnalysisOptions {
  readonly assets?: AssetLookup
  /** Bytes that outputs and parameters together may take; beyond it `too-large`. */
  readonly memoryLimit?: number
}

export type { FormulaLine }
