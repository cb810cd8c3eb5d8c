import fs from 'node:fs'
import path from 'node:path'
import { expect, temporary, test } from './app'

test('a long run says how far it is, and can be ended and begun again', async ({ start }) => {
  const file = path.join(temporary(), 'long.graph.json')
  const conv = (i: number): object => ({ id: `c${i}`, type: 'Conv2d', params: { out_channels: 64, kernel_size: 11, padding: 5 }, position: [((i + 1) % 6) * 240, Math.floor((i + 1) / 6) * 200] })
  const count = 24
  fs.writeFileSync(file, JSON.stringify({
    format: 'tensorloom-graph', version: 1, name: 'Long',
    nodes: [{ id: 'x', type: 'Input', params: { shape: [1, 64, 192, 192] }, position: [0, 0] }, ...Array.from({ length: count }, (_, i) => conv(i))],
    edges: Array.from({ length: count }, (_, i) => ({ from: [i === 0 ? 'x' : `c${i - 1}`, 'output'], to: [`c${i}`, 'input'] })),
  }))
  const { page } = await start({ files: [file] })
  const bar = page.getByRole('contentinfo')
  const cancel = bar.getByRole('button', { name: 'Cancel' })
  await expect(bar).toContainText(/\d+ of \d+ nodes/)
  const last = page.locator(`[data-node="c${count - 1}"]`)
  await expect(last).toHaveClass(/stale/)
  await cancel.click()
  await expect(bar).toContainText('run cancelled')
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'idle')
  // What did not come is missing still.
  await expect(last).toHaveClass(/stale/)
  // Looking around does not begin it again.
  await page.locator('[data-node="c1"] header').click()
  await expect(bar).toContainText('run cancelled')
  await bar.getByRole('button', { name: 'Run again' }).click()
  await expect(cancel).toBeVisible()
  // An edit ends it as well, and what is small is there at once.
  await page.locator('[data-node="x"] header').click()
  const shape = page.getByRole('textbox', { name: 'shape' })
  await shape.fill('1, 64, 2, 2')
  await expect(page.locator(`[data-shape="c${count - 1}.output"]`)).toHaveText('1 × 64 × 2 × 2')
  await expect(page.locator('[data-state]')).toHaveAttribute('data-state', 'idle')
  await expect(cancel).toHaveCount(0)
  await expect(page.locator('.node.stale')).toHaveCount(0)
})
