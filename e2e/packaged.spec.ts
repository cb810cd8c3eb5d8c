/** The packaged app, as `npm run package` makes it from what is built. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { chromium, expect } from '@playwright/test'
import { root, temporary, test } from './app'

const executable = path.join(root, 'release/linux-unpacked/tensorloom')
test.skip(process.platform !== 'linux', 'It is packed for Linux.')

let app: ChildProcess | undefined
test.afterEach(() => { app?.kill('SIGKILL') })

/** Addresses of the pages that are there, by the browser's own list. */
async function pagesOf(address: string): Promise<readonly string[]> {
  const targets = await (await fetch(new URL('/json/list', address.replace(/^ws/, 'http')))).json() as readonly { readonly type: string; readonly url: string }[]
  return targets.filter(({ type }) => type === 'page').map(({ url }) => url)
}

test('the packaged app runs the LeNet', async () => {
  test.setTimeout(240_000)
  const packed = spawnSync(process.execPath, [path.join(root, 'scripts/package.mjs'), '--no-build', '--dir'], { cwd: root, encoding: 'utf8', timeout: 180_000 })
  expect(packed.status, `${packed.stdout}\n${packed.stderr}`).toBe(0)
  // Nothing of the checkout is needed to run it.
  expect(fs.existsSync(path.join(root, 'release/linux-unpacked/resources/app.asar'))).toBe(true)
  const data = temporary()
  // Its fuses refuse Playwright's own way in (--inspect): the page is reached as a browser's is.
  const started = app = spawn(executable, ['--remote-debugging-port=0', `--user-data-dir=${data}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])], {
    cwd: data, env: { ...process.env, TENSORLOOM_DATA: data }, stdio: ['ignore', 'ignore', 'pipe'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    let text = ''
    started.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1]
      if (found) resolve(found)
    })
    started.once('exit', (code) => reject(new Error(`The packaged app ended with ${code}:\n${text}`)))
  })
  // Who connects while the window is being made may wait for it for ever.
  await expect.poll(() => pagesOf(address)).toContainEqual(expect.stringMatching(/^app:\/\/tensorloom\//))
  const browser = await chromium.connectOverCDP(address)
  const context = browser.contexts()[0]
  const page = context?.pages()[0] ?? await context?.waitForEvent('page')
  if (!page) throw new Error('The packaged app has no window.')
  expect(page.url()).toMatch(/^app:\/\/tensorloom\//)
  await page.getByRole('button', { name: /LeNet on a digit/ }).click()
  await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('1 × 6 × 28 × 28')
  await expect(page.locator('[data-node="fc3"]')).toContainText('10.3')
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'idle')
  const ended = new Promise((done) => started.once('exit', done))
  // The window closes, and with it the app.
  await page.close({ runBeforeUnload: true })
  expect(await ended).toBe(0)
  await browser.close()
})
