import fs from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Tensor } from '../engine/tensor/dtype.ts'
import { readNpy, writeNpy } from '../engine/tensor/npy.ts'
import { writeSafetensors } from '../engine/tensor/safetensors.ts'
import { expect, temporary, test } from './app'
import { dropFiles } from './hand'

function graphFile(nodes: object[], edges: object[]): string {
  const file = path.join(temporary(), 'look.graph.json')
  fs.writeFileSync(file, JSON.stringify({ format: 'tensorloom-graph', version: 1, seed: 0, nodes, edges }))
  return file
}
const convs = (): string => graphFile([
  { id: 'x', type: 'Input', params: { shape: [2, 3, 6, 6], value: { kind: 'arange' } }, position: [0, 0] },
  { id: 'conv1', type: 'Conv2d', params: { out_channels: 4, kernel_size: 3, padding: 1 }, position: [240, 0] },
  { id: 'conv2', type: 'Conv2d', params: { out_channels: 1, kernel_size: 3 }, position: [480, 0] },
  { id: 'many', type: 'Input', params: { shape: [300, 400], value: { kind: 'arange' } }, position: [240, 340] },
  { id: 'odd', type: 'Input', params: { shape: [2, 3], value: { kind: 'data', data: [1, 'NaN', 2, 'Infinity', -7, 3] } }, position: [0, 340] },
], [{ from: ['x', 'output'], to: ['conv1', 'input'] }, { from: ['conv1', 'output'], to: ['conv2', 'input'] }])

const card = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`)
const choose = (page: Page, id: string, ...modifiers: 'Shift'[]): Promise<void> => card(page, id).click({ position: { x: 60, y: 14 }, modifiers })
const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click()
const cell = (grid: Locator, row: number, col: number): Locator => grid.locator(`[role="row"][aria-rowindex="${row + 1}"] [aria-colindex="${col + 1}"]`)
const search = (page: Page): Locator => page.getByRole('searchbox', { name: 'Find a layer' })

/** Puts a text into the clipboard as a person would. */
async function copyFrom(page: Page, text: string): Promise<void> {
  await search(page).fill(text)
  await search(page).press('Control+a')
  await search(page).press('Control+x')
}

test('a 5 x 5 kernel of small numbers stands whole beside the canvas', async ({ start }) => {
  const data = Array.from({ length: 25 }, (_, i) => (i % 2 === 0 ? -1 : 1) * 1.2345e-5 * (i + 1))
  const file = path.join(temporary(), 'small.graph.json')
  fs.writeFileSync(file, JSON.stringify({
    format: 'tensorloom-graph', version: 1, tensors: { 'conv1.weight': { shape: [1, 1, 5, 5], data } },
    nodes: [{ id: 'x', type: 'Input', params: { shape: [1, 1, 8, 8] }, position: [0, 0] }, { id: 'conv1', type: 'Conv2d', params: { out_channels: 1, kernel_size: 5 }, position: [240, 0] }],
    edges: [{ from: ['x', 'output'], to: ['conv1', 'input'] }],
  }))
  const { page } = await start({ files: [file] })
  await choose(page, 'conv1')
  await tab(page, 'Weights')
  const grid = page.getByRole('grid', { name: 'Numbers, 5 rows and 5 columns' })
  await expect(cell(grid, 0, 0)).toHaveText('-1.2e-5')
  await expect(cell(grid, 4, 4)).toHaveText('-3.1e-4')
  await expect(cell(grid, 0, 0)).toHaveAttribute('title', '-0.000012345')
  const over = (target: Locator): Promise<number> => target.evaluate((element) => element.scrollWidth - element.clientWidth)
  expect(await over(grid)).toBe(0)
  expect(await over(cell(grid, 4, 4))).toBe(0)
  await page.screenshot({ path: 'test-results/inspector-kernel.png' })
  // Edited, it has all its digits.
  await cell(grid, 4, 4).dblclick()
  await expect(page.getByRole('textbox', { name: 'Number at row 4, column 4' })).toHaveValue('-0.000308625')
})

test('a kernel is typed in and pasted, each one step', async ({ start }) => {
  const file = convs()
  const { page } = await start({ files: [file] })
  await choose(page, 'conv2')
  await tab(page, 'Weights')
  const weights = page.getByRole('list', { name: 'Parameters and buffers' })
  await expect(weights).toContainText('1 × 4 × 3 × 3')
  const grid = page.getByRole('grid', { name: 'Numbers, 3 rows and 3 columns' })
  await expect(page.getByText('float32 1 × 4 × 3 × 3')).toBeVisible()
  const drawn = await cell(grid, 0, 0).textContent()
  // As drawn, with the digits that there is room for.
  expect(drawn).toMatch(/^-?0\.\d{3}$/)
  // The same views as of values.
  await expect(page.locator('.histogram rect').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'The map' })).toBeVisible()

  await copyFrom(page, '[[1,2,1],[0,1,0],[2,1,0]]')
  await cell(grid, 1, 1).click()
  await page.keyboard.press('Control+v')
  await expect(cell(grid, 0, 1)).toHaveText('2.00')
  await expect(cell(grid, 2, 0)).toHaveText('2.00')
  await page.getByRole('button', { name: 'Index 1, one on' }).click()
  await expect(cell(grid, 0, 1)).not.toHaveText('2.00')
  await page.getByRole('button', { name: 'Index 1, one back' }).click()
  await expect(cell(grid, 0, 1)).toHaveText('2.00')

  await cell(grid, 0, 0).dblclick()
  await page.getByRole('textbox', { name: 'Number at row 0, column 0' }).fill('2**3')
  await page.keyboard.press('Enter')
  await expect(cell(grid, 0, 0)).toHaveText('8.00')
  await page.keyboard.type('-4')
  await page.keyboard.press('Tab')
  await expect(cell(grid, 1, 0)).toHaveText('-4.00')
  // What is typed in the table removes no node.
  await page.keyboard.press('Delete')
  await expect(card(page, 'conv2')).toBeVisible()
  await page.keyboard.press('Control+s')
  await expect.poll(() => fs.readFileSync(file, 'utf8')).toMatch(/"conv2\.weight": \{"shape": \[1, 4, 3, 3\], "data": \[8, 2, 1, -4, 1, 0, 2, 1, 0, /)

  for (const text of ['8.00', '8.00', '1.00']) {
    await expect(cell(grid, 0, 0)).toHaveText(text)
    await page.keyboard.press('Control+z')
  }
  await expect(cell(grid, 0, 0)).toHaveText(drawn ?? '')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Control+Shift+z')
  await expect(cell(grid, 1, 0)).toHaveText('-4.00')
  await expect(weights).toContainText('set')
  await page.getByRole('button', { name: 'Reset', exact: true }).click()
  await expect(cell(grid, 0, 0)).toHaveText(drawn ?? '')

  // From files: an array into this weight, all that has the node's names, one by its shape among others; what does not fit is said.
  const dir = path.dirname(file)
  const filled = (shape: readonly number[], value: number): Tensor => ({ dtype: 'float32', shape, data: new Float32Array(shape.reduce((all, size) => all * size, 1)).fill(value) })
  const put = (name: string, bytes: Uint8Array): string => { fs.writeFileSync(path.join(dir, name), bytes); return path.join(dir, name) }
  const load = async (from: string): Promise<void> => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Load…' }).click()
    await (await chooser).setFiles(from)
  }
  await dropFiles(page, grid, put('kernel.npy', writeNpy(filled([4, 3, 3], 7))))
  await expect(cell(grid, 2, 2)).toHaveText('7.00')
  await load(put('small.npy', writeNpy(filled([3, 3], 1))))
  await expect(page.getByText('conv2.weight is 1 × 4 × 3 × 3, but small.npy has 3 × 3.')).toBeVisible()
  await load(put('no.safetensors', Buffer.from('{}')))
  await expect(page.getByText('no.safetensors: This is not a .safetensors file')).toBeVisible()
  await load(put('named.safetensors', writeSafetensors([['module.conv2.weight', filled([1, 4, 3, 3], 5)], ['module.conv2.bias', filled([1], 5)], ['module.conv1.weight', filled([4, 3, 1, 1], 5)]])))
  await expect(cell(grid, 2, 2)).toHaveText('5.00')
  await expect(weights.getByText('from a file')).toHaveCount(2)
  await load(put('others.safetensors', writeSafetensors([['a', filled([1, 4, 3, 3], 2)], ['b', filled([1, 4, 3, 3], 3)]])))
  await page.getByRole('dialog', { name: 'Which tensor of others.safetensors is conv2.weight?' }).getByRole('button', { name: 'b', exact: true }).click()
  await expect(cell(grid, 2, 2)).toHaveText('3.00')
  await page.getByRole('button', { name: 'Undo load conv2.weight from others.safetensors' }).click()
  await expect(cell(grid, 2, 2)).toHaveText('5.00')
  // From a spreadsheet: a row with tabs, from the chosen cell on.
  await copyFrom(page, '7\t8')
  await cell(grid, 2, 1).click()
  await page.keyboard.press('Control+v')
  await expect(cell(grid, 2, 1)).toHaveText('7.00')
  await expect(cell(grid, 2, 2)).toHaveText('8.00')
  await expect(cell(grid, 2, 0)).toHaveText('5.00')
  await page.keyboard.press('Control+z')
  await expect(cell(grid, 2, 1)).toHaveText('5.00')
  // And for the whole graph at once.
  await page.getByRole('button', { name: 'Menu', exact: true }).click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('menuitem', { name: 'Load weights…' }).click()
  await (await chooser).setFiles(path.join(dir, 'named.safetensors'))
  await expect(page.getByText('2 of 4 weights are from named.safetensors now. conv1.weight is 4 × 3 × 3 × 3, but named.safetensors has 4 × 3 × 1 × 1.')).toBeVisible()
  await page.screenshot({ path: 'test-results/inspector-weights.png' })
})

test('a value is read by any two dimensions, searched, coloured, saved and copied', async ({ start }) => {
  const { page, desktop } = await start({ files: [convs()] })
  await choose(page, 'x')
  await tab(page, 'Values')
  await expect(page.getByRole('grid', { name: 'Numbers, 6 rows and 6 columns' })).toBeVisible()
  // The largest is the last: in the second sample, which the maps then show.
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Largest value' }).click()
  await expect(page.getByText('[1, 2, 5, 5]')).toBeVisible()
  await expect(page.getByRole('gridcell', { selected: true })).toHaveText('215.00')
  await expect(page.getByRole('textbox', { name: 'Index 0' })).toHaveValue('1')
  await page.getByRole('button', { name: 'Channel 0' }).hover({ position: { x: 2, y: 2 } })
  await expect(page.getByRole('status').filter({ hasText: '[1, 0, 0, 0]' })).toContainText('108.0')
  await page.getByRole('button', { name: 'Index 0, one back' }).click()
  await page.getByRole('button', { name: 'Channel 1' }).click({ position: { x: 2, y: 2 } })
  await expect(page.getByText('[0, 1, 0, 0]').first()).toBeVisible()
  await expect(page.getByRole('gridcell', { selected: true })).toHaveText('36.00')

  await page.getByRole('combobox', { name: 'Dimension of the rows' }).selectOption('0: 2')
  await page.getByRole('combobox', { name: 'Dimension of the columns' }).selectOption('1: 3')
  const grid = page.getByRole('grid', { name: 'Numbers, 2 rows and 3 columns' })
  await expect(cell(grid, 1, 2)).toHaveText('180.00')

  const folder = temporary()
  await desktop?.evaluate(({ session }, to) => void session.defaultSession.on('will-download', (_, download) => download.setSavePath(`${to}/${download.getFilename()}`)), folder)
  /** Saves by the menu; the bytes that are in the file. */
  const save = async (how: string, name: string): Promise<Buffer> => {
    await page.getByRole('button', { name: 'Save or copy' }).click()
    const [download] = await Promise.all([desktop ? undefined : page.waitForEvent('download'), page.getByRole('menuitem', { name: how }).click()])
    const file = path.join(folder, name)
    await download?.saveAs(path.join(folder, download.suggestedFilename()))
    await expect.poll(() => fs.existsSync(file) && fs.statSync(file).size > 0).toBe(true)
    return fs.readFileSync(file)
  }
  expect((await save('Save the table as .csv', 'x.csv')).toString()).toBe('0,36,72\n108,144,180\n')
  const npy = readNpy(await save('Save as .npy', 'x.npy'))
  expect([npy.shape, Array.from(npy.data as Float32Array)]).toEqual([[2, 3, 6, 6], Array.from({ length: 216 }, (_, i) => i)])
  // How the values are spread, with the numbers under the pointer.
  await page.locator('.histogram').hover({ position: { x: 2, y: 30 } })
  await expect(page.locator('.bins')).toHaveText(/^0 to 3\.7\d+\s+4$/)

  await choose(page, 'odd')
  await expect(page.getByText('1 NaN, 1 infinite')).toBeVisible()
  for (const at of ['[0, 1]', '[1, 0]', '[0, 1]']) {
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Next NaN or infinity' }).click()
    await expect(page.getByText(at)).toBeVisible()
  }
  await expect(page.getByRole('gridcell', { selected: true })).toHaveClass(/nan/)
  await page.getByRole('button', { name: 'Save or copy' }).click()
  await page.getByRole('menuitem', { name: 'Copy as torch.tensor' }).click()
  // The value comes from the engine before it is in the clipboard.
  await expect(async () => {
    await search(page).fill('')
    await page.keyboard.press('Control+v')
    await expect(search(page)).toHaveValue(/^torch\.tensor\(\[\[1\., float\('nan'\), 2\.\],\s+\[float\('inf'\), -7\., 3\.\]\], dtype=torch\.float32\)$/, { timeout: 500 })
  }).toPass()
  await search(page).fill('')

  // A table of 120,000 numbers has those that are in view.
  await choose(page, 'many')
  const large = page.getByRole('grid', { name: 'Numbers, 300 rows and 400 columns' })
  await expect(cell(large, 0, 1)).toHaveText('1.00')
  expect(await large.getByRole('gridcell').count()).toBeLessThan(1000)
  await page.getByRole('button', { name: 'Find', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Largest value' }).click()
  await expect(cell(large, 299, 399)).toHaveText('119999')
  expect(await large.getByRole('gridcell').count()).toBeLessThan(1000)

  // In other colours, the map and the scale below it.
  await choose(page, 'conv1')
  const scale = page.locator('.scale i')
  const channel = page.getByRole('button', { name: 'Channel 0' })
  /** How far the map's colours are from grey at most. */
  const colourful = (): Promise<number> => channel.locator('canvas').evaluate((map: HTMLCanvasElement) => {
    const { data } = map.getContext('2d')!.getImageData(0, 0, map.width, map.height)
    return Math.max(...Array.from({ length: data.length / 4 }, (_, i) => Math.max(...data.slice(i * 4, i * 4 + 3)) - Math.min(...data.slice(i * 4, i * 4 + 3))))
  })
  const seen = new Set<string | null>()
  for (const [name, grey] of [['Viridis', false], ['Grey', true], ['Blue to red, zero white', false]] as const) {
    await page.getByRole('button', { name: 'Colours' }).click()
    await page.getByRole('menuitem', { name }).click()
    await expect.poll(async () => (await colourful()) < 8).toBe(grey)
    seen.add(await scale.getAttribute('style'))
  }
  expect(seen.size).toBe(3)
  await page.screenshot({ path: 'test-results/inspector-values.png' })
})

test('parameters are dragged, worked out, given back and set together', async ({ start }) => {
  const { page } = await start({ files: [convs()] })
  await choose(page, 'conv1')
  const channels = page.getByRole('textbox', { name: 'out_channels' })
  await channels.fill('2**4 - 2*3')
  await channels.press('Enter')
  await expect(channels).toHaveValue('10')
  await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('2 × 10 × 6 × 6')

  // How the size comes about, with the node's own numbers.
  const sizes = page.locator('.panel-card').filter({ hasText: 'Output size' })
  await expect(sizes).toContainText('H = ⌊(6 + 2·1 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6')
  // One number for height and width, until they are taken apart.
  const [high, wide] = ['kernel_size', 'kernel_size width'].map((name) => page.getByRole('textbox', { name, exact: true })) as [Locator, Locator]
  const link = page.getByRole('button', { name: 'One number for all of kernel_size' })
  await expect(link).toHaveAttribute('aria-pressed', 'true')
  await wide.fill('1')
  await wide.press('Enter')
  await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('2 × 10 × 6 × 8')
  await expect(link).toHaveAttribute('aria-pressed', 'false')
  await expect(high).toHaveValue('3')
  await link.click()
  await expect(wide).toHaveValue('3')
  await link.click()
  await high.press('ArrowUp')
  await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('2 × 10 × 5 × 6')
  await expect(sizes).toContainText('H = ⌊(6 + 2·1 − 1·(4 − 1) − 1) / 1⌋ + 1 = 5')
  // What follows within a second is one step with it.
  await expect(async () => {
    await page.keyboard.press('Control+z')
    await expect(page.getByRole('button', { name: 'Undo set out_channels of conv1 to 10' })).toBeVisible({ timeout: 300 })
  }).toPass()
  await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('2 × 10 × 6 × 6')

  // What is inferred stands in a dashed box and says from where; typed over it is solid, and cleared it comes back. The tip is PyTorch's help.
  const features = page.getByRole('textbox', { name: 'in_channels' })
  await expect(features).toHaveAttribute('placeholder', '3  from x')
  await expect(features).toHaveCSS('border-style', 'dashed')
  await expect(channels).toHaveCSS('border-style', 'solid')
  await expect(page.getByText('groups', { exact: true })).toHaveAttribute('title', /^Splits the channels into groups/)
  await page.getByRole('combobox', { name: 'padding_mode' }).selectOption('reflect')
  await page.getByRole('switch', { name: 'bias' }).click()
  await expect(page.locator('[data-node="conv1"] .caption')).toContainText('no bias')
  await page.getByRole('button', { name: 'Undo set bias of conv1 to False' }).click()
  await page.getByRole('button', { name: 'Undo set padding_mode of conv1 to reflect' }).click()

  const label = page.getByText('kernel_size', { exact: true })
  const box = await label.boundingBox()
  if (!box) throw new Error('There is no label.')
  await page.mouse.move(box.x + 20, box.y + 5)
  await page.mouse.down()
  await page.mouse.move(box.x + 26, box.y + 5)
  await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('4')
  await page.mouse.move(box.x + 32, box.y + 5)
  await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('5')
  // It stops at the smallest that there is.
  await page.mouse.move(box.x - 60, box.y + 5, { steps: 4 })
  await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('1')
  await page.mouse.move(box.x + 32, box.y + 5)
  await page.mouse.up()
  await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('5')
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('3')
  // Escape takes a drag back, and leaves no step behind.
  await page.mouse.move(box.x + 20, box.y + 5)
  await page.mouse.down()
  await page.mouse.move(box.x + 32, box.y + 5, { steps: 3 })
  await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('5')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('3')
  await page.mouse.up()
  await expect(page.getByRole('heading', { name: 'Conv2d' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo set out_channels of conv1 to 10' })).toBeEnabled()
  await expect(channels).toHaveValue('10')

  await page.getByRole('button', { name: 'Reset padding' }).click()
  await expect(page.getByRole('textbox', { name: 'padding', exact: true })).toHaveValue('')
  await expect(page.getByRole('button', { name: 'Reset padding', exact: true })).toHaveCount(0)
  await page.keyboard.press('Control+z')

  await choose(page, 'conv1')
  await choose(page, 'conv2', 'Shift')
  await expect(page.getByRole('heading', { name: '2 × Conv2d' })).toBeVisible()
  await expect(channels).toHaveAttribute('placeholder', 'mixed')
  await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('3')
  await channels.fill('7')
  await channels.press('Enter')
  await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('2 × 7 × 6 × 6')
  await expect(page.locator('[data-shape="conv2.output"]')).toHaveText('2 × 7 × 4 × 4')
  await page.screenshot({ path: 'test-results/inspector-many.png' })
  await page.keyboard.press('Control+z')
  await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('2 × 10 × 6 × 6')
  await expect(page.locator('[data-shape="conv2.output"]')).toHaveText('2 × 1 × 4 × 4')
})

test('a pinned view stays while another node is selected, below or beside', async ({ start }) => {
  const { page } = await start({ files: [convs()] })
  await choose(page, 'conv1')
  await tab(page, 'Values')
  await page.getByRole('button', { name: 'Pin this view' }).click()
  await choose(page, 'odd')
  const pinned = page.getByRole('article', { name: 'Pinned: conv1' })
  await expect(pinned.getByText('float32 2 × 4 × 6 × 6')).toBeVisible()
  await expect(page.getByText('1 NaN, 1 infinite')).toBeVisible()

  // It follows the run, and its own weights.
  await choose(page, 'conv1')
  await tab(page, 'Weights')
  await page.getByRole('button', { name: 'bias' }).click()
  await page.getByLabel('Inspector', { exact: true }).first().getByRole('button', { name: 'Pin this view' }).first().click()
  await choose(page, 'x')
  await expect(page.getByRole('article', { name: 'Pinned: conv1.bias' })).toContainText('float32 4')
  await page.getByRole('button', { name: 'Put them beside the inspector' }).click()
  const column = page.getByRole('region', { name: 'Pinned views' })
  await expect(column).toBeVisible()
  const [left, right] = [await column.boundingBox(), await page.getByRole('complementary', { name: 'Inspector' }).boundingBox()]
  expect(left!.x + left!.width).toBeLessThanOrEqual(right!.x + 8)
  await page.screenshot({ path: 'test-results/inspector-pins.png' })
  await page.getByRole('button', { name: 'Put them below the inspector' }).click()
  await page.getByRole('button', { name: 'Unpin conv1', exact: true }).click()
  await page.getByRole('button', { name: 'Unpin conv1.bias' }).click()
  await expect(column).toHaveCount(0)
})
