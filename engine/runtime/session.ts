/** ONNX Runtime: the one file that knows it. A model goes in as bytes, tensors go in and out in the engine's own form. */
import * as ort from 'onnxruntime-node'
import { availableParallelism } from 'node:os'
import type { DeviceId } from '../protocol'
import { say } from '../say'
import type { ModelValue } from '../onnx/model'
import { BYTES, elementsIn, numel, type DType, type Tensor, type TensorData } from '../tensor/dtype'
import type { Buffers } from './buffers'
import { STOP, isStop } from './inPlace'
import { readMessage } from './message'

// Its own log lines would be neither results nor ours; what fails is thrown.
ort.env.logLevel = 'fatal'

/** More threads than this gain little on one model. */
const MAX_THREADS = 16
export const THREADS = Math.min(MAX_THREADS, availableParallelism())

/** A run that failed; `node` is the ONNX node where ONNX Runtime says so. */
export class SessionError extends Error {
  constructor(message: string, readonly node?: string) {
    super(message)
  }
}

export interface SessionKind {
  /** It runs many times: it may take longer to make. */
  readonly kept?: boolean
  /** It is so little that waking other threads, let alone starting them, would take longer. */
  readonly small?: boolean
  /** Names of the nodes that its device leaves to the CPU. */
  readonly onCpu?: readonly string[]
  /** How the path of its profile begins: it tells how long each node took. */
  readonly profile?: string | undefined
}

// Its builds for Linux and macOS send what they run to their maker, and keep a device's id and a log for it. Read when the first session is made.
process.env['ORT_DISABLE_TELEMETRY'] = '1'

// TF32 rounds what is multiplied to 10 bits. Read by CUDA's libraries when they are loaded.
process.env['NVIDIA_TF32_OVERRIDE'] ??= '0'

/** Where nodes run: each on the first provider that has it. */
function providers(device: DeviceId, onCpu: readonly string[]): ort.InferenceSession.ExecutionProviderConfig[] {
  switch (device) {
    case 'cpu': return ['cpu']
    // Channels last, its own choice, gives wrong numbers for several convolutions, of 6 channels for one.
    case 'webgpu': return [{ name: 'webgpu', preferredLayout: 'NCHW', ...(onCpu.length > 0 ? { forceCpuNodeNames: onCpu } : {}) }, 'cpu']
    // It cannot be told to leave some nodes alone.
    case 'cuda': return onCpu.length > 0 ? ['cpu'] : ['cuda', 'cpu']
  }
}

const sessionOptions = (device: DeviceId, { kept = false, small = false, onCpu = [], profile }: SessionKind): ort.InferenceSession.SessionOptions => ({
  executionProviders: providers(device, onCpu),
  // Rearranging costs more than one run gains. Every value is an output, so that nothing is fused either way.
  graphOptimizationLevel: kept ? 'all' : 'disabled',
  executionMode: 'sequential',
  intraOpNumThreads: small ? 1 : THREADS,
  interOpNumThreads: 1,
  // Pools of memory would only be held by a session that runs once.
  enableCpuMemArena: kept,
  enableMemPattern: kept,
  logSeverityLevel: 4,
  ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  // A pool that spins after its run slows the next session's down.
  extra: { session: { force_spinning_stop: '1' } },
})

export class Session {
  readonly #session: ort.InferenceSession

  private constructor(session: ort.InferenceSession) {
    this.#session = session
  }

  /** Throws SessionError where the model or the device will not do. */
  static async create(model: Uint8Array, device: DeviceId, kind: SessionKind = {}): Promise<Session> {
    try {
      return new Session(await ort.InferenceSession.create(model, sessionOptions(device, kind)))
    } catch (error) {
      throw failure(error)
    }
  }

  /** Runs once; gives the values named in `fetch`. Throws SessionError. */
  async run(feeds: ReadonlyMap<string, Tensor>, fetch: readonly string[]): Promise<Map<string, Tensor>> {
    try {
      const results = await this.#session.run(toOrtFeeds(feeds), fetch)
      const values = new Map<string, Tensor>()
      for (const name of fetch) {
        const result = results[name]
        if (result) values.set(name, fromOrt(result))
      }
      return values
    } catch (error) {
      throw failure(error)
    }
  }

  /**
   * Runs once a model that `inPlace` made; its outputs are written to where `buffers` says, and not copied from there.
   * Throws SessionError.
   */
  async runInto(feeds: ReadonlyMap<string, Tensor>, outputs: readonly ModelValue[], buffers: Buffers): Promise<Map<string, Tensor>> {
    const values = new Map<string, Tensor>()
    const fetches: Record<string, ort.Tensor | null> = { [STOP]: null }
    for (const { name, type } of outputs) {
      const tensor = { ...type, data: elementsIn(buffers.take(numel(type.shape) * BYTES[type.dtype]), type.dtype) }
      values.set(name, tensor)
      // Of nothing there is no address.
      if (tensor.data.length > 0) fetches[name] = toOrt(tensor)
    }
    try {
      await this.#session.run(toOrtFeeds(feeds), fetches)
    } catch (error) {
      if (!isStop(error)) throw failure(error)
    }
    return values
  }

  /** `profiled`: what its profile has to tell is written first. */
  async dispose(profiled = false): Promise<void> {
    if (profiled) this.#session.endProfiling()
    await this.#session.release()
  }
}

const toOrtFeeds = (feeds: ReadonlyMap<string, Tensor>): Record<string, ort.Tensor> =>
  Object.fromEntries([...feeds].map(([name, tensor]) => [name, toOrt(tensor)]))

function toOrt({ dtype, shape, data }: Tensor): ort.Tensor {
  switch (dtype) {
    case 'bool': return new ort.Tensor('bool', data as Uint8Array, shape)
    case 'float16': return new ort.Tensor('float16', data as Uint16Array, shape)
    default: return new ort.Tensor(data as Float32Array, shape)
  }
}

const DTYPE_OF: Readonly<Partial<Record<ort.Tensor.Type, DType>>> =
  { float32: 'float32', float64: 'float64', float16: 'float16', int64: 'int64', int32: 'int32', bool: 'bool' }

function fromOrt(tensor: ort.Tensor): Tensor {
  const dtype = DTYPE_OF[tensor.type]
  if (!dtype) throw new Error(say`ONNX Runtime gave values of type ${tensor.type}.`)
  const data = tensor.data as TensorData
  // Newer engines have a Float16Array, where the others give the bit patterns.
  return { dtype, shape: tensor.dims, data: dtype === 'float16' && !(data instanceof Uint16Array) ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data }
}

function failure(error: unknown): SessionError {
  const { message, node } = readMessage(error instanceof Error ? error.message : String(error))
  return new SessionError(message, node)
}
