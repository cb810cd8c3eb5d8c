import fs from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import * as ort from 'onnxruntime-node'
import { expect, temporary, test } from './app'
import { drag, dropLayer, socket, wire } from './hand'

const shape = (page: Page, id: string): Locator => page.locator(`[data-shape="${id}.output"]`)
const lastRun = (page: Page): Locator => page.getByText(/^last run/)
const openTab = (page: Page): Locator => page.getByRole('tablist', { name: 'Open graphs' }).getByRole('tab', { selected: true })
const idle = (page: Page): Promise<void> => expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'idle')

/** What is to be seen of the graph: every node with its words, its place and its wires. */
const seen = (page: Page): Promise<string> => page.evaluate(async () => {
  // Cards come and go with the next frame.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
  return [...document.querySelectorAll<HTMLElement>('[data-node]')].map((node) => [
    // Whether its values came already is no part of what undo gives back.
    node.getAttribute('aria-label')?.replace(', out of date', ''), node.querySelector('.caption')?.textContent, node.parentElement?.style.transform,
    ...[...node.querySelectorAll<HTMLElement>('.socket.wired')].map((port) => `${port.dataset['port']} ${port.dataset['side']}`),
  ].join(' | ')).sort().join('\n')
})

/** The numbers of a card's bars, as it writes them. */
const bars = async (page: Page, id: string): Promise<number[]> => (await page.locator(`[data-node="${id}"] .amount`).allTextContents()).map(Number)

test('draws a network from nothing, takes every step back and forth, saves, reopens and exports it', async ({ start }) => {
  test.slow()
  const dir = temporary()
  const at = (name: string): string => path.join(dir, name)
  const app = await start()
  const { page } = app
  await page.getByRole('button', { name: 'New graph' }).click()
  await expect(page.getByText('Nothing here yet')).toBeVisible()

  await test.step('layers from the palette, with the mouse', async () => {
    await dropLayer(page, 'Input', 20, 30)
    await expect(shape(page, 'x1')).toHaveText('1 × 1 × 28 × 28')
    await dropLayer(page, 'Conv2d', 250, 30)
    await expect(page.locator('[data-node="conv1"]')).toContainText('no output')
    await dropLayer(page, 'ReLU', 480, 30)
    await dropLayer(page, 'MaxPool2d', 20, 380)
    await dropLayer(page, 'Flatten', 250, 380)
    await dropLayer(page, 'Linear', 480, 380)
  })

  await test.step('wires from socket to socket', async () => {
    await wire(page, 'x1.output', 'conv1.input')
    await expect(shape(page, 'conv1')).toHaveText('1 × 8 × 26 × 26')
    await wire(page, 'conv1.output', 'relu1.input')
    // The wrong way round: from the input back to the output.
    await drag(page, socket(page, 'fc1.input', 'input'), socket(page, 'flat1.output', 'output'))
    await wire(page, 'relu1.output', 'flat1.input')
    await expect(shape(page, 'flat1')).toHaveText('1 × 5408')
    await expect(shape(page, 'fc1')).toHaveText('1 × 10')
    // The wire's end is taken off flat1 and put on pool1.
    await drag(page, socket(page, 'flat1.input', 'input'), socket(page, 'pool1.input', 'input'))
    await expect(page.locator('[data-node="flat1"]')).toContainText('no output')
    await expect(shape(page, 'pool1')).toHaveText('1 × 8 × 13 × 13')
    await wire(page, 'pool1.output', 'flat1.input')
    await expect(shape(page, 'flat1')).toHaveText('1 × 1352')
    await expect(page.locator('[data-node="fc1"] .amount')).toHaveCount(10)
    await expect(page.locator('[data-node="conv1"] .thumb')).toBeVisible()
  })

  await test.step('a wire let go over nothing is gone; undo brings it back', async () => {
    await drag(page, socket(page, 'conv1.input', 'input'), { x: 370, y: 330 })
    await expect(page.locator('[data-node="conv1"]')).toContainText('no output')
    await page.keyboard.press('Control+z')
    await expect(shape(page, 'fc1')).toHaveText('1 × 10')
  })

  await test.step('shapes follow each keystroke, and only what changed runs again', async () => {
    await page.locator('[data-node="x1"] header').click()
    await page.getByRole('combobox', { name: 'value' }).selectOption('ones')
    await idle(page)
    await page.locator('[data-node="conv1"] header').click()
    const channels = page.getByRole('textbox', { name: 'out_channels' })
    await channels.click()
    await channels.press('Control+a')
    await page.keyboard.type('1')
    await expect(shape(page, 'conv1')).toHaveText('1 × 1 × 26 × 26')
    await expect(shape(page, 'flat1')).toHaveText('1 × 169')
    await page.keyboard.type('2')
    await expect(shape(page, 'conv1')).toHaveText('1 × 12 × 26 × 26')
    await expect(shape(page, 'flat1')).toHaveText('1 × 2028')
    const kernel = page.getByRole('textbox', { name: 'kernel_size', exact: true })
    await kernel.click()
    await kernel.press('Control+a')
    await page.keyboard.type('5')
    await expect(shape(page, 'conv1')).toHaveText('1 × 12 × 24 × 24')
    await idle(page)
    await page.getByRole('textbox', { name: 'padding', exact: true }).click()
    await page.keyboard.type('2')
    await expect(shape(page, 'conv1')).toHaveText('1 × 12 × 28 × 28')
    await expect(shape(page, 'pool1')).toHaveText('1 × 12 × 14 × 14')
    await idle(page)
    await expect(lastRun(page)).toContainText('for 5 nodes')
    await page.locator('[data-node="fc1"] header').click()
    const before = await bars(page, 'fc1')
    const features = page.getByRole('textbox', { name: 'out_features' })
    await features.click()
    await features.press('Control+a')
    await page.keyboard.type('4')
    await expect(shape(page, 'fc1')).toHaveText('1 × 4')
    await expect(page.locator('[data-node="fc1"] .amount')).toHaveCount(4)
    await idle(page)
    await expect(lastRun(page)).toContainText('for 1 node')
    expect(await bars(page, 'fc1')).not.toEqual(before.slice(0, 4))
  })

  await test.step('moves a node and names it', async () => {
    await drag(page, page.locator('[data-node="fc1"] header b'), { x: 560, y: 440 })
    await page.getByRole('textbox', { name: 'Name of the node' }).fill('logits')
    await page.keyboard.press('Enter')
    await expect(shape(page, 'logits')).toHaveText('1 × 4')
    await page.getByRole('tab', { name: 'Values' }).click()
    await expect(page.getByText('Statistics')).toBeVisible()
  })
  await idle(page)
  const values = await bars(page, 'logits')
  expect(values).toHaveLength(4)

  await test.step('saves', async () => {
    await app.pick(at('drawn.graph.json'), () => page.keyboard.press('Control+s'))
    await expect(openTab(page)).toContainText('saved')
  })
  const saved = fs.readFileSync(at('drawn.graph.json'), 'utf8')

  await test.step('takes every step back to the empty graph, and makes each again', async () => {
    const [undo, redo] = [page.getByRole('button', { name: /^Undo/ }), page.getByRole('button', { name: /^Redo/ })]
    const states = [await seen(page)]
    while (await undo.isEnabled()) {
      await page.keyboard.press('Control+z')
      states.push(await seen(page))
    }
    expect(states.length).toBeGreaterThanOrEqual(20)
    expect(states.at(-1)).toBe('')
    await expect(page.getByText('Nothing here yet')).toBeVisible()
    for (const state of states.slice(0, -1).reverse()) {
      await page.keyboard.press('Control+Shift+z')
      expect(await seen(page)).toBe(state)
    }
    await expect(redo).toBeDisabled()
    await expect(openTab(page)).toContainText('saved')
    await expect(page.locator('[data-node="logits"] .amount')).toHaveCount(4)
    expect(await bars(page, 'logits')).toEqual(values)
    await app.pick(at('again.graph.json'), () => page.keyboard.press('Control+Shift+s'))
    await expect.poll(() => fs.existsSync(at('again.graph.json')) && fs.readFileSync(at('again.graph.json'), 'utf8')).toBe(saved)
  })

  await test.step('exports a model that gives the same values in a bare ONNX Runtime', async () => {
    await app.pick(at('drawn.onnx'), async () => {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.getByRole('menuitem', { name: /ONNX model/ }).click()
    })
    await expect(page.getByText(/^Exported to/)).toBeVisible()
    await page.locator('[data-node="logits"] header').click()
    const session = await ort.InferenceSession.create(at('drawn.onnx'))
    expect([session.inputNames, session.outputNames]).toEqual([['x1'], ['logits']])
    const { logits } = await session.run({ x1: new ort.Tensor(new Float32Array(784).fill(1), [1, 1, 28, 28]) })
    const found = [...logits?.data as Float32Array]
    expect(found).toHaveLength(values.length)
    for (const [i, value] of found.entries()) expect(values[i]).toBeCloseTo(value, 3)
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length
    const std = Math.sqrt(found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / found.length)
    const stats = page.locator('.numbers div')
    for (const [name, value] of Object.entries({ min: Math.min(...found), max: Math.max(...found), mean, std })) {
      expect(Number((await stats.filter({ hasText: name }).innerText()).replace(name, ''))).toBeCloseTo(value, 3)
    }
  })

  await test.step('quits and reopens: all is as it was', async () => {
    const before = await seen(page)
    await app.close()
    const second = await start({ data: app.data })
    await second.page.getByRole('button', { name: /again\.graph\.json/ }).click()
    await expect(second.page.locator('[data-node="logits"] .amount')).toHaveCount(4)
    expect(await bars(second.page, 'logits')).toEqual(values)
    expect(await seen(second.page)).toBe(before)
    await expect(openTab(second.page)).toContainText('saved')
  })
})
