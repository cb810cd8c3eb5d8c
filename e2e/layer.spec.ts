/** A layer that is declared in one file and named in the list is known everywhere: here one that only this test declares. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fromBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import { expect, root, temporary, test } from './app'

const app = path.join(root, 'test-results/layer-app')
const cli = path.join(app, 'dist/cli.js')
const time = (file: string): number => (fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0)

/** Builds the app with the layer, unless that was done since the app itself was built. */
test.beforeAll(() => {
  test.setTimeout(180_000)
  if (time(cli) > time(path.join(root, 'dist/cli.js'))) return
  fs.mkdirSync(app, { recursive: true })
  fs.writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'tensorloom', type: 'module', main: 'dist/electron/main.js' }))
  fs.cpSync(path.join(root, 'graphs'), path.join(app, 'graphs'), { recursive: true })
  execFileSync(process.execPath, [path.join(root, 'node_modules/vite/bin/vite.js'), 'build', '--app', '--logLevel', 'error', '--config', path.join(root, 'e2e/fixtures/layer/vite.config.ts')], { cwd: root, stdio: 'inherit' })
})

test('the list, the search, the inspector, the help, the run and the export know it', async ({ start }) => {
  const dir = temporary()
  const file = path.join(dir, 'one.graph.json')
  fs.writeFileSync(file, JSON.stringify({ format: 'tensorloom-graph', version: 1, nodes: [{ id: 'x', type: 'Input', params: { shape: [2], value: { kind: 'data', data: [1.5, -2] } }, position: [0, 0] }] }))
  const { page } = await start({ files: [file], app })
  await expect(page.locator('[data-node="x"]')).toBeVisible()

  await expect(page.locator('[data-layer="Triple"]')).toHaveAttribute('title', 'Multiplies every value by a factor of three.')
  await page.getByRole('searchbox', { name: 'Find a layer' }).fill('threefold')
  await expect(page.locator('[data-layer]').first()).toHaveAttribute('data-layer', 'Triple')
  await page.locator('[data-node="x"]').click()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).fill('threefold')
  await page.getByRole('option', { name: /Add Triple/ }).click()

  await expect(page.locator('[data-shape="triple1.output"]')).toHaveText('2')
  await expect(page.locator('[data-node="triple1"]')).toContainText('3 times')
  await expect(page.locator('[data-node="triple1"]')).toContainText('4.5')
  const factor = page.getByRole('textbox', { name: 'factor' })
  await factor.fill('10')
  await factor.press('Enter')
  await expect(page.locator('[data-node="triple1"]')).toContainText('-20')
  await page.getByRole('tab', { name: 'Help' }).click()
  const help = page.getByRole('article', { name: 'Help on Triple' })
  await expect(help).toContainText('How often the input is taken.')
  await expect(help).toContainText('Mul')
  await page.keyboard.press('Control+s')
  await expect.poll(() => fs.readFileSync(file, 'utf8')).toContain('"type": "Triple"')

  const model = path.join(dir, 'one.onnx')
  execFileSync(process.execPath, [cli, 'export', file, '-o', model])
  const { graph } = fromBinary(ModelProtoSchema, fs.readFileSync(model))
  expect(graph?.node.map(node => [node.name, node.opType])).toEqual([['triple1', 'Mul']])
  const ran = JSON.parse(execFileSync(process.execPath, [cli, 'run', file, '--json', '--values'], { encoding: 'utf8' })) as { nodes: { outputs: { output: { data: number[] } } }[] }
  expect(ran.nodes[1]?.outputs.output.data).toEqual([15, -20])
})

test('the app that is shipped does not know it', () => {
  const built = fs.readdirSync(path.join(root, 'dist'), { recursive: true, encoding: 'utf8' }).filter(name => /\.(js|cjs)$/.test(name))
  expect(built.length).toBeGreaterThan(3)
  for (const name of built) expect(fs.readFileSync(path.join(root, 'dist', name), 'utf8')).not.toContain('threefold')
})
