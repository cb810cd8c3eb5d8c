/**
 * How a document's models are run. One that is new runs at once, its weights fed beside it: it is created in a few
 * milliseconds. One that comes again and again with the same weights (an input's value is tried out) is made anew with
 * the weights in it, rearranged for this processor, and kept: that takes long, and each run less.
 */
import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { LoweredModel } from '../onnx/model'
import { encodeModel, encodeParts } from '../onnx/write'
import type { DeviceId } from '../protocol'
import { say } from '../say'
import type { Tensor } from '../tensor/dtype'
import type { Buffers } from './buffers'
import { inPlaceWorks } from './devices'
import { inPlace } from './inPlace'
import { keepingNaN } from './nan'
import { cpuNodes, placed } from './placement'
import { profilePrefix, takeProfile } from './profile'
import { Session, SessionError } from './session'

export interface Job {
  /** The model with its weights as inputs. */
  readonly model: LoweredModel
  /** Values of all inputs by name. */
  readonly feeds: ReadonlyMap<string, Tensor>
  readonly device: DeviceId
  readonly small: boolean
  /** Changes when a weight of the model does. */
  readonly weights: string
  /** Told, some time after the run, how many milliseconds each ONNX node took, where that was measured: in the first runs of a model. */
  timed?(times: ReadonlyMap<string, number>): void
}

interface Encoded {
  readonly bytes: Uint8Array
  readonly digest: string
  /** Made by `inPlace`. */
  readonly direct: boolean
}

/** Runs of a model after which it is worth keeping. */
const KEEP_AFTER = 2
/** Bytes of weights of all sessions kept. */
const KEPT_BYTES = 2 ** 28
/** Weights on a GPU take none of this memory, and sending them again with each run costs more than the run. */
const GPU_SHARE = 8
const REMEMBERED = 64

export class Sessions {
  readonly #kept = new LRUCache<string, Session>({ maxSize: KEPT_BYTES, dispose: (session) => void this.#disposals.push(session.dispose()) })
  readonly #disposals: Promise<void>[] = []
  /** How often a model has run; -1 for one that cannot be kept. */
  readonly #runs = new LRUCache<string, number>({ max: REMEMBERED })

  /** Models are lowered once and run often. */
  readonly #encoded = new WeakMap<LoweredModel, Encoded>()

  /** `buffers`: where values are written to. */
  constructor(private readonly buffers: Buffers) {}

  /** Gives every output of the model by name. Throws SessionError. */
  run(job: Job): Promise<Map<string, Tensor>> {
    return keepingNaN(job.device, job.feeds, (device) => this.#run({ ...job, device }))
  }

  async #run(job: Job): Promise<Map<string, Tensor>> {
    const direct = job.device === 'cpu' && await inPlaceWorks()
    const { bytes, digest } = this.#encode(job.model, direct)
    const key = digest + job.device + job.weights
    const kept = this.#kept.get(key) ?? await this.#keep(key, job, direct)
    if (kept) {
      const weights = new Map(weightsOf(job))
      try {
        return await this.#runOn(kept, job, new Map([...job.feeds].filter(([name]) => !weights.has(name))), direct)
      } catch (error) {
        if (!(error instanceof SessionError) || job.device === 'cpu') throw error
        // What the rearranged model holds the device may not have: as it is, the model ran.
        this.#kept.delete(key)
        this.#runs.set(key, -1)
      }
    }
    return placed(job.model, job.device, async (onCpu) => {
      // Elsewhere it would tell how long it took to hand the work over.
      const profile = job.timed && job.device === 'cpu' ? profilePrefix() : undefined
      const session = await Session.create(bytes, job.device, { small: job.small, onCpu, profile })
      try {
        return await this.#runOn(session, job, job.feeds, direct)
      } finally {
        await session.dispose(profile !== undefined)
        if (profile !== undefined) void takeProfile(profile).then((times) => job.timed?.(times))
      }
    })
  }

  #runOn(session: Session, { model: { outputs } }: Job, feeds: ReadonlyMap<string, Tensor>, direct: boolean): Promise<Map<string, Tensor>> {
    return direct ? session.runInto(feeds, outputs, this.buffers) : session.run(feeds, outputs.map(({ name }) => name))
  }

  #encode(model: LoweredModel, direct: boolean): Encoded {
    let found = this.#encoded.get(model)
    if (found?.direct !== direct) {
      const bytes = encode(model, direct)
      this.#encoded.set(model, found = { bytes, digest: hash('sha1', bytes, 'base64'), direct })
    }
    return found
  }

  async dispose(): Promise<void> {
    this.#kept.clear()
    await Promise.all(this.#disposals.splice(0))
  }

  /** Makes a session that stays, where it is time to. */
  async #keep(key: string, job: Job, direct: boolean): Promise<Session | undefined> {
    const runs = this.#runs.get(key) ?? 0
    if (runs < 0) return undefined
    this.#runs.set(key, runs + 1)
    if (runs < KEEP_AFTER) return undefined
    const bytes = weightsOf(job).reduce((sum, [, tensor]) => sum + tensor.data.byteLength, 0)
    const size = job.device === 'cpu' ? bytes : bytes / GPU_SHARE
    try {
      if (size >= KEPT_BYTES) throw new SessionError(say`The weights are too large to be kept twice.`)
      const session = await Session.create(encode(withWeights(job), direct), job.device, { small: job.small, kept: true, onCpu: cpuNodes(job.model, job.device) })
      this.#kept.set(key, session, { size: Math.ceil(size) + 1 })
      await Promise.all(this.#disposals.splice(0))
      return session
    } catch (error) {
      if (!(error instanceof SessionError)) throw error
      this.#runs.set(key, -1)
      return undefined
    }
  }
}

const encode = (model: LoweredModel, direct: boolean): Uint8Array =>
  direct ? inPlace(encodeParts(model, { declareValues: false }).model) : encodeModel(model, { declareValues: false })

const weightsOf = ({ model, feeds }: Job): [string, Tensor][] =>
  [...model.weightInputs.values()].flatMap(({ name }) => {
    const tensor = feeds.get(name)
    return tensor ? [[name, tensor]] : []
  })

/** The same model with its weights in it. */
const withWeights = (job: Job): LoweredModel =>
  ({ ...job.model, initializers: new Map([...job.model.initializers, ...weightsOf(job)]), weightInputs: new Map() })
