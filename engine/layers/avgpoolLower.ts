/** The average pools in ONNX: AveragePool without ceil_mode, whose sizes ONNX works out otherwise, and the divisor put right. */
import { allocate, numel, type Tensor } from '../tensor/dtype'
import type { Lowering, Value } from './define'
import { at } from './dims'
import { cast, giveConstant, giveReshaped, int64, reshape, type Emitter } from './emit'
import { batchedInput, flatPlace, places, windowPads } from './maxpoolLower'
import { pad, type Pads } from './pad'
import { poolAxes } from './poolChecks'
import type { AvgParams } from './avgpoolShape'
import type { Axis } from './spatial'

type Context = Emitter & { readonly opset: number }

export function lowerAvgPool(ctx: Lowering<AvgParams>): void {
  const output = ctx.outputs['output']
  if (!output) return
  if (numel(output.shape) === 0) return giveConstant(ctx)
  const x = batchedInput(ctx, ctx.input('input'), ctx.params.kernel_size.length)
  giveReshaped(ctx, avgPool(ctx, x, ctx.params, output.shape), 'output')
}

/** The average of every window, `x` with a batch in front; `output` is the shape without or with it. */
export function avgPool(e: Context, x: Value, p: AvgParams, output: readonly number[]): Value {
  const axes = poolAxes(p, x.type)
  const out = output.slice(-axes.length)
  const pads = windowPads(axes, out)
  const { dtype } = x.type
  if (dtype === 'float64' || dtype === 'int64') return bySum(e, x, p, axes, out, pads)
  const single = cast(e, x, 'float32', 'single')
  return cast(e, natively(e, single, p, axes, out, pads), dtype, 'rounded')
}

/** What each output is divided by; `out` is its shape. */
function divisors(p: AvgParams, axes: readonly Axis[], out: readonly number[]): readonly number[] {
  const { count_include_pad: padded = true, divisor_override: given } = p
  return places(out).map(place => {
    if (given) return given
    return place.reduce((product, k, i) => {
      const { n, kernel, stride, padding: [front, behind] } = axes[i] ?? { n: 0, kernel: 0, stride: 0, padding: [0, 0] }
      const start = k * stride - front
      // A window is cut at the padding's end first, so that what ceil_mode lets hang over never counts.
      const end = Math.min(start + kernel, n + behind)
      return product * (padded ? end - start : Math.min(end, n) - Math.max(start, 0))
    }, 1)
  })
}

function natively(e: Context, x: Value, p: AvgParams, axes: readonly Axis[], out: readonly number[], pads: Pads): Value {
  const full = p.kernel_size.reduce((product, k) => product * k, 1)
  const by = divisors(p, axes, out)
  const type = { dtype: x.type.dtype, shape: [...x.type.shape.slice(0, 2), ...out] }
  // The layer's own padding, where nothing hangs over, reads like the layer.
  const own = axes.map(axis => axis.padding)
  const plain = !p.ceil_mode && !p.divisor_override && own.flat().every((n, i) => n < at(p.kernel_size, i >> 1))
  const padded = plain ? x : pad(e, x, pads, 'zeros', e.opset, 'padded')
  const zeros = axes.map(() => 0)
  const fronts = plain ? own.map(([front]) => front) : zeros
  const behind = plain ? own.map(([, after]) => after) : zeros
  const pooled = e.emit('AveragePool', [padded], type, 'pool', {
    kernel_shape: { ints: p.kernel_size }, strides: { ints: axes.map(axis => axis.stride) }, pads: { ints: [...fronts, ...behind] },
    count_include_pad: { int: plain && !(p.count_include_pad ?? true) ? 0 : 1 },
  })
  if (plain || by.every(divisor => divisor === full)) return pooled
  const scale: Tensor = { dtype: 'float32', shape: out, data: Float32Array.from(by, divisor => full / divisor) }
  return e.emit('Mul', [pooled, e.constant('scale', scale)], type, 'scaled')
}

/** The sum of every window by its places, for types that AveragePool does not take; integers are cut off. */
function bySum(e: Context, x: Value, p: AvgParams, axes: readonly Axis[], out: readonly number[], pads: Pads): Value {
  const { dtype } = x.type
  const padded = pad(e, x, pads, 'zeros', e.opset, 'padded')
  const [n = 1, c = 1, ...image] = padded.type.shape
  const within = places(p.kernel_size).map(place => flatPlace(place, image))
  const corners = places(out).map(place => flatPlace(place.map((k, i) => k * (axes[i]?.stride ?? 1)), image))
  const flat = reshape(e, padded, [n, c, numel(image)], 'flat')
  const index = e.constant('windows/index', { ...int64(corners.flatMap(corner => within.map(offset => corner + offset))), shape: [corners.length, within.length] })
  const windows = e.emit('Gather', [flat, index], { dtype, shape: [n, c, corners.length, within.length] }, 'windows', { axis: { int: 2 } })
  const shape = [n, c, corners.length]
  const sum = e.opset < 13
    ? e.emit('ReduceSum', [windows], { dtype, shape }, 'sum', { axes: { ints: [3] }, keepdims: { int: 0 } })
    : e.emit('ReduceSum', [windows, e.constant('sum/axes', int64([3]))], { dtype, shape }, 'sum', { keepdims: { int: 0 } })
  const by = divisors(p, axes, out)
  const data = allocate(dtype, by.length)
  by.forEach((divisor, i) => (data instanceof BigInt64Array ? (data[i] = BigInt(divisor)) : (data[i] = divisor)))
  return e.emit('Div', [sum, e.constant('divisors', { dtype, shape: [by.length], data })], { dtype, shape }, 'mean')
}
