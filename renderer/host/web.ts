/** A browser: everything over one WebSocket to `serve`. The page's address holds the token, so a relative one has it too. */
import { shallowRef } from 'vue'
import { hear } from '../../engine/say'
import { decodeFrame, encodeFrame, SOCKET_PATH, type Listing, type PageFrame, type Question, type ServerFrame } from '../../engine/serve/messages'
import { notify } from '../ui/notices'
import type { EngineLink, Host } from './host'
import { t } from '../i18n'

export interface OpenQuestion {
  readonly question: Question
  /** A path, true or false; null: cancelled. */
  answer(value: string | boolean | null): void
  /** A folder's files; the one that `serve` was started in by default. */
  list(dir?: string): Promise<Listing>
}

/** What the server asks just now: there is no native dialog here. FileDialog.vue shows it. */
export const openQuestion = shallowRef<OpenQuestion>()

class Socket implements EngineLink {
  /** The connection is gone for good: `serve` ended. */
  readonly lost = shallowRef(false)
  private readonly socket: WebSocket
  private readonly opened: Promise<void>
  private readonly waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  private readonly messages: ((message: unknown) => void)[] = []
  private readonly states: ((state: 'up' | 'down') => void)[] = []
  private state: 'up' | 'down' = 'down'
  private requests = 0

  constructor(url: URL) {
    this.socket = new WebSocket(url)
    this.socket.binaryType = 'arraybuffer'
    this.opened = new Promise((resolve, reject) => {
      this.socket.addEventListener('open', () => resolve(), { once: true })
      this.socket.addEventListener('error', () => reject(new Error(t('The server cannot be reached: start it again.'))), { once: true })
    })
    this.opened.catch(() => undefined)
    this.socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => this.receive(decodeFrame(new Uint8Array(data)) as ServerFrame))
    this.socket.addEventListener('close', () => this.close())
  }

  send(message: unknown): void {
    this.write({ type: 'engine', message })
  }

  onMessage(listener: (message: unknown) => void): void {
    this.messages.push(listener)
  }

  onState(listener: (state: 'up' | 'down') => void): void {
    this.states.push(listener)
    if (this.state === 'up') listener('up')
  }

  async request<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    await this.opened
    if (this.lost.value) throw new Error(t('The server ended: start it again.'))
    const request = ++this.requests
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { resolve: resolve as (value: unknown) => void, reject })
      this.write({ type: 'host', request, method, args })
    })
  }

  private write(frame: PageFrame): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(encodeFrame(frame))
  }

  private receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'engine':
        for (const listener of this.messages) listener(frame.message)
        return
      case 'engine-state':
        return this.turn(frame.state)
      case 'host-reply': {
        const waiting = this.waiting.get(frame.request)
        this.waiting.delete(frame.request)
        if (frame.said) hear(frame.said)
        if (frame.error !== undefined) waiting?.reject(new Error(frame.error))
        else waiting?.resolve(frame.result)
        return
      }
      case 'ask': {
        const { ask, question } = frame
        openQuestion.value = {
          question,
          answer: (value) => {
            openQuestion.value = undefined
            this.write({ type: 'answer', ask, value })
          },
          list: (dir) => this.request<Listing>('list', dir ?? null),
        }
      }
    }
  }

  private turn(state: 'up' | 'down'): void {
    this.state = state
    for (const listener of this.states) listener(state)
  }

  private close(): void {
    this.lost.value = true
    notify(t('The connection to the server is gone: start it again and reload this page. Unsaved work is kept.'), 'error')
    for (const { reject } of this.waiting.values()) reject(new Error(t('The server ended: start it again.')))
    this.waiting.clear()
    openQuestion.value = undefined
    if (this.state === 'up') this.turn('down')
  }
}

/** The host behind `tensorloom serve`. */
export function webHost(): Host {
  const url = new URL(SOCKET_PATH, document.baseURI)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.search = url.hash = ''
  const socket = new Socket(url)
  let flush: () => Promise<void> = () => Promise.resolve()
  // The last moment at which a browser lets a page send something.
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') void flush() })
  return {
    kind: 'web',
    engine: socket,
    start: () => socket.request('start'),
    open: () => socket.request('open'),
    openPath: (path) => socket.request('openPath', path),
    openExample: (id) => socket.request('openExample', id),
    peek: (...args) => socket.request('peek', ...args),
    openDropped: async (file) => socket.request('openText', file.name, await file.text()),
    save: (...args) => socket.request('save', ...args),
    stash: (...args) => socket.request('stash', ...args),
    unstash: (...args) => socket.request('unstash', ...args),
    close: (...args) => socket.request('close', ...args),
    exportModel: (...args) => socket.request('exportModel', ...args),
    addAsset: (...args) => socket.request('addAsset', ...args),
    valuesBeside: (...args) => socket.request('valuesBeside', ...args),
    // A browser has no menu of the page's own, and nobody else opens files in it.
    setMenu: () => undefined,
    setZoom: () => undefined,
    onCommand: () => undefined,
    onOpened: () => undefined,
    onFlush: (listener) => { flush = listener },
  }
}
