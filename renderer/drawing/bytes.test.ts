import { expect, it } from 'vitest'
import { base64 } from './bytes'

it('writes bytes as Node does', () => {
  for (const length of [0, 1, 2, 3, 4, 5, 255, 4096]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + 251) & 255)
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  }
})
