import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from './messages'

const there = (message: unknown): unknown => decodeFrame(encodeFrame({ type: 'engine', message }))

describe('a frame', () => {
  it('comes as it was sent, bytes too', () => {
    const message = { type: 'edit', edits: [{ node: 'a', value: new Uint8Array([1, 2]) }], text: '__proto__' }
    expect(there(message)).toEqual({ type: 'engine', message })
  })
  it('takes a graph whose keys would be refused on the way', () => {
    const text = '{"nodes": [{"id": "__proto__", "params": {"__proto__": {"x": 1}, "\\u0000__proto__": 2}}]}'
    const frame = there(JSON.parse(text))
    expect(JSON.stringify(frame)).toBe(JSON.stringify({ type: 'engine', message: JSON.parse(text) as unknown }))
    expect(Object.getPrototypeOf(frame)).toBe(Object.prototype)
  })
})
