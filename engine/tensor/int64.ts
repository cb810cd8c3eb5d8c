/**
 * int64 elements as pairs of 32-bit words (low word first: every platform this runs on is little-endian), which avoids a
 * BigInt for each element.
 */
const WORD = 4294967296

export const wordsOf = (data: BigInt64Array): Int32Array => new Int32Array(data.buffer, data.byteOffset, data.length * 2)

/** Element `i` as a number, rounded to nearest even beyond 2^53. */
export const readInt64 = (words: Int32Array, i: number): number => words[2 * i + 1]! * WORD + (words[2 * i]! >>> 0)

/** Element `i` as the nearest float32, rounded once. */
export function readInt64AsFloat(words: Int32Array, i: number): number {
  const high = words[2 * i + 1]!
  const low = words[2 * i]! >>> 0
  if (high >= -0x200000 && high < 0x200000) return Math.fround(high * WORD + low)
  // Beyond 2^53 the last bits only matter as "something is left": one sticky bit keeps the second rounding right.
  return Math.fround(high * WORD + (((low & ~0x7ff) | (low & 0x7ff ? 0x800 : 0)) >>> 0))
}

/** Sets element `i` to an integral number in [-2^63, 2^63). */
export function writeInt64(words: Int32Array, i: number, value: number): void {
  if (value === (value | 0)) {
    words[2 * i] = value
    words[2 * i + 1] = value >> 31
    return
  }
  const high = Math.floor(value / WORD)
  words[2 * i] = value - high * WORD
  words[2 * i + 1] = high
}
