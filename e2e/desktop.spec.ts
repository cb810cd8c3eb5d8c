/** What only the desktop app has: its walls, its single instance, its window. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { expect, root, temporary, test, type App } from './app'

const desktopOf = (app: App): ElectronApplication => {
  if (!app.desktop) throw new Error('This is no desktop app.')
  return app.desktop
}

test('the window goes nowhere, opens nothing and is permitted nothing', async ({ start }) => {
  const app = await start()
  const { page } = app
  const desktop = desktopOf(app)
  const home = page.url()
  expect(home).toMatch(/^app:\/\/tensorloom\//)
  await page.getByRole('button', { name: /LeNet on a digit/ }).click()
  await expect(page.locator('[data-node="fc3"]')).toContainText('10.3')

  // Navigation, by script and by a link that is clicked.
  for (const url of ['https://example.com/', 'file:///etc/hostname', 'data:text/html,gone', 'app://elsewhere/index.html']) {
    await page.evaluate((to) => { location.href = to }, url)
    await page.evaluate((to) => {
      const link = document.body.appendChild(document.createElement('a'))
      link.href = to
      link.click()
      link.remove()
    }, url)
  }
  // New windows.
  expect(await page.evaluate(() => ['https://example.com/', 'about:blank', location.href].map((url) => window.open(url)))).toEqual([null, null, null])
  // An embedded page of another origin.
  await page.evaluate(() => { document.body.appendChild(document.createElement('iframe')).src = 'https://example.com/' })
  // Permissions and devices.
  expect(await page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    location: await new Promise((done) => navigator.geolocation.getCurrentPosition(() => done('given'), ({ code }) => done(code))),
    camera: await navigator.permissions.query({ name: 'camera' }).then(({ state }) => state),
    clipboard: await navigator.clipboard.readText().then(() => 'given', (error: Error) => error.name),
  }))).toEqual({ notifications: 'denied', location: 1, camera: 'denied', clipboard: 'NotAllowedError' })
  // Anything else than the app's own files is not fetched.
  expect(await page.evaluate(() => fetch('https://example.com/').then(() => 'fetched', () => 'refused'))).toBe('refused')

  expect(page.url()).toBe(home)
  expect(page.frames().slice(1).map((frame) => frame.url()).filter((url) => url.startsWith('https:'))).toEqual([])
  expect(await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  // The page has neither Node nor Electron, and the bridge is a few named functions.
  expect(await page.evaluate(() => [typeof require, typeof process, typeof (window as { electron?: unknown }).electron])).toEqual(['undefined', 'undefined', 'undefined'])
  expect(await page.evaluate(() => Object.entries((window as unknown as { tensorloomHost: object }).tensorloomHost).filter(([name, value]) => name !== 'kind' && typeof value !== 'function'))).toEqual([])
  // The page is the one that was there: a locator would wait for the navigation that never comes.
  expect(await page.evaluate(() => document.querySelector('[data-node="fc3"]')?.textContent)).toContain('10.3')
})

test('messages of another sender, and messages that are none, are refused', async ({ start }) => {
  const app = await start()
  const desktop = desktopOf(app)
  // A second window with the same preload on another page, as if one had got in.
  const answers = await desktop.evaluate(async ({ BrowserWindow, session }, [preload, sandbox]) => {
    const forged = new BrowserWindow({ show: false, webPreferences: { preload, sandbox, contextIsolation: true, session: session.fromPartition('forged') } })
    await forged.loadURL('data:text/html,forged')
    const ask = (code: string): Promise<unknown> => forged.webContents.executeJavaScript(code) as Promise<unknown>
    const says = (call: string): Promise<unknown> => ask(`tensorloomHost.${call}.then(() => 'answered', (error) => error.message)`)
    const found = [
      await says('start()'), await says('openPath("/etc/hostname")'), await says('save("d", "text", null, "name")'),
      // A port to the engine never comes.
      await ask(`new Promise((done) => { addEventListener('message', () => done('a port')); tensorloomHost.connectEngine(); setTimeout(() => done('nothing'), 300) })`),
    ]
    forged.destroy()
    return found
  }, [path.join(root, 'dist/electron/preload.cjs'), process.getuid?.() !== 0] as const)
  expect(answers).toEqual(['Refused.', 'Refused.', 'Refused.', 'nothing'])

  // The own page, with messages that are none.
  const { page } = app
  type Bridge = Record<string, (...args: unknown[]) => Promise<unknown>>
  const says = (method: string, ...args: unknown[]): Promise<string> => page.evaluate(
    ([name, given]) => ((window as unknown as { tensorloomHost: Bridge }).tensorloomHost[name]?.(...given) ?? Promise.resolve()).then(() => 'answered', (error: Error) => error.message),
    [method, args] as const,
  )
  expect(await says('openPath', 7)).toContain('does not take this request')
  expect(await says('openPath', '/etc/hostname')).toContain('is no graph')
  expect(await says('openExample', '../../package')).toContain('There is no example')
  expect(await says('save', '../escape', 'text', null, 'name')).toContain('does not take this request')
  const file = path.join(app.data, 'not-opened.graph.json')
  expect(await says('save', 'doc', 'text', file, 'name')).toContain('was opened from another file')
  expect(fs.existsSync(file)).toBe(false)
  await expect(page.getByRole('button', { name: 'New graph' })).toBeVisible()
})

test('a file that is not there keeps neither the window nor the others from opening, and is told in the language of the window', async ({ start }) => {
  const app = await start({ files: ['nowhere.graph.json', path.join(root, 'graphs/relu.graph.json')] })
  const { page } = app
  await expect(page.locator('[data-node]').first()).toBeVisible()
  const desktop = desktopOf(app)
  await page.keyboard.press('Control+,')
  await page.getByLabel('Language').selectOption({ label: '简体中文' })
  await expect.poll(() => desktop.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.label)).toBe('文件')
  // A second start names another: the box that tells is caught.
  const told = desktop.evaluate(({ dialog, app: own }) => new Promise((resolve) => {
    Object.assign(dialog, { showMessageBox: (_window: unknown, { detail }: Electron.MessageBoxOptions) => { resolve(detail); return Promise.resolve({ response: 0 }) } })
    own.emit('second-instance', {}, [process.execPath, '.', 'gone.graph.json'], '/')
  }))
  expect(await told).toBe('gone.graph.json 已不存在。')
})

test('a second start hands its files to the first and ends', async ({ start }) => {
  const app = await start()
  const file = path.join(temporary(), 'second.graph.json')
  fs.copyFileSync(path.join(root, 'graphs/fully-connected.graph.json'), file)
  const other = path.join(path.dirname(file), 'ReLU #1 100% 网络?.graph.json')
  fs.copyFileSync(path.join(root, 'graphs/relu.graph.json'), other)
  const [executable, ...words] = await desktopOf(app).evaluate(({ app: own }) => [process.execPath, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), own.getAppPath()])
  const second = spawn(executable ?? '', [...words, `--user-data-dir=${app.data}`, other, file], { env: { ...process.env, TENSORLOOM_DATA: app.data }, stdio: 'ignore' })
  const status = new Promise((done) => second.once('exit', done))
  await expect(app.page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 4')
  await expect(app.page.getByRole('tab', { name: 'saved' })).toHaveCount(2)
  expect(await status).toBe(0)
  expect(await desktopOf(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('the menu is the page\'s commands; the window comes back where it was, with its icon', async ({ start }) => {
  const app = await start()
  const desktop = desktopOf(app)
  const choose = (menu: string, item: string): Promise<void> => desktop.evaluate(({ Menu, BrowserWindow }, [top, label]) => {
    const found = Menu.getApplicationMenu()?.items.find((entry) => entry.label === top)?.submenu?.items.find((entry) => entry.label === label)
    if (!found?.enabled) throw new Error(`There is no ${top}, ${label}.`)
    const click = found.click as (event: undefined, window: unknown, contents: undefined) => void
    click(undefined, BrowserWindow.getAllWindows()[0], undefined)
  }, [menu, item] as const)
  await choose('File', 'New graph')
  await expect(app.page.getByText('Nothing here yet')).toBeVisible()
  await app.pick(path.join(root, 'graphs/fully-connected.graph.json'), () => choose('File', 'Open…'))
  await expect(app.page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 4')

  // Both speak the language of the window.
  await app.page.keyboard.press('Control+,')
  await app.page.getByLabel('Language').selectOption({ label: '简体中文' })
  await expect.poll(() => desktop.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label))).toEqual(['文件', '编辑', '视图', '转到', '排列', '图', '窗口'])
  await app.page.getByRole('button', { name: '关闭', exact: true }).click()
  const asked = desktop.evaluate(({ dialog }) => new Promise((resolve) => {
    Object.assign(dialog, { showOpenDialog: (_window: unknown, { filters }: Electron.OpenDialogOptions) => { resolve(filters?.map(({ name }) => name)); return Promise.resolve({ canceled: true, filePaths: [] }) } })
  }))
  await choose('文件', '打开…')
  expect(await asked).toEqual(['Tensorloom 图', '所有文件'])

  expect(await desktop.evaluate(({ nativeImage, app: own }) => nativeImage.createFromPath(`${own.getAppPath()}/dist/renderer/icon.png`).getSize())).toEqual({ width: 512, height: 512 })
  const bounds = { x: 60, y: 40, width: 1100, height: 720 }
  await desktop.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds)
  // The end of the system's session does not wait for the next time that unsaved work is kept: the app does, and is gone then.
  await app.page.locator('[data-node="fc1"] header').click()
  await app.page.keyboard.press('Delete')
  const ended = new Promise((done) => desktop.process().once('exit', done))
  desktop.process().kill('SIGTERM')
  expect(await ended).toBe(0)
  const second = await start({ data: app.data })
  expect(await desktopOf(second).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(bounds)
  await second.page.getByRole('region', { name: '恢复的工作' }).getByRole('button').first().click()
  await expect(second.page.locator('[data-node]')).not.toHaveCount(0)
  await expect(second.page.locator('[data-node="fc1"]')).toHaveCount(0)
})
