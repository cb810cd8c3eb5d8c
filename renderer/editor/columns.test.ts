import { describe, expect, it } from 'vitest'
import { columns } from './columns'

const boxesOf = (count: number): { id: string; width: number; height: number }[] => Array.from({ length: count }, (_, i) => ({ id: `n${i}`, width: 182, height: 80 + (i % 5) * 20 }))
const chain = (count: number): [number, number][] => Array.from({ length: count - 1 }, (_, i) => [i, i + 1])

/** The size of all, and that no two boxes lie on each other. */
function look(count: number, wires: readonly (readonly [number, number])[]): { width: number; height: number } {
  const boxes = boxesOf(count)
  const found = columns(boxes, wires, 1.5)
  expect(found).toHaveLength(count)
  const cells = new Map<string, number[]>()
  for (const [i, [x, y]] of found.entries()) {
    for (const cell of new Set([x, x + 182].flatMap((at) => [y, y + boxes[i]!.height].map((down) => `${Math.floor(at / 200)},${Math.floor(down / 200)}`)))) {
      for (const other of cells.get(cell) ?? []) {
        const [ox, oy] = found[other]!
        expect(x < ox + 182 && ox < x + 182 && y < oy + boxes[other]!.height && oy < y + boxes[i]!.height).toBe(false)
      }
      cells.set(cell, [...cells.get(cell) ?? [], i])
    }
  }
  return {
    width: found.reduce((most, [x]) => Math.max(most, x), 0) + 182,
    height: found.reduce((most, [, y], i) => Math.max(most, y + boxes[i]!.height), 0),
  }
}

describe('columns', () => {
  it('lets wires lead to the right, within a row', () => {
    const found = columns(boxesOf(5), [[0, 1], [0, 2], [1, 3], [2, 3], [3, 4]], 10)
    expect(found.map(([x]) => x / 240)).toEqual([0, 1, 1, 2, 3])
  })

  it('gives chains, heaps and cycles of thousands the shape of a window', () => {
    const ring: [number, number][] = [...chain(3000), [2999, 0]]
    for (const [count, wires] of [[20_000, chain(20_000)], [20_000, []], [3000, ring]] as const) {
      const { width, height } = look(count, wires)
      expect(width / height).toBeGreaterThan(0.7)
      expect(width / height).toBeLessThan(3)
    }
  })

  it('takes a box that is wired to itself', () => {
    expect(columns(boxesOf(1), [[0, 0]], 1)).toEqual([[0, 0]])
  })
})
