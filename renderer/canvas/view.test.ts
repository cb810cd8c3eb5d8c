import { expect, it } from 'vitest'
import { fitTo, revealed, visible } from './view'

const screen = { width: 1000, height: 600 }

it('fits, no larger than life', () => {
  expect(fitTo({ minX: 0, minY: 0, maxX: 100, maxY: 100 }, screen, 50, 0.1, 1)).toEqual({ k: 1, x: 450, y: 250 })
  expect(fitTo({ minX: 0, minY: 0, maxX: 1800, maxY: 100 }, screen, 50, 0.1, 1).k).toBe(0.5)
})
it('reveals by the shortest way', () => {
  const now = { x: 0, y: 0, k: 1 }
  expect(revealed({ minX: 100, minY: 100, maxX: 300, maxY: 200 }, now, screen, 20, 0.1)).toEqual(now)
  expect(revealed({ minX: 1100, minY: 100, maxX: 1300, maxY: 200 }, now, screen, 20, 0.1)).toEqual({ x: -320, y: 0, k: 1 })
  expect(revealed({ minX: 0, minY: 0, maxX: 2000, maxY: 10 }, now, screen, 20, 0.1).k).toBeLessThan(0.5)
})
it('knows what is on screen', () => {
  expect(visible({ x: 100, y: 0, k: 2 }, screen)).toEqual({ minX: -50, minY: -0, maxX: 450, maxY: 300 })
})
