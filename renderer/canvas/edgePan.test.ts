import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EdgePan, edgeSpeed } from './edgePan'

const box = { left: 200, top: 50, right: 1000, bottom: 750 }
const INSIDE = { x: 600, y: 400 }
const RIGHT = { x: 998, y: 400 }

describe('how fast the canvas moves', () => {
  it('not at all while the pointer is away from the edges', () => {
    expect(edgeSpeed(INSIDE, box)).toEqual({ x: 0, y: 0 })
    expect(edgeSpeed({ x: 970, y: 80 }, box)).toEqual({ x: 0, y: 0 })
  })

  it('towards what lies beyond the edge, faster the further out', () => {
    const near = edgeSpeed({ x: 990, y: 400 }, box)
    const beyond = edgeSpeed({ x: 1010, y: 400 }, box)
    expect(near.x).toBeLessThan(0)
    expect(beyond.x).toBeLessThan(near.x)
    expect(near.y).toBe(0)
    expect(edgeSpeed({ x: 5000, y: 400 }, box).x).toBe(edgeSpeed({ x: 9000, y: 400 }, box).x)
  })

  it('both ways in a corner', () => {
    const { x, y } = edgeSpeed({ x: 205, y: 60 }, box)
    expect(x).toBeGreaterThan(0)
    expect(y).toBeGreaterThan(0)
  })
})

describe('when it moves', () => {
  let now = 0
  let queue = new Map<number, FrameRequestCallback>()
  let moved = 0
  /** A socket that the wire is over. */
  let taken: 'start' | 'always' | undefined
  const edge = (): EdgePan => new EdgePan({ getBoundingClientRect: () => new Rect() }, { pan: (dx) => { moved += dx }, rests: (_, moves) => taken === 'always' || (taken === 'start' && !moves) })
  class Rect {
    readonly left = box.left
    readonly top = box.top
    readonly right = box.right
    readonly bottom = box.bottom
    readonly x = box.left
    readonly y = box.top
    readonly width = box.right - box.left
    readonly height = box.bottom - box.top
    toJSON(): unknown { return undefined }
  }
  const pass = (milliseconds: number): void => {
    for (const end = now + milliseconds; now < end;) {
      now += 16
      const due = [...queue.values()]
      queue.clear()
      for (const call of due) call(now)
    }
  }

  beforeEach(() => {
    [now, moved, taken] = [1000, 0, undefined]
    queue = new Map()
    let id = 0
    vi.stubGlobal('requestAnimationFrame', (call: FrameRequestCallback) => { queue.set(++id, call); return id })
    vi.stubGlobal('cancelAnimationFrame', (known: number) => { queue.delete(known) })
    vi.spyOn(performance, 'now').mockImplementation(() => now)
  })
  afterEach(() => { vi.unstubAllGlobals(); vi.restoreAllMocks() })

  it('after a while at the edge, and until let go', () => {
    const pan = edge()
    pan.move(INSIDE)
    pan.move(RIGHT)
    pass(280)
    expect(moved).toBe(0)
    pass(200)
    expect(moved).toBeLessThan(-50)
    pan.stop()
    const there = moved
    pass(500)
    expect(moved).toBe(there)
  })

  it('not where the drag began at the edge, before it was away from it', () => {
    const pan = edge()
    pan.move(RIGHT)
    pass(1000)
    expect(moved).toBe(0)
    pan.move(INSIDE)
    pan.move(RIGHT)
    pass(1000)
    expect(moved).toBeLessThan(0)
  })

  it('not for who only passes', () => {
    const pan = edge()
    for (let turn = 0; turn < 5; turn++) {
      pan.move(INSIDE)
      pan.move(RIGHT)
      pass(200)
    }
    expect(moved).toBe(0)
  })

  it('not while a wire would land there; one that comes by once it moves does not stop it', () => {
    const pan = edge()
    taken = 'start'
    pan.move(INSIDE)
    pan.move(RIGHT)
    pass(2000)
    expect(moved).toBe(0)
    taken = undefined
    pass(400)
    expect(moved).toBeLessThan(0)
    taken = 'start'
    const before = moved
    pass(200)
    expect(moved).toBeLessThan(before)
    taken = 'always'
    pass(32)
    const there = moved
    pass(2000)
    expect(moved).toBe(there)
  })
})
