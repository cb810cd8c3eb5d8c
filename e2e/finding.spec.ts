import fs from 'node:fs'
import path from 'node:path'
import { expect, root, test } from './app'

const LENET = /LeNet on a digit/

test('shortcuts: all by menu, searched, changed, a conflict told, and reset', async ({ start }) => {
  const { page } = await start()
  // On the start page too; the search opens an example by its name.
  await page.keyboard.press('Control+Shift+P')
  await page.getByRole('combobox', { name: 'Search' }).fill('lenet')
  await page.getByRole('option', { name: LENET }).click()
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 10')
  // The likeliest first, whatever it is: a layer, a node of that very name, a command.
  for (const [words, first] of [['pool', 'Add MaxPool2d'], ['pool1', 'pool1'], ['save', 'Save'], ['preferences', 'Settings…']] as const) {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search' }).fill(words)
    await expect(page.getByRole('option').first()).toHaveText(new RegExp(`^${first}`))
    await page.keyboard.press('Escape')
  }
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  const MENUS = ['File', 'Edit', 'View', 'Go', 'Arrange', 'Graph']
  for (const menu of MENUS) await expect(dialog.getByRole('region', { name: menu, exact: true })).toBeVisible()
  // Each that has keys stands with them in its menu, and on its button.
  const told = await dialog.locator('.shortcut:has(kbd)').evaluateAll((rows) => rows.map((row) => `${row.querySelector('span')?.textContent} ${row.querySelector('kbd')?.textContent}`))
  expect(told.length).toBeGreaterThan(60)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Menu', exact: true }).click()
  const inMenus = new Set<string>()
  for (const [menu, last] of [['Edit', 'Paste'], ['View', 'Show or hide the inspector'], ['Go', 'Previous part of the window'], ['Arrange', 'Nudge down by a dot'], ['Graph', 'Go to the first problem']] as const) {
    await page.getByRole('menuitem', { name: menu, exact: true }).click()
    await expect(page.getByRole('menuitem', { name: last }).last()).toBeAttached()
    for (const item of await page.locator('[role="menuitem"]:has(small)').evaluateAll((items) => items.map((entry) => [...entry.childNodes].map((part) => part.textContent?.trim()).filter(Boolean).join(' ')))) inMenus.add(item)
  }
  expect(told.filter((command) => !inMenus.has(command))).toEqual([])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  for (const [button, keys] of [['Save', 'Ctrl S'], ['Tidy', 'Shift F'], ['History', undefined]] as const) {
    await page.getByRole('button', { name: button, exact: true }).hover()
    await page.getByRole('button', { name: button, exact: true }).hover({ position: { x: 6, y: 6 } })
    await expect(page.getByRole('tooltip')).toContainText(keys === undefined ? button : `(${keys})`)
  }
  await page.keyboard.press('?')
  await dialog.getByRole('searchbox').fill('tidy')
  await expect(dialog.getByRole('button', { name: /^Keys of/ })).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Keys of Tidy up: Shift F' }).click()
  await page.keyboard.press('Control+b')
  await expect(dialog.getByRole('alert')).toContainText('Ctrl B is “Show or hide the list of layers” already.')
  await dialog.getByRole('button', { name: 'Leave it' }).click()
  await dialog.getByRole('button', { name: 'Keys of Tidy up: Shift F' }).click()
  await page.keyboard.press('F7')
  await expect(dialog.getByRole('button', { name: 'Keys of Tidy up: F7' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  // The old keys do nothing, the new ones tidy; the tip says so; the profile keeps it.
  await page.locator('[data-node="conv1"]').click()
  await page.keyboard.press('Shift+F')
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
  await page.keyboard.press('F7')
  await expect(page.getByRole('button', { name: 'Undo tidy' })).toBeEnabled()
  await page.getByRole('button', { name: 'Tidy', exact: true }).hover()
  await expect(page.getByRole('tooltip')).toContainText('F7')
  await page.keyboard.press('?')
  await dialog.getByRole('button', { name: 'Reset the keys of Tidy up' }).click()
  await expect(dialog.getByRole('button', { name: 'Keys of Tidy up: Shift F' })).toBeVisible()
  // Taken from the other command.
  await dialog.getByRole('searchbox').fill('list of layers')
  await dialog.getByRole('button', { name: /^Keys of Show or hide the list of layers/ }).click()
  await page.keyboard.press('Control+i')
  await dialog.getByRole('button', { name: 'Use it here' }).click()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+i')
  await expect(page.getByRole('navigation', { name: 'Layers' })).toHaveCount(0)
  await expect(page.getByRole('complementary')).toHaveCount(1)
})

test('settings: language, theme, wheel and grid', async ({ start }) => {
  const { page } = await start({ files: [path.join(root, 'graphs', 'lenet-digit.graph.json')] })
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 10')
  await page.keyboard.press('Control+,')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Theme').selectOption({ label: 'High contrast, dark' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast')
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(0, 0, 0)')
  // As the system is, and follows it.
  await dialog.getByLabel('Theme').selectOption('system')
  const ground = (): Promise<number> => page.locator('body').evaluate((body) => Number(/\d+/.exec(getComputedStyle(body).backgroundColor)?.[0]))
  for (const [colorScheme, least, most] of [['dark', 0, 60], ['light', 200, 255]] as const) {
    await page.emulateMedia({ colorScheme })
    await expect.poll(async () => { const found = await ground(); return found >= least && found <= most }).toBe(true)
  }
  // A system that asks for contrast gets it, on its own ground.
  await page.emulateMedia({ colorScheme: 'light', contrast: 'more' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast-light')
  await page.emulateMedia({ colorScheme: null, contrast: null })
  await dialog.getByLabel('Theme').selectOption('contrast')
  // Twice the size: half of it has room.
  const wide = await page.evaluate(() => innerWidth)
  for (const [size, factor] of [['200', 2], ['100', 1]] as const) {
    await dialog.getByLabel('Size of text and controls').selectOption(size)
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(wide / factor)
    await expect(dialog.getByRole('button', { name: 'Close', exact: true }).last()).toBeInViewport()
  }
  await dialog.getByLabel('Wheel on the canvas').selectOption({ label: 'Always pans (Ctrl zooms)' })
  await dialog.getByLabel('Snap nodes to the grid').check()
  await dialog.getByLabel('Language').selectOption({ label: '简体中文' })
  await expect(page.getByRole('dialog', { name: '设置' })).toBeVisible()
  await page.getByLabel('语言').selectOption({ label: 'English' })
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  const node = page.locator('[data-node="conv1"]')
  const before = (await node.boundingBox())!
  await page.mouse.move(before.x + 60, before.y + 12)
  await page.mouse.wheel(0, -120)
  await expect.poll(async () => (await node.boundingBox())!.y).toBeCloseTo(before.y + 120, 0)
  expect((await node.boundingBox())!.width).toBeCloseTo(before.width, 1)
  // Or it always zooms, also where two fingers would pan.
  await page.keyboard.press('Control+,')
  await dialog.getByLabel('Wheel on the canvas').selectOption({ label: 'Always zooms' })
  await page.keyboard.press('Escape')
  await page.mouse.wheel(0, 10)
  await expect.poll(async () => (await node.boundingBox())!.width).toBeLessThan(0.95 * before.width)
  await page.mouse.wheel(0, -10)
  await expect.poll(async () => (await node.boundingBox())!.width).toBeGreaterThan(0.95 * before.width)
  await page.mouse.move(before.x + 60, before.y + 132)
  await page.mouse.down()
  await page.mouse.move(before.x + 73, before.y + 170, { steps: 5 })
  await page.mouse.up()
  await expect(page.getByRole('button', { name: 'Undo move conv1' })).toBeEnabled()
  const places = await page.evaluate(() => document.querySelector('[data-node="conv1"]')?.parentElement?.style.transform ?? '')
  const [x, y] = [...places.matchAll(/-?[\d.]+(?=px)/g)].map(Number)
  expect([x! % 22, y! % 22].map(Math.abs)).toEqual([0, 0])
})

test('in Chinese: captions, a problem with its mend and the step it makes', async ({ start }, info) => {
  const broken = info.outputPath('broken.graph.json')
  const graph = JSON.parse(fs.readFileSync(path.join(root, 'graphs', 'lenet-digit.graph.json'), 'utf8')) as { nodes: { id: string; params: Record<string, unknown> }[]; tensors?: unknown }
  delete graph.tensors
  graph.nodes.find(({ id }) => id === 'fc1')!.params['in_features'] = 401
  for (const { params } of graph.nodes) delete params['value']
  fs.writeFileSync(broken, JSON.stringify(graph))
  const { page } = await start({ files: [broken] })
  await page.keyboard.press('Control+,')
  await page.getByRole('dialog').getByLabel('Language').selectOption({ label: '简体中文' })
  await page.keyboard.press('Escape')
  const card = page.locator('[data-node="fc1"]')
  await expect(card.locator('[data-problem="shape-mismatch"]')).toContainText('in_features 为 401，但输入每行有 400 个数值；请把 in_features 设为 400')
  await expect(page.locator('[data-node="conv1"]')).toContainText('6 个滤波器 5×5')
  await card.click()
  // PyTorch's own words stay.
  await expect(page.getByText(/^PyTorch: mat1 and mat2 shapes cannot be multiplied/)).toBeVisible()
  await card.getByRole('button', { name: '把 in_features 设为 400' }).click()
  await expect(card.locator('[data-problem]')).toHaveCount(0)
  await expect(page.getByRole('button', { name: '撤销：把 in_features 设为 400' })).toBeEnabled()
  // What was done in one language is told in the other.
  await card.click()
  await page.keyboard.press('b')
  await expect(card).toHaveClass(/bypassed/)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('English')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'History' }).click()
  await expect(page.getByRole('menuitem')).toHaveText(['Step over fc1', 'Set in_features to 400', /^Opened/])
  // Any step is one click away, and back.
  await page.getByRole('menuitem', { name: 'Opened' }).click()
  await expect(card.locator('[data-problem="shape-mismatch"]')).toBeVisible()
  await expect(card).not.toHaveClass(/bypassed/)
  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('menuitem', { name: 'Step over fc1' }).click()
  await expect(card).toHaveClass(/bypassed/)
})

test('the minimap moves the view; zoom to the selection; a node found by its name', async ({ start }) => {
  const { page } = await start()
  await page.getByRole('button', { name: /ResNet-18/ }).click()
  await expect(page.locator('[data-state="running"]')).toHaveCount(0)
  const map = page.getByRole('img', { name: 'Minimap' })
  // By its name, from anywhere: selected and on screen.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).fill('layer4.1.conv2')
  await page.getByRole('option', { name: /^layer4\.1\.conv2/ }).click()
  const last = page.locator('[data-node="layer4.1.conv2"]')
  await expect(last).toBeInViewport()
  await expect(last).toHaveClass(/\bselected\b/)
  await page.keyboard.press('.')
  await expect.poll(async () => Math.round((await last.boundingBox())?.width ?? 0)).toBe(182)
  const canvas = (await page.locator('[data-canvas]').boundingBox())!
  const box = (await last.boundingBox())!
  expect(Math.abs(box.x + box.width / 2 - canvas.x - canvas.width / 2)).toBeLessThan(3)
  await expect(map).toBeVisible()
  // Pressed and dragged along the map the view goes elsewhere, and back.
  const corner = (await map.boundingBox())!
  await page.mouse.move(corner.x + 8, corner.y + corner.height / 2)
  await page.mouse.down()
  await expect(last).not.toBeInViewport()
  await page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
  await page.keyboard.press('Shift+M')
  await expect(map).toHaveCount(0)
  await page.keyboard.press('Shift+M')
  await expect(map).toBeVisible()
})

test('the list of problems goes there and mends', async ({ start }) => {
  const { page } = await start()
  await page.getByRole('button', { name: LENET }).click()
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 10')
  await page.locator('[data-node="fc1"] header').click()
  const features = page.getByRole('textbox', { name: 'in_features', exact: true })
  await features.fill('100')
  await features.press('Enter')
  const bar = page.getByRole('contentinfo')
  await bar.getByRole('button', { name: /1 problem/ }).click()
  const list = page.getByRole('region', { name: 'Problems' })
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await page.locator('[data-node="conv1"] header').click()
  await list.getByRole('button', { name: /^Problem fc1/ }).click()
  await expect(page.locator('[data-node="fc1"]')).toHaveClass(/\bselected\b/)
  await expect(page.locator('[data-node="fc1"]')).toBeInViewport()
  // By keys: Enter goes there, a dialog gives the focus back, the mend hands it on, and so does the list as it closes.
  await list.getByRole('button', { name: /^Problem fc1/ }).press('Enter')
  await expect(page.locator('[data-node="fc1"]')).toBeFocused()
  await page.keyboard.press('?')
  await expect(page.getByRole('searchbox', { name: 'Search the shortcuts' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-node="fc1"]')).toBeFocused()
  await page.keyboard.press('F6')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(list).toContainText('No problems')
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 10')
  await expect(list.getByRole('button', { name: 'Close the list of problems' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(list).toHaveCount(0)
  await expect(page.locator('[data-node="fc1"]')).toBeFocused()
})

test('frames move what is in them, notes speak Markdown; the file keeps both', async ({ start }) => {
  const app = await start()
  const { page } = app
  await page.getByRole('button', { name: LENET }).click()
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 10')
  const [conv, relu, pool] = ['conv1', 'relu1', 'pool2'].map((id) => page.locator(`[data-node="${id}"]`)) as [ReturnType<typeof page.locator>, ReturnType<typeof page.locator>, ReturnType<typeof page.locator>]
  await conv.locator('header').click()
  await relu.locator('header').click({ modifiers: ['Shift'] })
  await page.keyboard.press('Control+j')
  const title = page.getByRole('textbox', { name: 'Title of the frame' })
  await expect(title).toBeFocused()
  await page.keyboard.type('First block')
  await page.keyboard.press('Enter')
  const frame = page.getByRole('region', { name: 'Frame First block' })
  /** Heights in canvas units: undo brings what it changed on screen. */
  const places = async (): Promise<number[]> => [
    ...await Promise.all([conv, relu, pool].map((node) => node.evaluate((element) => Number(/, (-?[\d.]+)px/.exec(element.parentElement?.style.transform ?? '')?.[1])))),
    await frame.evaluate((element) => parseFloat((element as HTMLElement).style.top)),
  ]
  const before = await places()
  const band = (await frame.locator('header').boundingBox())!
  await page.mouse.move(band.x + band.width / 2, band.y + band.height / 2)
  await page.mouse.down()
  await page.mouse.move(band.x + band.width / 2, band.y + band.height / 2 - 60, { steps: 6 })
  await page.mouse.up()
  const moved = await places()
  const by = moved.map((y, i) => y - before[i]!)
  expect(by[0]).toBeLessThan(-50)
  expect(by).toEqual([by[0], by[0], 0, by[0]])
  await page.getByRole('button', { name: 'Undo move the frame' }).click()
  await expect.poll(places).toEqual(before)
  await page.getByRole('button', { name: 'Redo move the frame' }).click()
  await expect.poll(places).toEqual(moved)
  await frame.locator('header').hover()
  await frame.getByRole('button', { name: 'Another colour' }).click()

  // A note where the pointer is: what could run or load is left out.
  const canvas = (await page.locator('[data-canvas]').boundingBox())!
  await page.mouse.move(canvas.x + 60, canvas.y + canvas.height - 200)
  await page.keyboard.press('Shift+N')
  await expect(page.getByRole('textbox', { name: 'Text of the note' })).toBeFocused()
  await page.keyboard.insertText('# Why\n\nSees **edges** first <img src="x" onerror="document.title=1"> [here](https://example.com/)\n\n- one\n- two')
  await page.keyboard.press('Control+Enter')
  const note = page.getByRole('region', { name: 'Note', exact: true })
  await expect(note.getByRole('heading', { name: 'Why' })).toBeVisible()
  await expect(note.locator('strong')).toHaveText('edges')
  await expect(note.getByRole('listitem')).toHaveCount(2)
  await expect(note.locator('img, a')).toHaveCount(0)
  const file = path.join(app.data, 'framed.graph.json')
  await app.pick(file, () => page.keyboard.press('Control+Shift+s'))
  await expect.poll(() => fs.existsSync(file)).toBe(true)
  const saved = JSON.parse(fs.readFileSync(file, 'utf8')) as { frames: { title: string; color: string; size: number[] }[]; notes: { text: string }[] }
  expect(saved.frames).toMatchObject([{ title: 'First block', color: '#2c9d52' }])
  expect(saved.notes[0]?.text).toContain('**edges**')
  await note.getByRole('button', { name: 'Remove the note' }).focus()
  await page.keyboard.press('Enter')
  await expect(note).toHaveCount(0)
})
