/** Norms of vectors: the p-th root of a sum of p-th powers, and what that tends to. */
import type { DType } from '../tensor/dtype'
import { give, giveAs, innerDtype, opOf } from './algebra'
import type { Lowering, Value } from './define'
import { cast, scalarOf } from './emit'
import { extremeValue } from './extrema'
import { reduced } from './reduce'

interface Params {
  readonly keepdim: boolean
}

/** `gone`: the dimensions that go, none of a 0-d tensor. */
export function lowerVector(ctx: Lowering<Params>, p: number, gone: readonly number[]): void {
  const op = opOf(ctx)
  const dtype: DType = innerDtype(ctx.outputs['output']?.dtype ?? 'float32')
  const x = cast(ctx, ctx.input('input'), dtype, 'wide')
  const constant = (value: number, what: string): Value => ctx.constant(what, scalarOf(dtype, value))
  const sum = (value: Value): Value => (gone.length ? reduced(ctx, 'ReduceSum', value, gone, ctx.params.keepdim, 'sum') : value)
  const size = (): Value => op('Abs', [x], 'size')
  if (p === Infinity || p === -Infinity) {
    const sizes = size()
    return give(ctx, gone.length ? extremeValue(ctx, p > 0 ? 'Max' : 'Min', sizes, gone, ctx.params.keepdim) : sizes)
  }
  // PyTorch takes the size of a single value, whose power might not fit.
  const single = gone.every(dim => x.type.shape[dim] === 1)
  if (single && p !== 0) return give(ctx, gone.length ? reduced(ctx, 'ReduceSum', size(), gone, ctx.params.keepdim, 'sum') : size())
  if (p === 0) return give(ctx, sum(cast(ctx, op('Not', [op('Equal', [x, constant(0, 'zero')], 'is_zero', 'bool')], 'counts', 'bool'), dtype, 'counted')))
  if (p === 1) return give(ctx, sum(size()))
  if (p === 2) return giveAs(ctx, dtype, 'Sqrt', [sum(op('Mul', [x, x], 'squares'))])
  giveAs(ctx, dtype, 'Pow', [sum(op('Pow', [size(), constant(p, 'p')], 'powers')), constant(1 / p, 'root')])
}
