import type { Json, Params } from '../document/types'
import { say } from '../say'
import { isFloating, type DType, type TensorType } from '../tensor/dtype'
import { give, giveAs, giveConstant, innerDtype } from './algebra'
import { argument, worded } from './argument'
import { defineLayer, refuse, type Layer, type Lowering, type ParamSpec } from './define'
import { cast } from './emit'
import { castBefore, setParam } from './mends'
import { sumOfIntegers } from './integers'
import { nullable } from './params'
import { dtypeOf } from './dtypeParams'
import { overloaded } from './overloads'
import { pythonType } from './python'
import { dimCaption, dimsParams, isEmpty, reduced, reducedDims, reducedShape, reduceFormula, reduction, type DimsParams } from './reduce'
import { SCALAR_TYPE } from './types'

/** `place`: how PyTorch names the argument, where its function has one signature alone or one was chosen by other arguments (`known`). */
export const dtypeParam = (place: string, known: (params: Params) => boolean = () => true): ParamSpec<DType | null> => nullable(dtypeOf('The input is cast to this type before it is reduced.', { default: null }, place, known))

interface SumParams extends DimsParams {
  readonly dtype: DType | null
}

const paramsOf = (fn: string) => overloaded(({ dim = null, keepdim = false }) => (dim === null && keepdim === false ? `${fn}(Tensor, dtype=$dtype)` : undefined), {
  dim: worded(dimsParams.dim, (type, json) => (type === 'int' || (Array.isArray(json) && (json as readonly Json[]).every(one => pythonType(one) === 'int')) ? undefined : `${fn}(): argument 'dim' must be tuple of ints, not ${type}`)),
  keepdim: argument(`${fn}(): argument 'keepdim'`, dimsParams.keepdim), dtype: dtypeParam(`${fn}(): argument 'dtype'`, ({ dim = null, keepdim = false }) => dim !== null || keepdim !== false),
}, ['dtype'])

/** The type that a Mean of `input` has; refuses types without fractions. */
function meanType(p: SumParams, input: TensorType): DType {
  const dtype = p.dtype ?? input.dtype
  if (isFloating(dtype)) return dtype
  const pytorch = `mean(): could not infer output dtype. ${p.dtype ? 'Optional' : 'Input'} dtype must be either a floating point or complex dtype. Got: ${SCALAR_TYPE[dtype]}`
  if (p.dtype) return refuse({ code: 'bad-param', param: 'dtype', pytorch, message: say`dtype is ${dtype}, but a mean has fractions; give a floating type.`, fix: setParam('dtype', 'float32') })
  return refuse({ code: 'type-mismatch', port: 'input', pytorch, message: say`Mean takes floating-point numbers, but the input is ${dtype}; cast it to float32.`, fix: castBefore('input', 'float32') })
}

/** Sums of integers and bools are int64. */
export const sumType = (p: { readonly dtype: DType | null }, input: TensorType): DType => p.dtype ?? (isFloating(input.dtype) ? input.dtype : 'int64')

function lowerMean(ctx: Lowering<SumParams>): void {
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (isEmpty(input.type, output)) return giveConstant(ctx, NaN)
  const inner = innerDtype(output.dtype)
  const x = cast(ctx, input, inner, 'wide')
  const { inputs, attributes } = reduction(ctx, x, reducedDims(ctx.params.dim, input.type.shape), ctx.params.keepdim, 'reduced')
  giveAs(ctx, inner, 'ReduceMean', inputs, attributes)
}

/** Bits of a whole number of each type, the sign left out. */
const BITS: Readonly<Partial<Record<DType, number>>> = { bool: 1, int32: 31 }

function lowerSum(ctx: Lowering<SumParams>): void {
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (isEmpty(input.type, output)) return giveConstant(ctx, 0)
  const { keepdim } = ctx.params
  const gone = reducedDims(ctx.params.dim, input.type.shape)
  const typed = cast(ctx, input, output.dtype, 'cast')
  if (output.dtype === 'bool') {
    // A sum of bools says whether any is true.
    give(ctx, reduced(ctx, 'ReduceMax', cast(ctx, typed, 'int32', 'flags'), gone, keepdim, 'any'))
  } else if (isFloating(output.dtype)) {
    const inner = innerDtype(output.dtype)
    const { inputs, attributes } = reduction(ctx, cast(ctx, typed, inner, 'wide'), gone, keepdim, 'reduced')
    giveAs(ctx, inner, 'ReduceSum', inputs, attributes)
  } else {
    give(ctx, sumOfIntegers(ctx, cast(ctx, typed, 'int64', 'wide'), gone, keepdim, BITS[input.type.dtype] ?? BITS[output.dtype] ?? 63))
  }
}

export const Mean: Layer = defineLayer({
  type: 'Mean',
  category: 'math',
  summary: 'The average over one or more dimensions.',
  keywords: ['average', 'reduce', 'ReduceMean', 'global average pooling', 'torch.mean'],
  params: paramsOf('mean'),
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    const dtype = meanType(p, input)
    return { output: { dtype, shape: reducedShape(input.shape, reducedDims(p.dim, input.shape), p.keepdim) } }
  },
  lower: lowerMean,
  caption: dimCaption,
  formula: (p, { input }, { output }) => reduceFormula(input, output, reducedDims(p.dim, input?.shape ?? [])),
})

export const Sum: Layer = defineLayer({
  type: 'Sum',
  category: 'math',
  summary: 'The sum over one or more dimensions.',
  keywords: ['total', 'add', 'reduce', 'ReduceSum', 'torch.sum'],
  params: paramsOf('sum'),
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    return { output: { dtype: sumType(p, input), shape: reducedShape(input.shape, reducedDims(p.dim, input.shape), p.keepdim) } }
  },
  lower: lowerSum,
  caption: dimCaption,
  formula: (p, { input }, { output }) => reduceFormula(input, output, reducedDims(p.dim, input?.shape ?? [])),
})
