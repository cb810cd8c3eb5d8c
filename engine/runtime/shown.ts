/** What a page was shown of a document, and the pictures made for it. */
import type { EngineMessage } from '../protocol'
import type { Tensor, TensorType } from '../tensor/dtype'
import { Cache } from './cache'
import { viewBytes, viewOf, type View } from './view'

const VIEW_BYTES = 64 * 2 ** 20

export class Shown {
  /** What the page has: node to fingerprint. */
  readonly #sent = new Map<string, string>()
  readonly #views = new Cache<View>(VIEW_BYTES)

  constructor(private readonly doc: string, private readonly send: (message: EngineMessage) => void) {}

  /** Whether the page has the node's values of this fingerprint. */
  has(id: string, print: string | undefined): boolean {
    return print !== undefined && this.#sent.get(id) === print
  }

  /** Whether a value's picture is at hand. */
  isDrawn(print: string, port: string): boolean {
    return this.#views.has(`${print}.${port}`)
  }

  /** Takes a value's picture, made elsewhere. */
  keep(print: string, port: string, view: View): void {
    this.#views.set(`${print}.${port}`, view, viewBytes(view))
  }

  /** Sends all values of a node, unless the page has them or one is not known. `input`: it is an Input. */
  show(
    id: string, print: string, types: Readonly<Record<string, TensorType>>, input: boolean, revision: number,
    value: (port: string) => Tensor | undefined,
  ): void {
    if (this.has(id, print)) return
    const messages: EngineMessage[] = []
    for (const [port, { dtype, shape }] of Object.entries(types)) {
      let view = this.#views.get(`${print}.${port}`)
      if (!view) {
        const tensor = value(port)
        if (!tensor) return
        view = viewOf(tensor, input)
        this.keep(print, port, view)
      }
      messages.push({ type: 'value', doc: this.doc, revision, node: id, port, dtype, shape, ...view })
    }
    for (const message of messages) this.send(message)
    this.#sent.set(id, print)
  }

  /** Tells the page which nodes have no values any more: those of which `open` says so. */
  keepOnly(open: (id: string) => boolean, revision: number): void {
    const nodes = [...this.#sent.keys()].filter((id) => !open(id))
    if (nodes.length === 0) return
    for (const id of nodes) this.#sent.delete(id)
    this.send({ type: 'gone', doc: this.doc, revision, nodes })
  }
}
