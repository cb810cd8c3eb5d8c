/**
 * Values by fingerprint, as many as have room. The memory of those that go is written to again by later runs: an edit
 * that is repeated, such as a slider being dragged, then asks for no memory at all, and leaves none to be collected.
 */
import { LRUCache } from 'lru-cache'
import type { Tensor } from '../tensor/dtype'
import { Buffers, READY_BYTES } from './buffers'

export class Values {
  /** Where runs write to. */
  readonly buffers = new Buffers()
  readonly #cache: LRUCache<string, Tensor>
  /** Keys under which memory is kept, of memory that is nobody else's. */
  readonly #uses = new Map<ArrayBufferLike, number>()
  /** What was handed out, to be read at some time. */
  readonly #lent = new WeakSet<ArrayBufferLike>()
  /** Memory of what is gone, which a run under way may still read. */
  #retired: ArrayBuffer[] = []
  #retiredBytes = 0
  #runs = 0

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.#cache = new LRUCache({ maxSize: limit, sizeCalculation: ({ data }) => Math.max(data.byteLength, 1), dispose: (tensor) => this.#gone(tensor) })
  }

  get(key: string): Tensor | undefined {
    return this.#cache.get(key)
  }

  /** `own`: the memory is the value's alone, and nobody knows it who does not ask here. */
  set(key: string, tensor: Tensor, own: boolean): void {
    if (this.#cache.get(key) === tensor) return
    const { buffer, byteLength } = tensor.data
    const uses = this.#uses.get(buffer)
    if ((own && buffer.byteLength === byteLength) || uses !== undefined) this.#uses.set(buffer, (uses ?? 0) + 1)
    this.#cache.set(key, tensor)
    // Too large to be kept at all.
    if (!this.#cache.has(key)) this.#gone(tensor)
  }

  /** Something runs, or waits for its turn. */
  get busy(): boolean {
    return this.#runs > 0
  }

  /** A value is handed to somebody who reads it later: its memory is never written to again. */
  lend(tensor: Tensor): Tensor {
    this.#lent.add(tensor.data.buffer)
    return tensor
  }

  /** While `run` goes on, what it may have taken from here keeps its memory. */
  async during<T>(run: () => Promise<T>): Promise<T> {
    this.#runs++
    try {
      return await run()
    } finally {
      if (--this.#runs === 0) {
        for (const buffer of this.#retired) if (!this.#uses.has(buffer) && !this.#lent.has(buffer)) this.buffers.give(buffer)
        this.#retired = []
        this.#retiredBytes = 0
      }
    }
  }

  #gone({ data: { buffer } }: Tensor): void {
    const uses = this.#uses.get(buffer)
    if (uses === undefined) return
    if (uses > 1) {
      this.#uses.set(buffer, uses - 1)
      return
    }
    this.#uses.delete(buffer)
    // More would never be taken.
    if (!(buffer instanceof ArrayBuffer) || this.#lent.has(buffer) || this.#retiredBytes > READY_BYTES) return
    this.#retired.push(buffer)
    this.#retiredBytes += buffer.byteLength
  }
}
