/** One page in a browser: its socket, its documents' files, and an engine of its own. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { Documents } from '../host/documents'
import type { HostFolders } from '../host/folders'
import type { Recents } from '../host/recents'
import type { Recovery } from '../host/recovery'
import { answer, type HostSide } from '../host/requests'
import type { ExportFormat, OpenedFile } from '../host/types'
import { wordingOf } from '../say'
import { VERSION } from '../version'
import { EngineChild } from './child'
import { listFolder } from './listing'
import { decodeFrame, encodeFrame, type Question, type ServerFrame } from './messages'

const frameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('engine'), message: z.unknown() }),
  z.object({ type: z.literal('host'), request: z.int(), method: z.string(), args: z.array(z.unknown()) }),
  z.object({ type: z.literal('answer'), ask: z.int(), value: z.union([z.string(), z.boolean(), z.null()]) }),
])
const listArgs = z.union([z.tuple([]), z.tuple([z.string().nullable()])])

/** What every page of a server shares. */
export interface Shared {
  readonly folders: HostFolders
  readonly recents: Recents
  readonly recovery: Recovery
  /** The built engine/process.js. */
  readonly engineScript: string
  /** A graph file that every new page opens. */
  readonly graph?: string
}

const ENDINGS = { graph: '.graph.json', onnx: '.onnx', safetensors: '.safetensors' } as const

export class Page implements HostSide {
  readonly version = VERSION
  readonly folders: HostFolders
  readonly recents: Recents
  readonly documents: Documents
  readonly #engine: EngineChild
  readonly #questions = new Map<number, (value: string | boolean | null) => void>()
  #asked = 0
  #lastAnswer: Promise<unknown> = Promise.resolve()

  constructor(private readonly socket: WebSocket, private readonly shared: Shared) {
    this.folders = shared.folders
    this.recents = shared.recents
    this.documents = new Documents({
      folders: shared.folders, recents: shared.recents, recovery: shared.recovery,
      onBase: (doc, dir) => this.#engine.send({ type: 'base', doc, dir }),
    })
    this.#engine = new EngineChild(shared.engineScript, {
      message: (message) => this.#send({ type: 'engine', message }),
      state: (state) => this.#engineState(state),
    })
    socket.on('message', (data) => this.#receive(data))
    socket.on('close', () => this.#close())
    socket.on('error', () => socket.terminate())
  }

  async pickOpen(): Promise<string | undefined> {
    const picked = await this.#ask({ kind: 'open' })
    return typeof picked === 'string' && picked !== '' ? path.resolve(picked) : undefined
  }

  async pickSave(suggested: string, kind: 'graph' | ExportFormat): Promise<string | undefined> {
    const ending = ENDINGS[kind]
    const picked = await this.#ask({ kind: 'save', suggested, ending })
    if (typeof picked !== 'string' || picked === '') return undefined
    const taken = kind === 'graph' ? /\.json$/i : new RegExp(`\\${ending}$`, 'i')
    const target = path.resolve(taken.test(picked) ? picked : picked + ending)
    const exists = await fs.access(target).then(() => true, () => false)
    return !exists || await this.mayOverwrite(path.basename(target)) ? target : undefined
  }

  async mayOverwrite(name: string): Promise<boolean> {
    return await this.#ask({ kind: 'overwrite', name }) === true
  }

  exportTo(doc: string, target: string, format: ExportFormat): Promise<void> {
    return this.#engine.export(doc, target, format)
  }

  async takeOpened(): Promise<readonly OpenedFile[]> {
    return this.shared.graph === undefined ? [] : [await this.documents.open(this.shared.graph)]
  }

  #engineState(state: 'up' | 'down'): void {
    // The folders first: the page opens its documents when it hears of the engine.
    if (state === 'up') queueMicrotask(() => this.documents.announce())
    this.#send({ type: 'engine-state', state })
  }

  #receive(data: unknown): void {
    let frame: z.infer<typeof frameSchema>
    try {
      frame = frameSchema.parse(decodeFrame(data as Uint8Array))
    } catch {
      this.socket.close(1003, 'not a frame of this protocol')
      return
    }
    if (frame.type === 'engine') this.#engine.send({ type: 'page', message: frame.message })
    else if (frame.type === 'answer') {
      this.#questions.get(frame.ask)?.(frame.value)
      this.#questions.delete(frame.ask)
    } else {
      const { request, method, args } = frame
      this.#handle(method, args).then(
        (result) => this.#send({ type: 'host-reply', request, result }),
        (reason: unknown) => {
          const error = reason instanceof Error ? reason.message : String(reason)
          this.#send({ type: 'host-reply', request, error, said: wordingOf(error) })
        },
      )
    }
  }

  async #handle(method: string, args: readonly unknown[]): Promise<unknown> {
    if (method !== 'list') return answer(this, { method, args })
    const [dir] = listArgs.parse(args)
    return listFolder(dir ?? '.')
  }

  /** One question at a time: the page has one dialog. */
  #ask(question: Question): Promise<string | boolean | null> {
    const answered = this.#lastAnswer.then(() => this.#askNow(question))
    this.#lastAnswer = answered
    return answered
  }

  #askNow(question: Question): Promise<string | boolean | null> {
    return new Promise((resolve) => {
      if (this.socket.readyState !== this.socket.OPEN) return resolve(null)
      const ask = this.#asked++
      this.#questions.set(ask, resolve)
      this.#send({ type: 'ask', ask, question })
    })
  }

  #send(frame: ServerFrame): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(encodeFrame(frame))
  }

  #close(): void {
    this.#engine.end()
    this.documents.closeAll()
    for (const resolve of this.#questions.values()) resolve(null)
    this.#questions.clear()
  }
}
