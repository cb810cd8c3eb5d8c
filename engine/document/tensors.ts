/** The `tensors` of a graph: overrides by state_dict key, and whose they are. */
import { OrderedMap } from './ordered'
import type { TensorEntry } from './types'

/** The ids that a key could belong to, the longest first: what stands before each of its dots. */
function prefixes(key: string): string[] {
  const found: string[] = []
  for (let dot = key.lastIndexOf('.'); dot > 0; dot = key.lastIndexOf('.', dot - 1)) if (dot < key.length - 1) found.push(key.slice(0, dot))
  return found
}

/** The node that a key belongs to: the longest id that fits. */
export const tensorOwner = (key: string, hasNode: (id: string) => boolean): string | undefined => prefixes(key).find(hasNode)

/** A key that was removed goes back to its old place when it is set again, so that undo restores the file's order. */
export class TensorTable {
  readonly #entries = new OrderedMap<string, TensorEntry>()
  readonly #under = new Map<string, Set<string>>()
  /** Places of removed keys, the last removed on top. */
  readonly #left = new Map<string, number[]>()
  #record: Readonly<Record<string, TensorEntry>> | undefined

  constructor(tensors: Readonly<Record<string, TensorEntry>>) {
    for (const [key, entry] of Object.entries(tensors)) this.set(key, entry)
  }

  get(key: string): TensorEntry | undefined {
    return this.#entries.get(key)
  }

  /** As in the file; a snapshot. */
  record(): Readonly<Record<string, TensorEntry>> {
    const values = this.#entries.values()
    this.#record ??= Object.fromEntries(this.#entries.keys().map((key, n) => [key, values[n]!]))
    return this.#record
  }

  /** The keys that begin with `id` and a dot, in file order: those of the node `id`, or of one with a longer id. */
  under(id: string): string[] {
    const found = this.#under.get(id)
    return found ? this.#entries.sort([...found]) : []
  }

  set(key: string, entry: TensorEntry): void {
    this.#record = undefined
    if (this.#entries.has(key)) return this.#entries.set(key, entry)
    const rank = this.#left.get(key)?.pop()
    if (rank === undefined) this.#entries.insert(key, entry)
    else this.#entries.restore(key, entry, rank)
    this.#index(key)
  }

  delete(key: string): void {
    this.#record = undefined
    const { rank } = this.#entries.delete(key)
    const left = this.#left.get(key)
    if (left) left.push(rank)
    else this.#left.set(key, [rank])
    this.#unindex(key)
  }

  /** Renames keys in their places, all at once. */
  rename(renames: readonly { readonly from: string; readonly to: string }[]): void {
    if (renames.length === 0) return
    this.#record = undefined
    for (const { from } of renames) this.#unindex(from)
    this.#entries.rename(renames.map(({ from, to }) => ({ from, to, value: this.#entries.get(from)! })))
    for (const { to } of renames) this.#index(to)
  }

  #index(key: string): void {
    for (const prefix of prefixes(key)) {
      const keys = this.#under.get(prefix)
      if (keys) keys.add(key)
      else this.#under.set(prefix, new Set([key]))
    }
  }

  #unindex(key: string): void {
    for (const prefix of prefixes(key)) {
      const keys = this.#under.get(prefix)
      keys?.delete(key)
      if (keys?.size === 0) this.#under.delete(prefix)
    }
  }
}
