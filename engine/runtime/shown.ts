/** What a page was shown of a document, and the pictures made for it. */
import { LRUCache } from 'lru-cache'
import type { EngineMessage } from '../protocol'
import type { Tensor, TensorType } from '../tensor/dtype'
import { viewBytes, viewOf, type View } from './view'

const VIEW_BYTES = 64 * 2 ** 20

const viewKey = (print: string, port: string, sample: number): string => `${print}.${port} ${sample}`

export class Shown {
  /** What the page has: node to fingerprint, and the sample in its picture. */
  readonly #sent = new Map<string, { readonly print: string; readonly sample: number }>()
  /** The sample of batches that pictures show. */
  sample = 0
  /** What was told last of what is old. */
  #stale = '[]'
  readonly #views = new LRUCache<string, View>({ maxSize: VIEW_BYTES, sizeCalculation: viewBytes })

  constructor(private readonly doc: string, private readonly send: (message: EngineMessage) => void) {}

  /** Whether the page has the node's values of this fingerprint. */
  has(id: string, print: string | undefined): boolean {
    const sent = this.#sent.get(id)
    return print !== undefined && sent?.print === print && sent.sample === this.sample
  }

  /** Whether a value's picture is at hand, of the sample that is shown now. */
  isDrawn(print: string, port: string): boolean {
    return this.#views.has(viewKey(print, port, this.sample))
  }

  /** Takes a value's picture, made elsewhere. */
  keep(print: string, port: string, view: View, sample: number): void {
    this.#views.set(viewKey(print, port, sample), view)
  }

  /** Sends all values of a node, unless the page has them or one is not known. `input`: it is an Input. */
  show(
    id: string, print: string, types: Readonly<Record<string, TensorType>>, input: boolean, revision: number,
    value: (port: string) => Tensor | undefined,
  ): void {
    if (this.has(id, print)) return
    const messages: EngineMessage[] = []
    const { sample } = this
    for (const [port, { dtype, shape }] of Object.entries(types)) {
      let view = this.#views.get(viewKey(print, port, sample))
      if (!view) {
        const tensor = value(port)
        if (!tensor) return
        view = viewOf(tensor, input, sample)
        this.keep(print, port, view, sample)
      }
      messages.push({ type: 'value', doc: this.doc, revision, node: id, port, dtype, shape, ...view })
    }
    for (const message of messages) this.send(message)
    this.#sent.set(id, { print, sample })
  }

  /** The fingerprint of what the page has of a node. */
  print(id: string): string | undefined {
    return this.#sent.get(id)?.print
  }

  /** Tells the page which of its values are old, where these are others than it knows. */
  tellStale(isOld: (id: string, print: string) => boolean): void {
    const nodes = [...this.#sent].filter(([id, { print }]) => isOld(id, print)).map(([id]) => id)
    const told = JSON.stringify(nodes)
    if (told === this.#stale) return
    this.#stale = told
    this.send({ type: 'stale', doc: this.doc, nodes })
  }

  /** Tells the page which nodes have no values any more: those of which `open` says so. */
  keepOnly(open: (id: string) => boolean, revision: number): void {
    const nodes = [...this.#sent.keys()].filter((id) => !open(id))
    if (nodes.length === 0) return
    for (const id of nodes) this.#sent.delete(id)
    this.send({ type: 'gone', doc: this.doc, revision, nodes })
  }
}
