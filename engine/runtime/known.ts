/** What has been computed, by fingerprint: good for any revision in which a fingerprint comes up again. */
import { valueKey } from '../onnx/names'
import type { Tensor } from '../tensor/dtype'
import type { Cause } from './fault'
import type { Outlook } from './outlook'
import type { Held } from './plan'
import type { Values } from './values'

export class Known {
  /** Why nodes failed. */
  readonly #failures = new Map<string, Cause>()
  /** Of nodes that have run: off screen, once is enough. */
  #ran = new Set<string>()

  /** `values` by fingerprint and port; other documents have theirs there too. */
  constructor(private readonly values: Values) {}

  /** The value `key` ("id.port") of the node `id`. */
  value(id: string, key: string, outlook: Outlook): Tensor | undefined {
    return this.values.get(`${outlook.prints.get(id) ?? ''}${key.slice(id.length)}`)
  }

  /** The value that a port had under a fingerprint of another time. */
  ofPrint(print: string | undefined, port: string): Tensor | undefined {
    return this.values.get(`${print ?? ''}.${port}`)
  }

  /** Keeps a node's new values; `fresh` are in memory that nobody else has. */
  keep(id: string, outlook: Outlook, held: Held, fresh: ReadonlySet<Tensor>): void {
    const print = outlook.prints.get(id)
    if (print === undefined) return
    this.#ran.add(print)
    for (const port of outlook.nodes.get(id)?.outputs ?? []) {
      const tensor = held.get(valueKey(id, port))
      if (tensor) this.values.set(`${print}.${port}`, tensor, fresh.has(tensor))
    }
  }

  hasRun(print: string | undefined): boolean {
    return this.#ran.has(print ?? '')
  }

  /** Forgets which nodes have run of those that `outlook` has no more. */
  forgetOthers(outlook: Outlook): void {
    const ran = this.#ran
    this.#ran = new Set([...outlook.prints.values()].filter((print) => ran.has(print)))
  }

  fail(print: string | undefined, cause: Cause): void {
    this.#failures.set(print ?? '', cause)
  }

  failure(print: string): Cause | undefined {
    return this.#failures.get(print)
  }

  /** What failed is tried again. */
  forgetFailures(): void {
    this.#failures.clear()
  }
}
