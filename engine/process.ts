/**
 * The engine's process. In Electron (a utilityProcess) a page comes as a port of its own; under Node (`serve`) its
 * messages come over the same channel as the host's. Ends when its host does.
 */
import type { MessagePortMain, ParentPort } from 'electron'
import { Engine, type Send } from './engine'
import { controlMessageSchema, type ControlReply, type EngineMessage } from './protocol'
import { wordingOf } from './say'
import { speaking } from './sayings'

/** One message of the host; `port` is set where a page's port travelled with it. */
function control(engine: Engine, raw: unknown, reply: (message: ControlReply) => void, port?: MessagePortMain): void {
  const parsed = controlMessageSchema.safeParse(raw)
  if (!parsed.success) return
  const message = parsed.data
  switch (message.type) {
    case 'port':
      if (port) connectPort(engine, port)
      return
    case 'base': return engine.setBase(message.doc, message.dir)
    case 'page': return engine.receive(message.message)
    case 'export': {
      const { request } = message
      engine.export(message.doc, message.path, message.format).then(
        () => reply({ type: 'exported', request }),
        (error: unknown) => {
          const text = error instanceof Error ? error.message : String(error)
          reply({ type: 'exported', request, error: text, said: wordingOf(text) })
        },
      )
    }
  }
}

/** What is said in one go crosses as one: the page takes a step's values in together, and draws once. */
function together(post: (messages: readonly EngineMessage[]) => void): Send {
  let said: EngineMessage[] = []
  return (message) => {
    if (said.push(message) > 1) return
    queueMicrotask(() => {
      const messages = said
      said = []
      post(messages)
    })
  }
}

/** The port connected last; a page that reloads brings a new one. */
let current: MessagePortMain | undefined

function connectPort(engine: Engine, port: MessagePortMain): void {
  current = port
  port.on('message', ({ data }) => {
    if (port === current) engine.receive(data as unknown)
  })
  port.on('close', () => {
    if (port === current) engine.disconnect()
  })
  port.start()
  engine.connect(speaking(together((messages) => port.postMessage(messages))))
}

const engine = new Engine()
const parent = (process as { parentPort?: ParentPort }).parentPort
if (parent) {
  parent.on('message', ({ data, ports }) => control(engine, data as unknown, (message) => parent.postMessage(message), ports[0]))
} else if (process.send) {
  const post = (message: ControlReply): void => {
    if (process.connected) process.send?.(message)
  }
  engine.connect(speaking(together((message) => post({ type: 'page', message }))))
  process.on('message', (data: unknown) => control(engine, data, post))
  process.on('disconnect', () => process.exit(0))
}
