import fs from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, temporary, test } from './app'
import { dropLayer } from './hand'

const card = (page: Page, id: string) => page.locator(`[data-node="${id}"]`)
const selected = (page: Page): Promise<(string | null)[]> => page.locator('[data-node].selected').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node')).sort())
/** Where the canvas has a card, whatever the view. */
const place = (page: Page, id: string): Promise<string> => card(page, id).evaluate((node) => node.parentElement?.style.transform ?? '')

interface Box { x: number; y: number; width: number; height: number }
async function boxOf(page: Page, selector: string): Promise<Box> {
  const box = await page.locator(selector).boundingBox()
  if (!box) throw new Error(`${selector} is not to be seen`)
  return box
}
const apart = (a: Box, b: Box): boolean => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y

/** A chain of ReLUs in one row, with what else the file has. */
function row(count: number, more: object = {}): string {
  const file = path.join(temporary(), 'row.graph.json')
  fs.writeFileSync(file, JSON.stringify({
    format: 'tensorloom-graph', version: 1, name: 'Row',
    nodes: [{ id: 'x', type: 'Input', params: { shape: [1, 4] }, position: [0, 0] }, ...Array.from({ length: count }, (_, i) => ({ id: `r${i}`, type: 'ReLU', position: [(i + 1) * 240, 0] }))],
    edges: Array.from({ length: count }, (_, i) => ({ from: [i === 0 ? 'x' : `r${i - 1}`, 'output'], to: [`r${i}`, 'input'] })),
    ...more,
  }))
  return file
}

test('a fresh layer waits for its wire; a card steps over itself; a line across a wire picks its chain', async ({ start }) => {
  const { page } = await start({ files: [row(3)] })
  await expect(page.locator('[data-shape="r2.output"]')).toBeVisible()

  // Unfinished is not wrong.
  await dropLayer(page, 'Linear', 30, 20)
  await expect(card(page, 'fc1').locator('[data-problem="missing-input"]')).toHaveText('not connected')
  await expect(card(page, 'fc1')).not.toHaveClass(/\bbad\b/)
  const open = page.getByRole('contentinfo').getByRole('button', { name: /1 open input/ })
  await expect(open).not.toHaveClass(/error|warning/)
  await expect(page.getByRole('contentinfo')).not.toContainText('problem')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary').getByRole('heading', { name: 'Open inputs' })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(card(page, 'fc1')).toHaveCount(0)

  // The button comes with the pointer; the keyboard has a key for it, and no stop on every card.
  await card(page, 'r1').hover()
  await card(page, 'r1').getByRole('button', { name: 'Step over r1 (B)' }).click()
  await expect(card(page, 'r1')).toContainText('stepped over, input goes on')
  await expect(card(page, 'r1')).toHaveAttribute('aria-label', /stepped over/)
  await card(page, 'r1').click({ position: { x: 60, y: 14 } })
  await page.mouse.move(5, 5)
  await card(page, 'r1').focus()
  await page.keyboard.press('b')
  await expect(card(page, 'r1')).not.toContainText('stepped over')

  // Down across a wire: what is behind it. Up: what is in front.
  const [from, to] = [await boxOf(page, '[data-port="r0.output"][data-side="output"]'), await boxOf(page, '[data-port="r1.input"][data-side="input"]')]
  const [x, y] = [(from.x + to.x + to.width) / 2, from.y + from.height / 2]
  const across = async (step: number): Promise<void> => {
    await page.mouse.move(x, y - step)
    await page.keyboard.down('Control')
    await page.keyboard.down('Shift')
    await page.mouse.down()
    await page.mouse.move(x, y + step, { steps: 5 })
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await page.keyboard.up('Control')
  }
  await across(40)
  expect(await selected(page)).toEqual(['r1', 'r2'])
  await across(-40)
  expect(await selected(page)).toEqual(['r0', 'x'])

  // Only what is selected is tidied.
  await page.keyboard.press('Shift+ArrowDown')
  await card(page, 'r0').click({ position: { x: 60, y: 14 } })
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowDown')
  await card(page, 'x').click({ position: { x: 60, y: 14 }, modifiers: ['Shift'] })
  const [before, still] = [await place(page, 'r0'), await place(page, 'r2')]
  await page.keyboard.press('Alt+Shift+F')
  await expect.poll(() => place(page, 'r0')).not.toBe(before)
  expect(await place(page, 'r2')).toBe(still)
  await expect(page.getByRole('button', { name: /^Undo tidy 2 nodes/ })).toBeEnabled()
})

test('frames and notes are selected, copied, moved and removed with the nodes', async ({ start }) => {
  const { page } = await start({ files: [row(1, { frames: [{ title: 'Head', color: '#2f72ea', position: [200, -60], size: [260, 240] }], notes: [{ text: 'Far', position: [520, 300], size: [200, 80] }] })] })
  const [frames, notes] = [page.getByRole('region', { name: 'Frame Head' }), page.getByRole('region', { name: 'Note' })]
  await expect(card(page, 'r0')).toBeVisible()
  await expect(notes).toBeInViewport()

  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Control+v')
  await expect(page.locator('[data-node]')).toHaveCount(4)
  await expect(frames).toHaveCount(2)
  await expect(notes).toHaveCount(2)
  await page.keyboard.press('Delete')
  await expect(page.locator('[data-node]')).toHaveCount(2)
  await expect(frames).toHaveCount(1)
  await expect(notes).toHaveCount(1)

  // A frame that is copied takes along what lies in it.
  await frames.getByText('Head').click()
  await expect(frames).toHaveClass(/marked/)
  await page.keyboard.press('Control+d')
  await expect(page.locator('[data-node]')).toHaveCount(3)
  await expect(frames).toHaveCount(2)
  await page.keyboard.press('Control+z')
  await expect(frames).toHaveCount(1)

  // A box around all: what is dragged takes the rest along.
  await page.keyboard.press('f')
  const canvas = await boxOf(page, '[data-canvas]')
  await page.keyboard.down('Shift')
  await page.mouse.move(canvas.x + 4, canvas.y + 4)
  await page.mouse.down()
  await page.mouse.move(canvas.x + canvas.width - 4, canvas.y + canvas.height - 4, { steps: 4 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect(notes).toHaveClass(/marked/)
  const [node, note] = [await boxOf(page, '[data-node="x"]'), await boxOf(page, '.note')]
  await page.mouse.move(node.x + 60, node.y + 14)
  await page.mouse.down()
  await page.mouse.move(node.x + 60, node.y + 54, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await boxOf(page, '.note')).y - note.y).toBeCloseTo(40, -0.5)
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await boxOf(page, '.note')).y - note.y).toBeCloseTo(0, -0.5)
})

test('a long graph opens where it begins, and the minimap keeps off what is looked for', async ({ start }) => {
  const { page } = await start({ files: [row(40)] })
  await expect(card(page, 'x')).toBeInViewport()
  expect((await boxOf(page, '[data-node="x"]')).width).toBeGreaterThan(100)
  await expect(page.getByRole('img', { name: 'Minimap' })).toBeVisible()
  await page.keyboard.press('f')
  await expect(page.getByRole('img', { name: 'Minimap' })).toBeHidden()
  for (const id of ['r39', 'r20']) {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search' }).fill(id)
    await page.keyboard.press('Enter')
    await page.keyboard.press('.')
    await expect(page.getByRole('img', { name: 'Minimap' })).toBeVisible()
    expect(apart(await boxOf(page, `[data-node="${id}"]`), await boxOf(page, '.minimap'))).toBe(true)
  }
  // Where cards come to lie under it, it goes when the view is at rest, and is back as soon as they do not.
  const map = page.getByRole('img', { name: 'Minimap' })
  const [{ y, height }, corner, canvas] = [await boxOf(page, '[data-node="r20"]'), await boxOf(page, '.minimap'), await boxOf(page, '[data-canvas]')]
  const below = corner.y + corner.height / 2 - y - height / 2
  const pan = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(canvas.x + 200, from)
    await page.mouse.down()
    await page.mouse.move(canvas.x + 200, to, { steps: 4 })
    await page.mouse.up()
  }
  await pan(canvas.y + 40, canvas.y + 40 + below)
  await expect(map).toBeHidden()
  await pan(canvas.y + 40 + below, canvas.y + 40)
  await expect(map).toBeVisible()
})

test('cards that grow by their values, or by what an edit makes of them, stay off one another', async ({ start }) => {
  const file = path.join(temporary(), 'bare.graph.json')
  const types = ['Conv2d', 'ReLU', 'MaxPool2d', 'Conv2d', 'ReLU', 'MaxPool2d', 'Flatten', 'Linear', 'ReLU', 'Linear', 'ReLU', 'Linear']
  const params = [{ out_channels: 1, kernel_size: 5, padding: 2 }, {}, { kernel_size: 2 }, { out_channels: 16, kernel_size: 5 }, {}, { kernel_size: 2 }, {}, { in_features: 400, out_features: 120 }, {}, { out_features: 84 }, {}, { out_features: 10 }]
  // Without positions: laid out before any value is known.
  fs.writeFileSync(file, JSON.stringify({
    format: 'tensorloom-graph', version: 1,
    nodes: [{ id: 'n0', type: 'Input', params: { shape: [1, 1, 28, 28] } }, ...types.map((type, i) => ({ id: `n${i + 1}`, type, params: params[i] }))],
    edges: types.map((_, i) => ({ from: [`n${i}`, 'output'], to: [`n${i + 1}`, 'input'] })),
  }))
  const { page } = await start({ files: [file] })
  await expect(card(page, 'n12').locator('.bars')).toBeVisible()
  await page.keyboard.press('f')
  const upon = (): Promise<string[]> => page.locator('[data-node]').evaluateAll((nodes) => {
    const boxes = nodes.map((node) => ({ id: node.getAttribute('data-node'), ...node.getBoundingClientRect().toJSON() as DOMRect }))
    return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).map((b) => `${a.id} ${b.id}`))
  })
  expect(await upon()).toEqual([])
  // One large map in place of sixteen small ones, in each card behind it, and a message where the sizes fit no longer.
  await card(page, 'n4').locator('header').click()
  await page.keyboard.press('b')
  await expect(card(page, 'n8').locator('[data-problem]')).toBeVisible()
  await expect(page.locator('[data-shape="n5.output"]')).toHaveText('1 × 1 × 14 × 14')
  await expect(page.locator('[data-state="running"], .node.stale')).toHaveCount(0)
  expect(await upon()).toEqual([])
  await page.screenshot({ path: 'test-results/canvas-grown.png' })
})

test('far out a mistake keeps its mark', async ({ start }) => {
  const count = 160
  const file = path.join(temporary(), 'many.graph.json')
  fs.writeFileSync(file, JSON.stringify({
    format: 'tensorloom-graph', version: 1,
    nodes: [{ id: 'x', type: 'Input', params: { shape: [1, 4] }, position: [0, 0] }, ...Array.from({ length: count }, (_, i) => ({ id: `r${i}`, ...(i === 76 ? { type: 'Flatten', params: { start_dim: 9 } } : { type: 'ReLU' }), position: [((i + 1) % 14) * 240, Math.floor((i + 1) / 14) * 200] }))],
    edges: Array.from({ length: count }, (_, i) => ({ from: ['x', 'output'], to: [`r${i}`, 'input'] })),
  }))
  const { page } = await start({ files: [file] })
  await expect(page.getByRole('contentinfo')).toContainText('1 problem')
  // How much of the drawn canvas is as red as problems are.
  const red = (): Promise<number> => page.evaluate(() => {
    const surface = document.querySelector<HTMLCanvasElement>('canvas.surface')!
    const { data } = surface.getContext('2d')!.getImageData(0, 0, surface.width, surface.height)
    let found = 0
    for (let i = 0; i < data.length; i += 4) if (data[i]! > 180 && data[i + 1]! < 80 && data[i + 2]! < 80 && data[i + 3]! > 200) found++
    return found / devicePixelRatio ** 2
  })
  await page.keyboard.press('f')
  await expect(page.locator('[data-node]')).toHaveCount(0)
  const canvas = await boxOf(page, '[data-canvas]')
  await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2)
  for (let turns = 0; turns < 20; turns++) await page.mouse.wheel(0, 240)
  // The outline alone is some fifty pixels.
  await expect.poll(red).toBeGreaterThan(66)
  await page.screenshot({ path: 'test-results/canvas-far.png' })
  await page.keyboard.press('F8')
  await expect(card(page, 'r76').locator('[data-problem]')).toContainText('start_dim')
})
