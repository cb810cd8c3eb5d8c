/** The engine as the page sees it: who it is, what it is asked, and which document its answers are for. */
import { shallowReactive } from 'vue'
import type { Device, EngineMessage, PageMessage, Question, Reply } from '../../engine/protocol'
import { hear } from '../../engine/say'
import type { EngineLink } from '../host/host'
import { t } from '../i18n'
import { notify } from '../ui/notices'

export interface DocumentPort {
  readonly id: string
  /** A new engine, which knows no document: open it there. */
  engineUp(): void
  engineDown(): void
  /** The engine told its memory limit, another than was known. */
  engineKnown(): void
  /** Messages for this document. */
  receive(message: Exclude<EngineMessage, { type: 'welcome' | 'reply' | 'said' }>): void
}

type Request = Extract<PageMessage, { request: number }>
type Unnumbered<T> = T extends unknown ? Omit<T, 'request'> : never

/** A question about one value of a document. */
export type Asked = Question extends infer Q ? (Q extends Question ? Omit<Q, 'request' | 'doc'> : never) : never

const REQUEST_TIMEOUT = 30_000

export class EngineClient {
  readonly info = shallowReactive<{ up: boolean; everUp: boolean; devices: readonly Device[]; threads: number; memoryLimit: number | undefined }>({
    up: false, everUp: false, devices: [], threads: 0, memoryLimit: undefined,
  })
  private readonly documents = new Map<string, DocumentPort>()
  private readonly waiting = new Map<number, { resolve: (reply: Reply) => void; timer: number }>()
  private requests = 0

  constructor(private readonly link: EngineLink) {
    link.onMessage((messages) => { for (const message of messages as readonly EngineMessage[]) this.receive(message) })
    link.onState((state) => (state === 'up' ? this.up() : this.down()))
  }

  attach(document: DocumentPort): void {
    this.documents.set(document.id, document)
    if (this.info.up) document.engineUp()
  }

  detach(id: string): void {
    this.documents.delete(id)
    this.send({ type: 'close', doc: id })
  }

  send(message: PageMessage): void {
    if (this.info.up) this.link.send(message)
  }

  /** Resolves to the engine's reply; of kind 'error' where it has none. */
  ask(message: Unnumbered<Request>): Promise<Reply> {
    const request = ++this.requests
    return new Promise((resolve) => {
      if (!this.info.up) return resolve({ kind: 'error', message: t('The engine is not running.') })
      const timer = window.setTimeout(() => this.settle(request, { kind: 'error', message: t('The engine does not answer.') }), REQUEST_TIMEOUT)
      this.waiting.set(request, { resolve, timer })
      this.link.send({ ...message, request })
    })
  }

  private settle(request: number, reply: Reply): void {
    const waiting = this.waiting.get(request)
    if (!waiting) return
    this.waiting.delete(request)
    clearTimeout(waiting.timer)
    waiting.resolve(reply)
  }

  private up(): void {
    if (this.info.everUp) notify(t('The engine ended. Another was started: the values are computed again, nothing is lost.'))
    this.info.up = true
    this.info.everUp = true
    for (const document of this.documents.values()) document.engineUp()
  }

  private down(): void {
    this.info.up = false
    for (const request of [...this.waiting.keys()]) this.settle(request, { kind: 'error', message: t('The engine ended.') })
    for (const document of this.documents.values()) document.engineDown()
  }

  private receive(message: EngineMessage): void {
    switch (message.type) {
      case 'said': return message.wordings.forEach(hear)
      case 'welcome':
        this.info.devices = message.devices
        this.info.threads = message.threads
        if (this.info.memoryLimit === message.memoryLimit) return
        this.info.memoryLimit = message.memoryLimit
        for (const document of this.documents.values()) document.engineKnown()
        return
      case 'reply':
        return this.settle(message.request, message.reply)
      case 'refused':
        // What it refused it does not know: it gets every document anew, or the one it named.
        for (const document of this.documents.values()) if (message.doc === undefined || message.doc === document.id) document.receive(message)
        return
      default:
        this.documents.get(message.doc)?.receive(message)
    }
  }
}
