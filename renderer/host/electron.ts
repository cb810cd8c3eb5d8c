/** Electron: the preload's bridge for files, a message port for the engine. */
import { hear } from '../../engine/say'
import { ENGINE_DOWN, ENGINE_PORT, type EngineLink, type Host, type HostBridge } from './host'

declare global {
  interface Window {
    readonly tensorloomHost?: HostBridge
  }
}

class PortLink implements EngineLink {
  private port: MessagePort | undefined
  private readonly messages: ((message: unknown) => void)[] = []
  private readonly states: ((state: 'up' | 'down') => void)[] = []

  constructor() {
    window.addEventListener('message', (event) => {
      if (event.source !== window) return
      if (event.data === ENGINE_PORT && event.ports[0]) this.use(event.ports[0])
      else if (event.data === ENGINE_DOWN) this.lose()
    })
  }

  send(message: unknown): void {
    this.port?.postMessage(message)
  }

  onMessage(listener: (message: unknown) => void): void {
    this.messages.push(listener)
  }

  onState(listener: (state: 'up' | 'down') => void): void {
    this.states.push(listener)
    if (this.port) listener('up')
  }

  private use(port: MessagePort): void {
    this.port?.close()
    this.port = port
    port.onmessage = (event: MessageEvent<unknown>) => {
      if (port === this.port) for (const listener of this.messages) listener(event.data)
    }
    for (const listener of this.states) listener('up')
  }

  private lose(): void {
    this.port?.close()
    this.port = undefined
    for (const listener of this.states) listener('down')
  }
}

/** The host that Electron's preload offers. */
export function electronHost(bridge: HostBridge): Host {
  const engine = new PortLink()
  bridge.onSaid(hear)
  bridge.connectEngine()
  // The bridge's functions come through the context bridge one by one; a spread keeps them.
  return { ...bridge, engine }
}
