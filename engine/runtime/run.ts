/**
 * Runs a graph once, from front to back, in steps that each fit well into memory. What a step gives is handed on at
 * once; only what later steps read is kept.
 */
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import type { Problem } from '../document/types'
import { lowerGraph } from '../onnx/lower'
import { valueKey } from '../onnx/names'
import { graphWeights } from '../onnx/weights'
import type { DeviceId } from '../protocol'
import { BYTES, numel, type Tensor } from '../tensor/dtype'
import { causeOf, faultAt } from './fault'
import { inputValue, type TensorSource } from './inputs'
import { runOrder, type RunNode } from './memory'
import { runOnce } from './once'
import { cut, partFor, type Part } from './plan'
import { WEIGHT_INPUT_BYTES } from './recipes'
import { SessionError } from './session'

export interface RunOptions {
  readonly device: DeviceId
  /** Nodes to compute, with all that it takes; every node that can run where left out. */
  readonly only?: ReadonlySet<string>
  /** Values of Inputs by id, in place of those in the graph. */
  readonly inputs?: ReadonlyMap<string, Tensor>
  /** Bytes of outputs and weights of one step. */
  readonly stepBytes?: number
  /** Hears of every value in execution order. */
  value(id: string, port: string, tensor: Tensor): void | Promise<void>
}

export interface RunReport {
  /** `runtime`, at the nodes that failed; nodes behind them have no values. */
  readonly problems: Problem[]
  readonly milliseconds: number
}

const STEP_BYTES = 2 ** 29

/** A node that could not run. */
class NodeFailure extends Error {
  constructor(message: string, readonly node: string | undefined) {
    super(message)
  }
}

/** Runs the graph. Failures of nodes are in the report; rejects only where `value` does. */
export async function runGraph(doc: GraphDocument, analysis: GraphAnalysis, files: TensorSource, options: RunOptions): Promise<RunReport> {
  const run = new GraphRun(doc, analysis, files, options)
  await run.all()
  return { problems: run.problems, milliseconds: run.milliseconds }
}

class GraphRun {
  readonly problems: Problem[] = []
  milliseconds = 0
  readonly #nodes: ReadonlyMap<string, RunNode>
  readonly #held = new Map<string, Tensor>()
  readonly #blocked = new Set<string>()
  #weights: ReadonlyMap<string, Tensor> = new Map()

  constructor(
    readonly doc: GraphDocument,
    readonly analysis: GraphAnalysis,
    readonly files: TensorSource,
    readonly options: RunOptions,
  ) {
    this.#nodes = new Map(runOrder(doc, analysis).map((node) => [node.id, node]))
  }

  async all(): Promise<void> {
    const { only, stepBytes = STEP_BYTES } = this.options
    const needed = only ? partFor(only, this.#nodes, () => false).only : new Set(this.#nodes.keys())
    const order = [...this.#nodes.keys()].filter((id) => needed.has(id))
    const started = performance.now()
    const keys = new Set(order.flatMap((id) => (this.analysis.node(id)?.tensors ?? []).map((spec) => valueKey(id, spec.name))))
    this.#weights = graphWeights(this.doc, this.analysis, (file, key) => this.files.safetensor(file, key), (key) => keys.has(key))
    this.milliseconds += performance.now() - started
    const steps = cut(order, (id) => this.#bytes(id), stepBytes)
    const last = this.#lastUses(steps)
    for (const [i, step] of steps.entries()) {
      await this.#step(step, last, i)
      for (const key of [...this.#held.keys()]) if ((last.get(key) ?? -1) <= i) this.#held.delete(key)
    }
  }

  #bytes(id: string): number {
    const found = this.analysis.node(id)
    const types = [...Object.values(found?.outputs ?? {}), ...(found?.tensors ?? [])]
    return types.reduce((sum, { dtype, shape }) => sum + numel(shape) * BYTES[dtype], 0)
  }

  /** The last step that is fed with each value. */
  #lastUses(steps: readonly (readonly string[])[]): Map<string, number> {
    const last = new Map<string, number>()
    if (steps.length > 1) steps.forEach((step, i) => partFor(step, this.#nodes, () => true).feeds.forEach((key) => last.set(key, i)))
    return last
  }

  /** Runs nodes together; where one fails, the others without it. */
  async #step(ids: readonly string[], last: ReadonlyMap<string, number>, index: number): Promise<void> {
    const queue: string[][] = [[...ids]]
    for (let part = queue.shift(); part; part = queue.shift()) {
      const step = part.filter((id) => !this.#isBlocked(id))
      if (step.length === 0) continue
      try {
        const values = await this.#compute(step)
        for (const [key, tensor] of values) if ((last.get(key) ?? -1) > index || queue.length > 0) this.#held.set(key, tensor)
        for (const id of step) {
          for (const port of this.#nodes.get(id)?.outputs ?? []) {
            const tensor = values.get(valueKey(id, port))
            if (tensor && (this.options.only?.has(id) ?? true)) await this.options.value(id, port, tensor)
          }
        }
      } catch (error) {
        if (!(error instanceof NodeFailure)) throw error
        const culprit = error.node !== undefined && step.includes(error.node) ? error.node : step.length === 1 ? step[0] : undefined
        if (culprit === undefined) {
          // Nobody says which node it was: halve until it is found.
          const middle = step.length >> 1
          queue.unshift(step.slice(0, middle), step.slice(middle))
          continue
        }
        this.#blocked.add(culprit)
        this.problems.push(await this.#problem(culprit, error.message))
        queue.unshift(step.filter((id) => id !== culprit))
      }
    }
  }

  async #problem(id: string, message: string): Promise<Problem> {
    return faultAt(id, await causeOf(this.#nodes.get(id), this.analysis, message, async ({ key, from }) => {
      const held = this.#held.get(key)
      return held ?? (await this.#compute([from]).catch(() => undefined))?.get(key)
    }))
  }

  /** Whether a failure reaches the node; asked in execution order. */
  #isBlocked(id: string): boolean {
    if (this.#blocked.has(id)) return true
    const reached = (this.#nodes.get(id)?.reads ?? []).some((read) => this.#blocked.has(read.from) || read.writers.some((writer) => this.#blocked.has(writer)))
    if (reached) this.#blocked.add(id)
    return reached
  }

  /** The values of these nodes, by "id.port". Throws NodeFailure. */
  async #compute(step: readonly string[]): Promise<Map<string, Tensor>> {
    const started = performance.now()
    try {
      const part: Part = partFor(step, this.#nodes, (key) => this.#held.has(key))
      const model = lowerGraph(this.doc, this.analysis, { only: part.only, feeds: part.feeds, weights: (key) => this.#weights.get(key), weightInputsFrom: WEIGHT_INPUT_BYTES })
      const feeds = new Map<string, Tensor>()
      for (const { key, name } of model.inputs) feeds.set(name, this.#held.get(key) ?? this.#input(key))
      for (const [key, { name }] of model.weightInputs) {
        const tensor = this.#weights.get(key)
        if (tensor) feeds.set(name, tensor)
      }
      const wanted = new Set(step)
      const names = new Map<string, string>()
      for (const id of wanted) {
        for (const port of this.#nodes.get(id)?.outputs ?? []) {
          const name = model.valueOf.get(valueKey(id, port))
          if (name !== undefined) names.set(valueKey(id, port), name)
        }
      }
      const fetch = [...new Set(names.values())].filter((name) => !feeds.has(name))
      let results: ReadonlyMap<string, Tensor> = new Map()
      if (fetch.length > 0) {
        const asked = new Set(fetch)
        const outputs = model.outputs.filter(({ name }) => asked.has(name))
        results = await runOnce({ ...model, outputs }, this.options.device, feeds, fetch)
      }
      const values = new Map<string, Tensor>()
      for (const [key, name] of names) {
        const tensor = results.get(name) ?? feeds.get(name)
        if (tensor) values.set(key, tensor)
      }
      return values
    } catch (error) {
      if (error instanceof NodeFailure) throw error
      throw new NodeFailure(error instanceof Error ? error.message : String(error), error instanceof SessionError ? nodeOf(error.node, step) : undefined)
    } finally {
      this.milliseconds += performance.now() - started
    }
  }

  #input(key: string): Tensor {
    const id = key.slice(0, -'.output'.length)
    const given = this.options.inputs?.get(id)
    if (given) return given
    try {
      return inputValue(this.doc, this.analysis, this.files, id)
    } catch (error) {
      throw new NodeFailure(error instanceof Error ? error.message : String(error), id)
    }
  }
}

/** The graph's node of an ONNX node: its name is the id, or begins with it (`ID/what`). */
function nodeOf(name: string | undefined, ids: readonly string[]): string | undefined {
  if (name === undefined) return undefined
  if (ids.includes(name)) return name
  return ids.filter((id) => name.startsWith(`${id}/`)).sort((a, b) => b.length - a.length)[0]
}
