import type { Json } from '../document/types'
import { phrases, say } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { floatToHalf, halfToFloat } from '../tensor/half'
import { argument, intsArgument, poolSteps, unpacking, windowList, worded } from './argument'
import { avgPool } from './avgpoolLower'
import { avgPoolType } from './avgpoolShape'
import { defineLayer, refuse, type Layer, type Lowering, type ParamSpec, type Value } from './define'
import { dimLetters, dimsInWords } from './dims'
import { cast, giveConstant, giveReshaped, scalarOf } from './emit'
import { windowCaption } from './maxpool'
import { batchedInput, maxPool } from './maxpoolLower'
import { maxPoolType } from './maxpoolShape'
import { castBefore, setParam } from './mends'
import { signalLike, slidingLike } from './layout'
import { unbatched } from './notes'
import { bool, ints, number, starting } from './params'
import { poolAxes, type Windows } from './poolChecks'
import { given, type Given } from './sizeParams'
import { sizeLines } from './spatial'
import { floated } from './operators'
import { capital } from './words'

interface LPParams {
  readonly norm_type: number
  readonly kernel_size: Given<number | null>
  readonly stride: readonly number[] | null
  readonly ceil_mode: boolean
}

const windowsOf = (p: LPParams): Windows => ({ ...p, kernel_size: p.kernel_size.values.map(k => k ?? 0) })
/** Powers are floating-point, whatever comes in. */
const powered = (dtype: DType): DType => (isFloating(dtype) ? dtype : 'float32')

function lpType(p: LPParams, input: TensorType, type: string): TensorType {
  const windows = windowsOf(p)
  if (Math.abs(p.norm_type) === Infinity) {
    if (input.dtype === 'bool') refuse({ code: 'type-mismatch', port: 'input', pytorch: "\"abs_cpu\" not implemented for 'Bool'", message: say`${type} of an infinite norm_type takes numbers, but the input is bool; cast it to float32.`, fix: castBefore('input', 'float32') })
    return maxPoolType(windows, input, type)
  }
  const output = avgPoolType(windows, { dtype: powered(input.dtype), shape: input.shape }, type)
  const [kernel] = windows.kernel_size
  if (windows.kernel_size.length === 1 && p.kernel_size.listed) {
    refuse({ code: 'bad-param', param: 'kernel_size', pytorch: "mul(): argument 'other' (position 1) must be Tensor, not list", message: say`PyTorch multiplies by kernel_size here and does not take a list; set it to ${kernel ?? 1}.`, fix: setParam('kernel_size', kernel ?? 1) })
  }
  if (p.norm_type === 0) refuse({ code: 'bad-param', param: 'norm_type', pytorch: 'float division by zero', message: say`norm_type is 0, and the root would be 1 / 0; set it to 1 or more.`, fix: setParam('norm_type', 2) })
  return output
}

/** One power as PyTorch computes it, which takes roots, squares and reciprocals by themselves; of float16 (`half`) the exponent is float16 as well. */
function power(ctx: Lowering<LPParams>, value: Value, exponent: number, half: boolean, what: string): Value {
  const step = (op: string, inputs: readonly Value[], name = what): Value => ctx.emit(op, inputs, value.type, name)
  switch (exponent) {
    case 1: return value
    case 2: return step('Mul', [value, value])
    case 3: return step('Mul', [step('Mul', [value, value], `${what}/square`), value])
    case 0.5: return step('Sqrt', [value])
    case -0.5: return step('Reciprocal', [step('Sqrt', [value], `${what}/root`)])
    case -1: return step('Reciprocal', [value])
    case -2: return step('Reciprocal', [step('Mul', [value, value], `${what}/square`)])
    default: return step('Pow', [value, ctx.constant(`${what}/exponent`, scalarOf(value.type.dtype, half ? halfToFloat(floatToHalf(exponent)) : exponent))])
  }
}

function lower(ctx: Lowering<LPParams>): void {
  const output = ctx.outputs['output']
  if (!output) return
  if (numel(output.shape) === 0) return giveConstant(ctx)
  const { norm_type: p } = ctx.params
  const windows = windowsOf(ctx.params)
  const x = batchedInput(ctx, ctx.input('input'), windows.kernel_size.length)
  if (Math.abs(p) === Infinity) {
    const size = ctx.emit('Abs', [x], x.type, 'size')
    if (p > 0) return giveReshaped(ctx, maxPool(ctx, size, windows, output.shape), 'output')
    const least = maxPool(ctx, ctx.emit('Neg', [size], x.type, 'negated'), windows, output.shape)
    return giveReshaped(ctx, ctx.emit('Neg', [least], least.type, 'least'), 'output')
  }
  const { dtype } = output
  // Half precision is computed in float32 and rounded after each step.
  const rounded = (value: Value, what: string, step: (wide: Value) => Value): Value =>
    (dtype === 'float16' ? cast(ctx, step(cast(ctx, value, 'float32', `${what}/single`)), dtype, `${what}/rounded`) : step(value))
  const base = rounded(cast(ctx, x, dtype, 'float'), 'power', wide => power(ctx, wide, p, dtype === 'float16', 'power'))
  const mean = avgPool(ctx, base, windows, output.shape)
  const kernel = windows.kernel_size.reduce((product, k) => product * k, 1)
  const sum = rounded(mean, 'sum', wide => {
    // Adding 0 makes +0 of -0, whose reciprocal would be the other infinity.
    const positive = p < 0 ? ctx.emit('Add', [wide, ctx.constant('zero', scalarOf(wide.type.dtype, 0))], wide.type, 'positive') : wide
    return ctx.emit('Mul', [positive, ctx.constant('count', scalarOf(wide.type.dtype, kernel))], wide.type, 'sum')
  })
  giveReshaped(ctx, rounded(sum, 'root', wide => power(ctx, wide, 1 / p, dtype === 'float16', 'root')), 'output')
}

/** A list, or a text, which to Python is one of letters: unpacked first. */
function pairWords(place: string, json: Json): string | undefined {
  const list = typeof json === 'string' ? [...json] : Array.isArray(json) ? json as readonly Json[] : undefined
  if (!list) return undefined
  return list.length === 2 ? unpacking(place, list) : twoWords(list.length)
}
const twoWords = (count: number): string => (count < 2 ? `not enough values to unpack (expected 2, got ${count})` : 'too many values to unpack (expected 2)')

/** PyTorch unpacks two sizes before it hands them on. */
const kernelWords = <T>(n: 1 | 2, inner: ParamSpec<T>): ParamSpec<T> => {
  const place = `avg_pool${n}d(): argument 'kernel_size' (position 2)`
  return n === 1 ? intsArgument(place, inner, true) : worded(inner, (type, json) => (type === 'float' || type === 'bool' ? `${place} must be tuple of ints, not ${type}` : pairWords(place, json)))
}

function lpPool(n: 1 | 2): Layer {
  const type = `LPPool${n}d`
  return defineLayer({
    type,
    stem: 'pool',
    category: 'pool',
    summary: 'Takes the p-norm of each window: the p-th root of the sum of p-th powers.',
    keywords: ['power average', 'norm', 'pooling', 'LpPool', `F.lp_pool${n}d`],
    params: {
      norm_type: floated(number('The power p: 1 gives the sum, "Infinity" the greatest size.', { start: 2 })),
      kernel_size: starting(2, kernelWords(n, given(n, `${capital(dimsInWords(n))} of the window.`, {
        min: 1, narrow: true,
        none: `avg_pool${n}d(): argument 'kernel_size' (position 2) must be tuple of ints, not NoneType`,
        noneListed: `avg_pool${n}d(): argument 'kernel_size' (position 2) must be tuple of ints, but found element of type NoneType at pos 0`,
        length: count => (n === 1 ? `avg_pool1d() argument 'kernel_size' should contain one int (got ${count})` : twoWords(count)),
      }))),
      stride: windowList('avg', n, 'stride', intsArgument(`avg_pool${n}d(): argument 'stride' (position 3)`, poolSteps(ints(n, 'Steps from one window to the next; left out, windows do not overlap.', { default: null, min: 1, single: true, narrow: true })), true)),
      ceil_mode: argument(`avg_pool${n}d(): argument 'ceil_mode'${n === 1 ? ' (position 5)' : ''}`, bool('Keeps a partial window at the end.', { default: false })),
    },
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    forward: (p, { input }) => (input ? { output: lpType(p, input, type) } : {}),
    notes: unbatched(n + 1),
    layout: memory => (n === 2 ? slidingLike(n)(memory) : Number.isFinite(memory.params.norm_type) ? signalLike(memory) : {}),
    lower,
    caption: p => phrases([say`p = ${p.norm_type}`, ...windowCaption(windowsOf(p))]),
    formula: (p, { input }, { output }) => (input && output ? sizeLines(dimLetters(n), poolAxes(windowsOf(p), input), output.shape, p.ceil_mode) : []),
  })
}

export const LPPool1d = lpPool(1)
export const LPPool2d = lpPool(2)
