/** Collects the nodes and initialisers of an ONNX graph and keeps their names apart. */
import type { Attribute, Attributes, Result, Value } from '../layers/define'
import { ONNX_TYPE } from '../layers/emit'
import type { Tensor, TensorType } from '../tensor/dtype'
import type { ModelNode } from './model'
import { Names, valueKey, valueName } from './names'

/**
 * Operators that ONNX Runtime runs on float16 as it is. Around the others it puts casts of its own, and leaves out both
 * a cast to float16 and its own behind it: values that PyTorch rounds there would not be. Casts that stand in the model stay.
 */
const MOVES_HALVES: ReadonlySet<string> = new Set([
  'Cast', 'Identity', 'Reshape', 'Flatten', 'Transpose', 'Concat', 'Slice', 'Split', 'Squeeze', 'Unsqueeze', 'Expand', 'Tile',
  'Gather', 'GatherElements', 'GatherND', 'ScatterElements', 'ScatterND', 'Shape', 'Size', 'Constant', 'ConstantOfShape', 'If', 'Loop', 'Scan',
])

export class ModelBuilder {
  readonly nodes: ModelNode[] = []
  readonly initializers = new Map<string, Tensor>()
  readonly types = new Map<string, TensorType>()
  /** ONNX's two name spaces: values (with initialisers) and nodes. */
  readonly #values = new Names()
  readonly #nodeNames = new Names()
  readonly #reserved = new Map<string, string>()
  readonly #tensors = new Map<string, string>()
  /** Where nodes and types go: into the graph, or into the body that is being built. */
  #target: { readonly nodes: ModelNode[]; readonly types: Map<string, TensorType> } = { nodes: this.nodes, types: this.types }
  /** Ids whose name a node already bears. */
  readonly #named = new Set<string>()

  reserve(id: string, port: string): void {
    const key = valueKey(id, port)
    if (!this.#reserved.has(key)) this.#reserved.set(key, this.#values.take(valueName(id, port)))
  }

  reserveTensor(key: string): void {
    this.#tensors.set(key, this.#values.take(key))
  }

  reserveNode(id: string): void {
    this.#nodeNames.take(id)
  }

  /** The name of a node's output. */
  reserved(id: string, port: string): string {
    this.reserve(id, port)
    return this.#reserved.get(valueKey(id, port)) ?? ''
  }

  /** The name of a weight. */
  reservedTensor(key: string): string {
    if (!this.#tensors.has(key)) this.reserveTensor(key)
    return this.#tensors.get(key) ?? ''
  }

  /** A fresh name `ID/what`. */
  inner(id: string, what: string): string {
    return this.#values.take(`${id}/${what}`)
  }

  constant(id: string, what: string, tensor: Tensor): Value {
    const name = this.inner(id, what)
    this.initializers.set(name, tensor)
    return { name, type: { dtype: tensor.dtype, shape: tensor.shape } }
  }

  emit(id: string, op: string, inputs: readonly (Value | undefined)[], type: TensorType, what: string, attributes?: Attributes): Value {
    const value = { name: this.inner(id, what), type }
    this.#push(this.#nodeNames.take(`${id}/${what}`), op, inputs, [value], attributes)
    return value
  }

  emitMany(id: string, op: string, inputs: readonly (Value | undefined)[], results: readonly (Result | undefined)[], attributes?: Attributes): (Value | undefined)[] {
    const values = results.map((result) => result && { name: this.inner(id, result.what), type: result.type })
    this.#push(this.#nodeNames.take(`${id}/${results.find((result) => result)?.what ?? op}`), op, inputs, values, attributes)
    return values
  }

  /** Builds a graph within a node. Its names are unlike any outside, as ONNX wants them. */
  body(id: string, what: string, inputs: readonly Result[], build: (inputs: readonly Value[]) => readonly Value[]): Attribute {
    const outer = this.#target
    const inner = { nodes: [] as ModelNode[], types: new Map<string, TensorType>() }
    const values = inputs.map((input) => ({ name: this.inner(id, input.what), type: input.type }))
    this.#target = inner
    try {
      const outputs = build(values)
      return { graph: { name: `${id}/${what}`, inputs: values, outputs, ...inner } }
    } finally {
      this.#target = outer
    }
  }

  /** A node that gives outputs of the layer: the one with `output`, or the first, bears the layer's id. */
  node(id: string, port: string, op: string, inputs: readonly (Value | undefined)[], outputs: readonly (Value | undefined)[], attributes?: Attributes): void {
    const first = !this.#named.has(id)
    this.#named.add(id)
    this.#push(first ? id : this.#nodeNames.take(`${id}/${port}`), op, inputs, outputs, attributes)
  }

  #push(name: string, op: string, inputs: readonly (Value | undefined)[], outputs: readonly (Value | undefined)[], attributes: Attributes = {}): void {
    const half = [...inputs, ...outputs].some((value) => value?.type.dtype === 'float16')
    if (!half || MOVES_HALVES.has(op)) return this.#add(name, op, inputs, outputs, attributes)
    const wide = (value: Value | undefined, what: string): Value | undefined =>
      (value?.type.dtype === 'float16' ? { name: this.#values.take(`${name}/${what}`), type: { ...value.type, dtype: 'float32' } } : value)
    const cast = (what: string, to: number, from: Value | undefined, result: Value | undefined): void => {
      if (from !== result) this.#add(this.#nodeNames.take(`${name}/${what}`), 'Cast', [from], [result], { to: { int: to } })
    }
    const wideInputs = inputs.map((value, i) => wide(value, `float32/${i}`))
    const wideOutputs = outputs.map((value) => wide(value, 'float32'))
    inputs.forEach((value, i) => cast('to_float32', ONNX_TYPE.float32, value, wideInputs[i]))
    this.#add(name, op, wideInputs, wideOutputs, attributes)
    outputs.forEach((value, i) => cast('to_float16', ONNX_TYPE.float16, wideOutputs[i], value))
  }

  #add(name: string, op: string, inputs: readonly (Value | undefined)[], outputs: readonly (Value | undefined)[], attributes: Attributes): void {
    for (const output of outputs) if (output) this.#target.types.set(output.name, output.type)
    this.#target.nodes.push({ name, op, inputs: names(inputs), outputs: names(outputs), attributes })
  }
}

/** Optional ones at the end that are left out are not written at all. */
function names(values: readonly (Value | undefined)[]): string[] {
  const list = values.map((value) => value?.name ?? '')
  while (list.length > 0 && list[list.length - 1] === '') list.pop()
  return list
}
