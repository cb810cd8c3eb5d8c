/**
 * PyTorch's block scheme for 16 normal values or more (Box-Muller over halves of 16), in its own arithmetic: for float32
 * Cephes' polynomials, every step rounded to float32, `fround(a * b + c)` standing for a fused multiply-add.
 */
const f = Math.fround

const LOG = [7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1].map(f)
const [L0, L1, L2, L3, L4, L5, L6, L7, L8] = LOG as [number, number, number, number, number, number, number, number, number]
const LN2_LOW = f(-2.1219444e-4)
const LN2_HIGH = f(0.693359375)
const ROOT_HALF = f(0.707106781186547524)
const TINY = 2 ** -126

const TWO_PI = f(2 * Math.PI)
const FOUR_OVER_PI = f(1.27323954473516)
const DP1 = f(-0.78515625)
const DP2 = f(-2.4187564849853515625e-4)
const DP3 = f(-3.77489497744594108e-8)
const C0 = f(2.443315711809948e-5)
const C1 = f(-1.388731625493765e-3)
const C2 = f(4.166664568298827e-2)
const S0 = f(-1.9515295891e-4)
const S1 = f(8.3321608736e-3)
const S2 = f(-1.6666654611e-1)

/** Turns the uniforms in out[from, to), a multiple of 16, into normal values. */
export function fillNormal16(out: Float32Array, from: number, to: number, mean: number, std: number): void {
  const bits = new Int32Array(out.buffer, out.byteOffset, out.length)
  const scale = f(std)
  const shift = f(mean)
  for (let block = from; block < to; block += 16) {
    for (let j = block; j < block + 8; j++) {
      // sqrt(-2 log(u1)), u1 = 1 - x
      out[j] = Math.max(1 - out[j]!, TINY)
      let e = (bits[j]! >> 23) - 126
      bits[j] = (bits[j]! & 0x7fffff) | 0x3f000000
      let m = out[j]!
      if (m < ROOT_HALF) {
        e -= 1
        m = f(f(m - 1) + m)
      } else m = f(m - 1)
      const z = f(m * m)
      let y = f(L0 * m + L1)
      y = f(y * m + L2)
      y = f(y * m + L3)
      y = f(y * m + L4)
      y = f(y * m + L5)
      y = f(y * m + L6)
      y = f(y * m + L7)
      y = f(y * m + L8)
      y = f(y * m)
      y = f(y * z + f(e * LN2_LOW))
      y = f(z * -0.5 + y)
      const log = f(e * LN2_HIGH + f(m + y))
      const r = f(Math.sqrt(f(-2 * log)))

      // sine and cosine of 2 pi u2
      let x = f(TWO_PI * out[j + 8]!)
      const octant = (f(x * FOUR_OVER_PI) + 1) & ~1
      x = f(octant * DP1 + x)
      x = f(octant * DP2 + x)
      x = f(octant * DP3 + x)
      const zz = f(x * x)
      let c = f(C0 * zz + C1)
      c = f(c * zz + C2)
      c = f(c * zz)
      c = f(c * zz - f(zz * 0.5))
      c = f(c + 1)
      let s = f(S0 * zz + S1)
      s = f(s * zz + S2)
      s = f(s * zz)
      s = f(s * x + x)
      const swap = (octant & 2) !== 0
      const sine = swap ? c : s
      const cosine = swap ? s : c
      out[j] = f(r * (~(octant - 2) & 4 ? -cosine : cosine)) * scale + shift
      out[j + 8] = f(r * (octant & 4 ? -sine : sine)) * scale + shift
    }
  }
}

/** The same in float64, by the mathematics library. */
export function fillNormal16Double(out: Float64Array, from: number, to: number): void {
  for (let block = from; block < to; block += 16) {
    for (let j = block; j < block + 8; j++) {
      const r = Math.sqrt(-2 * Math.log(1 - out[j]!))
      const t = 2 * Math.PI * out[j + 8]!
      out[j] = r * Math.cos(t)
      out[j + 8] = r * Math.sin(t)
    }
  }
}
