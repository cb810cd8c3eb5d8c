/** Things kept by key as long as they fit: what was used least lately goes first. */
export class Cache<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly bytes: number }>()
  #bytes = 0

  /** `limit` in bytes, by the sizes given to `set`; `gone` hears of what was kept and is no more. */
  constructor(readonly limit: number, private readonly gone?: (value: T) => void) {}

  get bytes(): number {
    return this.#bytes
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Keeps it, unless it is larger than the whole. */
  set(key: string, value: T, bytes: number): void {
    this.delete(key)
    if (bytes > this.limit) return
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.limit) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
    this.gone?.(entry.value)
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key)
  }
}
