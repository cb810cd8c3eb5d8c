/** The adaptive pools in ONNX: as a pool where all windows are alike, else window by window. */
import { cast, filled, giveConstant, giveReshaped, int64, reshape } from './emit'
import { numel, type Tensor } from '../tensor/dtype'
import { adaptiveSizes, type AdaptiveParams } from './adaptivePoolShape'
import { avgPool } from './avgpoolLower'
import type { Lowering, Value } from './define'
import { at } from './dims'
import { batchedInput, flatPlace, greatest, maxPool, places } from './maxpoolLower'
import { pad } from './pad'

/** How long the shortest and the longest window of one dimension are. */
export function windowLengths(n: number, out: number): readonly [number, number] {
  const least = Math.ceil(n / out)
  const rest = n % out
  // Windows begin at every multiple of out's and n's common divisor; they reach over one more value unless that is n % out.
  return [least, rest > 0 && out % rest !== 0 ? least + 1 : least]
}

/** `[from, to)` of each window of one dimension. */
function adaptiveWindows(n: number, out: number): readonly (readonly [number, number])[] {
  return Array.from({ length: out }, (_, i) => [Math.floor((i * n) / out), Math.ceil(((i + 1) * n) / out)] as const)
}

/** The kernel of a pool that does the same, where the sizes divide. */
function evenKernel(image: readonly number[], out: readonly number[]): readonly number[] | undefined {
  return image.every((n, i) => n % at(out, i) === 0) ? image.map((n, i) => n / at(out, i)) : undefined
}

/** Places of the values of every window, short ones filled up with `filler(last)`; and how many there are really. */
function windowIndex(image: readonly number[], out: readonly number[], filler: (last: number) => number): { readonly index: readonly number[]; readonly width: number; readonly counts: readonly number[] } {
  const axes = image.map((n, i) => adaptiveWindows(n, at(out, i)))
  const width = axes.reduce((product, spans) => product * spans.reduce((most, [from, to]) => Math.max(most, to - from), 0), 1)
  const index: number[] = []
  const counts = places(out).map(place => {
    const spans = place.map((k, i) => axes[i]?.[k] ?? [0, 0])
    const window = places(spans.map(([from, to]) => to - from)).map(inside => flatPlace(inside.map((k, i) => k + (spans[i]?.[0] ?? 0)), image))
    for (const value of window) index.push(value)
    for (let k = window.length; k < width; k++) index.push(filler(window.at(-1) ?? 0))
    return window.length
  })
  return { index, width, counts }
}

const indexTensor = (index: readonly number[], width: number): Tensor => ({ ...int64(index), shape: [index.length / width, width] })

export function lowerAdaptiveAvg(ctx: Lowering<AdaptiveParams>): void {
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  const n = ctx.params.output_size.values.length
  if (numel(output.shape) === 0) return giveConstant(ctx)
  if (numel(input.type.shape) === 0) return giveConstant(ctx, NaN)
  const { dtype } = input.type
  const out = adaptiveSizes(ctx.params, input.type.shape)
  const image = input.type.shape.slice(-n)
  if (out.every(size => size === 1)) {
    const wide = dtype === 'float16' ? cast(ctx, input, 'float32', 'single') : input
    const axes = image.map((_, i) => input.type.shape.length - n + i)
    const type = { dtype: wide.type.dtype, shape: output.shape }
    const mean = ctx.opset < 18
      ? ctx.emit('ReduceMean', [wide], type, 'mean', { axes: { ints: axes }, keepdims: { int: 1 } })
      : ctx.emit('ReduceMean', [wide, ctx.constant('mean/axes', int64(axes))], type, 'mean', { keepdims: { int: 1 } })
    return giveReshaped(ctx, cast(ctx, mean, dtype, 'rounded'), 'output')
  }
  const x = batchedInput(ctx, input, n)
  const kernel = evenKernel(image, out)
  if (kernel) return giveReshaped(ctx, avgPool(ctx, x, { kernel_size: kernel, stride: null, ceil_mode: false }, output.shape), 'output')
  giveReshaped(ctx, unevenMean(ctx, x, image, out), 'output')
}

/** Windows of two lengths: the short ones are filled up with a 0 behind the image. */
function unevenMean(ctx: Lowering<AdaptiveParams>, x: Value, image: readonly number[], out: readonly number[]): Value {
  const { dtype } = x.type
  const wide = cast(ctx, x, dtype === 'float16' ? 'float32' : dtype, 'single')
  const [n = 1, c = 1] = x.type.shape
  const size = numel(image)
  const flat = pad(ctx, reshape(ctx, wide, [n, c, size], 'flat'), [[0, 1]], 'zeros', ctx.opset, 'filled')
  const { index, width, counts } = windowIndex(image, out, () => size)
  const gathered = { dtype: wide.type.dtype, shape: [n, c, counts.length, width] }
  const windows = ctx.emit('Gather', [flat, ctx.constant('windows/index', indexTensor(index, width))], gathered, 'windows', { axis: { int: 2 } })
  const type = { dtype: wide.type.dtype, shape: [n, c, counts.length] }
  const sum = ctx.emit('ReduceSum', [windows, ctx.constant('sum/axes', int64([3]))], type, 'sum', { keepdims: { int: 0 } })
  const by = filled(wide.type.dtype, [counts.length], 0)
  counts.forEach((count, i) => { by.data[i] = count })
  return cast(ctx, ctx.emit('Div', [sum, ctx.constant('counts', by)], type, 'mean'), dtype, 'rounded')
}

export function lowerAdaptiveMax(ctx: Lowering<AdaptiveParams & { readonly return_indices: boolean }>): void {
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (numel(output.shape) === 0) return giveConstant(ctx)
  const n = ctx.params.output_size.values.length
  const out = adaptiveSizes(ctx.params, input.type.shape)
  const image = input.type.shape.slice(-n)
  const x = batchedInput(ctx, input, n)
  const kernel = evenKernel(image, out)
  if (kernel && !ctx.params.return_indices) {
    const zeros = kernel.map(() => 0)
    return giveReshaped(ctx, maxPool(ctx, x, { kernel_size: kernel, stride: null, padding: zeros, ceil_mode: false }, output.shape), 'output')
  }
  const [batch = 1, c = 1] = x.type.shape
  const { index, width, counts } = windowIndex(image, out, last => last)
  const shape = [batch, c, counts.length]
  const flat = reshape(ctx, x, [batch, c, numel(image)], 'flat')
  const windows = ctx.emit('Gather', [flat, ctx.constant('windows/index', indexTensor(index, width))], { dtype: x.type.dtype, shape: [...shape, width] }, 'windows', { axis: { int: 2 } })
  const { value, place } = greatest(ctx, windows, shape)
  giveReshaped(ctx, value, 'output')
  if (!ctx.params.return_indices) return
  const starts = ctx.constant('starts', int64(counts.map((_, i) => i * width)))
  const found = ctx.emit('Add', [place(), starts], { dtype: 'int64', shape }, 'place')
  giveReshaped(ctx, ctx.emit('Gather', [ctx.constant('places', int64(index)), found], { dtype: 'int64', shape }, 'indices', { axis: { int: 0 } }), 'indices')
}
