/**
 * Greatest and least values over dimensions, and where they are: the first of equals, but NaN before everything, the
 * first one too. ONNX Runtime's own reductions pass over a NaN or not as it falls, and its ArgMax knows no int64.
 */
import { isFloating, type DType } from '../tensor/dtype'
import { innerDtype, opOf } from './algebra'
import type { Lowering, Value } from './define'
import { cast, int64, scalarOf } from './emit'
import { reduced } from './reduce'

type Ctx = Lowering<unknown>
export type Extreme = 'Max' | 'Min'

/** What a value is compared as: bools as numbers, float16 as float32. */
export const comparable = (ctx: Ctx, x: Value): Value => cast(ctx, x, x.type.dtype === 'bool' ? 'int32' : innerDtype(x.type.dtype), 'comparable')

/** NaN as flags, and the values with the worst in its place. */
function withoutNaN(ctx: Ctx, x: Value, worst: number): { readonly isNaN: Value; readonly flags: Value; readonly clean: Value } {
  const op = opOf(ctx)
  const isNaN = op('IsNaN', [x], 'nan', 'bool')
  return { isNaN, flags: cast(ctx, isNaN, 'int32', 'nan/flags'), clean: op('Where', [isNaN, ctx.constant('worst', scalarOf(x.type.dtype, worst)), x], 'clean') }
}

const worstOf = (extreme: Extreme): number => (extreme === 'Max' ? -Infinity : Infinity)

/** The extreme value over some dimensions, in the dtype that `x` is compared in. */
export function extremeValue(ctx: Ctx, extreme: Extreme, input: Value, gone: readonly number[], keep: boolean): Value {
  const x = comparable(ctx, input)
  if (!isFloating(x.type.dtype)) return reduced(ctx, `Reduce${extreme}`, x, gone, keep, 'extreme')
  const { flags, clean } = withoutNaN(ctx, x, worstOf(extreme))
  const any = cast(ctx, reduced(ctx, 'ReduceMax', flags, gone, keep, 'nan/count'), 'bool', 'nan/any')
  const value = reduced(ctx, `Reduce${extreme}`, clean, gone, keep, 'extreme')
  return ctx.emit('Where', [any, ctx.constant('nan/value', scalarOf(x.type.dtype, NaN)), value], value.type, 'kept')
}

/** The place of the extreme value along one dimension, which stays with size 1. */
export function extremePlace(ctx: Ctx, extreme: Extreme, input: Value, axis: number): Value {
  const x = comparable(ctx, input)
  const shape = x.type.shape.map((n, i) => (i === axis ? 1 : n))
  const type = { dtype: 'int64' as DType, shape }
  if (x.type.dtype === 'int64') {
    const [, place] = ctx.emitMany('TopK', [x, ctx.constant('one', int64([1]))], [{ type, what: 'best' }, { type, what: 'place' }], { axis: { int: axis }, largest: { int: extreme === 'Max' ? 1 : 0 } })
    if (place) return place
  }
  const arg = (value: Value, which: Extreme, what: string): Value => ctx.emit(`Arg${which}`, [value], type, what, { axis: { int: axis } })
  if (!isFloating(x.type.dtype)) return arg(x, extreme, 'place')
  const { flags, clean } = withoutNaN(ctx, x, worstOf(extreme))
  const any = cast(ctx, reduced(ctx, 'ReduceMax', flags, [axis], true, 'nan/count'), 'bool', 'nan/any')
  return ctx.emit('Where', [any, arg(flags, 'Max', 'nan/place'), arg(clean, extreme, 'best')], type, 'place')
}
