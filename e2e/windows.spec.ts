import fs from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, root, temporary, test } from './app'
import { dropFiles } from './hand'

const card = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`)
const transform = (page: Page): Promise<string> => page.locator('.world').evaluate((world: HTMLElement) => world.style.transform)

test('graphs in tabs keep their view and are not lost; panels stay as they were put', async ({ start }) => {
  const dir = temporary()
  const mine = path.join(dir, 'mine.graph.json')
  fs.copyFileSync(path.join(root, 'graphs/fully-connected.graph.json'), mine)
  const app = await start({ files: [mine] })
  const { page } = app
  const { keyboard } = page
  const tabs = page.locator('.document-tab:not(.home)')
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 1')

  await test.step('nothing selected: the graph in numbers', async () => {
    const inspector = page.getByRole('complementary', { name: 'Inspector' })
    for (const [what, amount] of [['nodes', '6'], ['parameters', '41'], ['mult-adds', '41']] as const) {
      await expect(inspector.locator('.numbers div').filter({ hasText: what })).toHaveText(`${what}${amount}`)
    }
    await expect(inspector.locator('.numbers div').filter({ hasText: 'memory' })).toHaveText(/^memory\d+(\.\d+)? \w*B$/)
    await inspector.getByRole('button', { name: 'Table of layers' }).click()
    await expect(page.getByRole('grid', { name: 'Table of layers' })).toBeVisible()
    await keyboard.press('t')
    // As a screen reader has a node.
    await expect(page.getByRole('group', { name: 'Linear fc1, output 1 by 4' })).toBeVisible()
  })

  await test.step('the devices, and why one is missing', async () => {
    await page.getByRole('button', { name: 'Device: CPU' }).click()
    await expect(page.getByRole('menuitem', { name: /^CPU/ })).toContainText('✓')
    // Where npm run cuda was run, or a GPU is, they can be chosen.
    for (const [device, missing] of [['CUDA', /npm run cuda|CUDA/], ['WebGPU', /WebGPU/]] as const) {
      const item = page.getByRole('menuitem', { name: new RegExp(`^${device}`) })
      await expect(item.locator('small').or(item.filter({ hasNotText: ' ' }))).toBeVisible()
      if (await item.getAttribute('aria-disabled') === 'true') await expect(item.locator('small')).toHaveText(missing)
    }
    await keyboard.press('Escape')
  })

  await test.step('each tab has its own view', async () => {
    await card(page, 'fc2').hover()
    for (let turns = 0; turns < 3; turns++) await page.mouse.wheel(0, -120)
    await page.mouse.wheel(12, 30)
    const seen = await transform(page)
    await keyboard.press('Control+n')
    await expect(page.getByText('Nothing here yet')).toBeVisible()
    await expect(tabs).toHaveText([/^A fully connected network/, /^Untitled/])
    await keyboard.press('Alt+PageUp')
    await expect(card(page, 'fc2')).toBeVisible()
    expect(await transform(page)).toBe(seen)
    await keyboard.press('Alt+PageDown')
    await expect(page.getByText('Nothing here yet')).toBeVisible()
    // A graph that is dropped anywhere comes in a tab of its own.
    await dropFiles(page, page.locator('[data-canvas]'), path.join(root, 'graphs/relu.graph.json'))
    await expect(tabs).toHaveCount(3)
    await tabs.first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Close the others' }).click()
    // Nothing was done in it, nothing is asked.
    await expect(tabs).toHaveCount(1)
    expect(await transform(page)).toBe(seen)
  })

  await test.step('what is in no file is asked for before it goes', async () => {
    const question = page.getByRole('alertdialog').or(page.getByRole('dialog'))
    await keyboard.press('f')
    await card(page, 'fc1').click({ position: { x: 60, y: 14 } })
    await keyboard.press('b')
    await expect(tabs).toContainText('edited')
    await page.getByRole('button', { name: 'Close A fully connected network' }).click()
    await expect(question).toContainText('It has changes that are in no file.')
    await keyboard.press('Escape')
    await expect(question).toHaveCount(0)
    await expect(card(page, 'fc1')).toHaveClass(/bypassed/)
    await keyboard.press('Alt+w')
    await question.getByRole('button', { name: 'Discard changes' }).click()
    await expect(tabs).toHaveCount(0)
    await page.getByRole('button', { name: /mine\.graph\.json/ }).click()
    await expect(card(page, 'fc1')).not.toHaveClass(/bypassed/)
    await card(page, 'fc1').click({ position: { x: 60, y: 14 } })
    await keyboard.press('b')
    await expect(card(page, 'fc1')).toHaveClass(/bypassed/)
    await keyboard.press('Alt+w')
    await question.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(tabs).toHaveCount(0)
    expect(fs.readFileSync(mine, 'utf8')).toContain('"bypass": true')
  })

  await test.step('panels stay folded and as wide as they were made, in the next window too', async () => {
    await app.pick(mine, () => page.getByRole('button', { name: 'Open…' }).click())
    await expect(card(page, 'fc1')).toHaveClass(/bypassed/)
    const edge = (await page.getByRole('separator', { name: 'Width of the list of layers' }).boundingBox())!
    await page.mouse.move(edge.x + edge.width / 2, 300)
    await page.mouse.down()
    await page.mouse.move(edge.x + 60, 300, { steps: 4 })
    await page.mouse.up()
    const layers = page.getByRole('navigation', { name: 'Layers' })
    const width = (await layers.boundingBox())!.width
    expect(width).toBeGreaterThan(270)
    await page.getByRole('button', { name: 'Convolution', exact: true }).click()
    await expect(page.locator('[data-layer="Conv2d"]')).toHaveCount(0)
    await keyboard.press('Control+i')
    await expect(page.getByRole('complementary', { name: 'Inspector' })).toHaveCount(0)
    await page.reload()
    await expect(card(page, 'fc1')).toBeVisible()
    await expect.poll(async () => Math.round((await layers.boundingBox())!.width)).toBe(Math.round(width))
    await expect(page.locator('[data-layer="Conv2d"]')).toHaveCount(0)
    await expect(page.locator('[data-layer="MaxPool2d"]')).toBeVisible()
    await expect(page.getByRole('complementary', { name: 'Inspector' })).toHaveCount(0)
    // Each command stands in its menu with its keys.
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await page.getByRole('menuitem', { name: 'View', exact: true }).click()
    await page.getByRole('menuitem', { name: /^Show or hide the inspector\s*Ctrl I$/ }).click()
    await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible()
    // What a menu opens stays open.
    await page.getByRole('button', { name: 'Menu', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Graph', exact: true }).click()
    await page.getByRole('menuitem', { name: /^Add a layer/ }).click()
    await expect(page.getByRole('combobox', { name: 'Add a layer' })).toBeFocused()
    await keyboard.press('Escape')
  })
})

test('unsaved work is told of when the window opens with the file as it was saved, and takes its place', async ({ start }) => {
  const { page } = await start({ files: [path.join(root, 'graphs/lenet-digit.graph.json')] })
  await card(page, 'conv2').locator('header').click()
  await card(page, 'relu2').locator('header').click({ modifiers: ['Shift'] })
  // The size is theirs, the graph's name and seed are out of the way.
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector.getByText('2.42 K')).toBeVisible()
  await expect(inspector.getByRole('textbox')).toHaveCount(0)
  await page.keyboard.press('Delete')
  await expect(card(page, 'relu2')).toHaveCount(0)
  await page.reload()
  await expect(card(page, 'relu2')).toBeVisible()
  const notice = page.locator('.notice').filter({ hasText: 'There is unsaved work from before: LeNet on a digit' })
  await expect(notice).toBeVisible()
  await page.screenshot({ path: 'test-results/windows-recovered.png' })
  await notice.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(card(page, 'conv1')).toBeVisible()
  await expect(card(page, 'relu2')).toHaveCount(0)
  await expect(page.getByRole('tab', { name: /^LeNet/ })).toHaveText(/edited$/)
})
