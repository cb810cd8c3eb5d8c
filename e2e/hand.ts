/** What a person does with the mouse. */
import type { Locator, Page } from '@playwright/test'

interface Place { readonly x: number; readonly y: number }

const MOVES = 6

/** A point of the canvas, from its upper left corner. */
async function onCanvas(page: Page, { x, y }: Place): Promise<Place> {
  const box = await page.locator('[data-canvas]').boundingBox()
  if (!box) throw new Error('There is no canvas.')
  return { x: box.x + x, y: box.y + y }
}

export async function middle(target: Locator): Promise<Place> {
  const box = await target.boundingBox()
  if (!box) throw new Error(`${String(target)} is not to be seen.`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Presses on one thing, moves, and lets go on another, or on a point of the canvas. */
export async function drag(page: Page, from: Locator, to: Locator | Place): Promise<void> {
  const begin = await middle(from)
  const end = 'x' in to ? await onCanvas(page, to) : await middle(to)
  await page.mouse.move(begin.x, begin.y)
  await page.mouse.down()
  await page.mouse.move(end.x, end.y, { steps: MOVES })
  await page.mouse.up()
}

/** Drags a layer from the palette; its card's upper left corner comes to lie there. */
export async function dropLayer(page: Page, type: string, x: number, y: number): Promise<void> {
  const entry = page.locator(`[data-layer="${type}"]`)
  await entry.scrollIntoViewIfNeeded()
  await drag(page, entry, { x: x + 91, y: y + 15 })
}

export const socket = (page: Page, port: string, side: 'input' | 'output'): Locator => page.locator(`[data-port="${port}"][data-side="${side}"]`)

/** Wires an output to an input. */
export async function wire(page: Page, from: string, to: string): Promise<void> {
  await drag(page, socket(page, from, 'output'), socket(page, to, 'input'))
}

/** Drops files from outside the window on a thing, as the system's file manager does. */
export async function dropFiles(page: Page, on: Locator, ...files: readonly string[]): Promise<void> {
  const place = await middle(on)
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...place, data })
  await session.detach()
}
