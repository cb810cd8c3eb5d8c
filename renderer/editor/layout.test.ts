import { expect, it } from 'vitest'
import { inPlace } from './layout'

it('puts a layout where the boxes were', () => {
  const boxes = [{ id: 'a', x: 100, y: 100, width: 182, height: 80 }, { id: 'b', x: 150, y: 400, width: 182, height: 120 }]
  const placed = inPlace(boxes, { a: [0, 20], b: [240, 0] })
  // Their middle: (216, 310) before; of the layout: (211, 60).
  expect(placed).toEqual({ a: [5, 270], b: [245, 250] })
})
