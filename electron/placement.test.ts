import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { isReachable, readPlacement } from './placement'

const display = { x: 0, y: 0, width: 1920, height: 1080 }

it('knows what can be reached', () => {
  expect(isReachable({ x: 100, y: 50, width: 900, height: 600 }, [display])).toBe(true)
  expect(isReachable({ x: 2000, y: 50, width: 900, height: 600 }, [display])).toBe(false)
  expect(isReachable({ x: 2000, y: 50, width: 900, height: 600 }, [display, { ...display, x: 1920 }])).toBe(true)
  expect(isReachable({ x: 0, y: -40, width: 900, height: 600 }, [display])).toBe(false)
  expect(isReachable({ x: 0, y: 1050, width: 900, height: 600 }, [display])).toBe(false)
})

it('takes what was kept, and nothing else', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'placement-'))
  const kept = (text: string): unknown => {
    fs.writeFileSync(path.join(folder, 'window.json'), text)
    return readPlacement(folder, [display])
  }
  expect(readPlacement(folder, [display])).toBeUndefined()
  const placement = { x: 10, y: 20, width: 900, height: 600, maximized: false }
  expect(kept(JSON.stringify(placement))).toEqual(placement)
  expect(kept(JSON.stringify({ ...placement, x: 5000 }))).toBeUndefined()
  expect(kept('{"x": 1')).toBeUndefined()
  expect(kept('{"x": "left"}')).toBeUndefined()
  fs.rmSync(folder, { recursive: true })
})
