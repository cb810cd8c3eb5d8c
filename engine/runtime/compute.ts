/** Runs a part of a document as a model of its own, fed with the values in front of it. */
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import type { LoweredModel } from '../onnx/model'
import { graphWeights } from '../onnx/weights'
import type { DeviceId } from '../protocol'
import { say } from '../say'
import { numel, type Tensor } from '../tensor/dtype'
import type { Buffers } from './buffers'
import type { Files } from './files'
import type { WeightPrints } from './fingerprint'
import { inputValue } from './inputs'
import { workOf, type Part } from './plan'
import { Recipes } from './recipes'
import { SessionError } from './session'
import { Sessions, type Job } from './sessions'

/** A part that did not run; `node` is the one at fault, where that is known. */
export class RunFailure extends Error {
  constructor(message: string, readonly node?: string) {
    super(message)
  }
}

export interface Results {
  /** Outputs of every node of the part, by "id.port". */
  readonly values: ReadonlyMap<string, Tensor>
  /** Those of them that nobody else has: each in memory of its own. */
  readonly fresh: ReadonlySet<Tensor>
}

/** Multiply-adds that one thread does in about a millisecond. */
const SMALL_MACS = 3e7

// Every document of the process runs in turn: their threads would only slow each other down.
let turn: Promise<unknown> = Promise.resolve()

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = turn.then(work)
  turn = done.catch(() => undefined)
  return done
}

export class Computer {
  readonly #doc: GraphDocument
  readonly #analysis: GraphAnalysis
  readonly #files: Files
  readonly #sessions: Sessions
  readonly #recipes = new Recipes()
  #weights = new Map<string, Tensor>()
  #prints: WeightPrints = { all: '', nodes: new Map() }

  /** `buffers`: where values are written to; `timed`: told how long nodes took, some time after they ran. */
  constructor(doc: GraphDocument, analysis: GraphAnalysis, files: Files, private readonly buffers: Buffers, private readonly timed?: (milliseconds: ReadonlyMap<string, number>) => void) {
    this.#sessions = new Sessions(buffers)
    this.#doc = doc
    this.#analysis = analysis
    this.#files = files
  }

  /**
   * Computes `part.only` of the document as it is at this moment; `feed` gives the values of `part.feeds`. Rejects with
   * a RunFailure.
   */
  async run(part: Part, prints: WeightPrints, device: DeviceId, feed: (key: string, id: string) => Tensor | undefined): Promise<Results> {
    const { model, feeds } = this.#prepare(part, prints, feed)
    const small = [...part.only].reduce((sum, id) => sum + workOf(this.#analysis.node(id)), 0) < SMALL_MACS
    const weights = [...part.only].sort().map((id) => prints.nodes.get(id) ?? '').join()
    const computed = model.nodes.length === 0 ? new Map<string, Tensor>() : await inTurn(() => this.#execute({ model, feeds, device, small, weights, timed: (times) => this.timed?.(byNode(model, times)) }))
    const values = new Map<string, Tensor>()
    for (const [key, name] of model.valueOf) {
      const tensor = computed.get(name) ?? feeds.get(name)
      if (tensor) values.set(key, tensor)
    }
    return { values, fresh: new Set(computed.values()) }
  }

  /** Makes memory ready for a run like the last, until something else is to be done. */
  async rest(busy: () => boolean): Promise<void> {
    await this.buffers.prepare(busy)
  }

  /** Lets go of what is kept for later runs. */
  close(): void {
    this.buffers.clear()
    void inTurn(() => this.#sessions.dispose())
  }

  async #execute(job: Job): Promise<Map<string, Tensor>> {
    try {
      return await this.#sessions.run(job)
    } catch (error) {
      if (!(error instanceof SessionError)) throw error
      throw new RunFailure(error.message, nodeOf(idsOf(job.model), error.node))
    }
  }

  /** All that depends on the document, without waiting: it may change while a run waits its turn. */
  #prepare(part: Part, prints: WeightPrints, feed: (key: string, id: string) => Tensor | undefined): { model: LoweredModel; feeds: Map<string, Tensor> } {
    this.#drawWeights(prints)
    const model = this.#recipes.lower(this.#doc, this.#analysis, part, (key) => this.#weights.get(key))
    const feeds = new Map<string, Tensor>()
    for (const { key, name, type } of model.inputs) {
      const id = key.slice(0, key.lastIndexOf('.'))
      const tensor = part.feeds.has(key) ? feed(key, id) : this.#leaf(id)
      if (!tensor) throw new RunFailure(say`The value of ${key} is not known.`, id)
      if (tensor.data.length !== numel(type.shape)) throw new RunFailure(say`${key} has ${tensor.data.length} values, not ${numel(type.shape)}.`, id)
      feeds.set(name, { ...tensor, shape: type.shape })
    }
    for (const [key, { name }] of model.weightInputs) {
      const tensor = this.#weights.get(key)
      if (!tensor) throw new RunFailure(say`The values of ${key} are not known.`)
      feeds.set(name, tensor)
    }
    return { model, feeds }
  }

  /** The value of a node that is given, not computed. */
  #leaf(id: string): Tensor {
    try {
      return inputValue(this.#doc, this.#analysis, this.#files, id)
    } catch (error) {
      throw new RunFailure(error instanceof Error ? error.message : String(error), id)
    }
  }

  /** A parameter or buffer by its state_dict name. */
  weight(key: string, prints: WeightPrints): Tensor | undefined {
    this.#drawWeights(prints)
    return this.#weights.get(key)
  }

  /** Draws the weights anew of the nodes whose fingerprints are others than before. */
  #drawWeights(prints: WeightPrints): void {
    const before = this.#prints
    if (prints.all === before.all) return
    const kept = new Map<string, Tensor>()
    for (const [id, print] of prints.nodes) {
      if (before.nodes.get(id) !== print) continue
      for (const { name } of this.#analysis.node(id)?.tensors ?? []) {
        const tensor = this.#weights.get(`${id}.${name}`)
        if (tensor) kept.set(`${id}.${name}`, tensor)
      }
    }
    const drawn = graphWeights(this.#doc, this.#analysis, (file, key) => this.#fromFile(file, key), (key) => !kept.has(key))
    this.#weights = new Map([...kept, ...drawn])
    this.#prints = prints
  }

  /** A file that cannot be read is its own node's problem, which the analysis tells. */
  #fromFile(file: string, key: string): Tensor | undefined {
    try {
      return this.#files.safetensor(file, key)
    } catch {
      return undefined
    }
  }
}

/** Times of the graph's nodes, from those of the ONNX nodes that they became. */
function byNode(model: LoweredModel, times: ReadonlyMap<string, number>): Map<string, number> {
  const ids = idsOf(model)
  const found = new Map<string, number>()
  for (const { name } of model.nodes) {
    const id = nodeOf(ids, name)
    const time = times.get(name)
    if (id !== undefined && time !== undefined) found.set(id, (found.get(id) ?? 0) + time)
  }
  return found
}

/** The graph's nodes in a model. */
const idsOf = (model: LoweredModel): ReadonlySet<string> => new Set([...model.valueOf.keys()].map((key) => key.slice(0, key.lastIndexOf('.'))))

/** The id of the graph's node behind an ONNX node: its own name, or `ID/what`. */
function nodeOf(ids: ReadonlySet<string>, name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  for (let at = name.length; at > 0; at = name.lastIndexOf('/', at - 1)) if (ids.has(name.slice(0, at))) return name.slice(0, at)
  return undefined
}
