import type { Page } from '@playwright/test'
import { expect, test } from './app'

const socket = (page: Page, port: string, side: 'input' | 'output') => page.locator(`[data-port="${port}"][data-side="${side}"]`)
const middle = async (page: Page, selector: string): Promise<{ x: number; y: number }> => {
  const box = await page.locator(selector).boundingBox()
  if (!box) throw new Error(`${selector} is not there`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
const between = async (page: Page, a: string, b: string): Promise<{ x: number; y: number }> => {
  const [from, to] = [await middle(page, `[data-port="${a}"][data-side="output"]`), await middle(page, `[data-port="${b}"][data-side="input"]`)]
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
}
/** Where the inspector says that an input comes from. */
async function source(page: Page, node: string, port = 'input'): Promise<string> {
  await page.locator(`[data-node="${node}"]`).click({ position: { x: 60, y: 14 } })
  const select = page.getByRole('combobox', { name: `Source of ${port}` })
  return select.evaluate((element: HTMLSelectElement) => element.selectedOptions[0]?.textContent ?? '')
}

test('layers are added, wired, inserted and cut by gestures', async ({ start }) => {
  const { page } = await start()
  await page.getByRole('button', { name: /A fully connected network/ }).click()
  await expect(page.locator('[data-shape="fc3.output"]')).toBeVisible()
  const canvas = await page.locator('[data-canvas]').boundingBox()
  const free = { x: canvas!.x + 60, y: canvas!.y + canvas!.height - 90 }

  // A double click on nothing searches for a layer, which comes where the pointer is.
  await page.mouse.dblclick(free.x, free.y)
  await expect(page.getByRole('combobox', { name: 'Add a layer' })).toBeFocused()
  await page.keyboard.type('relu')
  await expect(page.getByRole('option').first()).toContainText('ReLU')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-node="relu3"], [data-node="relu1"]').first()).toBeVisible()
  await page.keyboard.press('Control+z')

  // A wire dropped into nothing offers what fits, and wires what is picked.
  const out = await middle(page, '[data-port="fc3.output"][data-side="output"]')
  await page.mouse.move(out.x, out.y)
  await page.mouse.down()
  await page.mouse.move(out.x - 40, out.y + 120, { steps: 6 })
  await expect(socket(page, 'fc1.input', 'input')).toHaveClass(/refuses/)
  await expect(socket(page, 'fc1.input', 'input')).toHaveAttribute('title', 'That would close a circle.')
  await page.mouse.move(free.x + 200, free.y, { steps: 4 })
  await page.mouse.up()
  await expect(page.getByRole('combobox', { name: 'What fc3 leads to' })).toBeFocused()
  await expect(page.getByRole('option', { name: /^Conv2d/ })).toHaveCount(0)
  await page.keyboard.type('flat')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-shape="flat1.output"]')).toHaveText('1 × 1')
  expect(await source(page, 'flat1')).toBe('fc3')

  // A wire in the hand goes back by Escape, and where it is let go beside the canvas.
  const into = await middle(page, '[data-port="fc1.input"][data-side="input"]')
  await page.mouse.move(into.x, into.y)
  await page.mouse.down()
  await page.mouse.move(into.x + 30, into.y + 90, { steps: 4 })
  await page.keyboard.press('Escape')
  await expect(page.locator('.socket.fits, .socket.refuses')).toHaveCount(0)
  await page.mouse.move(free.x, free.y, { steps: 3 })
  await page.mouse.up()
  expect(await source(page, 'fc1')).toBe('x')
  for (const end of [{ x: 60, y: 300 }, { x: free.x, y: 10 }]) {
    await page.mouse.move(into.x, into.y)
    await page.mouse.down()
    await page.mouse.move(end.x, end.y, { steps: 5 })
    await page.mouse.up()
    expect(await source(page, 'fc1')).toBe('x')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }

  // A layer dropped onto a wire goes into it; undone, all is as it was.
  const wire = await between(page, 'x.output', 'fc1.input')
  await page.locator('[data-layer="Identity"]').scrollIntoViewIfNeeded()
  const identity = await middle(page, '[data-layer="Identity"]')
  const ghosts = page.locator('.card-ghost')
  const carry = async (from: { readonly x: number; readonly y: number }): Promise<void> => {
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(wire.x, wire.y - 4, { steps: 5 })
    await page.mouse.move(wire.x, wire.y, { steps: 2 })
  }
  // A node that is there goes into it as well; with Alt it stays beside, and nothing says otherwise before.
  await page.mouse.dblclick(free.x, free.y)
  await page.keyboard.type('identity')
  await page.keyboard.press('Enter')
  await carry(await middle(page, '[data-node="identity1"] header'))
  await expect(ghosts).not.toHaveCount(0)
  await page.keyboard.down('Alt')
  await page.mouse.move(wire.x + 1, wire.y)
  await expect(ghosts).toHaveCount(0)
  await page.mouse.up()
  await page.keyboard.up('Alt')
  await expect(page.locator('[data-node="identity1"]')).toContainText('not connected')
  for (let step = 0; step < 2; step++) await page.keyboard.press('Control+z')
  await expect(page.locator('[data-node="identity1"]')).toHaveCount(0)
  expect(await source(page, 'fc1')).toBe('x')
  await page.keyboard.press('Escape')
  // What will stand where is drawn before it is let go: the new card first.
  await carry(identity)
  await expect(ghosts).not.toHaveCount(0)
  const told = await ghosts.first().boundingBox()
  await page.screenshot({ path: 'test-results/gestures-insert.png' })
  await page.mouse.up()
  await expect(ghosts).toHaveCount(0)
  await expect(page.locator('[data-shape="identity1.output"]')).toHaveText('1 × 3')
  expect(await source(page, 'fc1')).toBe('identity1')
  await page.keyboard.press('Escape')
  // In the row of the two, upon neither.
  const [front, put, behind] = await Promise.all(['x', 'identity1', 'fc1'].map((id) => page.locator(`[data-node="${id}"]`).boundingBox()))
  expect([put!.x, put!.y].map(Math.round)).toEqual([told!.x, told!.y].map(Math.round))
  expect([put!.y, put!.x > front!.x + front!.width, behind!.x > put!.x + put!.width]).toEqual([behind!.y, true, true])

  // Delete and join takes it out again.
  await page.locator('[data-node="identity1"]').click({ position: { x: 60, y: 14 } })
  await page.keyboard.press('Control+Delete')
  await expect(page.locator('[data-node="identity1"]')).toHaveCount(0)
  expect(await source(page, 'fc1')).toBe('x')

  // A drag with Ctrl over nothing cuts the wires that it crosses.
  const cut = await between(page, 'x.output', 'fc1.input')
  await page.keyboard.down('Control')
  await page.mouse.move(cut.x, cut.y - 60)
  await page.mouse.down()
  await page.mouse.move(cut.x, cut.y + 60, { steps: 6 })
  await page.mouse.up()
  await page.keyboard.up('Control')
  await expect(page.locator('[data-node="fc1"] [data-problem="missing-input"]')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 4')
})

test('a gesture that is thought better of leaves no trace', async ({ start }) => {
  const { page } = await start()
  await page.getByRole('button', { name: /A fully connected network/ }).click()
  await expect(page.locator('[data-shape="fc3.output"]')).toBeVisible()
  const undo = page.getByRole('button', { name: /^Undo/ })
  const place = (id: string) => page.locator(`[data-node="${id}"]`).evaluate((card) => card.parentElement?.style.transform)
  /** Presses there, moves, gives up, moves on and lets go. */
  const halfway = async (from: { x: number; y: number }, dx: number, dy: number, giveUp: () => Promise<void>): Promise<void> => {
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x + dx, from.y + dy, { steps: 5 })
    await giveUp()
    await page.mouse.move(from.x + dx + 30, from.y + dy + 30, { steps: 3 })
    await page.mouse.up()
  }
  const escape = () => page.keyboard.press('Escape')
  const head = await middle(page, '[data-node="fc2"] header')
  const before = await place('fc2')

  await halfway(head, 30, 90, async () => {
    expect(await place('fc2')).not.toBe(before)
    // Other keys wait.
    await page.keyboard.press('Delete')
    await escape()
    expect(await place('fc2')).toBe(before)
  })
  expect(await place('fc2')).toBe(before)
  await halfway(head, 30, 90, () => page.keyboard.press('Control+z'))
  expect(await place('fc2')).toBe(before)
  await halfway(head, 30, 90, async () => { await page.mouse.down({ button: 'right' }); await page.mouse.up({ button: 'right' }) })
  expect(await place('fc2')).toBe(before)
  await expect(page.getByRole('menu')).toHaveCount(0)

  // A wire: a new one, and one that was picked up.
  await halfway(await middle(page, '[data-port="fc3.output"][data-side="output"]'), -40, 120, escape)
  await halfway(await middle(page, '[data-port="fc2.input"][data-side="input"]'), -20, 120, escape)
  await expect(page.getByRole('listbox')).toHaveCount(0)
  // A cut.
  const wire = await between(page, 'x.output', 'fc1.input')
  await page.keyboard.down('Control')
  await halfway({ x: wire.x, y: wire.y - 60 }, 0, 120, escape)
  await page.keyboard.up('Control')
  await expect(undo).toBeDisabled()

  // Afterwards all goes as before. What shaking will do is seen before: its wires are as those of a cut.
  await page.mouse.move(head.x, head.y)
  await page.mouse.down()
  for (let stroke = 0; stroke < 6; stroke++) await page.mouse.move(head.x + (stroke % 2 === 0 ? 50 : -50), head.y, { steps: 2 })
  await page.mouse.up()
  await expect(page.getByRole('button', { name: 'Undo take fc2 off its wires' })).toBeEnabled()
  expect(await source(page, 'fc3')).toBe('relu2')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await expect(undo).toBeDisabled()
  expect(await source(page, 'fc2')).toBe('relu1')
})

test('nodes are copied as text, stepped over, aligned and made others', async ({ start }) => {
  const { page } = await start()
  await page.getByRole('button', { name: /A fully connected network/ }).click()
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 1')
  const card = (id: string) => page.locator(`[data-node="${id}"]`)
  const pick = (id: string, more = false) => card(id).click({ position: { x: 60, y: 14 }, ...(more ? { modifiers: ['Shift'] as const } : {}) })

  await pick('fc1')
  await page.keyboard.press('b')
  await expect(card('fc1')).toHaveClass(/bypassed/)
  await expect(page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 3')
  await page.keyboard.press('b')
  await expect(page.locator('[data-shape="fc1.output"]')).toHaveText('1 × 4')

  await page.keyboard.press(']')
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Control+v')
  await expect(page.locator('[data-node="fc4"]')).toBeVisible()
  // Upon no other card, and no ring of the focus stays on what was copied.
  const upon = (): Promise<string[]> => page.locator('[data-node]').evaluateAll((nodes) => {
    const boxes = nodes.map((node) => ({ id: node.getAttribute('data-node'), box: node.getBoundingClientRect() }))
    return boxes.flatMap(({ id, box: a }, i) => boxes.slice(i + 1).filter(({ box: b }) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).map((other) => `${id} ${other.id}`))
  })
  expect(await upon()).toEqual([])
  await expect(page.locator('[data-node]:focus')).toHaveCount(0)
  await expect(page.locator('[data-node].selected')).toHaveCount(5)
  await page.screenshot({ path: 'test-results/gestures-pasted.png' })
  await page.keyboard.press('Control+z')
  await expect(page.locator('[data-node="fc4"]')).toHaveCount(0)
  // One that is pasted has the focus, too; again, with the pointer upon it, it lies beside.
  await pick('relu1')
  await page.keyboard.press('Control+c')
  for (const id of ['relu3', 'relu4']) {
    await page.keyboard.press('Control+v')
    await expect(card(id)).toBeFocused()
  }
  expect(await upon()).toEqual([])
  for (let step = 0; step < 2; step++) await page.keyboard.press('Control+z')
  await expect(card('relu3')).toHaveCount(0)

  // Duplicated, it has the wire from what is in front; into another graph it goes as text, by way of a mail.
  await pick('fc2')
  await page.keyboard.press('Control+d')
  await expect(page.locator('[data-shape="fc4.output"]')).toHaveText('1 × 4')
  expect(await source(page, 'fc4')).toBe('relu1')
  await page.keyboard.press('Control+z')
  await expect(card('fc2')).toHaveClass(/\bselected\b/)
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Control+n')
  await expect(page.getByText('Nothing here yet')).toBeVisible()
  await page.keyboard.press('Control+v')
  await expect(card('fc2')).toContainText('not connected')
  // Tabs are put in another order by dragging.
  const tabs = page.locator('.document-tab:not(.home)')
  await tabs.nth(1).dragTo(tabs.nth(0))
  await expect(tabs).toHaveText([/^Untitled/, /^A fully connected network/])
  await page.keyboard.press('Alt+PageUp')
  await expect(page.locator('[data-shape="fc3.output"]')).toHaveText('1 × 1')

  // In one line, side by side; the middle button and Space pan.
  const left = async (id: string): Promise<number> => Math.round((await card(id).boundingBox())!.x)
  await pick('fc1')
  await pick('fc2', true)
  await page.keyboard.press('Alt+a')
  await expect.poll(async () => await left('fc1') - await left('fc2')).toBe(0)
  await page.keyboard.press('Control+z')
  // By the other edges and middles, each a step that gives the selection back.
  const edges = async (id: string): Promise<readonly number[]> => { const { x, y, width, height } = (await card(id).boundingBox())!; return [x + width / 2, x + width, y, y + height / 2, y + height] }
  for (const [i, keys] of ['Alt+h', 'Alt+d', 'Alt+t', 'Alt+v', 'Alt+s'].entries()) {
    const apart = async (): Promise<number> => Math.abs((await edges('fc1'))[i]! - (await edges('fc2'))[i]!)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press(keys)
    await expect.poll(apart, keys).toBeLessThan(1.5)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
  }
  // The same room on either side.
  await pick('fc1')
  await page.keyboard.press('Shift+ArrowRight')
  await pick('x', true)
  await pick('relu1', true)
  const uneven = async (): Promise<number> => (await left('fc1') - await left('x')) - (await left('relu1') - await left('fc1'))
  await expect.poll(async () => Math.abs(await uneven())).toBeGreaterThan(20)
  await page.keyboard.press('Alt+Shift+h')
  await expect.poll(async () => Math.abs(await uneven())).toBeLessThanOrEqual(2)
  for (let step = 0; step < 2; step++) await page.keyboard.press('Control+z')
  const place = await card('fc1').boundingBox()
  const pan = async (begin: () => Promise<void>, end: () => Promise<void>, by: number): Promise<void> => {
    const before = await left('fc1')
    await page.mouse.move(place!.x + 60, place!.y + 14)
    await begin()
    await page.mouse.move(place!.x + 60 + by, place!.y + 14, { steps: 4 })
    await end()
    await expect.poll(async () => await left('fc1') - before).toBe(by)
  }
  await pan(() => page.mouse.down({ button: 'middle' }), () => page.mouse.up({ button: 'middle' }), 40)
  await page.keyboard.down('Space')
  await pan(() => page.mouse.down(), () => page.mouse.up(), -40)
  await page.keyboard.up('Space')
  // Two fingers on a trackpad pan, a mouse's wheel zooms.
  const width = async (): Promise<number> => (await card('fc1').boundingBox())!.width
  const wide = await width()
  await page.mouse.wheel(6, 10)
  await expect.poll(() => left('fc1')).toBe(Math.round(place!.x) - 6)
  expect(await width()).toBeCloseTo(wide, 1)
  await page.mouse.wheel(0, -100)
  await expect.poll(width).toBeGreaterThan(wide)
  // A pinch comes as a wheel with Ctrl, in small steps.
  const wider = await width()
  await page.keyboard.down('Control')
  for (let step = 0; step < 4; step++) await page.mouse.wheel(0, 4)
  await page.keyboard.up('Control')
  await expect.poll(width).toBeLessThan(wider)
  await page.keyboard.press('f')

  // A node that is held at the edge takes the canvas along: it stays under the pointer, the others go.
  const area = (await page.locator('[data-canvas]').boundingBox())!
  const held = await middle(page, '[data-node="fc2"] header')
  const apart = await left('fc2') - await left('fc1')
  await page.mouse.move(held.x, held.y)
  await page.mouse.down()
  await page.mouse.move(held.x - 20, held.y + 60, { steps: 3 })
  await page.mouse.move(area.x + area.width - 2, held.y + 60, { steps: 4 })
  await expect.poll(async () => await left('fc2') - await left('fc1')).toBeGreaterThan(apart + area.width)
  expect(Math.abs(await left('fc2') - (area.x + area.width))).toBeLessThan(220)
  await page.mouse.move(area.x + area.width / 2, held.y + 60, { steps: 3 })
  await page.mouse.up()
  await page.keyboard.press('Control+z')
  await page.keyboard.press('f')
  await expect.poll(async () => await left('fc2') - await left('fc1')).toBe(apart)

  await pick('fc1')
  await pick('fc2', true)
  /** How far below the Input it is: the view itself may move. */
  const below = async (): Promise<number> => (await card('fc2').boundingBox())!.y - (await card('x').boundingBox())!.y
  const before = await below()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect.poll(below).toBeGreaterThan(before + 5)
  await page.keyboard.press('Control+z')
  await expect.poll(below).toBeCloseTo(before, 0)

  await pick('fc2')
  await card('fc2').click({ button: 'right', position: { x: 60, y: 14 } })
  await page.getByRole('menuitem', { name: /^Make it another layer/ }).click()
  await expect(page.getByRole('combobox', { name: 'Make fc2 another layer' })).toBeFocused()
  await page.keyboard.type('identity')
  await page.keyboard.press('Enter')
  await expect(card('fc2')).toContainText('Identity')
  await expect(page.locator('[data-shape="fc2.output"]')).toHaveText('1 × 4')

  await card('fc2').click({ button: 'right', position: { x: 60, y: 14 } })
  await page.getByRole('menuitem', { name: /^Delete and join/ }).click()
  await expect(card('fc2')).toHaveCount(0)
})
