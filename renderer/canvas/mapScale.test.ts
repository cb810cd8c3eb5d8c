import { expect, it } from 'vitest'
import { mapSize, scaleOf } from './mapScale'

const canvas = { width: 1000, height: 700 }
const WIDE = { minX: -500, minY: 100, maxX: 9500, maxY: 400 }
const TALL = { minX: 0, minY: -2000, maxX: 182, maxY: 8000 }

it('shows everything in the middle, whatever its form', () => {
  for (const bounds of [WIDE, TALL, { minX: 3, minY: 3, maxX: 3, maxY: 3 }]) {
    const size = mapSize(bounds, canvas)
    const { k, x, y } = scaleOf(bounds, size)
    for (const px of [bounds.minX * k + x, bounds.maxX * k + x]) expect(px >= 5.99 && px <= size.width - 5.99).toBe(true)
    for (const py of [bounds.minY * k + y, bounds.maxY * k + y]) expect(py >= 5.99 && py <= size.height - 5.99).toBe(true)
    expect((bounds.minX * k + bounds.maxX * k) / 2 + x).toBeCloseTo(size.width / 2)
  }
})
it('is no larger than the graph needs, nor than the canvas allows', () => {
  expect(mapSize(WIDE, canvas)).toEqual({ width: 168, height: 48 })
  expect(mapSize(TALL, canvas)).toEqual({ width: 48, height: 104 })
  expect(mapSize({ minX: 0, minY: 0, maxX: 1000, maxY: 1000 }, { width: 400, height: 250 })).toEqual({ width: 55, height: 55 })
})
