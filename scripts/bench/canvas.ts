/** The canvas with many nodes, against Rete's plain Vue preset in the same browser. */
import path from 'node:path'
import type { Browser } from '@playwright/test'
import { launch, site } from './browser'
import { median, quantile, type Figure, type Setting } from './figures'
import { MOTIONS, type Motion } from './page/frames'

interface Result {
  readonly load: number[]
  readonly frames: Record<Motion, number[]>
}

/** A frame later than this was missed. */
const MISSED = 25

async function one(browser: Browser, url: string, n: number, result: Result): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  try {
    await page.goto(url)
    await page.waitForFunction('window.load !== undefined')
    result.load.push(await page.evaluate((count) => window.load(count), n))
    for (const motion of MOTIONS) result.frames[motion].push(...await page.evaluate((name) => window.play(name), motion))
  } finally {
    await page.close()
  }
  if (errors.length > 0) throw new Error(errors[0])
}

const none = (): Result => ({ load: [], frames: { idle: [], pan: [], zoom: [], drag: [] } })
const missed = (times: readonly number[]): number => times.filter((time) => time > MISSED).length

export async function measure({ out, rounds = 3, say }: Setting): Promise<Figure[]> {
  const pages = await site(path.join(out, 'page'))
  const browser = await launch()
  const ours = new Map([300, 1000, 5000].map((n) => [n, none()]))
  const stock = new Map([300, 1000].map((n) => [n, none()]))
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [n, result] of ours) {
        const other = stock.get(n)
        if (other) await one(browser, `${pages.url}/stock.html`, n, other)
        await one(browser, `${pages.url}/ours.html`, n, result)
        say(`canvas: ${n} nodes, round ${round + 1} of ${rounds}`)
      }
    }
  } finally {
    await browser.close()
    pages.close()
  }
  const figures: Figure[] = []
  for (const [n, { load, frames }] of ours) {
    const other = stock.get(n)
    const name = `${n.toLocaleString('en')} nodes`
    figures.push({ name: `${name}: until all is on screen`, value: median(load), unit: 'ms', ...(other ? { baseline: median(other.load) } : {}), ...(n === 1000 ? { aim: 0.1 } : {}) })
    for (const motion of ['pan', 'zoom', 'drag'] as const) {
      figures.push({ name: `${name}: ${motion}, frame p95`, value: quantile(frames[motion], 0.95), unit: 'ms', baseline: quantile((other?.frames[motion] ?? frames.idle), 0.95) })
      figures.push({
        name: `${name}: ${motion}, frames missed of ${frames[motion].length} (against ${other ? 'Rete\'s preset' : 'standing still'})`,
        value: missed(frames[motion]), unit: '', baseline: missed(other?.frames[motion] ?? frames.idle), ...(n === 5000 ? { aim: 0, of: 'value' } : {}),
      })
    }
  }
  return figures
}
