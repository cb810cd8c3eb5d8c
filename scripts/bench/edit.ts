/** The editor itself with a LeNet: from the last key of an edit to the new shape and to the new pictures on the cards. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { launch } from './browser'
import { median, type Figure, type Setting } from './figures'

interface Seen {
  readonly shape: number
  readonly pictures: number
}

/** LeNet with weights as drawn: those trained fit no other sizes. */
function lenet(root: string, folder: string): string {
  const graph = JSON.parse(fs.readFileSync(path.join(root, 'graphs/lenet-digit.graph.json'), 'utf8')) as Record<string, unknown>
  delete graph['tensors']
  const file = path.join(folder, 'lenet.graph.json')
  fs.writeFileSync(file, JSON.stringify(graph))
  fs.copyFileSync(path.join(root, 'graphs/digit-7.png'), path.join(folder, 'digit-7.png'))
  return file
}

/** Notes in the page when the shape's text changes and when a card's picture is set, from the key on. */
function probe(): void {
  const seen = { key: 0, shape: 0, pictures: 0 }
  Object.assign(window, { seen })
  addEventListener('keydown', (event) => { Object.assign(seen, { key: event.timeStamp, shape: 0, pictures: 0 }) }, { capture: true })
  const watched = document.querySelector('[data-shape="conv1.output"]')!
  new MutationObserver(() => { seen.shape ||= performance.now() }).observe(watched, { characterData: true, childList: true, subtree: true })
  new MutationObserver(() => { seen.pictures = performance.now() }).observe(document.querySelector('.world')!, { attributeFilter: ['src'], subtree: true })
  // The last ones are bars; how long the node took comes later, and is no picture.
  const below = (node: Node): boolean => (node instanceof Element ? node : node.parentElement)?.closest('footer') instanceof Element
  new MutationObserver((changes) => { if (!changes.every(({ target }) => below(target))) seen.pictures = performance.now() })
    .observe(document.querySelector('[data-node="fc3"]')!, { characterData: true, childList: true, subtree: true, attributes: true })
}

async function edit(page: Page): Promise<Seen> {
  const root = page.locator('[data-revision]')
  const before = Number(await root.getAttribute('data-revision'))
  await page.keyboard.press('ArrowUp')
  await page.waitForFunction((revision) => Number(document.querySelector('[data-revision]')?.getAttribute('data-revision')) > revision, before)
  await page.waitForTimeout(100)
  return page.evaluate(() => {
    const { key, shape, pictures } = (window as unknown as { seen: { key: number; shape: number; pictures: number } }).seen
    return { shape: shape - key, pictures: pictures - key }
  })
}

/** Milliseconds from frame to frame while nothing happens. */
const frames = (page: Page): Promise<number> => page.evaluate(async () => {
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
  const times: number[] = []
  for (let last = await frame(); times.length < 60;) {
    const now = await frame()
    times.push(now - last)
    last = now
  }
  return times.sort((a, b) => a - b)[30]!
})

export async function measure({ root, rounds = 20, say }: Setting): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorloom-bench-'))
  const server = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'serve', lenet(root, folder)], { cwd: folder, env: { ...process.env, TENSORLOOM_DATA: folder }, stdio: ['ignore', 'pipe', 'inherit'] })
  const browser = await launch()
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = ''
      server.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        const found = /http:\S+/.exec(text)
        if (found) resolve(found[0])
      })
      server.on('exit', (code) => reject(new Error(`serve ended with ${code}`)))
    })
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(url)
    await page.locator('[data-state="idle"]').waitFor()
    await page.locator('[data-node="fc3"]').waitFor()
    await page.locator('[data-node="conv1"] header').click()
    await page.getByRole('textbox', { name: 'out_channels' }).focus()
    await page.evaluate(probe)
    const still = await frames(page)
    const seen: Seen[] = []
    for (let round = -3; round < rounds; round++) {
      const found = await edit(page)
      if (found.shape <= 0 || found.pictures <= 0) throw new Error('The edit did not show.')
      if (round >= 0) seen.push(found)
    }
    say(`edit: a frame takes ${still.toFixed(1)} ms while nothing happens`)
    return [
      { name: 'LeNet: from the key to the new shape (against one frame)', value: median(seen.map(({ shape }) => shape)), unit: 'ms', baseline: still, aim: 16, of: 'value' },
      { name: 'LeNet: from the key to all new pictures (against one frame)', value: median(seen.map(({ pictures }) => pictures)), unit: 'ms', baseline: still, aim: 60, of: 'value' },
    ]
  } finally {
    await browser.close()
    server.removeAllListeners('exit').kill()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
