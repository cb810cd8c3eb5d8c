import path from 'node:path'
import type { Page } from '@playwright/test'
import { expect, root, test } from './app'
import { drag, wire } from './hand'

/** LeNet, as those who begin draw it: layers with the numbers that differ from what a new one has. */
const LENET: readonly (readonly [type: string, id: string, ...numbers: (readonly [param: string, from: number, to: number])[]])[] = [
  ['Conv2d', 'conv1', ['out_channels', 8, 6], ['kernel_size', 3, 5], ['padding', 0, 2]], ['ReLU', 'relu1'], ['MaxPool2d', 'pool1'],
  ['Conv2d', 'conv2', ['out_channels', 8, 16], ['kernel_size', 3, 5]], ['ReLU', 'relu2'], ['MaxPool2d', 'pool2'],
  ['Flatten', 'flat1'], ['Linear', 'fc1', ['out_features', 10, 120]], ['ReLU', 'relu3'], ['Linear', 'fc2', ['out_features', 10, 84]], ['ReLU', 'relu4'], ['Linear', 'fc3'],
]
const DIGIT = path.join(root, 'graphs/digit-3.png')

/** All ten logits of a digit, behind the right number of weights. */
async function expectLogits(page: Page): Promise<void> {
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 10')
  await expect(page.locator('[data-node="fc3"] .amount')).toHaveCount(10)
  await expect(page.getByRole('contentinfo')).toContainText('61,706')
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'idle')
}

test('draws LeNet and sees its logits without the mouse', async ({ start }) => {
  test.slow()
  const { page } = await start()
  const { keyboard } = page
  const search = async (words: string): Promise<void> => {
    await keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search' }).pressSequentially(words)
    await keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  const selected = (id: string): Promise<void> => expect(page.locator(`.node.selected[data-node="${id}"]`)).toBeVisible()
  /** Tab until the field of that name has the focus. */
  const tabTo = async (name: string): Promise<void> => {
    for (let tabs = 0; tabs < 20; tabs++) {
      if (await page.evaluate(() => document.activeElement?.getAttribute('aria-label')) === name) return
      await keyboard.press('Tab')
    }
    throw new Error(`Tab does not come to ${name}.`)
  }

  await keyboard.press('Control+n')
  await expect(page.getByText('Nothing here yet')).toBeVisible()
  await test.step('every step stands in the help', async () => {
    await keyboard.press('?')
    const help = page.getByRole('dialog').getByRole('region', { name: 'Without the mouse' })
    for (const words of ['Ctrl K, its name, Enter', 'W, the name of the node', 'Enter, then Tab', 'Enter, Tab to the value', 'Escape', 'Tab in the order in which they run', 'Alt Shift and an arrow', 'F6']) await expect(help).toContainText(words)
    await keyboard.press('Escape')
  })
  await search('Input')
  await selected('x1')
  await keyboard.press('Enter')
  await tabTo('value')
  // A machine that is busy may swallow the letter.
  await expect(async () => {
    const chooser = page.waitForEvent('filechooser', { timeout: 3000 })
    await keyboard.press('i')
    await (await chooser).setFiles(DIGIT)
  }).toPass()
  await expect(page.locator('[data-node="x1"] .caption')).toHaveText('digit-3.png')
  for (const [type, id, ...numbers] of LENET) {
    if (id === 'flat1') {
      // Without anything selected a layer stands alone; its wire is led there by name.
      await keyboard.press('Escape')
      await keyboard.press('Escape')
      await expect(page.locator('.node.selected')).toHaveCount(0)
    }
    await search(type)
    await selected(id)
    if (id === 'flat1') {
      await search('pool2')
      await selected('pool2')
      await keyboard.press('w')
      await page.getByRole('combobox', { name: 'Wire pool2 to' }).pressSequentially('flat')
      await keyboard.press('Enter')
      await selected('flat1')
      await expect(page.locator('[data-shape="flat1.output"]')).toHaveText('1 × 400')
    }
    if (numbers.length > 0) await keyboard.press('Enter')
    for (const [param, from, to] of numbers) {
      await tabTo(param)
      if (Math.abs(to - from) > 3) {
        await keyboard.type(String(to))
        await keyboard.press('Enter')
      } else for (let n = from; n !== to; n += Math.sign(to - from)) await keyboard.press(to > from ? 'ArrowUp' : 'ArrowDown')
    }
    if (numbers.length > 0) await keyboard.press('Escape')
  }
  await expectLogits(page)

  const focused = (id: string): Promise<void> => expect(page.locator(`.node.selected[data-node="${id}"]`)).toBeFocused()
  await test.step('Tab goes from card to card as they run, those off screen too, and the wires stay with them', async () => {
    await page.setViewportSize({ width: 900, height: 600 })
    await search('x1')
    await focused('x1')
    for (const [, id] of LENET) {
      await keyboard.press('Tab')
      await focused(id)
      await expect(page.locator(`[data-node="${id}"]`)).toBeInViewport({ ratio: 1 })
      await expect(page.locator(`[data-node="${id}"]`)).toHaveCSS('outline', /solid 2px$/)
    }
    expect(await page.locator('[data-canvas]').evaluate((canvas) => [canvas.scrollLeft, canvas.scrollTop])).toEqual([0, 0])
    await keyboard.press('Tab')
    await expect(page.getByRole('separator', { name: 'Width of the inspector' })).toBeFocused()
    await keyboard.press('Shift+Tab')
    await focused('fc3')
  })
  await test.step('Alt and an arrow follow the wires, with Shift selecting', async () => {
    await keyboard.press('Alt+ArrowLeft')
    await focused('relu4')
    await keyboard.press('Alt+Shift+ArrowLeft')
    await focused('fc2')
    await expect(page.locator('.node.selected')).toHaveCount(2)
  })
  await test.step('far out too a node that is gone to is there to be read, and has the focus', async () => {
    await keyboard.press('Escape')
    await keyboard.press('f')
    for (let turns = 0; turns < 14; turns++) await keyboard.press('Control+-')
    await search('fc2')
    await focused('fc2')
    await expect.poll(async () => (await page.locator('[data-node="fc2"]').boundingBox())?.width ?? 0).toBeGreaterThan(100)
  })
  await test.step('a frame and the parts of the window are reached', async () => {
    await keyboard.press('Control+j')
    await page.getByRole('textbox', { name: 'Title of the frame' }).pressSequentially('Head')
    await keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Frame Head' })).toBeFocused()
    await keyboard.press('F2')
    await page.getByRole('textbox', { name: 'Title of the frame' }).pressSequentially('Top')
    await keyboard.press('Enter')
    await expect(page.getByRole('region', { name: 'Frame Top' })).toBeFocused()
    await keyboard.press('Shift+F6')
    await expect(page.getByRole('searchbox', { name: 'Find a layer' })).toBeFocused()
    for (const part of [page.getByRole('main'), page.getByRole('complementary', { name: 'Inspector' }), page.getByRole('contentinfo'), page.getByRole('banner')]) {
      await keyboard.press('F6')
      await expect(part.locator(':focus')).toHaveCount(1)
      // And is seen to be.
      expect(await part.locator(':focus').evaluate((element) => `${getComputedStyle(element).outlineStyle} ${getComputedStyle(element).boxShadow}`)).not.toBe('none none')
    }
  })
})

test('draws LeNet and sees its logits with the mouse', async ({ start }) => {
  test.slow()
  const { page } = await start()
  await page.getByRole('button', { name: 'New graph' }).click()
  await expect(page.getByText('Nothing here yet')).toBeVisible()
  await test.step('every step stands in the help', async () => {
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await page.getByRole('menuitem', { name: /^Keyboard shortcuts/ }).click()
    const help = page.getByRole('dialog').getByRole('region', { name: 'With the mouse' })
    for (const words of ['drag it from the list', 'drag from the socket', 'drag the name of the number sideways, or type', 'click the Input, choose “image or .npy”', 'the wheel, or pinch']) await expect(help).toContainText(words)
    await page.getByRole('button', { name: 'Close', exact: true }).click()
  })
  // Room for all of it: the wheel zooms out.
  await page.locator('[data-canvas]').hover({ position: { x: 40, y: 40 } })
  for (let turns = 0; turns < 5; turns++) await page.mouse.wheel(0, 240)
  const drop = async (type: string, at: number): Promise<void> => {
    const entry = page.locator(`[data-layer="${type}"]`)
    await entry.scrollIntoViewIfNeeded()
    await drag(page, entry, { x: 66 + (at % 5) * 140, y: 30 + Math.floor(at / 5) * 230 })
  }
  await drop('Input', 0)
  await page.locator('[data-node="x1"] header').click()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('combobox', { name: 'value' }).selectOption('file')
  await (await chooser).setFiles(DIGIT)
  await expect(page.locator('[data-node="x1"] .caption')).toHaveText('digit-3.png')
  let front = 'x1'
  for (const [i, [type, id, ...numbers]] of LENET.entries()) {
    await drop(type, i + 1)
    await wire(page, `${front}.output`, `${id}.input`)
    front = id
    if (numbers.length > 0) await page.locator(`[data-node="${id}"] header`).click()
    for (const [param, from, to] of numbers) {
      const field = page.getByRole('textbox', { name: param, exact: true })
      if (Math.abs(to - from) > 3) {
        await field.fill(String(to))
        await field.press('Enter')
        continue
      }
      const name = page.locator(`label[for="param-${param}"]`)
      const box = await name.boundingBox()
      if (!box) throw new Error(`${param} is not to be seen.`)
      const [x, y] = [box.x + 10, box.y + box.height / 2]
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + (to - from) * 6, y, { steps: 4 })
      await page.mouse.up()
      await expect(field).toHaveValue(String(to))
    }
  }
  await page.getByRole('button', { name: 'Tidy' }).click()
  await expectLogits(page)
})
