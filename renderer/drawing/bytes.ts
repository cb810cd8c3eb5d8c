/** Bytes as text, for data addresses and PDF. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const PAD = 0x3d
/** Two letters for each twelve bits, as they lie in memory. */
const PAIRS = Uint16Array.from({ length: 4096 }, (_, bits) => LETTERS.charCodeAt(bits >> 6) | (LETTERS.charCodeAt(bits & 63) << 8))
const ascii = new TextDecoder()

/** Base 64; many times faster than `btoa` of a string, which pictures on cards need in each frame that brings some. */
export function base64(bytes: Uint8Array): string {
  const whole = Math.floor(bytes.length / 3)
  const rest = bytes.length - 3 * whole
  const pairs = new Uint16Array(2 * (whole + (rest > 0 ? 1 : 0)))
  let from = 0
  let to = 0
  while (to < 2 * whole) {
    const word = (bytes[from]! << 16) | (bytes[from + 1]! << 8) | bytes[from + 2]!
    pairs[to++] = PAIRS[word >> 12]!
    pairs[to++] = PAIRS[word & 4095]!
    from += 3
  }
  if (rest > 0) {
    const word = (bytes[from]! << 16) | (rest === 2 ? bytes[from + 1]! << 8 : 0)
    pairs[to++] = PAIRS[word >> 12]!
    pairs[to++] = (rest === 2 ? PAIRS[word & 4095]! & 255 : PAD) | (PAD << 8)
  }
  return ascii.decode(pairs)
}

export const dataUrl = (type: string, bytes: Uint8Array): string => `data:${type};base64,${base64(bytes)}`
