import fs from 'node:fs'
import path from 'node:path'
import type { Locator } from '@playwright/test'
import { decode } from 'fast-png'
import { expect, root, temporary, test, type App } from './app'

/** Presses a button that saves a file, and reads what it saved. */
async function saved({ page, desktop }: App, button: Locator): Promise<{ name: string; bytes: Buffer }> {
  if (!desktop) {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
    return { name: download.suggestedFilename(), bytes: fs.readFileSync(await download.path()) }
  }
  const dir = temporary()
  await desktop.evaluate(({ session }, to) => {
    const done = new Promise<void>((resolve) => session.defaultSession.once('will-download', (_, download) => {
      download.setSavePath(`${to}/${download.getFilename()}`)
      download.once('done', () => resolve())
    }))
    Object.assign(globalThis, { picture: done })
  }, dir)
  await button.click()
  await desktop.evaluate(() => (globalThis as unknown as { picture: Promise<void> }).picture)
  const [name = ''] = fs.readdirSync(dir)
  return { name, bytes: fs.readFileSync(path.join(dir, name)) }
}

/** Colours of every seventh pixel. */
const coloursOf = ({ data, channels }: ReturnType<typeof decode>): number =>
  new Set(Array.from({ length: Math.floor(data.length / channels / 7) }, (_, i) => data.slice(i * 7 * channels, i * 7 * channels + 3).join())).size

test('the whole graph is saved as SVG, PNG and PDF, and a view as PNG', async ({ start }) => {
  const app = await start()
  const { page } = app
  await page.getByRole('button', { name: /LeNet on a digit/ }).click()
  await expect(page.locator('[data-node="fc3"]')).toContainText('10.3')
  const dialog = page.getByRole('dialog', { name: 'Export picture' })
  const save = async (format: string): Promise<Buffer> => {
    await page.keyboard.press('Control+Shift+e')
    await expect(dialog.getByRole('img', { name: 'The picture as it will be' })).toBeVisible()
    await dialog.getByText(format, { exact: true }).click()
    await page.screenshot({ path: `test-results/picture-${format}.png` })
    const { name, bytes } = await saved(app, dialog.getByRole('button', { name: `Save ${format}` }))
    expect(name).toBe(`lenet-on-a-digit.${format.toLowerCase()}`)
    await expect(dialog).toHaveCount(0)
    return bytes
  }

  const svg = (await save('SVG')).toString('utf8')
  const drawn = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml')
    return {
      broken: parsed.querySelector('parsererror') !== null, words: [...parsed.querySelectorAll('text')].map((element) => element.textContent), wires: parsed.querySelectorAll('path').length,
      pictures: parsed.querySelectorAll('image').length, size: ['width', 'height'].map((name) => Number(parsed.documentElement.getAttribute(name))),
    }
  }, svg)
  expect(drawn.broken).toBe(false)
  const graph = JSON.parse(fs.readFileSync(path.join(root, 'graphs/lenet-digit.graph.json'), 'utf8')) as { nodes: { id: string; type: string }[]; edges: unknown[] }
  expect(drawn.words).toEqual(expect.arrayContaining(graph.nodes.flatMap(({ id, type }) => [id, type])))
  expect(drawn.words).toEqual(expect.arrayContaining(['1 × 6 × 28 × 28', '10.3']))
  expect(drawn.wires).toBe(graph.edges.length)
  // The last has bars.
  expect(drawn.pictures).toBe(graph.nodes.length - 1)

  const png = decode(await save('PNG'))
  const [width = 0, height = 0] = drawn.size
  expect([png.width, png.height]).toEqual([2 * width, 2 * height])
  expect(coloursOf(png)).toBeGreaterThan(200)

  const pdf = (await save('PDF')).toString('latin1')
  expect(pdf).toMatch(/^%PDF-1\.\d/)
  expect(pdf.trimEnd()).toMatch(/%%EOF$/)
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1)
  const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)
  expect(Number(box?.[1])).toBeCloseTo(width * 0.75, 1)
  expect(Number(box?.[2])).toBeCloseTo(height * 0.75, 1)
  for (const font of ['Inter', 'JetBrains']) expect(pdf).toMatch(new RegExp(`/BaseFont /${font}`))

  await page.locator('[data-node="conv1"]').click()
  await page.getByRole('tab', { name: 'Values' }).click()
  const view = async (name: string): Promise<{ name: string; bytes: Buffer }> => {
    await page.getByRole('button', { name: 'Save or copy' }).click()
    return saved(app, page.getByRole('menuitem', { name: `Save the ${name} as PNG` }))
  }
  for (const name of ['histogram', 'numbers']) {
    const { bytes, name: file } = await view(name)
    expect(file).toBe(`conv1-${name}.png`)
    expect(coloursOf(decode(bytes))).toBeGreaterThan(10)
  }
  const { bytes, name } = await view('maps')
  expect(name).toBe('conv1-maps.png')
  const maps = decode(bytes)
  // Six maps in two rows, each number a square of whole pixels.
  expect(maps.width).toBeGreaterThan(3 * 28 * 8)
  expect(coloursOf(maps)).toBeGreaterThan(50)
  await page.locator('[data-node="fc3"]').click()
  expect((await view('bars')).name).toBe('fc3-bars.png')
})

test('the start page draws every example and recent file, in the colours of the theme', async ({ start }) => {
  const data = temporary()
  const mine = path.join(data, 'mine.graph.json')
  fs.copyFileSync(path.join(root, 'graphs/u-net.graph.json'), mine)
  fs.writeFileSync(path.join(data, 'recent.json'), JSON.stringify([mine]))
  const { page } = await start({ data })
  const examples = page.getByRole('region', { name: 'Examples' })
  const count = fs.readdirSync(path.join(root, 'graphs')).filter((name) => name.endsWith('.graph.json')).length
  await expect(examples.getByRole('button')).toHaveCount(count)
  for (const card of [...await examples.getByRole('button').all(), page.getByRole('region', { name: 'Recent files' }).getByRole('button')]) {
    await card.scrollIntoViewIfNeeded()
    await expect(card.locator('[data-sketch="drawn"] svg rect').first()).toBeAttached()
  }
  const lenet = examples.getByRole('button', { name: /LeNet on a digit/ })
  await expect(lenet.locator('[data-drawn]')).toHaveCount(13)
  const fill = (): Promise<string> => lenet.locator('[data-drawn="conv1"]').evaluate((element) => getComputedStyle(element).fill)
  const before = await fill()
  await page.getByRole('button', { name: 'Light or dark' }).click()
  await expect.poll(fill).not.toBe(before)
  await page.screenshot({ path: 'test-results/start-drawn.png' })
})
