/** Names within one ONNX graph: each is given once, a name already taken gets `_1`, `_2`, ... */
export class Names {
  readonly #taken = new Set<string>()
  /** Where the search for a free suffix goes on. */
  readonly #next = new Map<string, number>()

  /** Takes `name`, or the first free one after it. */
  take(name: string): string {
    let free = name
    if (this.#taken.has(name)) {
      let n = this.#next.get(name) ?? 1
      while (this.#taken.has(`${name}_${n}`)) n++
      this.#next.set(name, n + 1)
      free = `${name}_${n}`
    }
    this.#taken.add(free)
    return free
  }
}

export const valueKey = (id: string, port: string): string => `${id}.${port}`

/** What a value is called before anything is taken: the node's id, and with the port where that is not `output`. */
export const valueName = (id: string, port: string): string => (port === 'output' ? id : valueKey(id, port))
