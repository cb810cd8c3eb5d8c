/** The engine of one page: takes its messages, checked, and keeps its documents. Knows no transport. */
import { availableParallelism, totalmem } from 'node:os'
import { GraphDocument } from './document/document'
import type { ExportFormat } from './host/types'
import { pageMessageSchema, type DeviceId, type EngineMessage, type PageMessage, type Reply } from './protocol'
import { listDevices, probeDevice, probeDevices } from './runtime/devices'
import { LiveRunner } from './runtime/live'
import { saveOnnx, saveSafetensors } from './runtime/save'
import { answerOf } from './runtime/answer'
import { Values } from './runtime/values'
import { codeOf, unwritten } from './runtime/writing'
import { fitted } from './tensor/fitted'
import { VERSION } from './version'
import { say } from './say'

export type Send = (message: EngineMessage) => void

const reason = (error: unknown): string => error instanceof Error ? error.message : String(error)

export class Engine {
  readonly #documents = new Map<string, LiveRunner>()
  readonly #bases = new Map<string, string>()
  readonly #memoryLimit = Math.floor(totalmem() / 2)
  /** What is known of all documents, by fingerprint. */
  readonly #values = new Values(this.#memoryLimit / 4)
  #send: Send = () => undefined

  /** A page is there: what went before is forgotten, and it is welcomed. */
  connect(send: Send): void {
    this.disconnect()
    this.#send = send
    send({ type: 'welcome', version: VERSION, devices: listDevices(), memoryLimit: this.#memoryLimit, threads: availableParallelism() })
  }

  /** The page is gone: its documents are closed. */
  disconnect(): void {
    for (const document of this.#documents.values()) document.close()
    this.#documents.clear()
    this.#send = () => undefined
  }

  /** The folder of a document's files; may come before or after the document. */
  setBase(doc: string, dir: string): void {
    this.#bases.set(doc, dir)
    this.#documents.get(doc)?.setBase(dir)
  }

  /** Writes a document, as it is now, to a file. Rejects with what stands in the way. */
  async export(doc: string, path: string, format: ExportFormat): Promise<void> {
    const source = this.#documents.get(doc)?.source
    if (!source) throw new Error(say`The engine does not have this document.`)
    const error = source.analysis.problems().find((problem) => problem.severity === 'error')
    if (error) throw new Error(say`A graph with errors cannot be exported. ${error.message}`)
    try {
      if (format === 'onnx') await saveOnnx(source, path)
      else await saveSafetensors(source, path)
    } catch (error) {
      // The system's words; others are for a person already.
      throw typeof codeOf(error) === 'string' ? new Error(unwritten(error, path)) : error
    }
  }

  /** One message of the page. What it cannot take it refuses; it never throws. */
  receive(message: unknown): void {
    const parsed = pageMessageSchema.safeParse(message)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      this.#refuse(docOf(message), `not a message of this protocol: ${issue ? `${issue.path.join('.')}: ${issue.message}` : 'unknown'}`)
      return
    }
    try {
      this.#handle(parsed.data)
    } catch (error) {
      this.#refuse(parsed.data.doc, reason(error))
    }
  }

  #handle(message: PageMessage): void {
    const { doc } = message
    if (message.type === 'open') {
      this.#documents.get(doc)?.close()
      this.#documents.set(doc, new LiveRunner({
        doc, document: new GraphDocument(message.graph), revision: message.revision ?? 0, base: this.#bases.get(doc),
        memoryLimit: this.#memoryLimit, values: this.#values, send: (out) => this.#send(out),
      }))
      return
    }
    const document = this.#documents.get(doc)
    if (!document) {
      if ('request' in message) this.#reply(message.request, { kind: 'error', message: say`This document is not open.` })
      else if (message.type !== 'close') this.#refuse(doc, say`This document is not open.`)
      return
    }
    switch (message.type) {
      case 'edit': return document.edit(message.revision, message.edits)
      case 'watch': return document.watch(message.nodes, message.sample)
      case 'device': {
        void this.#useDevice(doc, message.device)
        return
      }
      case 'devices': {
        void this.#tryDevices(doc)
        return
      }
      case 'live': return document.setLive(message.live)
      case 'refresh': return document.refresh()
      case 'cancel': return document.cancel()
      case 'fit': return this.#reply(message.request, attempt(() => {
        const { path, bytes, to } = message
        return { kind: 'fitted', ...(bytes ? fitted(bytes, path, to) : document.fitted(path, to)) }
      }))
      case 'close':
        document.close()
        this.#documents.delete(doc)
        this.#bases.delete(doc)
        return
      default:
        (message.of === 'weight' ? document.weight(message.node, message.port) : document.value(message.node, message.port))
          .then((tensor) => answerOf(message, tensor)).catch((error: unknown): Reply => ({ kind: 'error', message: reason(error) }))
          .then((reply) => this.#reply(message.request, reply), () => undefined)
    }
  }

  async #useDevice(doc: string, device: DeviceId): Promise<void> {
    const why = await probeDevice(device)
    const document = this.#documents.get(doc)
    if (why === undefined) document?.setDevice(device)
    this.#tellDevices(doc, why)
  }

  async #tryDevices(doc: string): Promise<void> {
    await probeDevices()
    this.#tellDevices(doc)
  }

  #tellDevices(doc: string, why?: string): void {
    const document = this.#documents.get(doc)
    if (document) this.#send({ type: 'device', doc, device: document.device, ...(why === undefined ? {} : { reason: why }), devices: listDevices() })
  }

  #reply(request: number, reply: Reply): void {
    this.#send({ type: 'reply', request, reply })
  }

  #refuse(doc: string | undefined, why: string): void {
    this.#send({ type: 'refused', ...(doc === undefined ? {} : { doc }), reason: why })
  }
}

function attempt(answer: () => Reply): Reply {
  try {
    return answer()
  } catch (error) {
    return { kind: 'error', message: reason(error) }
  }
}

function docOf(message: unknown): string | undefined {
  const doc = typeof message === 'object' && message !== null ? (message as { doc?: unknown }).doc : undefined
  return typeof doc === 'string' ? doc : undefined
}
