import { expect, it } from 'vitest'
import { distanceToWire, traceFarWire, wireBounds, type Ends, type Pen } from './paths'

const forward: Ends = { from: { x: 0, y: 0 }, to: { x: 100, y: 0 } }
const back: Ends = {
  from: { x: 382, y: 15 }, to: { x: 0, y: 315 },
  source: { minX: 200, minY: 0, maxX: 382, maxY: 150 }, target: { minX: 0, minY: 300, maxX: 182, maxY: 420 },
}

it('is straight where it can be', () => {
  expect(distanceToWire(forward, { x: 50, y: 4 })).toBeCloseTo(4)
  expect(wireBounds(forward)).toEqual({ minX: 0, minY: 0, maxX: 100, maxY: 0 })
})
it('goes back between the two cards, not over their faces', () => {
  // The level part, in the gap from 150 to 300.
  expect(distanceToWire(back, { x: 190, y: 272 })).toBeLessThan(1)
  expect(distanceToWire(back, { x: 290, y: 75 })).toBeGreaterThan(50)
  expect(distanceToWire(back, { x: 90, y: 360 })).toBeGreaterThan(40)
  expect(wireBounds(back)).toEqual({ minX: -14, minY: 15, maxX: 396, maxY: 315 })
})
it('goes around below where there is no gap', () => {
  const level: Ends = { ...back, to: { x: 0, y: 15 }, target: { minX: 0, minY: 0, maxX: 182, maxY: 90 } }
  expect(wireBounds(level).maxY).toBe(172)
})

it('takes the same way seen from afar, in straight pieces', () => {
  const line = (ends: Ends): number[][] => {
    const points: number[][] = []
    const put: Pen['lineTo'] = (x, y) => void points.push([x, y])
    traceFarWire({ moveTo: put, lineTo: put }, ends)
    return points
  }
  expect(line(forward)).toEqual([[0, 0], [100, 0]])
  expect(line(back)).toEqual([[382, 15], [396, 15], [396, 272], [-14, 272], [-14, 315], [0, 315]])
})
