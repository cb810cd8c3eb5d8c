import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app'

type Node = readonly [id: string, type: string, params: object]

/** Writes a chain of nodes as a graph file. */
function chain(...nodes: Node[]): string {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mistake-')), 'chain.graph.json')
  fs.writeFileSync(file, JSON.stringify({
    format: 'tensorloom-graph', version: 1, name: 'Chain',
    nodes: nodes.map(([id, type, params], i) => ({ id, type, params, position: [i * 240, 0] })),
    edges: nodes.slice(1).map(([id], i) => ({ from: [nodes[i]?.[0], 'output'], to: [id, 'input'] })),
  }))
  return file
}

const card = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`)
const shape = (page: Page, id: string): Locator => page.locator(`[data-shape="${id}.output"]`)
const problem = (page: Page): Locator => page.locator('[data-node] [data-problem]')

async function type(page: Page, node: string, param: string, text: string): Promise<void> {
  await card(page, node).locator('header').click()
  const field = page.getByRole('textbox', { name: param, exact: true })
  await field.click()
  await field.press('Control+a')
  await page.keyboard.type(text)
}

/** What a mistake at a node looks like: one red node with its sentence, values in front of it, nothing behind it. */
async function expectMistake(page: Page, at: { node: string; front: string; behind: string; code: string; message: RegExp }): Promise<void> {
  await expect(problem(page)).toHaveCount(1)
  const found = card(page, at.node).locator(`[data-problem="${at.code}"]`)
  await expect(found).toContainText(at.message)
  await expect(card(page, at.node)).toHaveClass(/\bbad\b/)
  // The sentence stays within its card, and the card's own words below it.
  const [outer, inner] = [await card(page, at.node).boundingBox(), await found.boundingBox()]
  expect((inner?.y ?? 0) + (inner?.height ?? 0)).toBeLessThanOrEqual((outer?.y ?? 0) + (outer?.height ?? 0))
  await expect(card(page, at.front).locator('canvas')).toBeVisible()
  await expect(card(page, at.behind)).toContainText('no output')
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'error')
  await expect(page.getByRole('contentinfo')).toContainText('1 problem')
  await expect(page.getByRole('contentinfo')).toContainText(at.message)
}

test('channels against groups', async ({ start }) => {
  const { page } = await start({ files: [chain(['x', 'Input', { shape: [1, 6, 12, 12], value: { kind: 'randn', seed: 0 } }], ['conv1', 'Conv2d', { out_channels: 6, kernel_size: 3 }], ['relu1', 'ReLU', {}])] })
  await expect(card(page, 'relu1').locator('canvas')).toBeVisible()
  await type(page, 'conv1', 'groups', '4')
  await expectMistake(page, { node: 'conv1', front: 'x', behind: 'relu1', code: 'bad-param', message: /groups is 4, which does not divide the 6 input channels; set groups to 1, 2, 3 or 6\./ })
  await card(page, 'conv1').getByRole('button', { name: 'Set groups to 3' }).click()
  await expect(problem(page)).toHaveCount(0)
  await expect(card(page, 'relu1').locator('canvas')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'groups' })).toHaveValue('3')
  await page.keyboard.press('Control+z')
  await expect(problem(page)).toHaveCount(1)
  await page.keyboard.press('Control+z')
  await expect(shape(page, 'relu1')).toHaveText('1 × 6 × 10 × 10')
})

test('a Linear behind an unflattened tensor', async ({ start }) => {
  const { page } = await start({ files: [chain(['x', 'Input', { shape: [1, 3, 8, 8], value: { kind: 'randn', seed: 0 } }], ['relu1', 'ReLU', {}], ['fc1', 'Linear', { out_features: 4 }], ['relu2', 'ReLU', {}])] })
  await expect(shape(page, 'relu2')).toHaveText('1 × 3 × 8 × 4')
  await type(page, 'fc1', 'in_features', '192')
  await expectMistake(page, { node: 'fc1', front: 'relu1', behind: 'relu2', code: 'shape-mismatch', message: /192/ })
  await card(page, 'fc1').getByRole('button', { name: /Flatten/ }).click()
  await expect(problem(page)).toHaveCount(0)
  await expect(shape(page, 'relu2')).toHaveText('1 × 4')
  await expect(page.locator('[data-node]')).toHaveCount(5)
  await expect(card(page, 'relu2').locator('.amount')).toHaveCount(4)
  await page.keyboard.press('Control+z')
  await expect(page.locator('[data-node]')).toHaveCount(4)
  await expect(problem(page)).toHaveCount(1)
  await page.keyboard.press('Control+z')
  await expect(shape(page, 'relu2')).toHaveText('1 × 3 × 8 × 4')
})

test('a kernel larger than its input', async ({ start }) => {
  const { page } = await start({ files: [chain(['x', 'Input', { shape: [1, 1, 8, 8], value: { kind: 'arange' } }], ['conv1', 'Conv2d', { out_channels: 2, kernel_size: 3 }], ['pool1', 'MaxPool2d', { kernel_size: 2 }])] })
  await expect(card(page, 'pool1').locator('canvas')).toBeVisible()
  await type(page, 'conv1', 'kernel_size', '9')
  await expectMistake(page, { node: 'conv1', front: 'x', behind: 'pool1', code: 'shape-mismatch', message: /kernel/i })
  await card(page, 'conv1').getByRole('button', { name: /Set/ }).click()
  await expect(problem(page)).toHaveCount(0)
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', /idle|error/)
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(shape(page, 'pool1')).toHaveText('1 × 2 × 3 × 3')
  await expect(card(page, 'pool1').locator('canvas')).toBeVisible()
})
