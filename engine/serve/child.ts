/** An engine in a process of its own, started again when it dies. */
import { fork, type ChildProcess } from 'node:child_process'
import { z } from 'zod'
import { wordingSchema, type ControlMessage } from '../protocol'
import type { ExportFormat } from '../host/types'
import { hear, say } from '../say'

/** An engine that lived shorter than this is not started again at once. */
const HEALTHY_MILLISECONDS = 5000
const LONGEST_PAUSE = 10_000

const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('page'), message: z.unknown() }),
  z.object({ type: z.literal('exported'), request: z.number(), error: z.string().optional(), said: wordingSchema.optional() }),
])

export interface EngineEvents {
  message(message: unknown): void
  /** `up`: a new engine, which knows nothing yet. */
  state(state: 'up' | 'down'): void
}

export class EngineChild {
  #child: ChildProcess | undefined
  #timer: NodeJS.Timeout | undefined
  #pause = 0
  #ended = false
  #next = 0
  readonly #exports = new Map<number, { resolve(): void; reject(error: Error): void }>()

  /** `script` is the built engine/process.js. */
  constructor(private readonly script: string, private readonly events: EngineEvents) {
    this.#start()
  }

  /** Lost while no engine is up: it is told everything again when one is. */
  send(message: ControlMessage): void {
    if (this.#child?.connected) this.#child.send(message)
  }

  /** Rejects with what the engine says, or where it died. */
  export(doc: string, path: string, format: ExportFormat): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#child?.connected) return reject(new Error(say`The engine is not running.`))
      const request = this.#next++
      this.#exports.set(request, { resolve, reject })
      this.send({ type: 'export', request, doc, path, format })
    })
  }

  end(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    this.#child?.kill()
    this.#fail(say`The engine was ended.`)
  }

  #start(): void {
    const began = Date.now()
    // Standard output is the command's own: what the engine prints goes to standard error.
    const child = fork(this.script, [], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] })
    this.#child = child
    let over = false
    const down = (): void => {
      if (over) return
      over = true
      if (this.#ended) return
      this.#child = undefined
      this.#fail(say`The engine stopped while it was writing.`)
      this.events.state('down')
      this.#pause = Date.now() - began > HEALTHY_MILLISECONDS ? 0 : Math.min(LONGEST_PAUSE, this.#pause * 2 || 250)
      this.#timer = setTimeout(() => this.#start(), this.#pause)
    }
    child.on('error', down)
    child.on('exit', down)
    child.on('message', (raw: unknown) => {
      const parsed = replySchema.safeParse(raw)
      if (!parsed.success) return
      if (parsed.data.type === 'page') return this.events.message(parsed.data.message)
      const { request, error, said } = parsed.data
      if (said) hear(said)
      const waiting = this.#exports.get(request)
      this.#exports.delete(request)
      if (error === undefined) waiting?.resolve()
      else waiting?.reject(new Error(error))
    })
    this.events.state('up')
  }

  #fail(why: string): void {
    for (const waiting of this.#exports.values()) waiting.reject(new Error(why))
    this.#exports.clear()
  }
}
