/** The desktop app: one window, one engine, the files between them. */
import fs from 'node:fs'
import path from 'node:path'
import { app, session, type BrowserWindow } from 'electron'
import { Documents } from '../engine/host/documents'
import { applicationRoot, hostFolders } from '../engine/host/folders'
import { Recents } from '../engine/host/recents'
import { Recovery } from '../engine/host/recovery'
import type { OpenedFile } from '../engine/host/types'
import { say } from '../engine/say'
import { filesNamed } from './arguments'
import { CHANNELS } from './channels'
import { mayOverwrite, pickOpen, pickSave, tellUnopened } from './dialogs'
import { EngineProcess } from './engine'
import { handleIpc } from './ipc'
import { setMenu } from './menu'
import { registerScheme, serveSite } from './scheme'
import { confine, openWindow, refusePermissions } from './window'

/** Milliseconds that a page has for what is not saved: 50 MB take it two seconds. One that hangs is not waited for longer. */
const FLUSH_LIMIT = 20_000

const sandbox = !app.commandLine.hasSwitch('no-sandbox')
// As root, Chromium's sandbox kills every child; then --no-sandbox was given.
if (sandbox) app.enableSandbox()
const ownData = process.env['TENSORLOOM_DATA']
if (ownData) {
  fs.mkdirSync(ownData, { recursive: true })
  app.setPath('userData', path.resolve(ownData))
}
registerScheme()

if (app.requestSingleInstanceLock()) run()
else app.quit()

function run(): void {
  const root = applicationRoot(import.meta.dirname)
  const folders = hostFolders(root, app.getPath('userData'))
  const recents = new Recents(folders.data)
  const documents = new Documents({ folders, recents, recovery: new Recovery(folders.data), onBase: (doc, dir) => engine.base(doc, dir) })
  const waiting = filesNamed(process.argv, app.isPackaged, process.cwd())
  let window: BrowserWindow | undefined
  /** The page listens for engines and files. */
  let pageUp = false
  let flushed: (() => void) | undefined

  const engine = new EngineProcess(path.join(root, 'dist', 'engine', 'process.js'), {
    started: () => {
      documents.announce()
      if (pageUp) connect()
    },
    ended: () => window?.webContents.send(CHANNELS.down),
  })

  const connect = (): void => {
    pageUp = true
    const port = engine.connect()
    if (port) window?.webContents.postMessage(CHANNELS.port, null, [port])
  }

  /** Opens what was named; what does not open is said, and does not keep the rest. */
  const takeOpened = async (): Promise<OpenedFile[]> => {
    const opened: OpenedFile[] = []
    const failed: string[] = []
    for (const file of waiting.splice(0)) {
      try {
        opened.push(await documents.open(file))
      } catch (error) {
        failed.push(error instanceof Error ? error.message : String(error))
      }
    }
    if (failed.length > 0) void tellUnopened(window, failed)
    return opened
  }

  /** Files from a second start or from the system: at once where the page is up, otherwise with its start. */
  const openLater = (files: readonly string[]): void => {
    waiting.push(...files)
    if (pageUp) void takeOpened().then((opened) => opened.forEach((file) => window?.webContents.send(CHANNELS.opened, file)))
    else if (app.isReady() && !window) show()
    if (window?.isMinimized()) window.restore()
    window?.focus()
  }

  const withWindow = <T>(ask: (window: BrowserWindow) => Promise<T>): Promise<T> =>
    window ? ask(window) : Promise.reject(new Error(say`There is no window.`))

  const show = (): void => {
    const opened = openWindow(sandbox, folders.data)
    window = opened
    // A page that loads anew has nothing open.
    const forget = (): void => {
      pageUp = false
      documents.closeAll()
    }
    opened.webContents.on('did-navigate', forget)
    opened.webContents.on('render-process-gone', (_event, { reason }) => {
      forget()
      if (reason !== 'clean-exit' && !opened.isDestroyed()) opened.webContents.reload()
    })
    let mayClose = false
    opened.on('close', (event) => {
      if (mayClose || !pageUp) return
      // What is not saved is stashed first: it is offered at the next start.
      event.preventDefault()
      const close = (): void => {
        clearTimeout(timer)
        mayClose = true
        if (!opened.isDestroyed()) opened.close()
      }
      const timer = setTimeout(close, FLUSH_LIMIT)
      flushed = close
      opened.webContents.send(CHANNELS.flush)
    })
    opened.on('closed', () => {
      window = undefined
      forget()
    })
  }

  handleIpc({
    window: () => window,
    host: {
      version: app.getVersion(),
      folders,
      recents,
      documents,
      pickOpen: () => withWindow(pickOpen),
      pickSave: (suggested, kind) => withWindow((parent) => pickSave(parent, suggested, kind)),
      mayOverwrite: (name) => withWindow((parent) => mayOverwrite(parent, name)),
      exportTo: (doc, file, format) => engine.export(doc, file, format),
      takeOpened,
    },
    connect,
    flushed: () => flushed?.(),
  })

  app.on('web-contents-created', (_event, contents) => confine(contents))
  app.on('second-instance', (_event, argv, cwd) => openLater(filesNamed(argv, app.isPackaged, cwd)))
  app.on('open-file', (event, file) => {
    event.preventDefault()
    openLater([file])
  })
  app.on('activate', () => {
    if (!window && app.isReady()) show()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', () => engine.stop())
  // The session ends, or somebody stops us: as if the window were closed, so that unsaved work is kept. Chromium alone would not wait.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit())

  void app.whenReady().then(() => {
    serveSite(session.defaultSession, folders.site)
    refusePermissions(session.defaultSession)
    setMenu([], () => undefined)
    engine.start()
    show()
  })
}
