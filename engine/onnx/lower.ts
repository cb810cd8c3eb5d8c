/**
 * From a graph to an ONNX model: every node's lowering in execution order, names by the contract, and in-place writes as
 * PyTorch has them, though ONNX knows no memory.
 */
import type { GraphAnalysis } from '../analysis/analysis'
import type { NodeAnalysis } from '../analysis/types'
import type { GraphDocument } from '../document/document'
import type { GraphNode } from '../document/types'
import type { Layer, Value } from '../layers/define'
import { say } from '../say'
import { BYTES, numel, type Tensor, type TensorType } from '../tensor/dtype'
import { ModelBuilder } from './builder'
import { FoldedViews } from './folded'
import { exportOutputs } from './outputs'
import { DEFAULT_OPSET, type LoweredModel, type ModelPort, type ModelValue } from './model'
import { valueKey } from './names'
import { readRef, rootRef, writeRef, type Ref, type ViewOperations } from './storage'

export interface LowerOptions {
  /** Nodes to compute; all that no error reaches where left out. */
  readonly only?: ReadonlySet<string>
  /** Values ("id.port") that are given from outside. */
  readonly feeds?: ReadonlySet<string>
  readonly opset?: number
  /** By state_dict name. */
  readonly weights: (key: string) => Tensor | undefined
  /**
   * Values of Constant nodes by id. Where it is left out, each is an input of the model, as an Input is (a run feeds
   * both without a copy).
   */
  readonly constants?: (id: string) => Tensor | undefined
  /** The graph's outputs by the contract; otherwise every value that is computed is an output. */
  readonly forExport?: boolean
  /** Weights of this many bytes or more become inputs of the model: nothing is copied, and 2 GB are no limit. */
  readonly weightInputsFrom?: number
}

interface RunnableNode {
  readonly node: GraphNode
  readonly found: NodeAnalysis
  readonly layer: Layer
  readonly params: Readonly<Record<string, unknown>>
}

/** Lowers the graph, or a part of it. Throws where a value that a node reads is neither computed nor given. */
export function lowerGraph(doc: GraphDocument, analysis: GraphAnalysis, options: LowerOptions): LoweredModel {
  return new GraphLowering(doc, analysis, options).lower()
}

class GraphLowering {
  readonly #doc: GraphDocument
  readonly #analysis: GraphAnalysis
  readonly #options: LowerOptions
  readonly #builder: ModelBuilder
  readonly #folded: FoldedViews
  readonly #refs = new Map<string, Ref>()
  readonly #valueOf = new Map<string, string>()
  readonly #inputs: ModelPort[] = []
  readonly #weights = new Map<string, Value>()
  readonly #weightInputs = new Map<string, ModelValue>()
  readonly #computed: ModelPort[] = []
  readonly #views: ViewOperations = {
    refresh: (id, port, base) => this.#refreshView(id, port, base),
    write: (id, port, base, written) => this.#writeView(id, port, base, written),
  }

  constructor(doc: GraphDocument, analysis: GraphAnalysis, options: LowerOptions) {
    this.#doc = doc
    this.#analysis = analysis
    this.#options = options
    this.#builder = new ModelBuilder()
    this.#folded = new FoldedViews(this.#builder)
  }

  lower(): LoweredModel {
    const { only, feeds, forExport, opset = DEFAULT_OPSET } = this.#options
    const ids = this.#analysis.order.filter((id) => (only?.has(id) ?? true) && this.#runnable(id))
    this.#reserve(ids)
    for (const key of feeds ?? []) this.#feed(key)
    for (const id of ids) this.#lowerNode(id)
    const outputs = forExport ? exportOutputs(this.#doc, this.#analysis, (key) => this.#valueOf.get(key)) : this.#distinct()
    if (forExport && outputs.length === 0) throw new Error(say`The graph has no outputs; add a node behind an Input.`)
    return {
      name: this.#doc.graph.name, opset, outputs,
      inputs: this.#inputs, nodes: this.#builder.nodes, initializers: this.#builder.initializers, types: this.#builder.types,
      valueOf: this.#valueOf, weightInputs: this.#weightInputs,
    }
  }

  /** Every value once: a node that is stepped over has its input's. */
  #distinct(): ModelPort[] {
    const seen = new Set(this.#inputs.map((input) => input.name))
    return this.#computed.filter(({ name }) => !seen.has(name) && seen.add(name))
  }

  #runnable(id: string): RunnableNode | undefined {
    const node = this.#doc.node(id)
    const found = this.#analysis.node(id)
    if (!node || !found?.layer || !found.params || Object.keys(found.outputs).length === 0) return undefined
    return { node, found, layer: found.layer, params: found.params }
  }

  #type(id: string, port: string): TensorType {
    const type = this.#analysis.node(id)?.outputs[port]
    if (!type) throw new Error(`${valueKey(id, port)} has no type.`)
    return type
  }

  /** Ids come first, then further outputs, then weights: so no lowering's inner names push one of them aside. */
  #reserve(ids: readonly string[]): void {
    const ports: [string, string][] = []
    for (const key of this.#options.feeds ?? []) {
      const at = this.#splitKey(key)
      if (at) ports.push(at)
    }
    const fed = this.#options.feeds
    for (const id of ids) {
      if (this.#doc.node(id)?.bypass) continue
      for (const port of Object.keys(this.#analysis.node(id)?.outputs ?? {})) if (!fed?.has(valueKey(id, port))) ports.push([id, port])
    }
    for (const [id, port] of ports) if (port === 'output') this.#builder.reserve(id, port)
    for (const [id, port] of ports) if (port !== 'output') this.#builder.reserve(id, port)
    for (const id of ids) {
      if (this.#doc.node(id)?.bypass) continue
      this.#builder.reserveNode(id)
      for (const { name } of this.#analysis.node(id)?.tensors ?? []) this.#builder.reserveTensor(valueKey(id, name))
    }
  }

  #splitKey(key: string): [string, string] | undefined {
    // A port has no dot in its name, an id may have many.
    const dot = key.lastIndexOf('.')
    return this.#doc.has(key.slice(0, dot)) ? [key.slice(0, dot), key.slice(dot + 1)] : undefined
  }

  #feed(key: string): void {
    const at = this.#splitKey(key)
    if (at) this.#addInput(...at)
  }

  #addInput(id: string, port: string): void {
    const key = valueKey(id, port)
    const value = { name: this.#builder.reserved(id, port), type: this.#type(id, port) }
    this.#inputs.push({ ...value, key })
    const ref = rootRef(value)
    this.#folded.lies(ref, this.#analysis.node(id)?.memory.layouts[port])
    this.#produce(key, ref, true)
  }

  #produce(key: string, ref: Ref, given = false): void {
    this.#refs.set(key, ref)
    this.#valueOf.set(key, ref.value.name)
    if (!given) this.#computed.push({ ...ref.value, key })
  }

  /** The wire that counts: of several into one input the first. */
  #source(id: string, port: string): readonly [string, string] | undefined {
    return this.#doc.incoming(id).find((edge) => edge.to[1] === port && this.#doc.has(edge.from[0]))?.from
  }

  #ref(id: string, port: string): Ref | undefined {
    const source = this.#source(id, port)
    if (!source) return undefined
    const ref = this.#refs.get(valueKey(...source))
    if (!ref) throw new Error(`${id} reads ${valueKey(...source)}, which is not computed.`)
    return ref
  }

  #read(id: string, port: string): Value {
    const ref = this.#ref(id, port)
    if (!ref) throw new Error(`Nothing is wired to ${port} of ${id}.`)
    return readRef(ref, this.#views)
  }

  #lowerNode(id: string): void {
    const { feeds } = this.#options
    const at = this.#runnable(id)
    if (!at) return
    const { node, found, layer, params } = at
    const ports = Object.keys(found.outputs)
    if (ports.every((port) => feeds?.has(valueKey(id, port)))) return
    const first = layer.inputs[0]?.name
    const base = first === undefined ? undefined : this.#ref(id, first)
    if (node.bypass) {
      if (base) this.#alias(valueKey(id, 'output'), base)
      return
    }
    if (node.type === 'Input') return this.#addInput(id, 'output')
    if (node.type === 'Constant') return this.#lowerConstant(id)
    const values = this.#emitLayer(at, (port) => this.#builder.reserved(id, port), (port) => this.#read(id, port))
    const inplace = base && layer.inplace?.(params) === true
    const { shares, layouts } = found.memory
    for (const port of ports) {
      const key = valueKey(id, port)
      const value = values.get(port)
      if (!value) throw new Error(`${found.layer?.type ?? ''} gives no ${port}.`)
      if (inplace) {
        writeRef(base, value)
        this.#produce(key, base)
        continue
      }
      const layout = layouts[port]
      const ref = base && shares && layout ? this.#folded.view(base, id, port, value, layout) : rootRef(value)
      this.#folded.lies(ref, layout)
      this.#produce(key, ref)
    }
  }

  /** A node that is stepped over is its input. */
  #alias(key: string, ref: Ref): void {
    readRef(ref, this.#views)
    this.#produce(key, ref)
  }

  #lowerConstant(id: string): void {
    const { constants } = this.#options
    if (!constants) return this.#addInput(id, 'output')
    const tensor = constants(id)
    if (!tensor) throw new Error(`The value of ${id} is not known.`)
    const name = this.#builder.reserved(id, 'output')
    const type = this.#type(id, 'output')
    const held = this.#builder.constant(id, 'value', tensor)
    this.#builder.node(id, 'output', 'Identity', [held], [{ name, type }])
    this.#produce(valueKey(id, 'output'), rootRef({ name, type }))
  }

  /** Runs a layer's lowering; `nameOf` gives the names of its outputs, `read` its inputs. */
  #emitLayer({ node, found, layer, params }: RunnableNode, nameOf: (port: string) => string, read: (port: string) => Value): Map<string, Value> {
    const { id } = node
    const values = new Map<string, Value>()
    const builder = this.#builder
    layer.lower({
      id, params,
      opset: this.#options.opset ?? DEFAULT_OPSET,
      forExport: this.#options.forExport ?? false,
      outputs: found.outputs,
      has: (port) => this.#source(id, port) !== undefined,
      input: read,
      tensor: (name) => this.#weight(found, name),
      constant: (what, tensor) => builder.constant(id, what, tensor),
      emit: (op, inputs, type, what, attributes) => builder.emit(id, op, inputs, type, what, attributes),
      emitMany: (op, inputs, results, attributes) => builder.emitMany(id, op, inputs, results, attributes),
      body: (what, inputs, build) => builder.body(id, what, inputs, build),
      emitOutput: (op, inputs, ports, attributes) => {
        const outputs = ports.map((port) => {
          const type = port === undefined ? undefined : found.outputs[port]
          if (port === undefined || !type) return undefined
          const value = { name: nameOf(port), type }
          values.set(port, value)
          return value
        })
        builder.node(id, ports.find((port) => port !== undefined) ?? 'output', op, inputs, outputs, attributes)
      },
    })
    return values
  }

  #weight(found: NodeAnalysis, name: string): Value {
    const key = valueKey(found.id, name)
    const known = this.#weights.get(key)
    if (known) return known
    const spec = found.tensors?.find((tensor) => tensor.name === name)
    if (!spec) throw new Error(`${found.id} has no tensor ${name}.`)
    const { dtype, shape } = spec
    const value = { name: this.#builder.reservedTensor(key), type: { dtype, shape } }
    const bytes = numel(shape) * BYTES[dtype]
    if (bytes >= (this.#options.weightInputsFrom ?? Infinity)) this.#weightInputs.set(key, value)
    else {
      const tensor = this.#options.weights(key)
      if (!tensor) throw new Error(`The values of ${key} are not known.`)
      this.#builder.initializers.set(value.name, tensor)
    }
    this.#weights.set(key, value)
    return value
  }

  #refreshView(id: string, port: string, base: Value): Value {
    const part = this.#folded.refresh(id, port, base)
    if (part) return part
    const at = this.#runnable(id)
    if (!at) throw new Error(`${id} cannot run.`)
    const first = at.layer.inputs[0]?.name
    const values = this.#emitLayer(at, (name) => this.#builder.inner(id, name === 'output' ? 'updated' : `updated.${name}`), (name) => (name === first ? base : this.#read(id, name)))
    const value = values.get(port)
    if (!value) throw new Error(`${at.layer.type} gives no ${port}.`)
    return value
  }

  #writeView(id: string, port: string, base: Value, written: Value): Value {
    const whole = this.#folded.write(id, port, base, written)
    if (whole) return whole
    const at = this.#runnable(id)
    if (!at?.layer.view) throw new Error(`${id} is no view.`)
    const builder = this.#builder
    return at.layer.view.write({
      params: at.params, port, base, written,
      emit: (op, inputs, type, what, attributes) => builder.emit(id, op, inputs, type, what, attributes),
      constant: (what, tensor) => builder.constant(id, what, tensor),
    })
  }
}
