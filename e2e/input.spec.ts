import fs from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { encode } from 'fast-png'
import { writeNpy } from '../engine/tensor/npy.ts'
import { expect, temporary, test } from './app'
import { dropFiles } from './hand'

/** A picture whose red grows to the right and whose green grows downwards. */
const picture = (width: number, height: number): Buffer => Buffer.from(encode({
  width, height, channels: 3, depth: 8,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => [(255 * (Math.floor(i / 3) % width)) / width, (255 * Math.floor(i / 3 / width)) / height, 90][i % 3]!),
}))
const card = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`)
const choose = (page: Page, id: string): Promise<void> => card(page, id).click({ position: { x: 60, y: 14 } })
const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click()
const winner = (page: Page, id: string): Locator => card(page, id).locator('.bars span.winner').first()

/** Puts a picture into the clipboard. */
async function copy(page: Page, browser: boolean, png: Buffer): Promise<void> {
  if (browser) await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate(async (data) => navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type: 'image/png' }) })]), png.toString('base64'))
}

test('an Input shows pictures: stepped through, pasted, made to fit in words, from a folder', async ({ start }) => {
  test.slow()
  const { page, desktop, pick } = await start()
  await page.getByRole('button', { name: /LeNet on a digit/ }).click()
  await expect(winner(page, 'fc3')).toHaveText('7')
  await choose(page, 'x')
  await expect(page.getByText('8 / 10')).toBeVisible()
  await page.getByRole('button', { name: 'Next picture' }).click()
  await expect(card(page, 'x')).toContainText('digit-8.png')
  await expect(winner(page, 'fc3')).toHaveText('8')
  await page.getByRole('combobox', { name: 'Picture' }).selectOption('digit-3.png')
  await expect(winner(page, 'fc3')).toHaveText('3')
  await page.getByRole('button', { name: 'Undo show digit-3.png' }).click()
  await expect(page.getByText('9 / 10')).toBeVisible()

  await copy(page, desktop === undefined, picture(640, 480))
  await page.keyboard.press('Control+v')
  await expect(page.getByText('28 × 28 from 640 × 480: the middle 480 × 480, scaled down (bilinear, antialiased)')).toBeVisible()
  const fit = page.getByRole('combobox', { name: 'How the picture fits' })
  await fit.selectOption('all of it, black edges')
  await expect(page.getByText('28 × 28 from 640 × 480: all of it with black edges, scaled down (bilinear, antialiased)')).toBeVisible()
  await page.screenshot({ path: 'test-results/input-picture.png' })
  await fit.selectOption('as it is: 640 × 480')
  await expect(page.locator('[data-shape="x.output"]')).toHaveText('1 × 1 × 480 × 640')
  await page.keyboard.press('Control+z')
  await expect(page.locator('[data-shape="x.output"]')).toHaveText('1 × 1 × 28 × 28')

  // Nothing selected: it is a node of its own.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+v')
  await expect(page.locator('[data-shape="x1.output"]')).toHaveText('1 × 3 × 480 × 640')

  const pictures = path.join(temporary(), 'views')
  fs.mkdirSync(pictures)
  for (const n of [2, 10, 1]) fs.writeFileSync(path.join(pictures, `view-${n}.png`), picture(40 + n, 30))
  await choose(page, 'x')
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose a folder to step through…' }).click()])
  await chooser.setFiles(pictures)
  await expect(page.getByText('28 × 28 from 41 × 30: all of it with black edges')).toBeVisible()
  await page.getByRole('button', { name: 'Previous picture' }).click()
  await expect(page.getByText('3 / 3')).toBeVisible()
  await expect(card(page, 'x')).toContainText('view-10.png')
  await page.keyboard.press('Control+z')
  await expect(page.getByText('1 / 3')).toBeVisible()

  const target = path.join(temporary(), 'mine.graph.json')
  await pick(target, () => page.keyboard.press('Control+s'))
  await expect.poll(() => (fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '')).toContain('"value": {"kind": "file", "path": "views-28x28/view-1.png"}')
  expect(fs.existsSync(path.join(path.dirname(target), 'views-28x28/view-1.png'))).toBe(true)
})

test('an Input is filled by rule, at random, by hand, and by an array that is dropped on it', async ({ start }) => {
  const file = path.join(temporary(), 'filled.graph.json')
  fs.writeFileSync(file, JSON.stringify({ format: 'tensorloom-graph', version: 1, nodes: [{ id: 'x', type: 'Input', params: { shape: [4] }, position: [0, 0] }], edges: [] }))
  const { page } = await start({ files: [file] })
  await choose(page, 'x')
  const kind = page.getByRole('combobox', { name: 'value' })
  const holds = (numbers: readonly number[]): Promise<void> => expect.poll(async () => (await card(page, 'x').locator('.amount').allTextContents()).map(Number)).toEqual(numbers)
  for (const [name, numbers] of [['ones', [1, 1, 1, 1]], ['counting up', [0, 1, 2, 3]], ['zeros', [0, 0, 0, 0]]] as const) {
    await kind.selectOption({ label: name })
    await holds(numbers)
  }
  // Drawn as torch.manual_seed and torch.randn draw: the same seed, the same numbers.
  await kind.selectOption({ label: 'random, normal' })
  await holds([1.541, -0.293, -2.179, 0.568])
  await page.getByRole('button', { name: 'Draw anew' }).click()
  await expect(page.getByRole('textbox', { name: 'value seed' })).toHaveValue('1')
  await holds([0.661, 0.267, 0.062, 0.621])
  await page.getByRole('textbox', { name: 'value seed' }).fill('0')
  await page.keyboard.press('Enter')
  await holds([1.541, -0.293, -2.179, 0.568])
  await kind.selectOption({ label: 'numbers typed in' })
  await page.getByRole('textbox', { name: 'value data' }).fill('[1, -2.5, 3, 0]')
  await page.getByRole('textbox', { name: 'value data' }).press('Control+s')
  await holds([1, -2.5, 3, 0])
  await expect.poll(() => fs.readFileSync(file, 'utf8')).toContain('"data": [1, -2.5, 3, 0]')

  // An array brings its shape along.
  const array = path.join(path.dirname(file), 'three.npy')
  fs.writeFileSync(array, writeNpy({ dtype: 'float32', shape: [3], data: Float32Array.of(0.5, 4, -1) }))
  await dropFiles(page, card(page, 'x'), array)
  await expect(page.locator('[data-shape="x.output"]')).toHaveText('3')
  await holds([0.5, 4, -1])
  await expect(card(page, 'x').locator('.caption')).toHaveText('three.npy')
})

test('edits wait for Run now while Live is off, and a batch is stepped through', async ({ start }) => {
  const file = path.join(temporary(), 'batch.graph.json')
  fs.writeFileSync(file, JSON.stringify({
    format: 'tensorloom-graph', version: 1, seed: 0,
    nodes: [
      { id: 'x', type: 'Input', params: { shape: [3, 4], value: { kind: 'data', data: [1, 2, 3, 4, 8, 7, 6, 5, -1, -2, -3, -4] } }, position: [0, 0] },
      { id: 'neg', type: 'Neg', params: {}, position: [240, 0] },
      { id: 'one', type: 'Constant', params: { shape: [4], value: { kind: 'data', data: [-2, 1, 0, 4] } }, position: [0, 260] },
    ],
    edges: [{ from: ['x', 'output'], to: ['neg', 'input'] }],
  }))
  const { page } = await start({ files: [file] })
  const refused: string[] = []
  page.on('console', (message) => { if (message.text().includes('Content Security Policy')) refused.push(message.text()) })

  // Bars begin at zero, to either side.
  const bars = card(page, 'one').locator('.bar')
  await expect(bars).toHaveCount(4)
  const [low, high] = [await bars.nth(0).boundingBox(), await bars.nth(3).boundingBox()]
  expect(Math.abs(low!.x + low!.width - high!.x)).toBeLessThan(1)
  expect(high!.width / low!.width).toBeCloseTo(2, 1)

  await choose(page, 'neg')
  await tab(page, 'Values')
  await expect(page.getByText('sample 1 of 3')).toBeVisible()
  await page.getByRole('button', { name: 'Next sample' }).click()
  await expect(page.getByText('Values of sample 2')).toBeVisible()
  await choose(page, 'x')
  await expect(page.getByText('sample 2 of 3')).toBeVisible()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.locator('.bars span.winner').first()).toHaveText('0')

  await page.getByRole('switch', { name: 'Live' }).click()
  await page.getByRole('gridcell', { name: '5.00', exact: true }).dblclick()
  await page.getByRole('textbox', { name: 'Number at row 1, column 3' }).fill('9')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 nodes are out of date')).toBeVisible()
  await expect(card(page, 'neg')).toHaveClass(/stale/)
  await expect(card(page, 'one')).not.toHaveClass(/stale/)
  await expect(inspector.getByText('From before the last edits.')).toBeVisible()
  // Shapes follow all the same; what was is known without a run.
  await page.keyboard.press('Control+z')
  await expect(card(page, 'neg')).not.toHaveClass(/stale/)
  await page.keyboard.press('Control+Shift+z')
  await expect(card(page, 'neg')).toHaveClass(/stale/)
  await page.screenshot({ path: 'test-results/input-stale.png' })
  await page.keyboard.press('Control+Enter')
  await expect(card(page, 'neg')).not.toHaveClass(/stale/)
  // Enter went on to the next row.
  await page.getByRole('button', { name: 'Previous sample' }).click()
  await expect(inspector.locator('.bars span.winner').first()).toHaveText('3')
  await choose(page, 'neg')
  await expect(page.getByRole('gridcell', { name: '-9.00', exact: true })).toBeVisible()
  await page.getByRole('switch', { name: 'Live' }).click()

  const edge = page.getByRole('separator', { name: 'Width of the inspector' })
  const before = await edge.boundingBox()
  await page.mouse.move(before!.x + 3, before!.y + 200)
  await page.mouse.down()
  await page.mouse.move(before!.x - 40, before!.y + 200, { steps: 4 })
  await expect.poll(() => edge.evaluate((element) => getComputedStyle(element).cursor)).toBe('ew-resize')
  await page.mouse.up()
  await expect.poll(async () => (await edge.boundingBox())!.x).toBeLessThan(before!.x - 20)
  expect(refused).toEqual([])
})
