/** MaxPool2d in ONNX: as MaxPool without ceil_mode (whose sizes ONNX works out otherwise), or window by window. */
import { isFloating, type DType, type TensorType } from '../tensor/dtype'
import type { Lowering, Value } from './define'
import { cast, int64, reshape, reshapeAttributes, scalarOf, type Emitter } from './emit'
import { poolAxes, type PoolParams } from './maxpool2dShape'
import { pad, type Pads } from './pad'
import { extent, type Axis } from './spatial'

interface Plan {
  /** The input with a batch in front. */
  readonly x: Value
  readonly axes: readonly [Axis, Axis]
  /** In front and behind, so that the last window ends where the padded input does, or before. */
  readonly pads: Pads
  readonly output: TensorType
}

function plan(ctx: Lowering<PoolParams>): Plan | undefined {
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return undefined
  const axes = poolAxes(ctx.params, input.type)
  const rank = output.shape.length
  const behind = (i: 0 | 1): number => {
    const { n, kernel, stride, padding: [front], dilation } = axes[i]
    return Math.max(((output.shape[rank - 2 + i] ?? 1) - 1) * stride + extent(kernel, dilation) - n - front, 0)
  }
  const x = rank === 4 ? input : reshape(ctx, input, [1, ...input.type.shape], 'batched')
  return { x, axes, output, pads: [[axes[0].padding[0], behind(0)], [axes[1].padding[0], behind(1)]] }
}

/** Gives `value`, which has a batch in front, out at a port. */
function give(ctx: Lowering<PoolParams>, value: Value, type: TensorType, port: string): void {
  ctx.emitOutput('Reshape', [value, ctx.constant(`${port}/shape`, int64(type.shape))], [port], reshapeAttributes(type.shape))
}

/** One MaxPool, with a Pad in front where a pad would not be smaller than the kernel, which ONNX Runtime refuses. */
export function lowerNative(ctx: Lowering<PoolParams>): void {
  const made = plan(ctx)
  if (!made) return
  const { x, axes, output } = made
  const p = ctx.params
  // Without ceil_mode the symmetric padding gives the same windows and reads like the layer.
  const pads: Pads = p.ceil_mode ? made.pads : [axes[0].padding, axes[1].padding]
  const inside = pads.every((pair, i) => pair.every(n => n < axes[i === 0 ? 0 : 1].kernel))
  const padded = inside ? x : pad(ctx, x, pads, 'zeros', ctx.opset, 'padded', -Infinity)
  const [[top, bottom], [left, right]] = inside ? pads : [[0, 0], [0, 0]]
  const attributes = {
    kernel_shape: { ints: p.kernel_size }, strides: { ints: axes.map(axis => axis.stride) }, pads: { ints: [top, left, bottom, right] },
    ...(p.dilation.some(d => d !== 1) ? { dilations: { ints: p.dilation } } : {}),
  }
  if (output.shape.length === 4) ctx.emitOutput('MaxPool', [padded], ['output'], attributes)
  else give(ctx, ctx.emit('MaxPool', [padded], { dtype: output.dtype, shape: [1, ...output.shape] }, 'pool', attributes), output, 'output')
}

/** The least value of a dtype, exact as a number; bools are not pooled. */
const LEAST: Readonly<Record<DType, number>> =
  { float32: -Infinity, float64: -Infinity, float16: -Infinity, int32: -(2 ** 31), int64: -(2 ** 63), bool: 0 }

/**
 * Gathers every window and takes its greatest: for integers, which MaxPool does not take, and for the places of the
 * greatest values. A place in the input is that of its window's corner plus an offset by its place in the window.
 */
export function lowerByWindows(ctx: Lowering<PoolParams>): void {
  const made = plan(ctx)
  if (!made) return
  const { x, axes: [rows, columns], pads, output } = made
  const { dtype } = output
  const padded = pad(ctx, x, pads, 'zeros', ctx.opset, 'padded', LEAST[dtype])
  const [n = 1, c = 1, hp = 1, wp = 1] = padded.type.shape
  const [oh = 1, ow = 1] = output.shape.slice(-2)
  const size = rows.kernel * columns.kernel
  const inWindow = Array.from({ length: size }, (_, k) => [Math.floor(k / columns.kernel) * rows.dilation, (k % columns.kernel) * columns.dilation] as const)
  const corners = Array.from({ length: oh * ow }, (_, k) => [Math.floor(k / ow) * rows.stride, (k % ow) * columns.stride] as const)
  const index = corners.flatMap(([top, left]) => inWindow.map(([dy, dx]) => (top + dy) * wp + left + dx))
  const flat = reshape(ctx, padded, [n, c, hp * wp], 'flat')
  const places = ctx.constant('windows/index', { ...int64(index), shape: [oh * ow, size] })
  const windows = ctx.emit('Gather', [flat, places], { dtype, shape: [n, c, oh * ow, size] }, 'windows', { axis: { int: 2 } })
  const { value, place } = greatest(ctx, windows, [n, c, oh * ow], ctx.opset)
  give(ctx, value, output, 'output')
  const type = ctx.outputs['indices']
  if (!ctx.params.return_indices || !type) return
  const offsets = ctx.constant('offsets', int64(inWindow.map(([dy, dx]) => dy * columns.n + dx)))
  const offset = ctx.emit('Gather', [offsets, place()], { dtype: 'int64', shape: [n, c, oh * ow] }, 'offset', { axis: { int: 0 } })
  const corner = ctx.constant('corners', int64(corners.map(([top, left]) => (top - pads[0][0]) * columns.n + left - pads[1][0])))
  give(ctx, ctx.emit('Add', [corner, offset], { dtype: 'int64', shape: [n, c, oh * ow] }, 'place'), type, 'indices')
}

/** The greatest value of each window, and where in the window it is: the first of equals, but the last NaN if there is one. */
function greatest(e: Emitter, windows: Value, shape: readonly number[], opset: number): { readonly value: Value; readonly place: () => Value } {
  const { dtype } = windows.type
  const max = (value: Value, what: string): Value => {
    const type = { dtype: value.type.dtype, shape }
    if (opset < 18) return e.emit('ReduceMax', [value], type, what, { axes: { ints: [3] }, keepdims: { int: 0 } })
    return e.emit('ReduceMax', [value, e.constant(`${what}/axes`, int64([3]))], type, what, { keepdims: { int: 0 } })
  }
  const arg = (value: Value, what: string, last: 0 | 1): Value =>
    e.emit('ArgMax', [value], { dtype: 'int64', shape }, what, { axis: { int: 3 }, keepdims: { int: 0 }, select_last_index: { int: last } })
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
