/** Softmax and its relatives: values along a dimension become shares that add up to 1. */
import { say } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { refuseInput } from './activation'
import { give, giveAs, innerDtype, opOf } from './algebra'
import { argument } from './argument'
import { defineLayer, refuse, type Layer, type Lowering, type Value } from './define'
import { cast, reshape, type Emitter } from './emit'
import { gaveEmpty } from './normLower'
import { unbatched } from './notes'
import { int, nullable } from './params'
import { dimension, reduced } from './reduce'
import { SCALAR_TYPE } from './types'
import { times } from './words'

interface DimParams {
  readonly dim: number | null
}

/** PyTorch's choice where no dimension is named. */
const implicit = (rank: number): number => (rank === 0 || rank === 1 || rank === 3 ? 0 : 1)
const chosen = (p: DimParams, rank: number): number => p.dim ?? implicit(rank)

function check(type: string, kernel: string, dim: number, input: TensorType): TensorType {
  const { dtype, shape } = input
  const at = dimension(dim, shape)
  // Of nothing PyTorch computes nothing, and minds no type.
  if (isFloating(dtype) || numel(shape) === 0) return input
  const last = at === Math.max(shape.length, 1) - 1
  return refuseInput(type, input, `"${kernel}${last ? '_lastdim' : ''}_kernel_impl" not implemented for '${SCALAR_TYPE[dtype]}'`)
}

/** Of float16, PyTorch rounds the sum and its logarithm along the last dimension, and along no other. */
const roundsSum = (dtype: DType, { type: { shape } }: Value, axis: number): boolean => dtype === 'float16' && axis === shape.length - 1

/**
 * x - max - log(sum(exp(x - max))), `rounded` to float16 where PyTorch does: ONNX Runtime's own does not, and of float64
 * gives -Infinity beside an infinite value, not NaN.
 */
function logParts(e: Emitter, x: Value, axis: number, rounded: boolean): readonly Value[] {
  const op = opOf(e)
  const kept = (value: Value, what: string): Value => (rounded ? cast(e, cast(e, value, 'float16', `${what}/half`), value.type.dtype, `${what}/kept`) : value)
  const below = op('Sub', [x, reduced(e, 'ReduceMax', x, [axis], true, 'greatest')], 'below')
  const sum = kept(reduced(e, 'ReduceSum', op('Exp', [below], 'exp'), [axis], true, 'sum'), 'sum')
  return [below, kept(op('Log', [sum], 'log'), 'log')]
}

/** The logarithms of the shares along an axis, of a value with dimensions; `dtype` is the type that PyTorch has it in. */
export const logSoftmax = (e: Emitter, x: Value, axis: number, dtype: DType): Value => {
  const rounded = roundsSum(dtype, x, axis)
  return x.type.dtype === 'float64' || rounded ? e.emit('Sub', logParts(e, x, axis, rounded), x.type, 'logs') : e.emit('LogSoftmax', [x], x.type, 'logs', { axis: { int: axis } })
}

function lower(ctx: Lowering<unknown>, op: 'Softmax' | 'LogSoftmax', dim: number, negate = false): void {
  const output = ctx.outputs['output']
  if (!output) return
  const input = ctx.input('input')
  if (gaveEmpty(ctx)) return
  const inner = innerDtype(output.dtype)
  let x = cast(ctx, input, inner, 'wide')
  if (negate) x = ctx.emit('Neg', [x], x.type, 'negated')
  const axis = dim < 0 ? dim + output.shape.length : dim
  if (output.shape.length === 0) {
    // ONNX has no dimension to work along in a single number.
    const row = ctx.emit(op, [reshape(ctx, x, [1], 'row')], { dtype: inner, shape: [1] }, 'share', { axis: { int: 0 } })
    give(ctx, reshape(ctx, row, [], 'single'))
  } else if (op === 'LogSoftmax' && (inner === 'float64' || roundsSum(output.dtype, x, axis))) giveAs(ctx, inner, 'Sub', logParts(ctx, x, axis, inner !== 'float64'))
  else giveAs(ctx, inner, op, [x], { axis: { int: axis } })
}

function along(type: string, op: 'Softmax' | 'LogSoftmax', summary: string, keywords: readonly string[], negate = false): Layer {
  const kernel = op === 'Softmax' ? 'softmax' : 'log_softmax'
  return defineLayer({
    type,
    category: 'act',
    summary,
    keywords: ['activation', 'probability', 'classification', ...keywords],
    params: { dim: argument(`${kernel}(): argument 'dim' (position 1)`, nullable(int('The dimension whose values add up; null takes 0 of 0, 1 or 3 dimensions, else 1.', { default: null }))) },
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    forward(p, { input }): Readonly<Record<string, TensorType>> {
      if (!input) return {}
      const dim = chosen(p, input.shape.length)
      if (negate && input.dtype === 'bool') {
        refuseInput(type, input, 'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.', say`numbers`)
      }
      return { output: check(type, kernel, dim, input) }
    },
    lower: ctx => lower(ctx, op, chosen(ctx.params, ctx.outputs['output']?.shape.length ?? 0), negate),
    notes(p, { input }) {
      return input && p.dim === null && input.shape.length === 3
        ? [{ severity: 'warning', message: say`Without dim, ${type} works along dimension 0 of a 3-d input, which is the batch as a rule; set dim.` }]
        : []
    },
    caption: (p, { input }) => (p.dim === null ? (input ? say`dim ${implicit(input.shape.length)}` : '') : say`dim ${p.dim}`),
  })
}

export const Softmax = along('Softmax', 'Softmax', 'Turns the values along a dimension into shares that add up to 1.', ['F.softmax', 'normalized exponential'])
export const Softmin = along('Softmin', 'Softmax', 'As Softmax of the negated input: the least value has the largest share.', ['F.softmin'], true)
export const LogSoftmax = along('LogSoftmax', 'LogSoftmax', 'The logarithms of the shares that Softmax gives; what NLLLoss takes.', ['F.log_softmax', 'log'])

export const Softmax2d = defineLayer({
  type: 'Softmax2d',
  category: 'act',
  summary: 'Turns the channels of every pixel into shares that add up to 1.',
  keywords: ['activation', 'probability', 'segmentation', 'Softmax', 'image'],
  params: {},
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(_, { input }): Readonly<Record<string, TensorType>> {
    if (!input) return {}
    const rank = input.shape.length
    if (rank !== 3 && rank !== 4) {
      refuse({
        code: 'shape-mismatch', port: 'input', pytorch: `Softmax2d: expected input to be 3D or 4D, got ${rank}D instead`,
        message: say`Softmax2d takes channels × height × width, with a batch in front or not, but the input is ${times(input.shape)}, of ${rank} dimensions.`,
      })
    }
    return { output: check('Softmax2d', 'softmax', -3, input) }
  },
  lower: ctx => lower(ctx, 'Softmax', -3),
  notes: unbatched(3),
})
