import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { Pending } from './pending'

vi.stubGlobal('window', globalThis)
vi.useFakeTimers()
afterAll(() => { vi.unstubAllGlobals(); vi.useRealTimers() })

let marked: Set<string>
let pending: Pending
beforeEach(() => {
  marked = new Set()
  pending = new Pending((id, stale) => void (stale ? marked.add(id) : marked.delete(id)))
})

it('says nothing of quick runs, however many follow one another', () => {
  for (let edit = 0; edit < 10; edit++) {
    pending.expect(['a', 'b'])
    pending.running()
    vi.advanceTimersByTime(100)
    pending.settled(false)
  }
  vi.advanceTimersByTime(1000)
  expect(marked.size).toBe(0)
})

it('marks what a longer run has not reached, though edits go on', () => {
  pending.expect(['a', 'b'])
  pending.running()
  vi.advanceTimersByTime(100)
  pending.arrived('a')
  pending.running()
  vi.advanceTimersByTime(60)
  expect([...marked]).toEqual(['b'])
  pending.expect(['c'])
  expect([...marked]).toEqual(['b', 'c'])
  pending.arrived('b')
  expect([...marked]).toEqual(['c'])
  pending.settled(false)
  expect(marked.size).toBe(0)
})

it('leaves the marks of a run that was cancelled until the next one is through', () => {
  pending.expect(['a'])
  pending.running()
  pending.settled(true)
  expect([...marked]).toEqual(['a'])
  pending.running()
  pending.settled(false)
  expect(marked.size).toBe(0)
})
