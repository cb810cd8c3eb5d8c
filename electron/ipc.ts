/** Main's end of the IPC: only the app's own page in the window is heard, and what it says is checked. */
import { ipcMain, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import { answer, type HostSide } from '../engine/host/requests'
import { wordingOf } from '../engine/say'
import { CHANNELS, type Answer } from './channels'
import { menuMessageSchema, setMenu } from './menu'
import { ORIGIN } from './scheme'
import { setWords } from './words'

export interface IpcOptions {
  /** The window there is, if any. */
  readonly window: () => BrowserWindow | undefined
  readonly host: HostSide
  /** The page listens for a port to the engine. */
  readonly connect: () => void
  readonly flushed: () => void
}

/** Listens to the page. */
export function handleIpc({ window, host, connect, flushed }: IpcOptions): void {
  const trusted = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    sender === window()?.webContents && senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.url.startsWith(`${ORIGIN}/`)

  ipcMain.handle(CHANNELS.request, async (event, message: unknown): Promise<Answer> => {
    if (!trusted(event)) return { error: 'Refused.' }
    try {
      return { value: await answer(host, message) }
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      return { error: text, said: wordingOf(text) }
    }
  })
  ipcMain.on(CHANNELS.connect, (event) => {
    if (trusted(event)) connect()
  })
  ipcMain.on(CHANNELS.flushed, (event) => {
    if (trusted(event)) flushed()
  })
  ipcMain.on(CHANNELS.menu, (event, message: unknown) => {
    const { success, data } = menuMessageSchema.safeParse(message)
    if (!trusted(event) || !success) return
    setWords(data.words)
    setMenu(data.menus, (id) => window()?.webContents.send(CHANNELS.command, id))
  })
}
