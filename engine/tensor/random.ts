/**
 * PyTorch's CPU generator (MT19937) and its distributions, bit for bit as on a CPU with FMA.
 */
import { floatToHalf, floatsToHalves } from './half'
import { fillUniform, refill, SIZE } from './mersenne'
import { fillNormal16, fillNormal16Double } from './normal'

const TEMPER_B = 0x9d2c5680 | 0
const TEMPER_C = 0xefc60000 | 0

function temper(word: number): number {
  let y = word
  y ^= y >>> 11
  y ^= (y << 7) & TEMPER_B
  y ^= (y << 15) & TEMPER_C
  return y ^ (y >>> 18)
}

/** `torch.Generator().manual_seed(seed)`: of the seed the low 32 bits count. All draws come from one stream. */
export class Generator {
  private readonly state = new Int32Array(SIZE)
  private index = SIZE
  /** The second value of a pair drawn under 16 elements, kept for the next such draw. */
  private kept: number | undefined

  constructor(seed: number | bigint) {
    const state = this.state
    let word = Number(BigInt.asIntN(32, BigInt(seed)))
    state[0] = word
    for (let i = 1; i < SIZE; i++) {
      word = (Math.imul(1812433253, word ^ (word >>> 30)) + i) | 0
      state[i] = word
    }
  }

  /** `n` float32 in [0, 1). */
  rand(n: number): Float32Array {
    return this.uniform(n, 0, 1)
  }

  /** `n` float32 as `uniform_(lo, hi)` gives them. */
  uniform(n: number, lo: number, hi: number): Float32Array {
    const out = new Float32Array(n)
    this.fillUniform(out, 0, n, lo, hi)
    return out
  }

  /** `n` standard normal float32. */
  randn(n: number): Float32Array {
    return this.normal(n, 0, 1)
  }

  /** `n` float32 as `normal_(mean, std)` gives them. */
  normal(n: number, mean: number, std: number): Float32Array {
    const out = new Float32Array(n)
    if (n < 16) {
      for (let i = 0; i < n; i++) out[i] = this.nextNormal() * std + mean
      return out
    }
    this.fillUniform(out, 0, n, 0, 1)
    this.finishNormal(out, mean, std)
    return out
  }

  /** `n` float64 in [0, 1), two words each. */
  rand64(n: number): Float64Array {
    const out = new Float64Array(n)
    for (let i = 0; i < n; i++) out[i] = this.nextDouble()
    return out
  }

  /** `n` standard normal float64. */
  randn64(n: number): Float64Array {
    const out = new Float64Array(n)
    if (n < 16) {
      for (let i = 0; i < n; i++) out[i] = this.nextNormal()
      return out
    }
    for (let i = 0; i < n; i++) out[i] = this.nextDouble()
    const whole = n - (n % 16)
    fillNormal16Double(out, 0, whole)
    if (whole < n) {
      for (let i = n - 16; i < n; i++) out[i] = this.nextDouble()
      fillNormal16Double(out, n - 16, n)
    }
    return out
  }

  /** `n` float16 in [0, 1), as bit patterns: what rounds up to 1 becomes 0, as in PyTorch. */
  rand16(n: number): Uint16Array {
    const out = new Uint16Array(n)
    for (let i = 0; i < n; i++) {
      const half = floatToHalf((this.nextWord() & 0xffffff) * 2 ** -24)
      out[i] = half === 0x3c00 ? 0 : half
    }
    return out
  }

  /** `n` standard normal float16, as bit patterns. */
  randn16(n: number): Uint16Array {
    if (n < 16) return floatsToHalves(this.normal(n, 0, 1))
    const out = new Float32Array(n)
    // Unlike float32, what the last 16 replace is never drawn.
    this.fillUniform(out, 0, n - (n % 16), 0, 1)
    this.finishNormal(out, 0, 1)
    return floatsToHalves(out)
  }

  /** Passes over `n` words of the stream, as `n` float32 uniforms would. */
  skip(n: number): void {
    let left = n
    while (left > 0) {
      if (this.index === SIZE) this.refill()
      const step = Math.min(left, SIZE - this.index)
      this.index += step
      left -= step
    }
  }

  /** The next 32-bit word, as a signed integer. */
  private nextWord(): number {
    if (this.index === SIZE) this.refill()
    return temper(this.state[this.index++]!)
  }

  private nextDouble(): number {
    const high = this.nextWord() & 0x1fffff
    const low = this.nextWord() >>> 0
    return (high * 4294967296 + low) * 2 ** -53
  }

  private nextNormal(): number {
    const kept = this.kept
    if (kept !== undefined) {
      this.kept = undefined
      return kept
    }
    const u1 = this.nextDouble()
    const u2 = this.nextDouble()
    const r = Math.sqrt(-2 * Math.log1p(-u2))
    const t = 2 * Math.PI * u1
    this.kept = r * Math.sin(t)
    return r * Math.cos(t)
  }

  /** Normal values from the uniforms in `out`, 16 or more of them; the last 16 anew where the size is no multiple of 16. */
  private finishNormal(out: Float32Array, mean: number, std: number): void {
    const n = out.length
    const whole = n - (n % 16)
    fillNormal16(out, 0, whole, mean, std)
    if (whole === n) return
    this.fillUniform(out, n - 16, n, 0, 1)
    fillNormal16(out, n - 16, n, mean, std)
  }

  private fillUniform(out: Float32Array, from: number, to: number, lo: number, hi: number): void {
    const base = Math.fround(lo)
    // The product of two 24-bit numbers is exact in float64: together with the store this is one fused multiply-add.
    const scale = Math.fround(Math.fround(hi) - base) * 2 ** -24
    this.index = fillUniform(this.state, this.index, out, from, to, scale, base)
  }

  private refill(): void {
    refill(this.state)
    this.index = 0
  }
}
