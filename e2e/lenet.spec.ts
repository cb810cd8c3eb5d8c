import fs from 'node:fs'
import path from 'node:path'
import { expect, root, temporary, test } from './app'
import { dropFiles } from './hand'

test('opens the trained LeNet: every node has its shape, the digit wins', async ({ start }) => {
  const { page } = await start()
  await page.getByRole('button', { name: /LeNet on a digit/ }).click()
  await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('1 × 6 × 28 × 28')
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 10')
  await expect(page.locator('[data-node="fc3"]')).toContainText('10.3')
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'idle')
  // All of them at once: a shape on each, a picture on all but the last, whose bars show the winner.
  await page.keyboard.press('f')
  const nodes = page.locator('[data-node]')
  await expect(nodes).toHaveCount(13)
  await expect(nodes.locator('[data-shape]')).toHaveText(Array.from({ length: 13 }, () => /^1 × \d/))
  await expect(nodes.locator('img.thumb')).toHaveCount(12)
  await expect(page.locator('[data-node="fc3"] .bars span.winner').first()).toHaveText('7')
})

test('another digit dropped on the Input changes the winner', async ({ start }) => {
  const { page } = await start()
  await page.getByRole('button', { name: /LeNet on a digit/ }).click()
  await expect(page.locator('[data-node="fc3"]')).toContainText('10.3')
  await page.keyboard.press('f')
  const pictures = (): Promise<(string | null)[]> => page.locator('[data-node] img.thumb').evaluateAll((images) => images.map((image) => image.getAttribute('src')))
  await expect.poll(async () => (await pictures()).length).toBe(12)
  const before = await pictures()
  await dropFiles(page, page.locator('[data-node="x"]'), path.join(root, 'graphs/digit-3.png'))
  await expect(page.locator('[data-node="fc3"]')).toContainText('9.368')
  await expect(page.locator('[data-node="fc3"] .bars span.winner').first()).toHaveText('3')
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'idle')
  // Each of them, the last a frame later than the state may be.
  await expect.poll(async () => (await pictures()).filter((picture, i) => picture !== before[i]).length).toBe(12)
  await page.keyboard.press('Control+z')
  await expect(page.locator('[data-node="fc3"]')).toContainText('10.3')
})

test('a parameter edit moves the shapes; a mistake says so with its mend', async ({ start }) => {
  const file = path.join(temporary(), 'conv.graph.json')
  fs.copyFileSync(path.join(root, 'graphs/fully-connected.graph.json'), file)
  const { page } = await start({ files: [file] })
  await expect(page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 4')
  await page.locator('[data-node="fc1"]').click()
  const field = page.getByRole('textbox', { name: 'out_features' })
  await field.fill('7')
  await field.press('Enter')
  await expect(page.locator('[data-shape="fc2.output"]')).toHaveText('1 × 4')
  await expect(page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 7')
  const features = page.getByRole('textbox', { name: 'in_features' })
  await features.fill('5')
  await features.press('Enter')
  await expect(page.locator('[data-problem="shape-mismatch"]').first()).toBeVisible()
  await expect(page.locator('[data-node="fc2"]')).toContainText('no output')
  // In front of it all is as it was.
  await expect(page.locator('[data-node="x"] .amount')).toHaveCount(3)
  await expect(page.locator('[data-node="x"]')).not.toHaveClass(/stale|behind/)
  await page.locator('[data-node="fc1"]').getByRole('button', { name: /in_features/ }).click()
  await expect(page.locator('[data-problem]')).toHaveCount(0)
  await page.keyboard.press('Control+s')
  await expect.poll(() => fs.readFileSync(file, 'utf8')).toContain('"out_features": 7')
})

test('the engine dies: the app starts another and runs again', async ({ start }) => {
  const app = await start()
  await app.page.getByRole('button', { name: /LeNet on a digit/ }).click()
  await expect(app.page.locator('[data-node="fc3"]')).toContainText('10.3')
  const before = Number(await app.page.locator('[data-revision]').getAttribute('data-revision'))
  const pids = app.enginePids()
  expect(pids.length).toBeGreaterThan(0)
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await expect(app.page.getByText(/^The engine ended\. Another was started/)).toBeVisible()
  await expect.poll(async () => Number(await app.page.locator('[data-revision]').getAttribute('data-revision')), { timeout: 20_000 }).toBeGreaterThan(before)
  await expect(app.page.locator('[data-node="fc3"]')).toContainText('10.3')
})

test('unsaved work is offered back after a crash', async ({ start }) => {
  const first = await start()
  await first.page.getByRole('button', { name: /A fully connected network/ }).click()
  await first.page.locator('[data-node="fc1"]').click()
  const field = first.page.getByRole('textbox', { name: 'out_features' })
  await field.fill('9')
  await field.press('Enter')
  await expect(first.page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 9')
  await first.page.waitForTimeout(1500) // the time within which work is promised to be kept
  await first.kill()
  const second = await start({ data: first.data })
  await second.page.getByRole('button', { name: /A fully connected network/ }).first().click()
  await expect(second.page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 9')
  // In the middle, also once the values made the cards higher.
  await expect(second.page.locator('[data-node="fc1"] .amount')).toHaveCount(9)
  await expect.poll(() => second.page.evaluate(() => {
    const canvas = document.querySelector('[data-canvas]')!.getBoundingClientRect()
    const cards = [...document.querySelectorAll('[data-node]')].map((card) => card.getBoundingClientRect())
    const [top, bottom] = [Math.min(...cards.map((card) => card.top)), Math.max(...cards.map((card) => card.bottom))]
    return Math.abs((top + bottom) / 2 - (canvas.top + canvas.bottom) / 2) < 3
  })).toBe(true)
})
