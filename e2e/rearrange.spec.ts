import fs from 'node:fs'
import path from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import type { Locator, Page } from '@playwright/test'
import { expect, temporary, test } from './app'
import { drag, middle, socket } from './hand'

const card = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`)
const shape = (page: Page, id: string): Locator => page.locator(`[data-shape="${id}.output"]`)
const pick = (page: Page, id: string, ...modifiers: 'Shift'[]): Promise<void> => card(page, id).click({ position: { x: 60, y: 14 }, modifiers })
const selected = (page: Page): Promise<(string | null)[]> => page.locator('[data-node].selected').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node')).sort())
const options = (page: Page): Locator => page.locator('[role="option"]')
const open = (page: Page, id: string): Locator => card(page, id).locator('[data-problem="missing-input"]')
/** Where the inspector says that an input comes from. */
async function source(page: Page, id: string): Promise<string> {
  await pick(page, id)
  return page.getByRole('combobox', { name: 'Source of input' }).evaluate((element: HTMLSelectElement) => element.selectedOptions[0]?.textContent ?? '')
}

/** A small network, and beside it a Conv2d that takes three channels. */
function network(): string {
  const file = path.join(temporary(), 'small.graph.json')
  const chain = [['x', 'Input', { shape: [1, 1, 12, 12] }], ['conv1', 'Conv2d', { out_channels: 4, kernel_size: 3, padding: 1 }], ['relu1', 'ReLU', {}], ['pool1', 'MaxPool2d', { kernel_size: 2 }], ['conv2', 'Conv2d', { out_channels: 6, kernel_size: 5, padding: 1 }], ['flat1', 'Flatten', {}], ['fc1', 'Linear', { in_features: 96, out_features: 5 }]] as const
  fs.writeFileSync(file, JSON.stringify({
    format: 'tensorloom-graph', version: 1, name: 'Small',
    nodes: [...chain.map(([id, type, params], i) => ({ id, type, params, position: [(i % 4) * 240, Math.floor(i / 4) * 260] })), { id: 'odd', type: 'Conv2d', params: { in_channels: 3, out_channels: 2, kernel_size: 3 }, position: [720, 260] }],
    edges: chain.slice(1).map(([id], i) => ({ from: [chain[i]![0], 'output'], to: [id, 'input'] })),
  }))
  return file
}

test('a network is rearranged: what fits is shown, found, selected, taken out, replaced, and left out of the model', async ({ start }) => {
  test.slow()
  const app = await start({ files: [network()] })
  const { page } = app
  const { keyboard, mouse } = page
  // Until the first values are there the view follows the cards.
  await expect(card(page, 'fc1').locator('.amount')).toHaveCount(5)
  const canvas = (await page.locator('[data-canvas]').boundingBox())!
  const free = { x: canvas.x + 60, y: canvas.y + canvas.height - 60 }

  await test.step('sockets light up where the wire in the hand fits, and say why where it does not', async () => {
    const hint = page.getByRole('tooltip')
    const [from, wrong] = [await middle(socket(page, 'relu1.output', 'output')), await middle(socket(page, 'odd.input', 'input'))]
    await mouse.move(from.x, from.y)
    await mouse.down()
    await mouse.move(from.x + 10, from.y + 60, { steps: 3 })
    await expect(socket(page, 'pool1.input', 'input')).toHaveClass(/\bfits\b/)
    await expect(socket(page, 'conv1.input', 'input')).toHaveClass(/\brefuses\b/)
    await expect(hint).toHaveCount(0)
    await mouse.move(wrong.x, wrong.y, { steps: 4 })
    await expect(hint).toHaveText('in_channels is 3, but the input 1 × 4 × 12 × 12 has 4 channels; set in_channels to 4 or leave it to be inferred.')
    // Over the card as well.
    await mouse.move(wrong.x + 60, wrong.y + 20)
    await expect(hint).toContainText('in_channels is 3')
    await page.screenshot({ path: 'test-results/rearrange-hint.png' })
    await keyboard.press('Escape')
    await expect(hint).toHaveCount(0)
    await mouse.up()
    expect(await source(page, 'odd')).toBe('nothing yet')
  })

  await test.step('a wire drawn backwards from an input offers what may stand in front, the likeliest first', async () => {
    await keyboard.press('Escape')
    await drag(page, socket(page, 'odd.input', 'input'), { x: 60, y: canvas.height - 60 })
    await expect(page.getByRole('combobox', { name: 'What odd comes from' })).toBeFocused()
    // What stands in front of a Conv2d in this graph.
    await expect(options(page).nth(0)).toHaveText(/^(Input|MaxPool2d)/)
    await expect(options(page).nth(1)).toHaveText(/^(Input|MaxPool2d)/)
    await expect(page.getByRole('option', { name: /^Output/ })).toHaveCount(0)
    await keyboard.type('input')
    await keyboard.press('Enter')
    expect(await source(page, 'odd')).toBe('x1')
    await keyboard.press('Escape')
    await keyboard.press('Control+z')
    await expect(card(page, 'x1')).toHaveCount(0)
    // Forwards: what stands behind a ReLU in this graph, where the type allows it.
    await drag(page, socket(page, 'relu1.output', 'output'), { x: 60, y: canvas.height - 60 })
    await expect(page.getByRole('combobox', { name: 'What relu1 leads to' })).toBeFocused()
    await expect(options(page).nth(0)).toHaveText(/^MaxPool2d/)
    await expect(page.getByRole('option', { name: /^Input/ })).toHaveCount(0)
    await keyboard.press('Escape')
  })

  await test.step('Tab finds layers by what others call them, by what they do, and by some of their letters', async () => {
    await mouse.click(free.x, free.y)
    await keyboard.press('Tab')
    const search = page.getByRole('combobox', { name: 'Add a layer' })
    for (const [words, found] of [['gemm', 'Linear'], ['fully connected', 'Linear'], ['turns negative', 'ReLU'], ['convtrans', 'ConvTranspose2d'], ['bn2d', 'BatchNorm2d'], ['mxpol', 'MaxPool2d']] as const) {
      await search.fill(words)
      await expect(options(page).first(), words).toHaveText(new RegExp(`^${found}`))
    }
    await search.fill('sigmoid')
    await keyboard.press('Enter')
    const box = (await page.locator('[data-node^="sigmoid"]').boundingBox())!
    expect(Math.abs(box.x - free.x) + Math.abs(box.y - free.y)).toBeLessThan(60)
    await keyboard.press('Control+z')
  })

  await test.step('what is in front and what is behind is selected', async () => {
    await pick(page, 'pool1')
    await keyboard.press(']')
    await expect.poll(() => selected(page)).toEqual(['conv2', 'fc1', 'flat1', 'pool1'])
    await pick(page, 'pool1')
    await keyboard.press('[')
    await expect.poll(() => selected(page)).toEqual(['conv1', 'pool1', 'relu1', 'x'])
    // And what a box touches.
    await keyboard.press('Escape')
    const [first, last] = [(await card(page, 'conv1').boundingBox())!, (await card(page, 'relu1').boundingBox())!]
    await keyboard.down('Shift')
    await mouse.move(first.x + 40, first.y - 20)
    await mouse.down()
    await mouse.move(last.x + 40, last.y + 20, { steps: 4 })
    await mouse.up()
    await keyboard.up('Shift')
    await expect.poll(() => selected(page)).toEqual(['conv1', 'relu1'])
  })

  await test.step('deleted with its wires, or with its neighbours joined where that fits', async () => {
    await pick(page, 'relu1')
    await keyboard.press('Delete')
    await expect(card(page, 'relu1')).toHaveCount(0)
    await expect(open(page, 'pool1')).toBeVisible()
    await keyboard.press('Control+z')
    await expect(shape(page, 'pool1')).toHaveText('1 × 4 × 6 × 6')
    await expect.poll(() => selected(page)).toEqual(['relu1'])
    await keyboard.press('Alt+Delete')
    await expect(card(page, 'relu1')).toHaveCount(0)
    expect(await source(page, 'pool1')).toBe('conv1')
    await keyboard.press('Control+z')
    // Without the Flatten the Linear would not take it.
    await pick(page, 'flat1')
    await keyboard.press('Control+Delete')
    await expect(card(page, 'flat1')).toHaveCount(0)
    await expect(open(page, 'fc1')).toBeVisible()
    await keyboard.press('Control+z')
    await expect(shape(page, 'fc1')).toHaveText('1 × 5')
  })

  await test.step('another layer in its place keeps the wires and the parameters that both have', async () => {
    await pick(page, 'conv2')
    await keyboard.press('Shift+S')
    await keyboard.type('ConvTranspose2d')
    await keyboard.press('Enter')
    // None of them is what a new one has.
    await expect(shape(page, 'conv2')).toHaveText('1 × 6 × 8 × 8')
    await expect(page.getByRole('textbox', { name: 'kernel_size', exact: true })).toHaveValue('5')
    await expect(page.getByRole('textbox', { name: 'padding', exact: true })).toHaveValue('1')
    expect(await source(page, 'conv2')).toBe('pool1')
    expect(await source(page, 'flat1')).toBe('conv2')
    await page.getByRole('button', { name: 'Undo make conv2 ConvTranspose2d' }).click()
    await expect(shape(page, 'fc1')).toHaveText('1 × 5')
  })

  await test.step('Alt and a drag cut', async () => {
    const [from, to] = [await middle(socket(page, 'x.output', 'output')), await middle(socket(page, 'conv1.input', 'input'))]
    const x = (from.x + to.x) / 2
    await keyboard.down('Alt')
    await mouse.move(x, from.y - 40)
    await mouse.down()
    await mouse.move(x, from.y + 40, { steps: 5 })
    await mouse.up()
    await keyboard.up('Alt')
    await expect(open(page, 'conv1')).toBeVisible()
    await page.getByRole('button', { name: 'Undo cut 1 wire' }).click()
    await expect(shape(page, 'fc1')).toHaveText('1 × 5')
  })

  await test.step('what can be done with a socket, a layer of the list and a card stands in a menu, by the other button or by key', async () => {
    const entry = (name: string | RegExp): Locator => page.getByRole('menuitem', { name })
    await keyboard.press('Escape')
    await socket(page, 'relu1.output', 'output').click({ button: 'right' })
    await expect(page.getByRole('menu')).toContainText('relu1.output, 1 × 4 × 12 × 12 float32')
    await entry('Insert a layer…').click()
    await expect(page.getByRole('combobox', { name: 'What goes between relu1 and pool1' })).toBeFocused()
    await keyboard.type('batchnorm2d')
    await keyboard.press('Enter')
    await expect(shape(page, 'bn1')).toHaveText('1 × 4 × 12 × 12')
    await expect(card(page, 'bn1')).toBeFocused()
    expect(await source(page, 'pool1')).toBe('bn1')
    await keyboard.press('Escape')
    await keyboard.press('Control+z')
    await expect(card(page, 'bn1')).toHaveCount(0)

    // Without the mouse: a card's menu has its sockets, and Escape goes back to the card.
    await card(page, 'relu1').focus()
    await keyboard.press('Shift+F10')
    await expect(entry(/^Input/)).toContainText('1 × 4 × 12 × 12')
    await keyboard.press('ArrowUp')
    await keyboard.press('ArrowUp')
    await keyboard.press('ArrowRight')
    await expect(entry('Insert a layer…')).toBeFocused()
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await expect(open(page, 'relu1')).toBeVisible()
    await expect(card(page, 'relu1')).toBeFocused()
    await page.getByRole('button', { name: 'Undo disconnect relu1 from conv1' }).click()
    await expect(shape(page, 'fc1')).toHaveText('1 × 5')

    await page.locator('[data-layer="GELU"]').click({ button: 'right' })
    await entry('Make relu1 GELU').click()
    await expect(card(page, 'relu1')).toContainText('GELU')
    await keyboard.press('Control+z')
    await expect(card(page, 'relu1')).toContainText('ReLU')
  })

  await test.step('a number typed key by key is one step; undo brings what it changed into view', async () => {
    await pick(page, 'conv1')
    const channels = page.getByRole('textbox', { name: 'out_channels' })
    await channels.press('Control+a')
    await channels.pressSequentially('16')
    await channels.press('Enter')
    await expect(shape(page, 'conv1')).toHaveText('1 × 16 × 12 × 12')
    await pick(page, 'x')
    // Two fingers, far away.
    await mouse.move(free.x, free.y)
    for (let turns = 0; turns < 12; turns++) await mouse.wheel(90, 110)
    await expect(card(page, 'conv1')).not.toBeInViewport()
    await page.getByRole('button', { name: 'Undo set out_channels of conv1 to 16' }).click()
    await expect(shape(page, 'conv1')).toHaveText('1 × 4 × 12 × 12')
    await expect(card(page, 'conv1')).toBeInViewport()
    await expect.poll(() => selected(page)).toEqual(['conv1'])
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
  })

  await test.step('copied as the text of a graph file; pasted from the reply to a mail', async () => {
    await keyboard.press('f')
    await pick(page, 'conv2')
    await pick(page, 'flat1', 'Shift')
    await keyboard.press('Control+c')
    await keyboard.press('Control+n')
    await expect(page.getByText('Nothing here yet')).toBeVisible()
    const description = page.getByRole('textbox', { name: 'description' })
    await description.click()
    await keyboard.press('Control+v')
    const copied = await description.inputValue()
    expect(JSON.parse(copied)).toMatchObject({ format: 'tensorloom-graph', nodes: [{ id: 'conv2', params: { out_channels: 6 } }, { id: 'flat1' }], edges: [{ from: ['conv2', 'output'], to: ['flat1', 'input'] }] })
    await description.fill(`On Monday somebody wrote:\n${copied.split('\n').map((line) => `> ${line}`).join('\n')}\n> Regards`)
    await description.press('Control+a')
    await description.press('Control+x')
    await mouse.click(free.x, free.y)
    await keyboard.press('Control+v')
    await expect(card(page, 'conv2')).toContainText('not connected')
    expect(await source(page, 'flat1')).toBe('conv2')
    // And from here into another window.
    await keyboard.press('Control+a')
    await keyboard.press('Control+c')
    const other = await page.context().newPage()
    await other.goto(page.url())
    await expect(card(other, 'conv2')).toBeVisible()
    await other.keyboard.press('Control+n')
    await expect(other.getByText('Nothing here yet')).toBeVisible()
    await other.keyboard.press('Control+v')
    expect(await source(other, 'flat1')).toBe('conv2')
    await other.close()
  })

  await test.step('stepped over, it is drawn so and is not in the model', async () => {
    await page.getByRole('tab', { name: /^Small/ }).click()
    await keyboard.press('f')
    await pick(page, 'relu1')
    await keyboard.press('b')
    await expect(card(page, 'relu1')).toContainText('stepped over, input goes on')
    await pick(page, 'odd')
    await keyboard.press('Delete')
    const model = path.join(app.data, 'small.onnx')
    await app.pick(model, () => keyboard.press('Control+e'))
    await expect.poll(() => fs.existsSync(model)).toBe(true)
    const types = fromBinary(ModelProtoSchema, fs.readFileSync(model)).graph?.node.map((node) => node.opType)
    expect(types).toEqual(expect.arrayContaining(['Conv', 'MaxPool', 'Gemm']))
    expect(types).not.toContain('Relu')
  })
})
