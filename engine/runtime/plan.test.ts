import { describe, expect, it } from 'vitest'
import type { RunNode } from './memory'
import { cut, partFor } from './plan'

/** Nodes from "id: inputs"; an input written `key!` was overwritten by the node `w` in memory that `touched` names. */
function nodes(lines: Record<string, string[]>, touched: string[] = []): Map<string, RunNode> {
  return new Map(Object.entries(lines).map(([id, inputs]) => [id, {
    id, outputs: ['output'],
    reads: inputs.map((input, i) => {
      const from = input.replace('!', '')
      const dirty = input.endsWith('!')
      return { port: `input${i}`, key: `${from}.output`, from, writers: dirty ? ['w'] : [], touched: dirty ? touched : [] }
    }),
  }]))
}
const sorted = (set: ReadonlySet<string>): string[] => [...set].sort()

describe('partFor', () => {
  const chain = nodes({ x: [], a: ['x'], b: ['a'], c: ['b', 'x'] })

  it('takes all that is missing', () => {
    expect(partFor(['c'], chain, () => false)).toEqual({ only: new Set(['c', 'b', 'x', 'a']), feeds: new Set() })
  })
  it('starts from what is known', () => {
    const known = new Set(['a.output', 'x.output'])
    const part = partFor(['c'], chain, (key) => known.has(key))
    expect(sorted(part.only)).toEqual(['b', 'c'])
    expect(sorted(part.feeds)).toEqual(['a.output', 'x.output'])
  })
  it('computes what was asked for although it is known, and does not feed it', () => {
    const part = partFor(['b', 'a'], chain, () => true)
    expect(sorted(part.only)).toEqual(['a', 'b'])
    expect(sorted(part.feeds)).toEqual(['x.output'])
  })
  it('runs all that shares memory which was overwritten before it is read', () => {
    const inplace = nodes({ x: [], v: ['x'], w: ['v'], r: ['v!'], s: ['w'] }, ['v', 'w'])
    expect(sorted(partFor(['r'], inplace, () => true).only)).toEqual(['r', 'v', 'w'])
    expect(sorted(partFor(['s'], inplace, () => true).only)).toEqual(['s'])
  })
  it('leaves out what is not there', () => {
    expect(partFor(['gone'], chain, () => true).only.size).toBe(0)
  })
})

it('cut makes steps of about a budget', () => {
  const macs: Record<string, number> = { a: 1, b: 5, c: 9, d: 0, e: 1 }
  expect(cut(['a', 'b', 'c', 'd', 'e'], (id) => macs[id]!, 6)).toEqual([['a', 'b'], ['c'], ['d', 'e']])
  expect(cut([], () => 1, 1)).toEqual([])
})
