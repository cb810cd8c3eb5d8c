/** The max pools in ONNX: as MaxPool without ceil_mode (whose sizes ONNX works out otherwise), or window by window. */
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import type { Lowering, Value } from './define'
import { at } from './dims'
import { cast, giveConstant, giveReshaped, int64, reshape, scalarOf, type Emitter } from './emit'
import { pad, type Pads, type Pair } from './pad'
import { poolAxes, type Windows } from './poolChecks'
import { extent, type Axis } from './spatial'

/** Padding in front and behind, so that the last window ends where the padded input does, or before. */
export function windowPads(axes: readonly Axis[], out: readonly number[]): Pads {
  return axes.map(({ n, kernel, stride, padding: [front], dilation }, i): Pair => [front, Math.max((at(out, i) - 1) * stride + extent(kernel, dilation) - n - front, 0)])
}

/** The value with a batch in front. */
export function batchedInput(e: Emitter, value: Value, n: number): Value {
  return value.type.shape.length === n + 2 ? value : reshape(e, value, [1, ...value.type.shape], 'batched')
}

export function lowerMaxPool(ctx: Lowering<Windows & { readonly return_indices?: boolean }>): void {
  const { dtype, shape } = ctx.outputs['output'] ?? { dtype: 'float32', shape: [] }
  if (numel(shape) === 0) return giveConstant(ctx)
  const x = batchedInput(ctx, ctx.input('input'), ctx.params.kernel_size.length)
  if (!ctx.params.return_indices && isFloating(dtype)) return giveReshaped(ctx, maxPool(ctx, x, ctx.params, shape), 'output')
  const { value, place } = maxOfWindows(ctx, x, ctx.params, shape)
  giveReshaped(ctx, value, 'output')
  if (ctx.params.return_indices) giveReshaped(ctx, place(), 'indices')
}

/** The greatest of every window, `x` with a batch in front; `output` is the shape without or with it. */
export function maxPool(e: Emitter & { readonly opset: number }, x: Value, p: Windows, output: readonly number[]): Value {
  return isFloating(x.type.dtype) ? nativeMax(e, x, p, output) : maxOfWindows(e, x, p, output).value
}

/** One MaxPool, with a Pad in front where its own pads will not do. */
function nativeMax(e: Emitter & { readonly opset: number }, x: Value, p: Windows, output: readonly number[]): Value {
  const axes = poolAxes(p, x.type)
  const out = output.slice(-axes.length)
  // Without ceil_mode the symmetric padding gives the same windows and reads like the layer.
  const pads = p.ceil_mode ? windowPads(axes, out) : axes.map(axis => axis.padding)
  // Of a window that has nothing but padding, as dilation brings about, ONNX Runtime makes the least finite number.
  const inside = pads.every(pair => pair.every(n => n === 0)) || (axes.every(axis => axis.dilation === 1) && pads.every((pair, i) => pair.every(n => n < at(p.kernel_size, i))))
  const type = { dtype: x.type.dtype, shape: [...x.type.shape.slice(0, 2), ...out] }
  const pool = (value: Value, fill: number, what: string): Value => {
    const padded = inside ? value : pad(e, value, pads, 'zeros', e.opset, `${what}/padded`, fill)
    const [front, behind] = [0, 1].map(k => pads.map(pair => (inside ? pair[k as 0 | 1] : 0)))
    return e.emit('MaxPool', [padded], { dtype: value.type.dtype, shape: type.shape }, what, {
      kernel_shape: { ints: p.kernel_size }, strides: { ints: axes.map(axis => axis.stride) }, pads: { ints: [...(front ?? []), ...(behind ?? [])] },
      ...(p.dilation?.some(d => d !== 1) ? { dilations: { ints: p.dilation } } : {}),
    })
  }
  const greatest = pool(x, -Infinity, 'pool')
  // MaxPool passes over NaN, PyTorch does not: windows that hold one are found by a pool over marks.
  const marks = cast(e, e.emit('IsNaN', [x], { dtype: 'bool', shape: x.type.shape }, 'nan'), 'float32', 'nan/marks')
  const marked = cast(e, pool(marks, 0, 'nan/pool'), 'bool', 'nan/any')
  return e.emit('Where', [marked, e.constant('nan/value', scalarOf(type.dtype, NaN)), greatest], type, 'kept')
}

/** The least value of a dtype, exact as a number; bools are not pooled. */
const LEAST: Readonly<Record<DType, number>> =
  { float32: -Infinity, float64: -Infinity, float16: -Infinity, int32: -(2 ** 31), int64: -(2 ** 63), bool: 0 }

/** Every combination of places along the dimensions, the last one fastest. */
export function places(counts: readonly number[]): readonly (readonly number[])[] {
  return counts.reduce<readonly (readonly number[])[]>((found, count) => found.flatMap(place => Array.from({ length: count }, (_, k) => [...place, k])), [[]])
}
/** The row-major place of coordinates. */
export const flatPlace = (place: readonly number[], shape: readonly number[]): number => place.reduce((sum, k, i) => sum * at(shape, i) + k, 0)

/**
 * Gathers every window and takes its greatest: for integers, which MaxPool does not take, and for the places of the
 * greatest values. A place in the input is that of its window's corner plus an offset by its place in the window.
 */
function maxOfWindows(e: Emitter & { readonly opset: number }, x: Value, p: Windows, output: readonly number[]): { readonly value: Value; readonly place: () => Value } {
  const axes = poolAxes(p, x.type)
  const out = output.slice(-axes.length)
  const pads = windowPads(axes, out)
  const { dtype } = x.type
  const padded = pad(e, x, pads, 'zeros', e.opset, 'padded', LEAST[dtype])
  const [n = 1, c = 1, ...image] = padded.type.shape
  const inWindow = places(p.kernel_size).map(place => place.map((k, i) => k * (axes[i]?.dilation ?? 1)))
  const corners = places(out).map(place => place.map((k, i) => k * (axes[i]?.stride ?? 1)))
  const within = inWindow.map(offset => flatPlace(offset, image))
  const index = corners.map(corner => flatPlace(corner, image)).flatMap(corner => within.map(offset => corner + offset))
  const flat = reshape(e, padded, [n, c, numel(image)], 'flat')
  const gathered = e.constant('windows/index', { ...int64(index), shape: [corners.length, within.length] })
  const windows = e.emit('Gather', [flat, gathered], { dtype, shape: [n, c, corners.length, within.length] }, 'windows', { axis: { int: 2 } })
  const shape = [n, c, corners.length]
  const { value, place } = greatest(e, windows, shape)
  return {
    value,
    place() {
      const input = axes.map(axis => axis.n)
      const offsets = e.constant('offsets', int64(inWindow.map(offset => flatPlace(offset, input))))
      const offset = e.emit('Gather', [offsets, place()], { dtype: 'int64', shape }, 'offset', { axis: { int: 0 } })
      const corner = e.constant('corners', int64(corners.map(from => flatPlace(from.map((k, i) => k - (pads[i]?.[0] ?? 0)), input))))
      const found = e.emit('Add', [corner, offset], { dtype: 'int64', shape }, 'place')
      // Where nothing is greater than the least, PyTorch names the first place that is not padding in front.
      const first = (k: number, dilation: number): number => (k < 0 ? k + Math.ceil(-k / dilation) * dilation : k)
      const starts = corners.map(from => flatPlace(from.map((k, i) => first(k - (pads[i]?.[0] ?? 0), axes[i]?.dilation ?? 1)), input))
      const none = e.emit('Equal', [value, e.constant('least', scalarOf(dtype, LEAST[dtype]))], { dtype: 'bool', shape }, 'none')
      return e.emit('Where', [none, e.constant('starts', int64(starts)), found], { dtype: 'int64', shape }, 'first')
    },
  }
}

/** The greatest value of each window (the last dimension), and where in the window it is: the first of equals, but the last NaN if there is one. */
export function greatest(e: Emitter & { readonly opset: number }, windows: Value, shape: readonly number[]): { readonly value: Value; readonly place: () => Value } {
  const { dtype } = windows.type
  const axis = windows.type.shape.length - 1
  const max = (value: Value, what: string): Value => {
    const type = { dtype: value.type.dtype, shape }
    if (e.opset < 18) return e.emit('ReduceMax', [value], type, what, { axes: { ints: [axis] }, keepdims: { int: 0 } })
    return e.emit('ReduceMax', [value, e.constant(`${what}/axes`, int64([axis]))], type, what, { keepdims: { int: 0 } })
  }
  const arg = (value: Value, what: string, last: 0 | 1): Value =>
    e.emit('ArgMax', [value], { dtype: 'int64', shape }, what, { axis: { int: axis }, keepdims: { int: 0 }, select_last_index: { int: last } })
  if (!isFloating(dtype)) return { value: max(windows, 'greatest'), place: () => arg(windows, 'best', 0) }
  // ReduceMax and ArgMax are not to be relied on where there is a NaN: it is taken out first.
  const isNaN = e.emit('IsNaN', [windows], { dtype: 'bool', shape: windows.type.shape }, 'nan')
  const flags = cast(e, isNaN, 'int32', 'nan/flags')
  const any = cast(e, max(flags, 'nan/max'), 'bool', 'nan/any')
  const clean = e.emit('Where', [isNaN, e.constant('nan/least', scalarOf(dtype, -Infinity)), windows], windows.type, 'clean')
  const either = (type: TensorType, yes: Value, no: Value, what: string): Value => e.emit('Where', [any, yes, no], type, what)
  return {
    value: either({ dtype, shape }, e.constant('nan/value', scalarOf(dtype, NaN)), max(clean, 'greatest'), 'kept'),
    place: () => either({ dtype: 'int64', shape }, arg(flags, 'nan/place', 1), arg(clean, 'greatest/place', 0), 'best'),
  }
}
