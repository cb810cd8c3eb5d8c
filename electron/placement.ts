/** Where the window was when it was last closed. */
import fs from 'node:fs'
import path from 'node:path'
import type { BrowserWindow, Rectangle } from 'electron'
import { z } from 'zod'

const FILE = 'window.json'
/** Of a window, so much has to be on a display that it can be taken hold of. */
const GRIP = 80

const placementSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1), maximized: z.boolean() })
export type Placement = z.infer<typeof placementSchema>

/** Whether a window of these bounds can be reached on one of the displays. */
export function isReachable(bounds: Rectangle, displays: readonly Rectangle[]): boolean {
  return displays.some((display) => {
    const width = Math.min(bounds.x + bounds.width, display.x + display.width) - Math.max(bounds.x, display.x)
    return width >= GRIP && bounds.y >= display.y && bounds.y + GRIP <= display.y + display.height
  })
}

/** Undefined where nothing is kept, or a display that it was on is gone. */
export function readPlacement(folder: string, displays: readonly Rectangle[]): Placement | undefined {
  try {
    const placement = placementSchema.parse(JSON.parse(fs.readFileSync(path.join(folder, FILE), 'utf8')))
    return isReachable(placement, displays) ? placement : undefined
  } catch {
    return undefined
  }
}

/** Keeps a window's place whenever it is closed. */
export function keepPlacement(window: BrowserWindow, folder: string): void {
  window.on('close', () => {
    const placement: Placement = { ...window.getNormalBounds(), maximized: window.isMaximized() }
    try {
      fs.writeFileSync(path.join(folder, FILE), JSON.stringify(placement))
    } catch {
      // Then it opens where it opens: nothing is lost.
    }
  })
}
