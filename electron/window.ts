/** The window: sandboxed, and it goes nowhere but to the app's own page. */
import path from 'node:path'
import { BrowserWindow, nativeTheme, screen, type Session, type WebContents } from 'electron'
import { keepPlacement, readPlacement } from './placement'
import { PAGE } from './scheme'

// Writing to the clipboard follows a gesture; reading it, and everything else, is refused.
const ALLOWED = new Set(['clipboard-sanitized-write'])

/** Refuses permissions and devices to every page of a session. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, respond) => respond(ALLOWED.has(permission)))
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED.has(permission))
  session.setDevicePermissionHandler(() => false)
}

/** Refuses navigation, new windows and embedded views. */
export function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Opens the window where it was, which `folder` knows; it shows itself once there is something to see. */
export function openWindow(sandbox: boolean, folder: string): BrowserWindow {
  const placement = readPlacement(folder, screen.getAllDisplays().map((display) => display.workArea))
  const window = new BrowserWindow({
    ...(placement ? { x: placement.x, y: placement.y, width: placement.width, height: placement.height } : { width: 1440, height: 900, useContentSize: true }),
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Tensorloom',
    // Linux has no other place to take a window's icon from.
    ...(process.platform === 'linux' ? { icon: path.join(import.meta.dirname, '../renderer/icon.png') } : {}),
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#111419' : '#ffffff',
    webPreferences: {
      preload: path.join(import.meta.dirname, 'preload.cjs'),
      sandbox,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (placement?.maximized) window.maximize()
  keepPlacement(window, folder)
  window.once('ready-to-show', () => window.show())
  void window.loadURL(PAGE)
  return window
}
