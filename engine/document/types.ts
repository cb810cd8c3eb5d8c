/** The graph as plain data: what a graph file holds and what edits change. Survives structured clone and JSON. */
import type { Said } from '../say'

/**
 * A number whose text says more than its value: `2.0` (a float, where PyTorch tells 2 and 2.0 apart) or an integer
 * beyond 2^53. Kept as written; `numberOf` and `isFloatLiteral` in `numbers.ts` read it.
 */
export interface NumberLiteral {
  readonly $number: string
}

export type Json = null | boolean | number | string | NumberLiteral | readonly Json[] | { readonly [key: string]: Json }

export type Params = Readonly<Record<string, Json>>

export interface GraphNode {
  readonly id: string
  readonly type: string
  readonly label?: string
  /** Only what differs from the default, or was spelled out in the file. */
  readonly params: Params
  /** Canvas units; absent until laid out. */
  readonly position?: readonly [number, number]
  readonly bypass?: true
  /** Keys of the file that this version does not know, written back as they were. */
  readonly unknown?: Readonly<Record<string, Json>>
}

/** [node id, port name] */
export type PortRef = readonly [string, string]

export interface Edge {
  readonly from: PortRef
  readonly to: PortRef
  readonly unknown?: Readonly<Record<string, Json>>
}

/** Overrides a parameter or buffer: values inline in row-major order, or a key of a .safetensors file. */
export type TensorEntry =
  | { readonly shape: readonly number[]; readonly data: readonly Json[]; readonly unknown?: Readonly<Record<string, Json>> }
  | { readonly file: string; readonly key: string; readonly unknown?: Readonly<Record<string, Json>> }

/** A whole graph. Nodes and edges stand in file order, which decides the draws and the order of execution. */
export interface Graph {
  readonly name: string
  readonly description?: string
  /** The seed as written; its low 32 bits count. */
  readonly seed: number | NumberLiteral
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly Edge[]
  readonly tensors: Readonly<Record<string, TensorEntry>>
  /** Top-level keys of the file that this version does not interpret (frames, notes, modules, unknown ones), in file order. */
  readonly unknown?: Readonly<Record<string, Json>>
}

/**
 * One change of the document. `apply` (document.ts) returns its exact inverse. Indices make undo restore file order;
 * left out, the new item goes to the end.
 */
export type Edit =
  | { readonly kind: 'addNode'; readonly node: GraphNode; readonly index?: number }
  | { readonly kind: 'removeNode'; readonly id: string }
  | { readonly kind: 'addEdge'; readonly edge: Edge; readonly index?: number }
  | { readonly kind: 'removeEdge'; readonly edge: Edge }
  /** `value` left out gives the parameter back to its default (or to inference). */
  | { readonly kind: 'setParam'; readonly node: string; readonly param: string; readonly value?: Json }
  | { readonly kind: 'setParams'; readonly node: string; readonly params: Params }
  | { readonly kind: 'setType'; readonly node: string; readonly type: string; readonly params: Params }
  | { readonly kind: 'setLabel'; readonly node: string; readonly label?: string }
  | { readonly kind: 'setBypass'; readonly node: string; readonly bypass: boolean }
  | { readonly kind: 'renameNode'; readonly id: string; readonly to: string }
  | { readonly kind: 'moveNodes'; readonly positions: Readonly<Record<string, readonly [number, number] | null>> }
  | { readonly kind: 'setTensor'; readonly key: string; readonly value?: TensorEntry }
  /** What the editor alone reads of the file; `value` left out removes the key. */
  | { readonly kind: 'setExtra'; readonly key: 'frames' | 'notes'; readonly value?: Json; readonly index?: number }
  | { readonly kind: 'setGraph'; readonly name?: string; readonly description?: string | null; readonly seed?: number | NumberLiteral }

export type ProblemCode =
  | 'syntax' | 'version' | 'duplicate-id' | 'unknown-type' | 'unknown-param' | 'unknown-port' | 'dangling-edge' | 'occupied-input'
  | 'cycle' | 'bad-tensor' | 'missing-file' | 'bad-param' | 'missing-input' | 'shape-mismatch' | 'type-mismatch' | 'too-large' | 'runtime'

export interface Fix {
  /** Imperative, short: "Set in_features to 400". */
  readonly label: Said
  readonly edits: readonly Edit[]
}

export interface Problem {
  readonly severity: 'error' | 'warning'
  readonly code: ProblemCode
  /** One sentence: what is wrong, with the numbers, and what would mend it. */
  readonly message: string
  readonly node?: string
  readonly port?: string
  readonly param?: string
  /** First line of what PyTorch says where it refuses as well. */
  readonly pytorch?: string
  readonly fix?: Fix
}
