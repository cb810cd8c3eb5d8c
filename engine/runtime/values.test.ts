import { describe, expect, it } from 'vitest'
import type { Tensor } from '../tensor/dtype'
import { Values } from './values'

const BYTES = 2 ** 17
const made = (): Tensor => ({ dtype: 'float32', shape: [BYTES / 4], data: new Float32Array(BYTES / 4) })
const nothing = async (): Promise<void> => undefined

describe('Values', () => {
  it('gives the memory of what is gone to later runs, once none is under way', async () => {
    const values = new Values(2 * BYTES)
    const [a, b, c] = [made(), made(), made()]
    await values.during(async () => {
      values.set('a', a, true)
      values.set('b', b, true)
      values.set('c', c, true)
      expect(values.get('a')).toBeUndefined()
      expect(values.buffers.bytes).toBe(0)
      await Promise.resolve()
    })
    expect(values.buffers.bytes).toBe(BYTES)
    expect(values.buffers.take(BYTES)).toBe(a.data.buffer)
    expect(values.get('b')).toBe(b)
  })

  it('leaves memory alone that another value has, that is somebody else\'s or was handed out', async () => {
    const values = new Values(2 * BYTES)
    const [shared, foreign, lent] = [made(), made(), made()]
    values.set('shared', shared, true)
    values.set('view', { ...shared, shape: [1, BYTES / 4] }, false)
    values.set('foreign', foreign, false)
    await values.during(nothing)
    // `shared` is gone, its view is not.
    expect(values.get('shared')).toBeUndefined()
    expect(values.buffers.bytes).toBe(0)
    values.set('lent', values.lend(lent), true)
    values.set('x', made(), true)
    values.set('y', made(), true)
    await values.during(nothing)
    expect(values.get('view')).toBeUndefined()
    expect(values.buffers.take(BYTES)).toBe(shared.data.buffer)
    expect(values.buffers.bytes).toBe(0)
  })

  it('counts a value that is kept again under its key once', async () => {
    const values = new Values(BYTES)
    const [a, b] = [made(), made()]
    values.set('a', a, true)
    values.set('a', a, true)
    values.set('b', b, true)
    await values.during(nothing)
    expect(values.buffers.bytes).toBe(BYTES)
  })

  it('takes memory back of what is too large to be kept', async () => {
    const values = new Values(BYTES / 2)
    values.set('a', made(), true)
    await values.during(nothing)
    expect(values.get('a')).toBeUndefined()
    expect(values.buffers.bytes).toBe(BYTES)
  })

  it('keeps what a run under way may read until that has ended', async () => {
    const values = new Values(BYTES)
    let end: () => void = () => undefined
    const long = values.during(() => new Promise<void>(resolve => { end = resolve }))
    values.set('a', made(), true)
    values.set('b', made(), true)
    await values.during(nothing)
    expect(values.buffers.bytes).toBe(0)
    end()
    await long
    expect(values.buffers.bytes).toBe(BYTES)
  })
})
