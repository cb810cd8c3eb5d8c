import { describe, expect, it } from 'vitest'
import { edgeSpeed } from './edgePan'

const box = { left: 200, top: 50, right: 1000, bottom: 750 }

describe('the canvas moves with what is dragged to its edge', () => {
  it('rests while the pointer is away from the edges', () => {
    expect(edgeSpeed({ x: 600, y: 400 }, box)).toEqual({ x: 0, y: 0 })
  })

  it('shows what lies beyond the edge, faster the further out', () => {
    const near = edgeSpeed({ x: 990, y: 400 }, box)
    const beyond = edgeSpeed({ x: 1010, y: 400 }, box)
    expect(near.x).toBeLessThan(0)
    expect(beyond.x).toBeLessThan(near.x)
    expect(near.y).toBe(0)
    expect(edgeSpeed({ x: 5000, y: 400 }, box).x).toBe(edgeSpeed({ x: 9000, y: 400 }, box).x)
  })

  it('goes both ways in a corner', () => {
    const { x, y } = edgeSpeed({ x: 205, y: 60 }, box)
    expect(x).toBeGreaterThan(0)
    expect(y).toBeGreaterThan(0)
  })
})
