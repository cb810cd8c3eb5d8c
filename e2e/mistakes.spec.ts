import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app'

type Node = readonly [id: string, type: string, params?: object]

/** A row of the table of mistakes: the graph that holds it, or what is typed to make it, and how it is told and mended. */
interface Mistake {
  readonly what: string
  readonly nodes: readonly Node[]
  /** "a b" wires a.output to b.input, "a b.other" the named port; left out: a chain. */
  readonly wires?: readonly string[]
  /** The last keystrokes, in the inspector: node, parameter, text. */
  readonly typed?: readonly [node: string, param: string, text: string]
  readonly node: string
  readonly code: string
  readonly warning?: true
  readonly says: string
  readonly pytorch?: string
  readonly mend: string
  readonly shape: readonly [node: string, text: string]
  /** The parameter whose field is red. */
  readonly field?: string
}

const x = (shape: readonly number[], more: object = {}): Node => ['x', 'Input', { shape, value: { kind: 'randn', seed: 0 }, ...more }]
const conv = (id: string, params: object = {}): Node => [id, 'Conv2d', { out_channels: 8, kernel_size: 3, ...params }]
const labels: Node = ['t', 'Input', { shape: [4], dtype: 'int64' }]

const MISTAKES: readonly Mistake[] = [
  {
    what: 'in_features is wrong', nodes: [x([2, 1568]), ['fc1', 'Linear', { out_features: 10 }], ['relu1', 'ReLU']], typed: ['fc1', 'in_features', '1050'],
    node: 'fc1', code: 'shape-mismatch', says: 'in_features is 1050, but the input has 1568 values a row; set in_features to 1568 or leave it to be inferred.',
    pytorch: 'mat1 and mat2 shapes cannot be multiplied (2x1568 and 1050x10)', mend: 'Set in_features to 1568', shape: ['relu1', '2 × 10'], field: 'in_features',
  },
  {
    what: 'no Flatten before Linear', nodes: [x([8, 16, 14, 14]), ['relu1', 'ReLU'], ['fc1', 'Linear', { out_features: 10 }], ['relu2', 'ReLU']], typed: ['fc1', 'in_features', '3136'],
    node: 'fc1', code: 'shape-mismatch', says: 'in_features is 3136, which are all values of 16 × 14 × 14 together, but the input 8 × 16 × 14 × 14 is not flattened; put a Flatten in front.',
    pytorch: 'mat1 and mat2 shapes cannot be multiplied (1792x14 and 3136x10)', mend: 'Insert Flatten', shape: ['relu2', '8 × 10'],
  },
  {
    what: 'channels', nodes: [x([1, 1, 28, 28]), conv('conv1', { in_channels: 3, out_channels: 64, kernel_size: 7 })],
    node: 'conv1', code: 'shape-mismatch', says: 'in_channels is 3, but the input 1 × 1 × 28 × 28 has 1 channel; set in_channels to 1 or leave it to be inferred.',
    pytorch: 'Given groups=1, weight of size [64, 3, 7, 7], expected input[1, 1, 28, 28] to have 3 channels, but got 1 channels instead', mend: 'Set in_channels to 1', shape: ['conv1', '1 × 64 × 22 × 22'], field: 'in_channels',
  },
  {
    what: 'channels against groups', nodes: [x([1, 6, 12, 12]), conv('conv1', { out_channels: 6 }), ['relu1', 'ReLU']], typed: ['conv1', 'groups', '4'],
    node: 'conv1', code: 'bad-param', says: 'groups is 4, which does not divide the 6 input channels; set groups to 1, 2, 3 or 6.', pytorch: 'in_channels must be divisible by groups',
    mend: 'Set groups to 3', shape: ['relu1', '1 × 6 × 10 × 10'], field: 'groups',
  },
  {
    what: 'rank, rows of pixels', nodes: [x([100, 784]), conv('conv1')],
    node: 'conv1', code: 'shape-mismatch', says: 'Conv2d takes channels × height × width, with a batch in front or not, but the input is 100 × 784, of 2 dimensions; put a Reshape to -1 × 1 × 28 × 28 in front.',
    pytorch: 'Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [100, 784]', mend: 'Insert Reshape', shape: ['conv1', '100 × 8 × 26 × 26'],
  },
  {
    what: 'rank, an image without channels', nodes: [x([28, 28]), conv('conv1')],
    node: 'conv1', code: 'shape-mismatch', says: 'Conv2d takes channels × height × width, with a batch in front or not, but the input is 28 × 28, of 2 dimensions; put an Unsqueeze of dim 0 in front.',
    pytorch: 'Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [28, 28]', mend: 'Insert Unsqueeze', shape: ['conv1', '8 × 26 × 26'],
  },
  {
    what: 'channels last', nodes: [x([1, 224, 224, 3]), conv('conv1', { in_channels: 3, out_channels: 4, kernel_size: 7 })],
    node: 'conv1', code: 'shape-mismatch', says: 'in_channels is 3, but the input 1 × 224 × 224 × 3 has 224 channels; the channels seem to stand last, and PyTorch wants them before height and width: put a Permute to 0, 3, 1, 2 in front.',
    pytorch: 'Given groups=1, weight of size [4, 3, 7, 7], expected input[1, 224, 224, 3] to have 3 channels, but got 224 channels instead', mend: 'Insert Permute', shape: ['conv1', '1 × 4 × 218 × 218'],
  },
  {
    what: 'the image shrank away, at a pool', nodes: [x([1, 16, 2, 2]), ['pool1', 'MaxPool2d', { kernel_size: 2 }], ['relu1', 'ReLU'], ['pool2', 'MaxPool2d', { kernel_size: 2 }]],
    node: 'pool2', code: 'shape-mismatch', says: 'The window covers 2×2, but the image is only 1×1; take out pool1 in front, or set padding to 1.',
    pytorch: 'Given input size: (16x1x1). Calculated output size: (16x0x0). Output size is too small', mend: 'Take out pool1', shape: ['pool2', '1 × 16 × 1 × 1'],
  },
  {
    what: 'the image shrank away, at a convolution', nodes: [x([1, 1, 7, 7]), ['pool1', 'MaxPool2d', { kernel_size: 2 }], conv('conv1'), ['relu1', 'ReLU']], typed: ['conv1', 'kernel_size', '5'],
    node: 'conv1', code: 'shape-mismatch', says: 'The kernel covers 5×5, but the padded input is only 3×3; set padding to 1, make the kernel smaller, or take out pool1 in front.',
    pytorch: "Calculated padded input size per channel: (3 x 3). Kernel size: (5 x 5). Kernel size can't be greater than actual input size", mend: 'Set padding to 1', shape: ['relu1', '1 × 8 × 1 × 1'],
  },
  {
    what: 'branches of other sizes', nodes: [x([1, 3, 112, 112]), conv('a', { stride: 2, padding: 1 }), conv('b', { stride: 2, padding: 2 }), ['cat', 'Cat', { dim: 1 }]], wires: ['x a', 'x b', 'a cat.input0', 'b cat.input1'],
    node: 'cat', code: 'shape-mismatch', says: 'Joined along dimension 1, all else must be equal, but dimension 2 of input1 1 × 8 × 57 × 57 is 57 and of the first tensor 1 × 8 × 56 × 56 it is 56; set padding of b to 1.',
    pytorch: 'Sizes of tensors must match except in dimension 1. Expected size 56 but got size 57 for tensor number 1 in the list.', mend: 'Set padding of b to 1', shape: ['cat', '1 × 16 × 56 × 56'],
  },
  {
    what: 'branches of other channels', nodes: [x([1, 64, 9, 9]), conv('a', { out_channels: 128, padding: 1 }), ['add', 'Add']], wires: ['x a', 'x add', 'a add.other'],
    node: 'add', code: 'shape-mismatch', says: 'input 1 × 64 × 9 × 9 and other 1 × 128 × 9 × 9 do not fit together: dimension 1 is 64 in the one and 128 in the other; put a Conv2d of 1 × 1 with 128 filters in front of input.',
    pytorch: 'The size of tensor a (64) must match the size of tensor b (128) at non-singleton dimension 1', mend: 'Insert Conv2d 1 × 1', shape: ['add', '1 × 128 × 9 × 9'],
  },
  {
    what: 'same with a stride', nodes: [x([1, 3, 32, 32]), conv('conv1', { padding: 'same' })], typed: ['conv1', 'stride', '2'],
    node: 'conv1', code: 'bad-param', says: 'padding "same" goes with stride 1 alone, and stride is 2; set padding to 1 or stride to 1.', pytorch: "padding='same' is not supported for strided convolutions",
    mend: 'Set padding to 1', shape: ['conv1', '1 × 8 × 16 × 16'],
  },
  {
    what: 'the batch was swallowed by a Flatten', nodes: [x([8, 64, 7, 7]), ['flat', 'Flatten', { start_dim: 0 }], ['fc1', 'Linear', { in_features: 3136, out_features: 10 }]],
    node: 'fc1', code: 'shape-mismatch', says: 'in_features is 3136, but the input has 25088 values a row: flat joins the batch of 8 with the rest; set its start_dim to 1.',
    pytorch: 'mat1 and mat2 shapes cannot be multiplied (1x25088 and 3136x10)', mend: 'Set start_dim of flat to 1', shape: ['fc1', '8 × 10'],
  },
  {
    what: 'the batch was changed by a Reshape', nodes: [x([8, 64, 7, 7]), ['view', 'Reshape', { shape: [-1, 6272] }], ['fc1', 'Linear', { out_features: 10 }]],
    node: 'view', code: 'bad-param', warning: true, says: 'Dimension 0, a batch of 8, becomes 4: values of different samples come to stand in one; make it a Flatten to keep it.', mend: 'Make it Flatten', shape: ['fc1', '8 × 10'],
  },
  {
    what: 'BatchNorm features', nodes: [x([2, 16, 5, 5]), ['bn1', 'BatchNorm2d', { num_features: 32 }]],
    node: 'bn1', code: 'shape-mismatch', says: 'num_features is 32, but the input has 16 channels; set num_features to 16 or leave it to be inferred.', pytorch: 'running_mean should contain 16 elements not 32',
    mend: 'Set num_features to 16', shape: ['bn1', '2 × 16 × 5 × 5'], field: 'num_features',
  },
  {
    what: 'output_padding', nodes: [x([1, 3, 8, 8]), ['up', 'ConvTranspose2d', { out_channels: 8, kernel_size: 3, stride: 2 }]], typed: ['up', 'output_padding', '2'],
    node: 'up', code: 'bad-param', says: 'output_padding is 2, but must be smaller than stride 2; set it to 0 or 1, for an output of 17×17 or 18×18.',
    pytorch: 'output padding must be smaller than either stride or dilation, but got output_padding_height: 2 output_padding_width: 2 stride_height: 2 stride_width: 2 dilation_height: 1 dilation_width: 1',
    mend: 'Set output_padding to 1', shape: ['up', '1 × 8 × 18 × 18'], field: 'output_padding',
  },
  {
    what: 'Softmax before CrossEntropyLoss', nodes: [x([4, 10]), ['soft', 'Softmax', { dim: 1 }], labels, ['loss', 'CrossEntropyLoss']], wires: ['x soft', 'soft loss', 't loss.target'],
    node: 'loss', code: 'bad-param', warning: true, says: 'CrossEntropyLoss applies Softmax to its input itself, but soft (Softmax) in front has done so already, and done twice it flattens all differences; take out soft.',
    mend: 'Take out soft', shape: ['loss', 'scalar'],
  },
]

const card = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`)
const list = (page: Page): Locator => page.getByRole('region', { name: 'Problems' })

/** Opens a new tab with the graph, as pasted text. */
async function open(page: Page, { nodes, wires = nodes.slice(1).map(([id], i) => `${nodes[i]?.[0] ?? ''} ${id}`) }: Pick<Mistake, 'nodes' | 'wires'>): Promise<void> {
  await page.keyboard.press('Control+n')
  await expect(page.getByText('Nothing here yet')).toBeVisible()
  const edges = wires.map((text) => {
    const [from = '', to = ''] = text.split(' ')
    const [node = '', port = 'input'] = to.split('.')
    return { from: [from, 'output'], to: [node, port] }
  })
  const graph = { format: 'tensorloom-graph', version: 1, nodes: nodes.map(([id, type, params = {}], i) => ({ id, type, params, position: [i * 240, 0] })), edges }
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }))
  }, JSON.stringify(graph))
  await expect(page.locator('[data-node]')).toHaveCount(nodes.length)
}

/** The whole document, as it is copied. */
async function text(page: Page): Promise<string> {
  await page.keyboard.press('Control+a')
  return page.evaluate(() => {
    const clipboardData = new DataTransfer()
    window.dispatchEvent(new ClipboardEvent('copy', { clipboardData, cancelable: true }))
    return clipboardData.getData('text/plain')
  })
}

async function type(page: Page, [node, param, words]: NonNullable<Mistake['typed']>): Promise<void> {
  await card(page, node).locator('header').click()
  const field = page.getByRole('textbox', { name: param, exact: true })
  await field.click()
  await field.press('Control+a')
  await field.pressSequentially(words)
  await field.press('Enter')
}

/** The mistake is told at its node and in the list, with PyTorch's words. */
async function expectTold(page: Page, mistake: Mistake): Promise<Locator> {
  const { node, code, says, pytorch, warning } = mistake
  const items = list(page).getByRole('listitem')
  await expect(items).toHaveCount(1)
  const item = items.filter({ hasText: says })
  await expect(item.locator('b')).toHaveText(node)
  if (pytorch !== undefined) await expect(item).toContainText(`${says}PyTorch: ${pytorch}`)
  const found = card(page, node).locator(`[data-problem="${code}"]`)
  if (warning) {
    await expect(found).toHaveAttribute('title', says)
    await expect(card(page, node)).not.toHaveClass(/\bbad\b/)
  } else {
    await expect(found).toContainText(says)
    await expect(card(page, node)).toHaveClass(/\bbad\b/)
    await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'error')
  }
  // Neither the sentence on its card nor anything in the list is cut off or runs out.
  const cut = await list(page).evaluate((panel) => [panel, ...panel.querySelectorAll('li, button, small')].filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.outerHTML))
  expect(cut).toEqual([])
  return item
}

async function expectMended(page: Page, { shape: [node, words] }: Mistake): Promise<void> {
  await expect(list(page).getByRole('listitem')).toHaveCount(0)
  await expect(page.locator('[data-node] [data-problem]')).toHaveCount(0)
  await expect(page.locator(`[data-shape="${node}.output"]`)).toHaveText(words)
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'idle')
}

test('each mistake that learners make is told and mended by a click', async ({ start }) => {
  test.slow()
  const { page } = await start()
  for (const mistake of MISTAKES) {
    await test.step(mistake.what, async () => {
      await open(page, mistake)
      if (mistake.typed) await type(page, mistake.typed)
      if (await list(page).count() === 0) await page.getByRole('contentinfo').getByRole('button', { name: /problem/ }).click()
      const item = await expectTold(page, mistake)
      await item.getByRole('button').first().click()
      await expect(page.locator('.node.selected')).toHaveCount(1)
      await expect(card(page, mistake.node)).toHaveClass(/\bselected\b/)
      if (mistake.field !== undefined) await expect(page.getByRole('textbox', { name: mistake.field, exact: true })).toHaveAttribute('aria-invalid', 'true')
      const before = await text(page)
      await item.getByRole('button', { name: mistake.mend, exact: true }).click()
      await expectMended(page, mistake)
      const after = await text(page)
      await page.keyboard.press('Control+z')
      await expectTold(page, mistake)
      expect(await text(page)).toBe(before)
      await page.keyboard.press('Control+Shift+z')
      await expectMended(page, mistake)
      expect(await text(page)).toBe(after)
    })
  }
  await test.step('an image without a batch', async () => {
    await open(page, { nodes: [x([3, 224, 224]), conv('conv1')] })
    await expect(page.locator('[data-shape="conv1.output"]')).toHaveText('8 × 222 × 222')
    await expect(card(page, 'conv1').getByText('unbatched')).toBeVisible()
    await expect(list(page)).toContainText('No problems')
  })
})
