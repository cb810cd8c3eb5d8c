/**
 * Views of many values at once, on as many threads as help: while ONNX Runtime does not run, all cores but one would do
 * nothing. A value goes to a thread with its memory and comes back with it; nothing is copied.
 */
import { setFlagsFromString } from 'node:v8'
import { createContext, Script } from 'node:vm'
import { Worker } from 'node:worker_threads'
import type { Tensor } from '../tensor/dtype'
import { THREADS } from './session'
import { viewOf } from './view'
import type { Answer, Order, Viewed } from './viewThread'
import text from './viewThread?script'

/** More than these gain nothing: memory is not faster. */
const MAX_THREADS = 3
/** Bytes of values below which handing them over takes longer than it saves. */
const WORTH_IT = 2 ** 20

/** Bytes that could be looked through in the time that an order and its answer are under way. */
const HANDOVER = 2 ** 21

/**
 * How far V8's heap may grow, in percent, before its garbage is collected. Memory that went to a thread counts as new
 * when it comes back: with V8's own choice, made for heaps of this size, each run had a collection of the whole heap.
 */
const HEAP_GROWTH = 300

/** V8's collection of what is new, twice: what survives it twice is new no more. Only a context made after the flag has it. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const context = createContext()
  const script = new Script('if (typeof gc === "function") for (let i = 0; i < 2; i++) gc({ type: "minor" })')
  return () => { script.runInContext(context) }
}

/** A thread ended while it had values: they are lost. */
export class ViewersLost extends Error {}

interface Thread {
  readonly worker: Worker
  /** Answers awaited. */
  readonly waiting: Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>
  ready: boolean
}

export class Viewers {
  #threads: Thread[] = []
  #started = false
  #orders = 0
  /** Whether memory has come back that V8 takes for new. */
  #cameBack = false
  #collect: (() => void) | undefined

  /** `most`: threads besides this one. */
  constructor(private readonly most = Math.min(MAX_THREADS, THREADS - 1)) {}

  /**
   * A view of each value, of batches of that sample. A value must have a buffer of its own and be known to nobody
   * else: it may be gone afterwards, and the answer's tensor is in its place. Rejects with ViewersLost.
   */
  async view(tensors: readonly Tensor[], sample = 0): Promise<Viewed[]> {
    const bytes = tensors.reduce((sum, { data }) => sum + data.byteLength, 0)
    if (bytes < WORTH_IT) return tensors.map((tensor) => viewed(tensor, sample))
    this.#start()
    const ready = this.#threads.filter((thread) => thread.ready)
    const shares = shared(tensors, ready.length + 1)
    const found = new Map<Tensor, Viewed>()
    const orders = ready.map(async (thread, i) => {
      const share = shares[i + 1] ?? []
      if (share.length === 0) return
      const answer = await this.#order(thread, share, sample)
      this.#cameBack = true
      answer.viewed.forEach((one, j) => found.set(share[j]!, one))
    })
    for (const tensor of shares[0] ?? []) found.set(tensor, viewed(tensor, sample))
    await Promise.all(orders)
    return tensors.map((tensor) => found.get(tensor)!)
  }

  /** To be called where nothing waits: collects what would be collected in the middle of the next run. */
  rest(): void {
    if (!this.#cameBack) return
    this.#cameBack = false
    this.#collect?.()
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()))
  }

  /** They take a while to come up; until then, this thread does all. */
  #start(): void {
    if (this.#started) return
    this.#started = true
    this.#collect = collector()
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`)
    for (let i = 0; i < this.most; i++) {
      const worker = new Worker(text, { eval: true, name: 'views' })
      const thread: Thread = { worker, waiting: new Map(), ready: false }
      this.#threads.push(thread)
      worker.unref()
      worker.on('online', () => { thread.ready = true })
      worker.on('message', (answer: Answer) => {
        thread.waiting.get(answer.id)?.resolve(answer)
        thread.waiting.delete(answer.id)
        if (thread.waiting.size === 0) worker.unref()
      })
      worker.on('error', () => this.#lost(thread))
      worker.on('exit', () => this.#lost(thread))
    }
  }

  #lost(thread: Thread): void {
    this.#threads = this.#threads.filter((other) => other !== thread)
    for (const { reject } of thread.waiting.values()) reject(new ViewersLost('A thread that makes pictures ended.'))
    thread.waiting.clear()
  }

  #order(thread: Thread, tensors: readonly Tensor[], sample: number): Promise<Answer> {
    const id = ++this.#orders
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject })
      // It is waited for: the process may not end.
      thread.worker.ref()
      thread.worker.postMessage({ id, tensors, sample } satisfies Order, tensors.map(memoryOf))
    })
  }
}

function memoryOf({ data: { buffer, byteLength } }: Tensor): ArrayBuffer {
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== byteLength) throw new Error('A value is in memory that is not its own.')
  return buffer
}

const viewed = (tensor: Tensor, sample: number): Viewed => ({ tensor, view: viewOf(tensor, false, sample) })

/**
 * The same values in `count` shares that take about as long, the first of which is this thread's own: the smallest, since
 * each value that is handed over takes time, however small it is. Each share begins with what was written last: that may
 * still be in the processor's cache.
 */
function shared(tensors: readonly Tensor[], count: number): Tensor[][] {
  const place = new Map(tensors.map((tensor, i) => [tensor, i]))
  const shares = Array.from({ length: count }, (_, i) => ({ bytes: i === 0 ? 0 : HANDOVER, tensors: [] as Tensor[] }))
  const [own, ...others] = shares
  let left = tensors.reduce((sum, { data }) => sum + data.byteLength, 0)
  const even = (left + HANDOVER * others.length) / count
  for (const tensor of [...tensors].sort((a, b) => b.data.byteLength - a.data.byteLength)) {
    const least = left > even ? others.reduce<typeof own>((best, share) => (best && best.bytes <= share.bytes ? best : share), undefined) : own
    const share = least ?? own!
    share.bytes += tensor.data.byteLength
    share.tensors.push(tensor)
    left -= tensor.data.byteLength
  }
  return shares.map((share) => share.tensors.sort((a, b) => place.get(b)! - place.get(a)!))
}
