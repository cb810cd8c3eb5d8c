import fs from 'node:fs'
import path from 'node:path'
import { expect, temporary, test } from './app'

test('the table of layers sorts, and goes to a node; a graph that takes long to open says so', async ({ start }) => {
  const app = await start()
  const { page } = app
  await page.getByRole('button', { name: /LeNet on a digit/ }).click()
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 10')
  await page.getByRole('button', { name: 'Table of layers' }).first().click()
  const table = page.getByRole('grid', { name: 'Table of layers' })
  await expect(table).toHaveAttribute('aria-rowcount', '15')
  await expect(table.locator('[data-row="conv2"]')).toContainText('1 × 16 × 10 × 10')
  await expect(table.locator('[data-row="conv2"]')).toContainText('2,416')
  await expect(table.locator('[data-row="conv2"]')).toContainText('241,600')
  // How long it took: here, and on its card.
  await expect(table.locator('[data-row="conv2"]')).toContainText(/\d (µs|ms)$/)
  await expect(page.locator('[data-node="conv2"] footer')).toContainText(/\d (µs|ms)$/)

  const header = table.getByRole('columnheader', { name: /Parameters/ })
  await expect(header).toHaveAttribute('aria-sort', 'none')
  await header.getByRole('button').click()
  await expect(header).toHaveAttribute('aria-sort', 'descending')
  await expect(table.locator('[data-row]').first()).toHaveAttribute('data-row', 'fc1')
  await header.getByRole('button').click()
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  await header.getByRole('button').click()
  await expect(table.locator('[data-row]').first()).toHaveAttribute('data-row', 'x')

  await table.locator('[data-row="conv2"]').click()
  await expect(page.getByRole('textbox', { name: 'Name of the node' })).toHaveValue('conv2')
  await expect(table.locator('[data-row="conv2"]')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await table.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of the node' })).toHaveValue('conv1')
  await expect(page.locator('[data-node="conv1"]')).toBeFocused()
  // The row that the keys are at is under neither the headings nor the totals.
  await table.focus()
  await page.keyboard.press('End')
  const total = (await table.getByRole('row', { name: /^Total/ }).boundingBox())!
  await expect.poll(async () => (await table.locator('[data-row="fc3"]').boundingBox())!.y + 26 - total.y).toBeLessThanOrEqual(1)
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Look at the values' }).press('Escape')
  await expect(table).toBeFocused()
  await expect(page.getByRole('textbox', { name: 'Name of the node' })).toHaveValue('fc3')
  // In a window of 1280 the totals of a large model stand whole, as all numbers do.
  await page.getByRole('tab', { name: 'Start page' }).click()
  await page.getByRole('button', { name: /VGG-11/ }).click()
  await expect(table).toContainText('7.62 G')
  await expect(table).toContainText('132,863,336')
  const cut = (): Promise<string[]> => table.locator('.number').evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent ?? ''))
  await expect.poll(cut).toEqual([])
  await page.screenshot({ path: 'test-results/summary-table.png' })
  await page.getByRole('button', { name: 'Hide the table of layers' }).click()
  await expect(table).toHaveCount(0)

  // A graph without positions takes a while to lay out, and is said to be on its way.
  const file = path.join(temporary(), 'unplaced.graph.json')
  const nodes = [{ id: 'x', type: 'Input', params: { shape: [1, 4] } }, ...Array.from({ length: 300 }, (_, i) => ({ id: `r${i}`, type: 'ReLU' }))]
  fs.writeFileSync(file, JSON.stringify({ format: 'tensorloom-graph', version: 1, nodes, edges: nodes.slice(1).map((node, i) => ({ from: [nodes[i]!.id, 'output'], to: [node.id, 'input'] })) }))
  await page.evaluate(() => new MutationObserver(() => {
    const told = document.querySelector('.notice.opening')?.textContent
    if (told) document.body.dataset['told'] = told
  }).observe(document.body, { subtree: true, childList: true }))
  await app.pick(file, () => page.keyboard.press('Control+o'))
  await expect(page.locator('[data-node="r0"]')).toBeVisible()
  await expect(page.locator('body')).toHaveAttribute('data-told', 'Opening unplaced.graph.json…')
  await expect(page.locator('.notice.opening')).toHaveCount(0)
})

test('5,000 layers: the table holds what is on screen and scrolls to the last', async ({ start }) => {
  const file = path.join(temporary(), 'long.graph.json')
  const nodes = [{ id: 'x', type: 'Input', params: { shape: [1, 4] }, position: [0, 0] }, ...Array.from({ length: 4999 }, (_, i) => ({ id: `r${i}`, type: 'ReLU', position: [(i % 70) * 240 + 240, Math.floor(i / 70) * 200] }))]
  const edges = nodes.slice(1).map((node, i) => ({ from: [nodes[i]!.id, 'output'], to: [node.id, 'input'] }))
  fs.writeFileSync(file, JSON.stringify({ format: 'tensorloom-graph', version: 1, nodes, edges }))
  const { page } = await start({ files: [file] })
  await page.getByRole('button', { name: 'Table of layers' }).first().click()
  const table = page.getByRole('grid', { name: 'Table of layers' })
  await expect(table).toHaveAttribute('aria-rowcount', '5002')
  await expect(table.locator('[data-row="x"]')).toBeVisible()
  expect(await table.locator('[data-row]').count()).toBeLessThan(120)
  await table.focus()
  await page.keyboard.press('End')
  await expect(table.locator('[data-row="r4998"]')).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByRole('textbox', { name: 'Name of the node' })).toHaveValue('r4998')
  await expect(page.locator('[data-node="r4998"]')).toBeVisible()

  // All of it, far out: the view shows the same while it moves as it does at rest.
  await page.keyboard.press('f')
  await expect(page.locator('[data-node]')).toHaveCount(0)
  // Cards grow as their values come: until then it may differ. Drawn scaled, edges are paler.
  await expect(async () => {
    const still = await page.evaluate(covered, 0)
    expect(still).toBeGreaterThan(0.2)
    for (let moves = 0; moves < 3; moves++) expect(Math.abs(await page.evaluate(covered, 8) - still)).toBeLessThan(0.15 * still)
  }).toPass({ timeout: 20_000 })
})

/** How much of the canvas has a strong colour, after so many moves of the view to and fro, one in a frame. */
async function covered(moves: number): Promise<number> {
  const surface = document.querySelector<HTMLCanvasElement>('canvas.surface')!
  for (let i = 0; i < moves; i++) {
    surface.parentElement!.dispatchEvent(new WheelEvent('wheel', { deltaX: i % 2 === 0 ? 3 : -3, shiftKey: true, bubbles: true, cancelable: true }))
    await new Promise(requestAnimationFrame)
  }
  const { data } = surface.getContext('2d')!.getImageData(0, 0, surface.width, surface.height)
  let colored = 0
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 128 && Math.abs(data[i]! - data[i + 2]!) > 40) colored++
  return colored / (data.length / 4)
}
