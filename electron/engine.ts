/** The engine's process: started, given a port to the page, and started again when it dies. */
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import { z } from 'zod'
import { wordingSchema, type ControlMessage } from '../engine/protocol'
import type { ExportFormat } from '../engine/host/types'
import { hear, say } from '../engine/say'

const exportedSchema = z.object({ type: z.literal('exported'), request: z.number(), error: z.string().optional(), said: wordingSchema.optional() })

// An engine that dies at once, again and again, must not keep the machine busy.
const FIRST_DELAY = 100
const LONGEST_DELAY = 10_000
const STEADY_AFTER = 5_000

export interface EngineEvents {
  /** A new process runs: tell it the documents' folders. */
  started(): void
  ended(): void
}

export class EngineProcess {
  private child: UtilityProcess | undefined
  private delay = FIRST_DELAY
  private timer: NodeJS.Timeout | undefined
  private stopped = false
  private requests = 0
  private readonly pending = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()

  constructor(private readonly file: string, private readonly events: EngineEvents) {}

  start(): void {
    const child = utilityProcess.fork(this.file, [], { serviceName: 'Tensorloom engine', stdio: 'inherit' })
    const begin = Date.now()
    this.child = child
    child.on('message', (message: unknown) => this.receive(message))
    child.on('exit', () => {
      if (this.child !== child) return
      this.child = undefined
      for (const { reject } of this.pending.values()) reject(new Error(say`The engine stopped before it was done.`))
      this.pending.clear()
      if (this.stopped) return
      this.events.ended()
      this.delay = Date.now() - begin > STEADY_AFTER ? FIRST_DELAY : Math.min(this.delay * 2, LONGEST_DELAY)
      this.timer = setTimeout(() => this.start(), this.delay)
    })
    this.events.started()
  }

  /** A port for a page; undefined while there is no engine (the page gets one when there is). */
  connect(): MessagePortMain | undefined {
    if (!this.child) return undefined
    const { port1, port2 } = new MessageChannelMain()
    this.send({ type: 'port' }, [port1])
    return port2
  }

  base(doc: string, dir: string): void {
    this.send({ type: 'base', doc, dir })
  }

  /** Has the engine write a file; rejects with what it says, or when it dies. */
  export(doc: string, path: string, format: ExportFormat): Promise<void> {
    if (!this.child) return Promise.reject(new Error(say`The engine is being started again. Try once more.`))
    const request = ++this.requests
    return new Promise((resolve, reject) => {
      this.pending.set(request, { resolve, reject })
      this.send({ type: 'export', request, doc, path, format })
    })
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    this.child?.kill()
  }

  private send(message: ControlMessage, ports: MessagePortMain[] = []): void {
    this.child?.postMessage(message, ports)
  }

  private receive(message: unknown): void {
    const { success, data } = exportedSchema.safeParse(message)
    if (!success) return
    if (data.said) hear(data.said)
    const waiting = this.pending.get(data.request)
    this.pending.delete(data.request)
    if (data.error === undefined) waiting?.resolve()
    else waiting?.reject(new Error(data.error))
  }
}
