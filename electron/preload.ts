/** Hands the page `window.tensorloomHost`, a few named functions, and relays the engine's port. Nothing of Electron gets through. */
import { contextBridge, ipcRenderer, webFrame, webUtils } from 'electron'
import type { HostRequest } from '../engine/host/requests'
import type { Wording } from '../engine/say'
import { ENGINE_DOWN, ENGINE_PORT, type HostBridge, type OpenedFile } from '../renderer/host/host'
import { CHANNELS, type Answer } from './channels'

let said: (wording: Wording) => void = () => undefined

async function request<T>(message: HostRequest): Promise<T> {
  const answer = await ipcRenderer.invoke(CHANNELS.request, message) as Answer
  if ('error' in answer) {
    if (answer.said) said(answer.said)
    throw new Error(answer.error)
  }
  return answer.value as T
}

let flush: () => Promise<void> = () => Promise.resolve()

const host: HostBridge = {
  kind: 'electron',
  start: () => request({ method: 'start', args: [] }),
  open: () => request({ method: 'open', args: [] }),
  openPath: (path) => request({ method: 'openPath', args: [path] }),
  openExample: (id) => request({ method: 'openExample', args: [id] }),
  peek: (...args) => request({ method: 'peek', args }),
  openDropped: async (file) => {
    const path = webUtils.getPathForFile(file)
    return path === '' ? request({ method: 'openText', args: [file.name, await file.text()] }) : request({ method: 'openPath', args: [path] })
  },
  save: (...args) => request({ method: 'save', args }),
  stash: (...args) => request({ method: 'stash', args }),
  unstash: (...args) => request({ method: 'unstash', args }),
  close: (...args) => request({ method: 'close', args }),
  exportModel: (...args) => request({ method: 'exportModel', args }),
  addAsset: (...args) => request({ method: 'addAsset', args }),
  setZoom: (factor) => webFrame.setZoomFactor(Math.min(Math.max(factor, 0.5), 3)),
  valuesBeside: (...args) => request({ method: 'valuesBeside', args }),
  setMenu: (menus, words) => ipcRenderer.send(CHANNELS.menu, { menus, words }),
  onCommand: (listener) => void ipcRenderer.on(CHANNELS.command, (_event, id: string) => listener(id)),
  onOpened: (listener) => void ipcRenderer.on(CHANNELS.opened, (_event, file: OpenedFile) => listener(file)),
  onFlush: (listener) => {
    flush = listener
  },
  onSaid: (listener) => {
    said = listener
  },
  connectEngine: () => ipcRenderer.send(CHANNELS.connect),
}

ipcRenderer.on(CHANNELS.flush, () => {
  void flush().catch(() => undefined).then(() => ipcRenderer.send(CHANNELS.flushed))
})
ipcRenderer.on(CHANNELS.port, (event) => window.postMessage(ENGINE_PORT, location.origin, [...event.ports]))
ipcRenderer.on(CHANNELS.down, () => window.postMessage(ENGINE_DOWN, location.origin))

contextBridge.exposeInMainWorld('tensorloomHost', host)
