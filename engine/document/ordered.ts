/** A map whose entries stand in an order that can be changed in the middle. */

interface Slot<V> {
  readonly rank: number
  value: V
}

/**
 * Entries are found by key at once and by index in O(log n); ranks, not indices, hold the order, so that an insertion
 * or deletion renumbers nothing. `values` is a snapshot that later changes leave alone.
 */
export class OrderedMap<K, V> {
  readonly #slots = new Map<K, Slot<V>>()
  readonly #keys: K[] = []
  #ranks: number[] = []
  /** Ranks at the end are never given twice: a rank remembered from a deletion stays free. */
  #next = 0
  #values: readonly V[] | undefined

  get size(): number {
    return this.#keys.length
  }

  has(key: K): boolean {
    return this.#slots.has(key)
  }

  get(key: K): V | undefined {
    return this.#slots.get(key)?.value
  }

  keys(): readonly K[] {
    return this.#keys
  }

  values(): readonly V[] {
    this.#values ??= this.#keys.map((key) => this.#slot(key).value)
    return this.#values
  }

  /** -1 where there is no such key. */
  indexOf(key: K): number {
    const slot = this.#slots.get(key)
    return slot ? this.#lowerBound(slot.rank) : -1
  }

  /** Sorts keys into the map's order. */
  sort(keys: K[]): K[] {
    return keys.sort((a, b) => this.#slot(a).rank - this.#slot(b).rank)
  }

  /** Whether one key stands before another. */
  isBefore(a: K, b: K): boolean {
    return this.#slot(a).rank < this.#slot(b).rank
  }

  /** Adds a new key; at the end where `index` is left out. */
  insert(key: K, value: V, index = this.size): void {
    this.#place(key, value, index === this.size ? this.#next++ : this.#rankAt(index), index)
  }

  /** Adds a new key where a deleted one stood: `rank` is what `delete` gave, still free. */
  restore(key: K, value: V, rank: number): void {
    this.#place(key, value, rank, this.#lowerBound(rank))
  }

  /** Gives a key that is there another value. */
  set(key: K, value: V): void {
    this.#slot(key).value = value
    this.#values = undefined
  }

  /** Removes a key that is there; its rank lets `restore` bring it back to its place. */
  delete(key: K): { index: number; rank: number } {
    const { rank } = this.#slot(key)
    const index = this.#lowerBound(rank)
    this.#slots.delete(key)
    this.#keys.splice(index, 1)
    this.#ranks.splice(index, 1)
    this.#values = undefined
    return { index, rank }
  }

  /** Renames keys in their places, all at once: a new name may be another's old one. */
  rename(renames: readonly { readonly from: K; readonly to: K; readonly value: V }[]): void {
    const slots = renames.map(({ from }) => this.#slot(from))
    for (const { from } of renames) this.#slots.delete(from)
    renames.forEach(({ to, value }, n) => {
      const { rank } = slots[n]!
      this.#slots.set(to, { rank, value })
      this.#keys[this.#lowerBound(rank)] = to
    })
    this.#values = undefined
  }

  #slot(key: K): Slot<V> {
    const slot = this.#slots.get(key)
    if (!slot) throw new Error('no such key')
    return slot
  }

  #place(key: K, value: V, rank: number, index: number): void {
    this.#slots.set(key, { rank, value })
    if (index === this.size) {
      this.#keys.push(key)
      this.#ranks.push(rank)
    } else {
      this.#keys.splice(index, 0, key)
      this.#ranks.splice(index, 0, rank)
    }
    this.#values = undefined
  }

  /** A rank in front of the entry at `index`. Halves the gap; once that is used up, all ranks are dealt anew. */
  #rankAt(index: number): number {
    const after = this.#ranks[index]!
    const before = this.#ranks[index - 1] ?? after - 2
    const rank = (before + after) / 2
    if (before < rank && rank < after) return rank
    this.#ranks = this.#ranks.map((_, n) => n)
    this.#keys.forEach((key, n) => this.#slots.set(key, { rank: n, value: this.#slot(key).value }))
    this.#next = this.size
    return index - 0.5
  }

  #lowerBound(rank: number): number {
    let low = 0
    let high = this.#ranks.length
    if (high > 0 && this.#ranks[high - 1]! < rank) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#ranks[middle]! < rank) low = middle + 1
      else high = middle
    }
    return low
  }
}
