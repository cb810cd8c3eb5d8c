import { expect, it } from 'vitest'
import { MAP_HEIGHT, MAP_WIDTH, scaleOf } from './mapScale'

it('shows everything in the middle, whatever its form', () => {
  for (const bounds of [{ minX: -500, minY: 100, maxX: 9500, maxY: 400 }, { minX: 0, minY: -2000, maxX: 182, maxY: 8000 }, { minX: 3, minY: 3, maxX: 3, maxY: 3 }]) {
    const { k, x, y } = scaleOf(bounds)
    for (const px of [bounds.minX * k + x, bounds.maxX * k + x]) expect(px >= 5.99 && px <= MAP_WIDTH - 5.99).toBe(true)
    for (const py of [bounds.minY * k + y, bounds.maxY * k + y]) expect(py >= 5.99 && py <= MAP_HEIGHT - 5.99).toBe(true)
    expect((bounds.minX * k + bounds.maxX * k) / 2 + x).toBeCloseTo(MAP_WIDTH / 2)
  }
})
