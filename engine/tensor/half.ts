/** float16 and bfloat16 as bit patterns, rounded as PyTorch does. */

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** All 65,536 values at once: a lookup is several times faster than taking the bits apart. */
let table: Float32Array | undefined

function halfTable(): Float32Array {
  const values = new Float32Array(65536)
  for (let i = 0; i < 65536; i++) {
    const exponent = (i >> 10) & 31
    const fraction = i & 1023
    const size = exponent === 31 ? (fraction ? NaN : Infinity) : exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24
    values[i] = i & 0x8000 ? -size : size
  }
  return values
}

/** The number that a float16 bit pattern stands for. */
export function halfToFloat(half: number): number {
  table ??= halfTable()
  return table[half & 0xffff]!
}

/**
 * The float16 bit pattern of a number: rounded to float32 first and then to nearest even, as PyTorch converts every type.
 * Beyond 65,519.99 it is infinite; every NaN becomes 0x7e00 with its sign.
 */
export function floatToHalf(x: number): number {
  float[0] = x
  const all = bits[0]!
  const sign = (all >>> 16) & 0x8000
  const size = all & 0x7fffffff
  if (size >= 0x47800000) return sign | (size > 0x7f800000 ? 0x7e00 : 0x7c00)
  if (size < 0x38800000) {
    // Adding 0.5 leaves exactly the subnormal's bits in the fraction, rounded to even.
    bits[0] = size
    float[0] = float[0] + 0.5
    return sign | (bits[0] - 0x3f000000)
  }
  return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13)
}

/** Float16 bit patterns as float32 values, in a new array. */
export function halvesToFloats(halves: Uint16Array): Float32Array {
  const values = (table ??= halfTable())
  const out = new Float32Array(halves.length)
  for (let i = 0; i < out.length; i++) out[i] = values[halves[i]!]!
  return out
}

/** Numbers as float16 bit patterns, in a new array. */
export function floatsToHalves(floats: ArrayLike<number>): Uint16Array {
  const out = new Uint16Array(floats.length)
  for (let i = 0; i < out.length; i++) out[i] = floatToHalf(floats[i]!)
  return out
}

/** bfloat16 bit patterns as float32 values (exact), in a new array. */
export function bfloatsToFloats(bfloats: Uint16Array): Float32Array {
  const out = new Float32Array(bfloats.length)
  const words = new Uint32Array(out.buffer)
  for (let i = 0; i < words.length; i++) words[i] = bfloats[i]! << 16
  return out
}
