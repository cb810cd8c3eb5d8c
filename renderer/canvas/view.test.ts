import { expect, it } from 'vitest'
import { between, fitTo, opening, revealed, visible } from './view'

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
it('opens with everything where that can be read, else where one begins', () => {
  const small = { minX: 0, minY: 0, maxX: 1400, maxY: 400 }
  const first = { minX: 0, minY: 0, maxX: 182, maxY: 150 }
  expect(opening(small, first, screen, 50)).toEqual(fitTo(small, screen, 50, 0, 1))
  // A long row: at its left end, in the middle from top to bottom.
  expect(opening({ ...small, maxX: 9000 }, first, screen, 50)).toEqual({ k: 0.75, x: 50, y: 150 })
  // A long column: as wide as the screen.
  expect(opening({ ...small, maxX: 1000, maxY: 9000 }, first, screen, 50)).toEqual({ k: 0.9, x: 50, y: 50 })
  // A tree whose root stands half way down: the root is in sight.
  const root = { minX: 0, minY: 4000, maxX: 182, maxY: 4150 }
  const { x, y, k } = opening({ minX: 0, minY: 0, maxX: 9000, maxY: 8000 }, root, screen, 50)
  expect([x, root.minY * k + y > 0, root.maxY * k + y < screen.height]).toEqual([50, true, true])
})
it('zooms from view to view about one point', () => {
  const [from, to] = [{ x: 10, y: 20, k: 1 }, { x: -300, y: 40, k: 0.25 }]
  expect(between(from, to, 0)).toEqual(from)
  const half = between(from, to, 0.5)
  expect(half.k).toBeCloseTo(0.5)
  // The point that both show at the same place of the screen is shown there on the way.
  const still = (to.x - from.x) / (from.k - to.k)
  expect(still * half.k + half.x).toBeCloseTo(still * from.k + from.x)
  expect(between({ x: 0, y: 0, k: 1 }, { x: 100, y: 50, k: 1 }, 0.5)).toEqual({ x: 50, y: 25, k: 1 })
})
