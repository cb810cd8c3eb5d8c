/** The analysis of one node: parameters, inferred sizes, the constructor's checks, tensors, then the shape rule. */
import { say } from '../say'
import type { Fix, GraphNode, Problem } from '../document/types'
import { type Inputs, type Layer, LayerRefusal, type Note, type Refusal, type TensorSpec } from '../layers/define'
import type { TensorType } from '../tensor/dtype'
import { namesOf } from './alike'
import { keyOf, leadsOn } from './alikeKey'
import type { NodeContext } from './context'
import { nodeRef } from './front'
import { inputsOf } from './inputs'
import { checkInplace, inputStrides, memoryOf, NO_MEMORY, type InputStrides } from './layout'
import { nodeBytes } from './memory'
import { inferredParams, parseParams, withWords } from './params'
import { nearest } from '../layers/nearest'
import { fixNow, lazyFix, problem } from './problem'
import type { Advice, Look, NodeResult } from './result'
import { ownTensors, tensorProblems } from './tensors'
import type { NodeAnalysis, NodeMemory } from './types'
import { checkValue } from './value'
import { declaredOutputs, outgoingProblems, wiringOf } from './wiring'

type Values = Record<string, unknown>

/** Analyses a node once those in front of it are; looks at nothing but the node, its wires and the results in front. */
export function analyseNode(node: GraphNode, context: NodeContext): NodeResult {
  const layer = context.registry.get(node.type)
  if (!layer) return unknownNode(node, context)
  const key = keyOf(node, layer, context)
  if (key === undefined) return new NodePass(node, layer, context).result()
  const known = context.alike.find(layer, key)
  if (known && leadsOn(node.id, known.analysis.outputs, context)) return again(known, node, layer, context)
  const result = new NodePass(node, layer, context).result()
  context.alike.keep(layer, key, result)
  return result
}

/** The result of a node that is like another. */
function again(known: NodeResult, node: GraphNode, layer: Layer, context: NodeContext): NodeResult {
  const { params, inferred, inputs, outputs, memory, tensors, problems, macs, notes } = known.analysis
  const { names, bytes, files, hidden, advice } = known
  const analysis: NodeAnalysis = { id: node.id, layer, params, inferred, inputs, outputs, memory, tensors, problems, macs, notes }
  return { analysis, names, bytes, files, hidden, look: advice && (() => new NodePass(node, layer, context).look(problems, advice)), advice }
}

/** Warnings that speak of the sizes at a node: of no use where an error keeps those away. */
export const aboutShapes = new WeakSet<Problem>()

class NodePass {
  #problems: Problem[] = []
  readonly #inferred: Record<string, { value: number; port: string }> = {}
  readonly #notes: string[] = []
  #values: Values | undefined
  #tensors: readonly TensorSpec[] | undefined
  #outputs: Readonly<Record<string, TensorType>> = {}
  #memory: NodeMemory = NO_MEMORY
  #macs = 0
  #files: readonly string[] = []
  /** Problems that a look around says better. */
  #wider: Map<Problem, Refusal> | undefined

  constructor(readonly node: GraphNode, readonly layer: Layer, readonly context: NodeContext) {}

  result(): NodeResult {
    const { node, layer, context } = this
    const wiring = wiringOf(context.doc, node, layer)
    const stepped = node.bypass === true && layer.inputs.length > 0
    const parsed = parseParams(node, layer, port => wiring.sources.has(port))
    const inputs = inputsOf(node, layer, wiring, stepped, parsed.values, context)
    this.#problems.push(...withWords(parsed.problems, inputs.types), ...wiring.problems, ...inputs.problems)
    this.#values = parsed.values
    const refused = this.#construct(inputs.types)
    const sound = this.#sound()
    this.#checkFiles()
    if (!refused && inputs.ready && sound) {
      const first = layer.inputs[0]?.name ?? ''
      const passed = inputs.types[first]
      const strides = inputStrides(inputs.types, wiring.sources, context)
      if (!stepped) this.#judge(inputs.types, strides)
      else if (passed) this.#outputs = { output: passed }
      if (this.#sound()) this.#memory = memoryOf(layer, { params: this.#values ?? {}, inputs: inputs.types, outputs: this.#outputs, strides }, stepped)
    }
    // Its sizes stay as they are, but a node at fault or in a cycle gives nothing to those behind it.
    if (!this.#sound() || !context.runs(node.id)) {
      this.#outputs = {}
      this.#memory = NO_MEMORY
    }
    const hidden = stepped ? new Set(declaredOutputs(layer, this.#values) ?? []) : undefined
    const analysis = this.#analysis(inputs.types)
    const outgoing = outgoingProblems(context.doc, { analysis, hidden })
    const told = outgoing.length > 0 ? { ...analysis, problems: [...analysis.problems, ...outgoing] } : analysis
    const advice = !layer.advice || stepped || Object.keys(this.#outputs).length === 0 ? undefined : attempt(() => layer.advice?.(this.#values ?? {}, inputs.types))
    return {
      analysis: told,
      names: namesOf(told, context.alike),
      bytes: nodeBytes(this.#outputs, this.#tensors),
      files: this.#files,
      hidden,
      look: advice || this.#wider ? () => this.look(told.problems, advice) : undefined,
      advice,
    }
  }

  /** The problems with a look at the nodes in front, as the graph is now. */
  look(problems: readonly Problem[], advice: Advice | undefined): Look {
    const { node, context } = this
    const here = nodeRef(node.id, context)
    if (!here) return { problems, instead: [] }
    const instead: Look['instead'][number][] = []
    const wider = problems.map(found => {
      const refusal = this.#wider?.get(found)
      const better = refusal && attempt(() => refusal.around?.(here))
      if (better?.instead) instead.push(better.instead)
      return refusal && better ? this.#refusal({ ...refusal, ...better }) : found
    })
    const notes = attempt(() => advice?.(here)) ?? []
    return { problems: [...wider, ...notes.map(note => this.#warning(note))], instead }
  }

  #warning({ message, param, fix }: Note): Problem {
    const found = problem('bad-param', message, { severity: 'warning', node: this.node.id, param, fix: this.#mend(fix) })
    aboutShapes.add(found)
    return found
  }

  #analysis(inputs: Inputs): NodeAnalysis {
    const { node, layer } = this
    const values = this.#values
    return {
      id: node.id,
      layer,
      params: values,
      inferred: this.#inferred,
      inputs,
      outputs: this.#outputs,
      memory: this.#memory,
      tensors: this.#tensors,
      problems: this.#problems,
      macs: Object.keys(this.#outputs).length > 0 ? this.#macs : 0,
      notes: this.#notes,
    }
  }

  #sound(): boolean {
    return this.#values !== undefined && !this.#problems.some(found => found.severity === 'error')
  }

  /** Infers sizes, then runs the constructor's checks and learns the tensors. True where something was refused. */
  #construct(inputs: Inputs): boolean {
    const { layer } = this
    const values = this.#values
    if (!values) return true
    return this.#guard(() => {
      for (const name in layer.infer) {
        if (values[name] !== undefined) continue
        const found = layer.infer[name]?.(inputs, values)
        if (!found) continue
        values[name] = found.value
        this.#inferred[name] = found
      }
      if (this.#openSize() !== undefined) return
      layer.construct?.(values)
      this.#tensors = layer.tensors?.(values) ?? []
    })
  }

  /** A size that is to follow from the input and has not yet. */
  #openSize(): string | undefined {
    return inferredParams(this.layer).find(name => this.#values?.[name] === undefined)
  }

  /** The shape rule. A size that does not fit its input is the fault, not the stored weights that do not fit that size. */
  #judge(inputs: Inputs, strides: InputStrides): void {
    const stored = this.#problems.filter(found => found.code === 'bad-tensor')
    const before = this.#problems.length
    this.#forward(inputs, strides)
    if (!this.#problems.slice(before).some(found => found.severity === 'error')) return
    this.#problems = this.#problems.filter(found => !stored.includes(found))
  }

  #forward(inputs: Inputs, strides: InputStrides): void {
    const { layer, node } = this
    const values = this.#values ?? {}
    this.#guard(() => {
      const outputs = layer.forward(values, inputs)
      checkInplace(layer, values, inputs, strides)
      // An input that a size cannot be read from has the wrong rank, which the shape rule says better.
      const open = this.#openSize()
      if (open !== undefined) {
        this.#problems.push(problem('bad-param', say`${open} of ${node.id} does not follow from its input; set it.`, { node: node.id, param: open }))
        return
      }
      this.#outputs = outputs
      const macs = layer.macs?.(values, inputs, outputs) ?? 0
      this.#macs = Number.isNaN(macs) ? 0 : Math.min(macs, Number.MAX_VALUE)
      for (const note of layer.notes?.(values, inputs) ?? []) {
        if (note.severity === 'note') this.#notes.push(note.message)
        else this.#problems.push(this.#warning(note))
      }
    })
  }

  /** The files and lists that the graph gives for this node's value and tensors. */
  #checkFiles(): void {
    const { node, layer, context } = this
    const own = ownTensors(context.doc, node.id)
    if (own.length === 0 && layer.inputs.length > 0) return
    const asset = (path: string) => context.asset(path)
    if (own.length > 0) {
      const tensors = tensorProblems(node.id, own, this.#tensors, asset)
      this.#problems.push(...tensors.problems)
      this.#files = tensors.files
    }
    if (!this.#values || layer.inputs.length > 0) return
    const value = checkValue(node, layer, this.#values, asset)
    if (value.problem) this.#problems.push(value.problem)
    if (value.file !== undefined) this.#files = [...this.#files, value.file]
  }

  /** Runs a part of the declaration; true where it refused. A fault of its own is a problem too, and stops nothing else. */
  #guard(action: () => void): boolean {
    try {
      action()
      return false
    } catch (error) {
      const { id } = this.node
      this.#problems.push(error instanceof LayerRefusal
        ? this.#refusal(error.refusal)
        : problem('runtime', say`${this.layer.type} failed at ${id}: ${error instanceof Error ? error.message : String(error)}; please report it.`, { node: id }))
      return true
    }
  }

  #refusal(refusal: Refusal): Problem {
    const { code, message, port, param, pytorch, fix, around } = refusal
    const found = problem(code, message, { node: this.node.id, port, param, pytorch, fix: this.#mend(fix) })
    if (around) (this.#wider ??= new Map<Problem, Refusal>()).set(found, refusal)
    return found
  }

  #mend(fix: Note['fix']): Fix | undefined {
    const { node: { id }, context } = this
    return fix && lazyFix(fix.label, () => {
      const node = nodeRef(id, context)
      return node ? fix.edits(node) : []
    })
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    // Advice is no reason to show nothing at all.
    return undefined
  }
}

/** A node of a type that is not known: nothing is said about what follows from that. */
function unknownNode(node: GraphNode, context: NodeContext): NodeResult {
  const { id, type } = node
  const meant = nearest(type, context.registry.keys())
  const message = meant === undefined
    ? say`${id} has the type ${type}, which is not known; choose another layer.`
    : say`${id} has the type ${type}, which is not known; did you mean ${meant}?`
  const fix = meant === undefined ? undefined : fixNow(say`Make it ${meant}`, { kind: 'setType', node: id, type: meant, params: node.params })
  const analysis: NodeAnalysis = {
    id, layer: undefined, params: undefined, inferred: {}, inputs: {}, outputs: {}, memory: NO_MEMORY, tensors: undefined,
    problems: [problem('unknown-type', message, { node: id, fix }), ...wiringOf(context.doc, node, undefined).problems],
    macs: 0, notes: [],
  }
  const outgoing = outgoingProblems(context.doc, { analysis, hidden: undefined })
  return { analysis: { ...analysis, problems: [...analysis.problems, ...outgoing] }, names: {}, bytes: 0, files: [], hidden: undefined, look: undefined, advice: undefined }
}
