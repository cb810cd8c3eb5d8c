/**
 * The nuclear norm, the sum of a matrix's singular values, for which ONNX has no operator: the product of the matrix with
 * its orthogonal factor, which is found by Newton and Schulz's iteration, in float64.
 */
import { say } from '../say'
import { isFloating, numel, type TensorType } from '../tensor/dtype'
import { give, opOf } from './algebra'
import { refuse, type Found, type Lowering, type Value } from './define'
import { cast, reshape, scalarOf } from './emit'
import { unless } from './faults'
import { castBefore, setParam } from './mends'
import { dimension, reduced } from './reduce'
import { SCALAR_TYPE } from './types'
import { times } from './words'

/**
 * Each step brings a singular value's factor nearer to 1, a small one by half again: after this many, what is below
 * 1e-12 of the matrix is not there yet, and does not count.
 */
const STEPS = 70

/** Refuses what PyTorch takes for no matrix, or not of numbers that it takes; `halves`: it takes float16. */
export function checkMatrix({ shape, dtype }: TensorType, halves: boolean): void {
  if (shape.length < 2) {
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'p', pytorch: 'linalg.matrix_norm: The input tensor A must have at least 2 dimensions.',
      message: say`This norm is of a matrix, but the input ${times(shape)} is none; give it two dimensions, or take p 2.`, fix: setParam('p', 2),
    })
  }
  const half = dtype === 'float16'
  if (half ? halves : isFloating(dtype)) return
  refuse({
    code: 'type-mismatch', port: 'input', fix: castBefore('input', 'float32'),
    pytorch: half ? 'linalg.matrix_norm: Low precision dtypes not supported. Got Half' : `linalg.matrix_norm: Expected a floating point or complex tensor as input. Got ${SCALAR_TYPE[dtype]}`,
    message: say`The norm of a matrix takes float32 or float64, but the input is ${dtype}; cast it to float32.`,
  })
}

/** The matrix's two dimensions, counted from the front; refuses what is none. */
export function checkNuclear(dims: readonly number[] | null, input: TensorType): readonly [number, number] {
  const { shape } = input
  checkMatrix(input, false)
  const named = dims ?? [...shape.keys()]
  const [first, second] = named
  if (first === undefined || second === undefined || named.length !== 2) {
    return refuse({
      code: 'bad-param', param: 'dim', pytorch: `linalg.matrix_norm: dim must be a 2-tuple. Got ${named.join(' ')}`,
      message: say`The nuclear norm is of a matrix, but dim has ${named.length} dimensions; name two.`, fix: setParam('dim', [-2, -1]),
    })
  }
  const pair = [dimension(first, shape), dimension(second, shape)] as const
  if (pair[0] === pair[1]) {
    refuse({ code: 'bad-param', param: 'dim', pytorch: `linalg.matrix_norm: dims must be different. Got (${first}, ${second})`, message: say`dim names dimension ${pair[0]} twice; name two different ones.`, fix: setParam('dim', [-2, -1]) })
  }
  return pair
}

export function lowerNuclear(ctx: Lowering<unknown>, [rows, columns]: readonly [number, number]): void {
  const op = opOf(ctx)
  const input = ctx.input('input')
  const { output } = ctx.outputs
  const { shape } = input.type
  const batch = [...shape.keys()].filter(dim => dim !== rows && dim !== columns)
  // Tall matrices: the smaller product of the two is taken.
  const [m, n] = (shape[rows] ?? 1) >= (shape[columns] ?? 1) ? [rows, columns] : [columns, rows]
  const permute = (value: Value, order: readonly number[], what: string): Value =>
    ctx.emit('Transpose', [value], { dtype: value.type.dtype, shape: order.map(dim => value.type.shape[dim] ?? 1) }, what, { perm: { ints: order } })
  const a = permute(cast(ctx, input, 'float64', 'wide'), [...batch, m, n], 'matrix')
  const rank = shape.length
  const turned = [...Array(rank - 2).keys(), rank - 1, rank - 2]
  const matmul = (left: Value, right: Value, what: string): Value =>
    ctx.emit('MatMul', [left, right], { dtype: 'float64', shape: [...left.type.shape.slice(0, -1), right.type.shape.at(-1) ?? 1] }, what)
  const constant = (value: number, what: string): Value => ctx.constant(what, scalarOf('float64', value))
  // LAPACK does not take NaN. (Infinities it takes, and they come out as NaN.)
  const there = unless(ctx, op('IsNaN', [a], 'nan', 'bool'), 1, 'float64', 'numbers')
  const both = [rank - 2, rank - 1]
  const length = op('Mul', [there, op('Sqrt', [reduced(ctx, 'ReduceSum', op('Mul', [a, a], 'squares'), both, true, 'length')], 'root')], 'length')
  const nothing = op('Equal', [length, constant(0, 'zero')], 'nothing', 'bool')
  let x = op('Div', [a, op('Where', [nothing, constant(1, 'one'), length], 'divisor')], 'scaled')
  const [threeHalves, half] = [constant(1.5, 'three_halves'), constant(0.5, 'half')]
  for (let step = 0; step < STEPS; step++) {
    const gram = matmul(permute(x, turned, 'turned'), x, 'gram')
    x = op('Sub', [op('Mul', [x, threeHalves], 'more'), op('Mul', [matmul(x, gram, 'cube'), half], 'less')], 'factor')
  }
  const sum = reduced(ctx, 'ReduceSum', op('Mul', [x, a], 'shares'), both, false, 'norm')
  give(ctx, reshape(ctx, sum, output?.shape ?? [], 'shaped'))
}

/** A matrix with NaN in it; PyTorch names the first such one of a batch. */
export function nuclearFault(pair: readonly [number, number], { shape }: TensorType, values: ArrayLike<number>): Found | undefined {
  const places = Array.from(values, (value, at) => (Number.isNaN(value) ? at : -1)).filter(at => at >= 0)
  const [first] = places
  if (first === undefined) return undefined
  const batch = [...shape.keys()].filter(dim => !pair.includes(dim))
  const along = (at: number, dim: number): number => Math.floor(at / numel(shape.slice(dim + 1))) % (shape[dim] ?? 1)
  const itemOf = (at: number): number => batch.reduce((item, dim) => item * (shape[dim] ?? 1) + along(at, dim), 0)
  const item = places.reduce((least, at) => Math.min(least, itemOf(at)), Infinity)
  return {
    port: 'input', pytorch: `linalg.svd: ${batch.length ? `(Batch element ${item}): ` : ''}The algorithm failed to converge because the input matrix contained non-finite values.`,
    message: say`The nuclear norm is of numbers, but the input has NaN at place ${first}; take another p, or keep NaN out in front.`,
  }
}
