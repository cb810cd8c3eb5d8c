import { phrases, say, type Said } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { giveConstant } from './algebra'
import { argument, intsArgument, unpacking, worded } from './argument'
import { defineLayer, refuse, type Inputs } from './define'
import { castBefore, setParam } from './mends'
import { dtypeParam } from './mean'
import { checkMatrix, checkNuclear, lowerNuclear, nuclearFault } from './normNuclear'
import { lowerVector } from './normVector'
import { order, type Order } from './normParams'
import { dimCaption, dimsParams, dimension, reducedDims, reducedShape, reduceFormula, type DimsParams } from './reduce'
import { SCALAR_TYPE } from './types'

export interface NormParams extends DimsParams {
  readonly p: Order
  readonly dtype: DType | null
}

const DIM = "linalg_vector_norm(): argument 'dim' (position 3)"

const WIDTH: Readonly<Partial<Record<DType, number>>> = { float16: 1, float32: 2, float64: 3 }

function checkFloating(name: string, input: TensorType): void {
  if (!isFloating(input.dtype)) {
    refuse({
      code: 'type-mismatch', port: 'input', pytorch: `${name}: Expected a floating point or complex tensor as input. Got ${SCALAR_TYPE[input.dtype]}`,
      message: say`Norm takes floating-point numbers, but the input is ${input.dtype}; cast it to float32.`, fix: castBefore('input', 'float32'),
    })
  }
}

/** The type that the values have; refuses types without fractions, and a narrower one than the input's. */
function normType(name: string, p: NormParams, input: TensorType): DType {
  const { dtype } = p
  if (!dtype) return input.dtype
  const fix = setParam('dtype', input.dtype)
  if (!isFloating(dtype)) {
    refuse({ code: 'bad-param', param: 'dtype', pytorch: `${name}: dtype should be floating point or complex, but got ${SCALAR_TYPE[dtype]}`, message: say`dtype is ${dtype}, but a norm has fractions; give a floating type.`, fix })
  }
  if ((WIDTH[dtype] ?? 0) < (WIDTH[input.dtype] ?? 0)) {
    refuse({
      code: 'bad-param', param: 'dtype', fix,
      pytorch: `${name}: the dtype of the input (${SCALAR_TYPE[input.dtype]}) should be convertible without narrowing to the specified dtype (${SCALAR_TYPE[dtype]})`,
      message: say`dtype is ${dtype}, narrower than the input's ${input.dtype}; give ${input.dtype} or a wider one.`,
    })
  }
  return dtype
}

/** A number as C++ streams it. */
const streamed = (value: number): string => {
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  return String(Number(value.toPrecision(6)))
}

/** Norms below 0 and the infinite ones have nothing to say of nothing. */
function checkIdentity(p: NormParams, order: number, { shape }: TensorType): void {
  if (numel(shape) || !(order < 0 || order === Infinity)) return
  const words = (where: string): string => `linalg.vector_norm cannot compute the ${streamed(order)} norm on ${where}because this dimension is empty and the operation does not have an identity`
  const refuseEmpty = (pytorch: string, message: Said): never => refuse({ code: 'shape-mismatch', port: 'input', param: 'p', pytorch, message, fix: setParam('p', 2) })
  if (!p.dim?.length) {
    refuseEmpty(words('an empty tensor ').replace('because this dimension is empty and', 'because'), say`The norm of p ${streamed(order)} is of values there are, but the input is empty; take another p, such as 2.`)
  }
  for (const dim of p.dim ?? []) {
    if (shape[dimension(dim, shape)] === 0) refuseEmpty(words(`the dimension ${dim}`), say`The norm of p ${streamed(order)} is of values there are, but dim ${dim} is empty; take another p, such as 2.`)
  }
}

function normOutput(p: NormParams, { input }: Inputs): TensorType | undefined {
  if (!input) return undefined
  const { shape } = input
  if (p.p === 'nuc') {
    const [rows, columns] = checkNuclear(p.dim, input)
    const dtype = normType('linalg.matrix_norm', p, input)
    return { dtype, shape: reducedShape(shape, [rows, columns], p.keepdim) }
  }
  if (p.p === 'fro' && (p.dim?.length ?? 0) > 2) {
    checkMatrix(input, true)
    refuse({
      code: 'bad-param', param: 'dim', pytorch: `linalg.matrix_norm: dim must be a 2-tuple. Got ${p.dim?.join(' ') ?? ''}`,
      message: say`The Frobenius norm is of a matrix, but dim names ${p.dim?.length ?? 0} dimensions; name two of them, or set p to 2.`, fix: setParam('p', 2),
    })
  }
  checkFloating('linalg.vector_norm', input)
  if (p.p !== 'fro') checkIdentity(p, p.p, input)
  const dtype = normType('linalg.vector_norm', p, input)
  return { dtype, shape: reducedShape(shape, reducedDims(p.dim, shape, false), p.keepdim) }
}

export const Norm = defineLayer({
  type: 'Norm',
  category: 'math',
  summary: 'The length of vectors over one or more dimensions; p says by which measure.',
  keywords: ['length', 'magnitude', 'distance', 'L1', 'L2', 'Frobenius', 'nuclear', 'torch.norm', 'torch.linalg.norm'],
  params: {
    p: order('The measure: 2 or "fro" the usual length, 1 the sum of sizes, "Infinity" the greatest, 0 how many are not 0, "nuc" of a matrix.'),
    dim: intsArgument(DIM, worded(dimsParams.dim, (type, json) => (type === 'bool' || type === 'int' ? unpacking(DIM, [json]) : undefined)), true),
    keepdim: argument("linalg_vector_norm(): argument 'keepdim' (position 4)", dimsParams.keepdim),
    dtype: dtypeParam("linalg_vector_norm(): argument 'dtype'"),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, inputs): Record<string, TensorType> {
    const output = normOutput(p, inputs)
    return output ? { output } : {}
  },
  fault: {
    ports: ['input'],
    find: (p, { input }, values) => (p.p === 'nuc' && input ? nuclearFault(checkNuclear(p.dim, input), input, values['input'] ?? []) : undefined),
  },
  lower(ctx) {
    const { shape } = ctx.input('input').type
    const { output } = ctx.outputs
    if (!output) return
    const { p, dim } = ctx.params
    if (numel(shape) === 0 || numel(output.shape) === 0) giveConstant(ctx, 0)
    else if (p === 'nuc') lowerNuclear(ctx, checkNuclear(dim, ctx.input('input').type))
    else lowerVector(ctx, p === 'fro' ? 2 : p, reducedDims(dim, shape))
  },
  caption: p => phrases([say`p ${String(p.p)}`, dimCaption(p)]),
  formula: (p, { input }, { output }) => reduceFormula(input, output, p.p === 'nuc' && input ? checkNuclear(p.dim, input) : reducedDims(p.dim, input?.shape ?? [])),
})
