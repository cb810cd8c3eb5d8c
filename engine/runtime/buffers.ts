/**
 * Memory for values. What a run is handed fresh, the system gives it page by page as it is written, which takes longer
 * than the writing: so as much as the last run took lies ready for the next, used before or made while nothing runs.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Bytes that lie ready at most. */
export const READY_BYTES = 2 ** 27
/** What is smaller comes from pages that the process has. */
const SMALL = 2 ** 16
const PAGE = 4096
/** Bytes made ready between two looks at whether something else wants to run. */
const SLICE = 2 ** 20

export class Buffers {
  /** By size in bytes. */
  readonly #ready = new Map<number, ArrayBuffer[]>()
  /** Sizes that the last run took. */
  #wanted: number[] = []
  #taken: number[] = []
  #preparing = false

  /** Memory of its own, to be written to altogether: it holds anything. */
  take(bytes: number): ArrayBuffer {
    if (bytes < SMALL) return new ArrayBuffer(bytes)
    this.#taken.push(bytes)
    return this.#ready.get(bytes)?.pop() ?? new ArrayBuffer(bytes)
  }

  /** Takes memory back that nobody reads any more, where there is room for it. */
  give(buffer: ArrayBuffer): void {
    const bytes = buffer.byteLength
    if (bytes < SMALL || this.bytes + bytes > READY_BYTES) return
    this.#add(buffer)
  }

  /** Bytes that lie ready. */
  get bytes(): number {
    let sum = 0
    for (const [bytes, buffers] of this.#ready) sum += bytes * buffers.length
    return sum
  }

  /** Makes ready what was taken since the last time, until `busy` says that something else goes before. */
  async prepare(busy: () => boolean): Promise<void> {
    if (this.#preparing) return
    this.#preparing = true
    try {
      await this.#prepare(busy)
    } finally {
      this.#preparing = false
    }
  }

  async #prepare(busy: () => boolean): Promise<void> {
    if (this.#taken.length > 0) [this.#wanted, this.#taken] = [this.#taken, []]
    const missing = this.#dropAndList()
    let since = 0
    for (const bytes of missing) {
      const buffer = new ArrayBuffer(bytes)
      const memory = new Uint8Array(buffer)
      for (let at = 0; at < bytes; at += PAGE) {
        memory[at] = 0
        since += PAGE
        if (since < SLICE) continue
        since = 0
        await nextTurn()
        if (busy()) return
      }
      this.#add(buffer)
    }
  }

  clear(): void {
    this.#ready.clear()
    this.#wanted = []
    this.#taken = []
  }

  #add(buffer: ArrayBuffer): void {
    const ready = this.#ready.get(buffer.byteLength)
    if (ready) ready.push(buffer)
    else this.#ready.set(buffer.byteLength, [buffer])
  }

  /** Lets go of what is not wanted any more; gives the sizes that are missing. */
  #dropAndList(): number[] {
    const counts = new Map<number, number>()
    let room = READY_BYTES
    for (const bytes of this.#wanted) {
      if (bytes > room) continue
      room -= bytes
      counts.set(bytes, (counts.get(bytes) ?? 0) + 1)
    }
    const missing: number[] = []
    for (const [bytes, buffers] of this.#ready) if (!counts.has(bytes)) this.#ready.delete(bytes)
      else buffers.splice(counts.get(bytes)!)
    for (const [bytes, count] of counts) for (let have = this.#ready.get(bytes)?.length ?? 0; have < count; have++) missing.push(bytes)
    return missing
  }
}
