/**
 * Upsample in ONNX: along one dimension after the other each value is a weighted sum of a few of the input, picked by
 * index. ONNX's Resize differs from PyTorch in what it rounds, and ONNX Runtime has it for float32 alone.
 */
import { numel, type DType, type Tensor, type TensorType } from '../tensor/dtype'
import { floatToHalf, halfToFloat } from '../tensor/half'
import type { Lowering, Value } from './define'
import { cast, int64, ONNX_TYPE, scalarOf } from './emit'
import { isSmall, planUpsample, type Plan, type UpsampleParams } from './upsampleShape'
import { nothing } from './views'

/** Where the values of one dimension come from: for each of them the places in the input and their weights. */
export interface Taps {
  readonly places: readonly (readonly number[])[]
  /** Left out: one place each, as it is. */
  readonly weights: readonly (readonly number[])[] | undefined
}

type Round = (x: number) => number

/** What PyTorch computes places in, and what it keeps weights in: the input's type, but in its kernel for small images. */
export interface Precision {
  readonly round: Round
  readonly keep: Round
}

function precisionOf(dtype: DType, { mode, out }: Plan): Precision {
  if (dtype === 'float64') return { round: x => x, keep: x => x }
  const half = dtype === 'float16' && !(mode === 'bilinear' && isSmall(out))
  return { round: Math.fround, keep: half ? x => halfToFloat(floatToHalf(x)) : Math.fround }
}

/** Input elements a step in the output is. */
function stepOf(n: number, out: number, scale: number | undefined, alignCorners: boolean, round: Round): number {
  if (alignCorners) return out > 1 ? round(round(n - 1) / round(out - 1)) : 0
  return scale !== undefined && scale > 0 ? round(1 / scale) : round(round(n) / round(out))
}

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high)

/** What the values of dimension `axis`, counted behind the channels, come from. */
function tapsOf({ mode, scales, alignCorners, out: sizes }: Plan, n: number, out: number, axis: number, { round, keep }: Precision): Taps {
  const step = stepOf(n, out, scales?.[axis], alignCorners, round)
  const all = <T>(make: (i: number) => T): T[] => Array.from({ length: out }, (_, i) => make(i))
  if (mode === 'area') return areaTaps(n, out)
  if (mode === 'nearest' || mode === 'nearest-exact') {
    const shift = mode === 'nearest' ? 0 : 0.5
    const at = (i: number): number => {
      if (mode === 'nearest' && isSmall(sizes) && out === n) return i
      if (mode === 'nearest' && isSmall(sizes) && out === 2 * n) return i >> 1
      return Math.min(Math.floor(round(round(i + shift) * step)), n - 1)
    }
    return { places: all(i => [at(i)]), weights: undefined }
  }
  // PyTorch's linear kernels round the product and the difference together, its cubic one each by itself.
  const product = mode === 'bicubic' ? round : (x: number): number => x
  const source = (i: number): number => (alignCorners ? round(step * i) : round(product(step * (i + 0.5)) - 0.5))
  if (mode === 'bicubic') {
    const found = all(i => cubicTaps(source(i), n, round, keep))
    return { places: found.map(one => one.places), weights: found.map(one => one.weights) }
  }
  const found = all(i => {
    if (out === n) return { places: [i, i], weights: [1, 0] }
    const real = Math.max(source(i), 0)
    const low = Math.min(Math.floor(real), n - 1)
    const weight = keep(clamp(round(real - low), 0, 1))
    return { places: [low, low + (low < n - 1 ? 1 : 0)], weights: [keep(1 - weight), weight] }
  })
  return { places: found.map(one => one.places), weights: found.map(one => one.weights) }
}

/** Keys' cubic convolution with A = -0.75. */
function cubicTaps(real: number, n: number, round: Round, keep: Round): { readonly places: readonly number[]; readonly weights: readonly number[] } {
  const a = -0.75
  const base = Math.floor(real)
  const t = clamp(round(real - base), 0, 1)
  const inner = (x: number): number => ((a + 2) * x - (a + 3)) * x * x + 1
  const outer = (x: number): number => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
  const weights = [outer(t + 1), inner(t), inner(1 - t), outer(2 - t)].map(keep)
  return { places: [-1, 0, 1, 2].map(i => clamp(base + i, 0, n - 1)), weights }
}

/** The mean of a window; a shorter window's last place is repeated and shares its weight. */
function areaTaps(n: number, out: number): Taps {
  const windows = Array.from({ length: out }, (_, i) => [Math.floor((i * n) / out), Math.ceil(((i + 1) * n) / out)] as const)
  const longest = Math.max(0, ...windows.map(([from, to]) => to - from))
  const taps = windows.map(([from, to]) => {
    const length = to - from
    const repeats = longest - length + 1
    const place = (k: number): number => Math.min(from + k, to - 1)
    return Array.from({ length: longest }, (_, k) => ({ place: place(k), weight: k < length - 1 ? 1 / length : 1 / (length * repeats) }))
  })
  return { places: taps.map(row => row.map(tap => tap.place)), weights: longest <= 1 ? undefined : taps.map(row => row.map(tap => tap.weight)) }
}

const floats = (dtype: DType, shape: readonly number[], values: readonly number[]): Tensor =>
  ({ dtype, shape, data: dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values) })

const identical = ({ places, weights }: Taps, n: number): boolean => !weights && places.length === n && places.every(([place], i) => place === i)

export function lowerUpsample(ctx: Lowering<UpsampleParams>): void {
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (numel(output.shape) === 0) {
    ctx.emitOutput('Identity', [nothing(ctx, input, output.shape)], ['output'])
    return
  }
  if (numel(input.type.shape) === 0) {
    ctx.emitOutput('Expand', [ctx.constant('mean', scalarOf(output.dtype, NaN)), ctx.constant('shape', int64(output.shape))], ['output'])
    return
  }
  const plan = planUpsample(ctx.params, input.type)
  const precision = precisionOf(output.dtype, plan)
  const axes = plan.out.map((_, i) => 2 + i).reverse()
  const taps = axes.map(axis => tapsOf(plan, input.type.shape[axis] ?? 0, plan.out[axis - 2] ?? 0, axis - 2, precision))
  const weighted = taps.some(one => one.weights)
  let value = weighted && output.dtype === 'float16' ? cast(ctx, input, 'float32', 'float') : input
  const { dtype } = value.type
  axes.forEach((axis, i) => {
    const one = taps[i]
    if (one && !identical(one, value.type.shape[axis] ?? 0)) value = resampled(ctx, value, axis, one, dtype)
  })
  if (value.type.dtype === output.dtype) ctx.emitOutput('Identity', [value], ['output'])
  else ctx.emitOutput('Cast', [value], ['output'], { to: { int: ONNX_TYPE[output.dtype] } })
}

/** One dimension: pick, weigh, add up. */
function resampled(ctx: Lowering<UpsampleParams>, value: Value, axis: number, { places, weights }: Taps, dtype: DType): Value {
  const { shape } = value.type
  const out = places.length
  const sized = (...between: readonly number[]): TensorType => ({ dtype, shape: [...shape.slice(0, axis), ...between, ...shape.slice(axis + 1)] })
  const name = `axis${axis}`
  const attributes = { axis: { int: axis } }
  if (!weights) return ctx.emit('Gather', [value, ctx.constant(`${name}/index`, int64(places.flat()))], sized(out), name, attributes)
  const taps = places[0]?.length ?? 1
  const index = ctx.constant(`${name}/index`, { ...int64(places.flat()), shape: [out, taps] })
  const picked = ctx.emit('Gather', [value, index], sized(out, taps), `${name}/picked`, attributes)
  const rest = shape.slice(axis + 1).map(() => 1)
  const factors = ctx.constant(`${name}/weights`, floats(dtype, [out, taps, ...rest], weights.flat()))
  const weighed = ctx.emit('Mul', [picked, factors], sized(out, taps), `${name}/weighed`)
  return ctx.emit('ReduceSum', [weighed, ctx.constant(`${name}/axes`, int64([axis + 1]))], sized(out), name, { keepdims: { int: 0 } })
}
