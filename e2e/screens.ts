/** Every panel and dialog of the window, each with the way to it: what is looked at in pictures and checked for access. */
import fs from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { writeSafetensors } from '../engine/tensor/safetensors.ts'
import { zh } from '../renderer/i18n/zh/index.ts'
import { expect, root, temporary, type App } from './app'

type Say = (text: string) => string
/** A text of the window in its language. */
const saying = (language: 'en' | 'zh'): Say => (text) => (language === 'zh' ? zh[text] ?? text : text)

export interface Scene {
  readonly page: Page
  readonly t: Say
}

export interface Screen {
  readonly name: string
  /** A file that the editor is started with. */
  readonly file?: () => string
  /** A selector of what is new on it; the whole window by default. */
  readonly part?: string
  /** What it is made of is on other screens: looked at in pictures alone. */
  readonly picture?: true
  open(scene: Scene): Promise<void>
}

const example = (id: string) => (): string => path.join(root, 'graphs', `${id}.graph.json`)
/** The panel beside the canvas, and what floats above the window. */
const INSPECTOR = '[role="complementary"], aside'
const FLOATING = '.dialog, .pop'
const LENET = example('lenet-digit')
const card = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`)
const select = (page: Page, id: string, ...modifiers: 'Shift'[]): Promise<void> => card(page, id).locator('header').click({ modifiers })

/** Nothing moves any more. */
const calm = (page: Page): Promise<unknown> =>
  page.evaluate(() => Promise.all(document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity).map((animation) => animation.finished.catch(() => undefined))))

function graphFile(name: string, graph: object): string {
  const file = path.join(temporary(), `${name}.graph.json`)
  fs.writeFileSync(file, JSON.stringify({ format: 'tensorloom-graph', version: 1, seed: 0, ...graph }))
  return file
}

/** Rows of Conv2d and ReLU, 300 in all. */
function many(): string {
  const nodes = Array.from({ length: 300 }, (_, i) => ({
    id: i === 0 ? 'x' : `${i % 2 ? 'conv' : 'relu'}${Math.ceil(i / 2)}`,
    ...(i === 0 ? { type: 'Input', params: { shape: [1, 4, 8, 8] } } : i % 2 ? { type: 'Conv2d', params: { out_channels: 4, kernel_size: 3, padding: 1 } } : { type: 'ReLU' }),
    position: [(i % 20) * 240, Math.floor(i / 20) * 220],
  }))
  return graphFile('300-nodes', { name: '300 nodes', nodes, edges: nodes.slice(1).map((node, i) => ({ from: [nodes[i]!.id, 'output'], to: [node.id, 'input'] })) })
}

/** Names as long as people really have them, and longer. */
function longNames(): string {
  const long = 'backbone.layer4.bottleneck.2.downsample.convolution_with_a_very_long_name_indeed'
  const wide = '一个名字非常非常长的图，长到标签页和检查器都放不下，看看它在哪里被截断'
  return graphFile('long-names', {
    name: wide, description: `${wide}。${'A description that goes on and on. '.repeat(12)}`,
    nodes: [
      { id: `input.${long}`, type: 'Input', label: wide, params: { shape: [16, 3, 24, 1024], value: { kind: 'zeros' } }, position: [0, 0] },
      { id: long, type: 'ConvTranspose2d', params: { out_channels: 2, kernel_size: [11, 13], stride: [2, 3], padding: [4, 5], output_padding: [1, 1], dilation: [1, 2] }, position: [260, 0] },
      { id: `${long}.norm`, type: 'InstanceNorm2d', label: long, params: { num_features: 7 }, position: [520, 0] },
      { id: `${long}.attention`, type: 'ScaledDotProductAttention', position: [260, 320] },
    ],
    edges: [{ from: [`input.${long}`, 'output'], to: [long, 'input'] }, { from: [long, 'output'], to: [`${long}.norm`, 'input'] }],
  })
}

const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click()

const SCREENS: readonly Screen[] = [
  {
    name: 'start', open: async ({ page, t }) => {
      await page.getByRole('button', { name: t('LeNet on a digit') }).first().waitFor()
      // Two rows are in view.
      await page.locator('[data-sketch="drawn"]').nth(5).waitFor()
    },
  },
  { name: 'lenet', file: LENET, open: async () => undefined },
  { name: 'parameters', file: LENET, part: INSPECTOR, open: async ({ page }) => select(page, 'conv1') },
  { name: 'values', file: LENET, part: INSPECTOR, open: async ({ page, t }) => { await select(page, 'conv1'); await tab(page, t('Values')) } },
  { name: 'weights', file: LENET, part: INSPECTOR, open: async ({ page, t }) => { await select(page, 'conv1'); await tab(page, t('Weights')) } },
  { name: 'input', file: LENET, part: INSPECTOR, open: async ({ page, t }) => { await select(page, 'x'); await page.getByRole('button', { name: t('Next picture') }).waitFor() } },
  {
    name: 'tensors', file: LENET, part: FLOATING, open: async ({ page, t }) => {
      await select(page, 'conv1')
      await tab(page, t('Weights'))
      const data = new Float32Array(6 * 25)
      const chooser = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: t('Load…') }).click()
      await (await chooser).setFiles({ name: 'model.safetensors', mimeType: 'application/octet-stream', buffer: Buffer.from(writeSafetensors(['encoder.stem', 'decoder.stem'].map((name) => [`${name}.weight`, { dtype: 'float32', shape: [6, 1, 5, 5], data }]))) })
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'help', file: LENET, part: INSPECTOR, open: async ({ page }) => { await select(page, 'conv1'); await page.keyboard.press('F1') } },
  {
    name: 'error', file: LENET, open: async ({ page }) => {
      await select(page, 'fc1')
      const field = page.getByRole('textbox', { name: 'in_features', exact: true })
      await field.fill('256')
      await field.press('Enter')
      await page.locator('[data-problem]').first().waitFor()
      await page.keyboard.press('Control+Shift+M')
    },
  },
  {
    name: 'solver', file: LENET, part: INSPECTOR, open: async ({ page, t }) => {
      await select(page, 'conv1')
      const wanted = page.getByRole('textbox', { name: t('Wanted height') })
      await wanted.fill('14')
      await wanted.press('Enter')
      await wanted.scrollIntoViewIfNeeded()
    },
  },
  { name: 'table', file: LENET, part: '[role="grid"]', open: async ({ page }) => page.keyboard.press('t') },
  { name: 'several', file: LENET, part: INSPECTOR, open: async ({ page }) => { await select(page, 'conv1'); await select(page, 'conv2', 'Shift') } },
  {
    name: 'pinned', file: LENET, part: INSPECTOR, open: async ({ page, t }) => {
      await select(page, 'conv1')
      await tab(page, t('Values'))
      await page.getByRole('button', { name: t('Pin this view') }).click()
      await select(page, 'pool1')
    },
  },
  { name: 'search', file: LENET, part: FLOATING, open: async ({ page }) => { await page.keyboard.press('Control+k'); await page.getByRole('combobox').last().fill('con') } },
  {
    name: 'picker', file: LENET, part: FLOATING, open: async ({ page }) => {
      const box = (await page.locator('[data-canvas]').boundingBox())!
      await page.mouse.move(box.x + 200, box.y + 60)
      await page.keyboard.press('Shift+A')
      await page.keyboard.type('pool')
    },
  },
  { name: 'wire', file: LENET, part: FLOATING, open: async ({ page }) => { await select(page, 'pool1'); await page.keyboard.press('w'); await page.getByRole('dialog').waitFor() } },
  { name: 'devices', file: LENET, part: FLOATING, picture: true, open: async ({ page, t }) => { await page.getByRole('button', { name: t('Device: {name}').replace('{name}', 'CPU') }).click(); await page.getByRole('menuitem', { name: 'CUDA' }).waitFor() } },
  { name: 'menu', file: LENET, part: FLOATING, open: async ({ page }) => card(page, 'conv2').locator('header').click({ button: 'right' }) },
  {
    name: 'app-menu', file: LENET, part: FLOATING, open: async ({ page, t }) => {
      await page.getByRole('button', { name: t('Menu'), exact: true }).click()
      await page.getByRole('menuitem', { name: t('Arrange'), exact: true }).click()
      await page.getByRole('menuitem', { name: t('Distribute vertically') }).waitFor()
    },
  },
  {
    name: 'history', file: LENET, part: FLOATING, open: async ({ page, t }) => {
      await select(page, 'relu1')
      for (const key of ['b', 'ArrowUp', 'Control+d']) await page.keyboard.press(key)
      await page.getByRole('button', { name: t('History') }).click()
    },
  },
  { name: 'shortcuts', file: LENET, part: FLOATING, open: async ({ page }) => page.keyboard.press('?') },
  { name: 'settings', file: LENET, part: FLOATING, open: async ({ page }) => page.keyboard.press('Control+,') },
  {
    name: 'contrast', file: LENET, open: async ({ page, t }) => {
      await page.keyboard.press('Control+,')
      await page.getByRole('dialog').getByLabel(t('Theme')).selectOption('contrast')
      await page.keyboard.press('Escape')
      await select(page, 'conv1')
      await tab(page, t('Values'))
    },
  },
  { name: 'layer-help', file: LENET, part: FLOATING, open: async ({ page }) => { await page.locator('[data-layer="Conv2d"]').focus(); await page.keyboard.press('F1') } },
  { name: 'save-question', file: LENET, part: FLOATING, open: async ({ page }) => { await select(page, 'relu1'); await page.keyboard.press('b'); await page.keyboard.press('Alt+w') } },
  { name: 'file-dialog', file: LENET, part: FLOATING, open: async ({ page }) => { await page.keyboard.press('Control+o'); await page.getByRole('dialog').waitFor() } },
  {
    name: 'overwrite', file: LENET, part: FLOATING, picture: true, open: async ({ page, t }) => {
      const file = path.join(temporary(), 'mine.graph.json')
      fs.writeFileSync(file, '{}')
      await page.keyboard.press('Control+Shift+s')
      await page.getByRole('dialog').getByRole('textbox', { name: t('File name') }).fill(file)
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: t('Overwrite?') }).waitFor()
    },
  },
  {
    name: 'picture', file: LENET, part: FLOATING, open: async ({ page, t }) => {
      await page.keyboard.press('Control+Shift+e')
      await page.getByRole('dialog').getByRole('img', { name: t('The picture as it will be') }).waitFor()
    },
  },
  {
    name: 'recovered', file: example('fully-connected'), part: '.notice', open: async ({ page }) => {
      await select(page, 'relu1')
      await page.keyboard.press('b')
      await page.locator('[data-node="relu1"].bypassed').waitFor()
      await page.reload()
      await page.locator('.notice').waitFor()
    },
  },
  {
    name: 'frames', file: LENET, part: '[data-canvas]', open: async ({ page }) => {
      await select(page, 'conv1')
      for (const id of ['relu1', 'pool1']) await select(page, id, 'Shift')
      await page.keyboard.press('Control+j')
      await page.keyboard.type('First block')
      await page.keyboard.press('Enter')
      const box = (await page.locator('[data-canvas]').boundingBox())!
      await page.mouse.move(box.x + 260, box.y + box.height - 150)
      await page.keyboard.press('Shift+N')
      await page.keyboard.insertText('# Why\n\nEdges first, then **what they make**.')
      await page.keyboard.press('Control+Enter')
    },
  },
  { name: 'empty', open: async ({ page, t }) => { await page.getByRole('button', { name: t('New graph') }).click(); await page.locator('[data-canvas]').waitFor() } },
  { name: 'many-nodes', file: many, part: '.status-bar', open: async () => undefined },
  { name: 'long-names', file: longNames, open: async ({ page }) => page.locator('[data-node^="backbone"] header').first().click() },
  { name: 'resnet', file: example('resnet-18'), part: '.status-bar', open: async () => undefined },
]

/** Closes all graphs without saving and forgets how the window was left. */
async function afresh(page: Page, language: 'en' | 'zh'): Promise<void> {
  const t = saying(language)
  for (let i = 0; i < 3; i++) await page.keyboard.press('Escape')
  while (await page.locator('[data-canvas]').count() > 0) {
    await page.keyboard.press('Alt+w')
    const discard = page.getByRole('button', { name: t('Discard changes') })
    await page.locator('.start').or(discard).first().waitFor()
    if (await discard.count() > 0) await discard.click()
    await page.locator('.start').waitFor()
  }
  await page.evaluate((chosen) => { localStorage.clear(); localStorage.setItem('tensorloom.language', chosen) }, language)
  await page.reload()
  await page.getByRole('button', { name: t('LeNet on a digit') }).first().waitFor()
}

/** Opens one screen after the other and hands it over; `pictures`: those too that are for pictures alone. */
export async function visit(start: (options?: { files?: readonly string[] }) => Promise<App>, language: 'en' | 'zh', each: (screen: Screen, page: Page) => Promise<void>, pictures = true): Promise<void> {
  const t = saying(language)
  const shared = await start()
  for (const screen of SCREENS.filter(({ picture }) => pictures || picture === undefined)) {
    const own = screen.file !== undefined && screen.file !== LENET
    const { page } = own ? await start({ files: [screen.file()] }) : shared
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' })
    if (own) {
      await page.evaluate((chosen) => localStorage.setItem('tensorloom.language', chosen), language)
      await page.reload()
      await page.locator('[data-canvas]').waitFor()
    } else await afresh(page, language)
    if (screen.file === LENET) {
      await page.getByRole('button', { name: t('LeNet on a digit') }).first().click()
      await page.locator('[data-shape="fc3.output"]').filter({ hasText: '1 × 10' }).waitFor()
    }
    // The values are there: a run is shown, and over.
    if (screen.file !== undefined) await page.locator('[data-revision]:not([data-revision="0"])').waitFor()
    await page.locator('[data-state="idle"], [data-state="error"]').waitFor()
    await screen.open({ page, t })
    await calm(page)
    // What floats, floats where it can be seen.
    if (screen.part !== undefined) await expect(page.locator(screen.part).last()).toBeInViewport()
    await each(screen, page)
  }
}
