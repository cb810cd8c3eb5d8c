/** Starts the editor for a test: the same tests run in a real Electron and in Chromium against `tensorloom serve`. */
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test as base, _electron, chromium, expect, type Browser, type ElectronApplication, type Page } from '@playwright/test'

const LAUNCH_LIMIT = 13_000
const root = path.resolve(import.meta.dirname, '..')

export interface App {
  readonly page: Page
  /** Folder that holds what the app keeps (recent files, recovery). */
  readonly data: string
  /** Does what makes the app ask for a file, and answers: natively in Electron, in the page's own dialog in a browser. */
  pick(file: string, ask: () => Promise<void>): Promise<void>
  /** The desktop app itself, for tests of what only it has; undefined in a browser. */
  readonly desktop: ElectronApplication | undefined
  /** Process ids of the engine's processes, for tests that kill one. */
  enginePids(): number[]
  close(): Promise<void>
  kill(): Promise<void>
}

/** Pids of the running processes whose command line or parent chain belongs to `pid`, engine ones only. */
function descendants(pid: number): { pid: number; command: string }[] {
  const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return [{ pid: Number(name), parent, command: fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
    } catch {
      return []
    }
  })
  const found = new Set([pid])
  for (let grown = true; grown;) {
    grown = false
    for (const p of all) if (found.has(p.parent) && !found.has(p.pid)) { found.add(p.pid); grown = true }
  }
  return all.filter((p) => found.has(p.pid))
}

const enginesOf = (pid: number): number[] =>
  descendants(pid).filter((p) => /engine[/\\]process\.js|node\.mojom\.NodeService/.test(p.command)).map((p) => p.pid)

async function startElectron(data: string, files: readonly string[], built: string, executable?: string): Promise<App> {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const own = dist ? path.join(dist, 'electron') : undefined
  const executablePath = executable ?? own
  const launch = (): Promise<ElectronApplication> => _electron.launch({
    timeout: LAUNCH_LIMIT,
    ...(executablePath ? { executablePath } : {}),
    args: [...(executable ? [] : [built]), `--user-data-dir=${data}`, ...files],
    chromiumSandbox: process.getuid?.() !== 0,
    env: { ...process.env as Record<string, string>, TENSORLOOM_DATA: data },
  })
  // On a loaded machine Electron's debugger sometimes never answers, once even three times in a row: it is started again.
  const again = (): Promise<ElectronApplication> => {
    test.setTimeout(test.info().timeout + LAUNCH_LIMIT)
    return launch()
  }
  const app = await launch().catch(again).catch(again).catch(again).catch(again)
  const page = await app.firstWindow()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const pid = app.process().pid ?? 0
  return {
    page, data, desktop: app,
    // A native dialog cannot be reached from a test: it answers by itself.
    pick: async (file, ask) => {
      await app.evaluate(({ dialog }, chosen) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
      }, file)
      await ask()
    },
    enginePids: () => enginesOf(pid),
    // A window whose engine was just killed can hold Electron's own close up.
    close: async () => {
      const late = setTimeout(() => app.process().kill('SIGKILL'), 10_000)
      await app.close().finally(() => clearTimeout(late))
    },
    kill: async () => { app.process().kill('SIGKILL'); await new Promise((done) => setTimeout(done, 300)) },
  }
}

/** One browser for all tests of a worker, each in a context of its own; it ends with the worker. */
let shared: Promise<Browser> | undefined

async function startServe(data: string, files: readonly string[], built: string): Promise<App> {
  const server: ChildProcess = spawn(process.execPath, [path.join(built, 'dist/cli.js'), 'serve', ...files], {
    cwd: data, env: { ...process.env, TENSORLOOM_DATA: data }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    server.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /http:\S+/.exec(text)
      if (found) resolve(found[0])
    })
    server.on('exit', (code) => reject(new Error(`serve ended with ${code}`)))
  })
  shared ??= chromium.launch({
    ...(fs.existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {}),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })
  const context = await (await shared).newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(url)
  const stop = async (signal: NodeJS.Signals): Promise<void> => { await context.close(); server.kill(signal) }
  const pick = async (file: string, ask: () => Promise<void>): Promise<void> => {
    await ask()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'File name' }).fill(file)
    await dialog.getByRole('button', { name: /^(Open|Save)$/ }).click()
    await expect(dialog).toHaveCount(0)
  }
  return { page, data, pick, desktop: undefined, enginePids: () => enginesOf(server.pid ?? 0), close: () => stop('SIGTERM'), kill: () => stop('SIGKILL') }
}

const folders: string[] = []

/** A new empty folder, removed when the test is over. */
export function temporary(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorloom-e2e-'))
  folders.push(folder)
  return folder
}

interface StartOptions {
  readonly data?: string
  readonly files?: readonly string[]
  /** A packaged app, in place of the built checkout in Electron. */
  readonly executable?: string
  /** The folder of another build than the one that is shipped. */
  readonly app?: string
}

interface Fixtures {
  start: (options?: StartOptions) => Promise<App>
  /** Set up first, so that it removes the folders when all apps are closed. */
  cleanUp: undefined
}

/** `start()` opens the editor with an empty data folder; everything started is closed at the end. Page errors fail the test. */
export const test = base.extend<Fixtures>({
  cleanUp: [async ({}, use) => {
    await use(undefined)
    // What was just killed may still write.
    for (const folder of folders.splice(0)) await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 20 }).catch(() => undefined)
  }, { auto: true }],
  start: async ({}, use, info) => {
    const apps: App[] = []
    const errors: string[] = []
    await use(async (options = {}) => {
      const data = options.data ?? temporary()
      const { files = [], app: built = root } = options
      const app = await (info.project.name === 'electron' ? startElectron(data, files, built, options.executable) : startServe(data, files, built))
      app.page.on('pageerror', (error) => errors.push(String(error)))
      apps.push(app)
      await expect(app.page.locator('[data-state]')).toBeVisible()
      return app
    })
    for (const app of apps) await app.close().catch(() => undefined)
    expect(errors).toEqual([])
  },
})

export { expect, root }
