/**
 * What a layer's declaration is. Each layer is declared once, in one file, with `defineLayer`; the palette, the
 * inspector, the checks, the export, the run and the documentation read the declaration and nothing else.
 */
import type { Said } from '../say'
import type { Edge, Edit, Json, Params } from '../document/types'
import type { DType, Tensor, TensorType } from '../tensor/dtype'
import type { Strides } from '../tensor/strides'

/** Kinds of layers and their titles, in the palette's order. */
export const CATEGORIES = [
  ['io', 'In and out'], ['conv', 'Convolution'], ['pool', 'Pooling'], ['act', 'Activation'], ['lin', 'Linear'],
  ['norm', 'Normalisation and dropout'], ['seq', 'Recurrent and attention'], ['shape', 'Shape'], ['math', 'Functions'], ['loss', 'Loss'],
] as const
export type Category = (typeof CATEGORIES)[number][0]

/** A Python scalar: int and float told apart, as the file does. */
export interface Scalar {
  readonly value: number
  readonly float: boolean
  /** Of an int beyond 2^53, which `value` rounds. */
  readonly exact?: bigint
  /** Python's True or False: a number that makes no integers of bools. */
  readonly bool?: true
}

/** A parameter as a person edits it: which control, which limits. */
export type Control =
  | { readonly kind: 'int'; readonly min?: number; readonly max?: number }
  /** `words` are texts taken instead (a norm's 'fro'). */
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly words?: readonly string[] }
  /** `n` ints, or one that stands for all; `words` are texts taken instead ('same', 'valid'), `names` what each is of, where that is not height and width. */
  | { readonly kind: 'ints'; readonly n: number; readonly min?: number; readonly words?: readonly string[]; readonly names?: readonly string[] }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'switch' }
  | { readonly kind: 'text' }
  | { readonly kind: 'size' }
  | { readonly kind: 'value' }
  /** Numbers in a list, nested where there is more than one dimension. */
  | { readonly kind: 'tensor' }

/** PyTorch's own message; where it names sizes of the input, by these. Undefined: not known for such an input. */
export type Words = string | ((inputs: Inputs) => string | undefined)

/** Why a parameter's value is none (bad-param), PyTorch's message where it refuses too, and the value that was likely meant. */
export interface Unfit {
  readonly refuse: Said
  readonly pytorch?: Words
  readonly meant?: Json
}

/** One parameter. `parse` gives the typed value or why there is none. */
export interface ParamSpec<T> {
  readonly control: Control
  readonly help: string
  readonly required: boolean
  /** The default as the file would spell it; for an inferred or required one undefined. */
  readonly default: Json | undefined
  /** Follows from the input where left out (`in_channels`). */
  readonly inferred: boolean
  readonly nullable: boolean
  /** What a new node begins with where PyTorch has no default: one that runs at once says more than one that complains. */
  readonly start?: Json
  /** `params`: the node's, as the file has them, for PyTorch's words where they name the other arguments. */
  parse(json: Json, params?: Params): { readonly value: T } | Unfit
}

export type ParamSpecs = Readonly<Record<string, ParamSpec<unknown>>>
/** The typed parameters of a declaration; an inferred one is undefined until the input is known. */
export type ParamsOf<S extends ParamSpecs> = { readonly [K in keyof S]: S[K] extends ParamSpec<infer T> ? T : never }

export interface InputPort {
  readonly name: string
  /** May stay unwired. */
  readonly optional?: boolean
  /** Where unwired, a parameter of this port's name gives a number instead. */
  readonly numberForm?: boolean
}
export interface OutputPort {
  readonly name: string
}

export type Inputs = Readonly<Record<string, TensorType>>

/** How an output lies in memory. */
export interface Layout {
  readonly strides: Strides
  /** Of a view: its first element's distance from the first of its input. */
  readonly offset?: number
}

/** A node whose sizes are known, and how its inputs lie in memory. */
export interface Memory<P> {
  readonly params: P
  readonly inputs: Inputs
  readonly outputs: Readonly<Record<string, TensorType>>
  /** Of the inputs, by port. */
  readonly strides: Readonly<Record<string, Strides>>
}

/** A refusal by the layer: becomes a Problem at the node. */
export interface Refusal {
  readonly code: 'bad-param' | 'shape-mismatch' | 'type-mismatch' | 'missing-input'
  readonly message: Said
  readonly port?: string
  readonly param?: string
  readonly pytorch?: string
  readonly fix?: Mend
  /** What a look at the nodes in front says better; asked again whenever the graph changes. Undefined: nothing. */
  readonly around?: (node: NodeRef) => Wider | undefined
}
export interface Wider extends Pick<Refusal, 'message' | 'param' | 'fix'> {
  /** A parameter in front that is the fault: what is warned of there is said here, once. */
  readonly instead?: { readonly node: string; readonly param: string }
}
export interface Mend {
  /** Imperative, short: "Set in_features to 400". */
  readonly label: Said
  readonly edits: (node: NodeRef) => readonly Edit[]
}
/** Thrown by `construct` and `forward`; caught by the analysis. */
export class LayerRefusal extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message)
  }
}
export const refuse = (refusal: Refusal): never => {
  throw new LayerRefusal(refusal)
}

/**
 * What PyTorch finds in the values only when it runs, such as an index beyond the end. The lowering makes ONNX Runtime
 * stop there too; this then says where and why, in a sentence of its own and in PyTorch's words.
 */
export interface Fault<P> {
  /** The input ports whose values it looks at. */
  readonly ports: readonly string[]
  /** `values` of these ports, row by row; undefined where nothing is wrong with them. */
  find(params: P, inputs: Inputs, values: Readonly<Record<string, ArrayLike<number>>>): Found | undefined
}
export type Found = Pick<Refusal, 'message' | 'port' | 'pytorch'>

/** Accepted, but hardly meant (silent in PyTorch): a warning with its mend, or a note such as "unbatched". */
export interface Note {
  readonly severity: 'warning' | 'note'
  readonly message: Said
  readonly param?: string
  readonly fix?: Mend
}

/** A node, as a mend may look at it and at what stands in front of it. */
export interface NodeRef {
  readonly id: string
  /** As the file has them. */
  readonly params: Params
  /** Types that arrive, by port. */
  readonly inputs: Inputs
  /** Where each wired input comes from: port to [node id, port]. */
  readonly sources: Readonly<Record<string, readonly [string, string]>>
  /** Canvas position of the node, for placing one in front of it. */
  readonly position: readonly [number, number]
  /** An id not yet taken, from a stem ("flatten"). */
  freshId(stem: string): string
  /** The node whose value arrives at a port, those stepped over passed by; undefined where none gives one. */
  front(port: string): FrontNode | undefined
  /** Output types for other inputs, and other parameters; undefined where it refuses them. */
  gives(inputs: Inputs, params?: Params): Readonly<Record<string, TensorType>> | undefined
}

/** A node in front of another. */
export interface FrontNode extends NodeRef {
  readonly layer: Layer
  /** Which output is wired. */
  readonly port: string
  /** All wires that begin at it. */
  readonly wires: readonly Edge[]
}

/** How a parameter or buffer begins. Draws happen in list order, after `torch.manual_seed(seed)`, node by node. */
export type Init =
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly std: number; readonly zeroRow?: number }
  /** A buffer that begins as a parameter says (the weight of a loss), row by row. */
  | { readonly kind: 'given'; readonly values: readonly number[] }

export interface TensorSpec {
  /** state_dict name within the node: `weight`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly role: 'parameter' | 'buffer'
  readonly init: Init
}

/** A value of the ONNX graph while it is being built. */
export interface Value {
  readonly name: string
  readonly type: TensorType
}
export type Attribute =
  | { readonly int: number } | { readonly ints: readonly number[] } | { readonly float: number } | { readonly floats: readonly number[] }
  | { readonly string: string } | { readonly strings: readonly string[] } | { readonly tensor: Tensor } | { readonly graph: Body }
export type Attributes = Readonly<Record<string, Attribute | undefined>>

/** An ONNX node by the names of its values; empty: an optional input left out. */
export interface BodyNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Attributes
}
/** A graph within a node (the body of a Scan). It sees the values around it. */
export interface Body {
  readonly name: string
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly nodes: readonly BodyNode[]
  /** Types of the values between inputs and outputs. */
  readonly types: ReadonlyMap<string, TensorType>
}

/** What an intermediate value is to be. */
export interface Result {
  readonly type: TensorType
  readonly what: string
}

/** Hands a lowering its inputs and takes the ONNX nodes it emits. */
export interface Lowering<P> {
  readonly id: string
  readonly params: P
  readonly opset: number
  /** For a file that other tools read, where the plain operator counts for more than PyTorch's word on NaN. */
  readonly forExport: boolean
  /** Types of the outputs, as `forward` gave them. */
  readonly outputs: Readonly<Record<string, TensorType>>
  has(port: string): boolean
  input(port: string): Value
  /** The node's initialiser `ID.name`. */
  tensor(name: string): Value
  /** A constant initialiser `ID/what`. */
  constant(what: string, tensor: Tensor): Value
  /** One ONNX node whose result is an intermediate value `ID/what`. */
  emit(op: string, inputs: readonly (Value | undefined)[], type: TensorType, what: string, attributes?: Attributes): Value
  /** One ONNX node with several intermediate results (undefined: not asked for), each `ID/what`. */
  emitMany(op: string, inputs: readonly (Value | undefined)[], results: readonly (Result | undefined)[], attributes?: Attributes): readonly (Value | undefined)[]
  /** A graph for an attribute: what `build` emits goes into it, and the values it gives are the graph's outputs. */
  body(what: string, inputs: readonly Result[], build: (inputs: readonly Value[]) => readonly Value[]): Attribute
  /** One ONNX node whose results are these output ports of the layer (undefined: not asked for). */
  emitOutput(op: string, inputs: readonly (Value | undefined)[], ports: readonly (string | undefined)[], attributes?: Attributes): void
}

/** A line of the size formula: pieces of text; `value` pieces are this node's own numbers and are highlighted. */
export interface FormulaLine {
  readonly pieces: readonly { readonly text: string; readonly value?: boolean; readonly param?: string }[]
}

export interface Example {
  readonly params?: Params
  readonly inputs?: Inputs
}

export interface LayerDefinition<S extends ParamSpecs = ParamSpecs> {
  readonly type: string
  /** What new nodes are numbered by (`fc1`); left out: the type in small letters, without its dimensions. */
  readonly stem?: string
  readonly category: Category
  /** One line of help: what the layer does. */
  readonly summary: string
  /** Words a search should find it by, beyond its name (ONNX and functional names, what it does). */
  readonly keywords?: readonly string[]
  readonly params: S
  readonly inputs: readonly InputPort[]
  /** Takes a list of tensors: `inputs` is `[input0]`, and `input1`, `input2`, ... follow without gaps, as many as are wired. */
  readonly list?: boolean
  /** Output ports before the input is known; where their number follows from it (Chunk), `output0` alone stands for all. */
  outputs(params: ParamsOf<S>): readonly OutputPort[]
  /** Sizes that follow from the input; called with whatever inputs are known. Undefined: not known yet. */
  readonly infer?: { readonly [K in keyof S]?: (inputs: Partial<Inputs>, params: ParamsOf<S>) => { readonly value: number; readonly port: string } | undefined }
  /** What PyTorch's constructor checks; runs once every inferred size is known. Throws through `refuse`. */
  construct?(params: ParamsOf<S>): void
  /** Parameters and buffers in the order they are drawn; called after `construct` passed. */
  tensors?(params: ParamsOf<S>): readonly TensorSpec[]
  /** The shape rule: output types by port, or a refusal through `refuse`. Every wired and required input is known. */
  forward(params: ParamsOf<S>, inputs: Inputs): Readonly<Record<string, TensorType>>
  notes?(params: ParamsOf<S>, inputs: Inputs): readonly Note[]
  /** Warnings for which it takes a look at the nodes in front, asked whenever the graph changes; undefined where there is nothing to look for. */
  advice?(params: ParamsOf<S>, inputs: Inputs): ((node: NodeRef) => readonly Note[]) | undefined
  lower(ctx: Lowering<ParamsOf<S>>): void
  readonly fault?: Fault<ParamsOf<S>>
  /** True where the node overwrites its first input (`inplace`). */
  inplace?(params: ParamsOf<S>): boolean
  /**
   * For a layer whose output shares its first input's memory: how a value written to the output lands in the input's
   * memory (`base` is what the input holds now). Identity returns `written` as it is, Flatten reshapes it. Whether it
   * shares may depend on how the input lies in memory (`strides`, by port): Reshape copies a transposed input.
   */
  view?: { write(ctx: ViewWrite<ParamsOf<S>>): Value; shares(params: ParamsOf<S>, inputs: Inputs, strides: Readonly<Record<string, Strides>>): boolean }
  /**
   * How the outputs lie in memory, by port. Left out: as the first input where the node shares its memory (and as it
   * does for every in-place node), otherwise row by row without gaps.
   */
  layout?(memory: Memory<ParamsOf<S>>): Readonly<Record<string, Layout>>
  /** Multiply-adds, by torchinfo's conventions. */
  macs?(params: ParamsOf<S>, inputs: Inputs, outputs: Readonly<Record<string, TensorType>>): number
  /** What was set, in words: "6 filters 5×5, padding 2"; defaults left out. */
  caption?(params: ParamsOf<S>, inputs: Partial<Inputs>): Said | ''
  /** What the help works through, where none is found by trying: parameters, and input types by port. */
  readonly example?: Example
  /** How many blocks the window makes along each axis, where the output's sizes do not say (Unfold, Fold): what the solver looks for. */
  blocks?(params: ParamsOf<S>, inputs: Inputs): readonly number[]
  /** The output size worked out with this node's numbers. */
  formula?(params: ParamsOf<S>, inputs: Inputs, outputs: Readonly<Record<string, TensorType>>): readonly FormulaLine[]
}

export interface ViewWrite<P> {
  readonly params: P
  /** Which output was written (Chunk and Split have several). */
  readonly port: string
  readonly base: Value
  readonly written: Value
  emit(op: string, inputs: readonly (Value | undefined)[], type: TensorType, what: string, attributes?: Attributes): Value
  constant(what: string, tensor: Tensor): Value
}

/** A declaration as everyone else sees it: parameters erased, so that a list can hold them all. */
export interface Layer extends Omit<LayerDefinition, 'infer'> {
  readonly infer?: Readonly<Record<string, (inputs: Partial<Inputs>, params: Readonly<Record<string, unknown>>) => { readonly value: number; readonly port: string } | undefined>>
}

/** Declares a layer. The cast erases the parameter types: `params` are only ever parsed by the specs of the same declaration. */
export function defineLayer<const S extends ParamSpecs>(definition: LayerDefinition<S>): Layer {
  return definition as unknown as Layer
}

export { isNumberLiteral } from '../tensor/literal'
