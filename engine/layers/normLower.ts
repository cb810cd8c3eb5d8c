/** Pieces of the normalisations' lowerings: values normalised by a mean and a variance. */
import { numel, type DType } from '../tensor/dtype'
import { give, opOf } from './algebra'
import type { Lowering, Value } from './define'
import { cast, filled, scalarOf, type Emitter } from './emit'
import { reduced } from './reduce'

/** 1 / sqrt(spread + eps) */
export function inverseRoot(e: Emitter, spread: Value, eps: number): Value {
  const op = opOf(e)
  return op('Reciprocal', [op('Sqrt', [op('Add', [spread, e.constant('eps', scalarOf(spread.type.dtype, eps))], 'spread')], 'deviation')], 'scale')
}

/** The same as PyTorch has it for a batch's own statistics: 0 where both spread and eps are. */
function stillRoot(e: Emitter, spread: Value, eps: number): Value {
  const scale = inverseRoot(e, spread, eps)
  if (eps !== 0) return scale
  const op = opOf(e)
  const zero = e.constant('still', scalarOf(spread.type.dtype, 0))
  return op('Where', [op('Equal', [spread, zero], 'constant', 'bool'), zero, scale], 'scale/still')
}

/** (x - mean) / sqrt(variance + eps) over `axes`, computed in `dtype`. `still`: 0 where variance and eps are both 0. */
export function standardised(e: Emitter, input: Value, axes: readonly number[], eps: number, dtype: DType, still = false): Value {
  const op = opOf(e)
  const x = cast(e, input, dtype, 'wide')
  const centred = op('Sub', [x, reduced(e, 'ReduceMean', x, axes, true, 'mean')], 'centred')
  const variance = reduced(e, 'ReduceMean', op('Mul', [centred, centred], 'squares'), axes, true, 'variance')
  return op('Mul', [centred, still ? stillRoot(e, variance, eps) : inverseRoot(e, variance, eps)], 'standardised')
}

/**
 * InstanceNormalization, of values moved near 0 first where it is run: ONNX Runtime multiplies what it has not centred,
 * and loses the digits that a large mean takes.
 */
export function normalisedRows(ctx: Lowering<unknown>, x: Value, weight: Value, bias: Value, eps: number): Value {
  const axes = [...x.type.shape.keys()].slice(2)
  const near = ctx.forExport ? x : opOf(ctx)('Sub', [x, reduced(ctx, 'ReduceMean', x, axes, true, 'middle')], 'near')
  return ctx.emit('InstanceNormalization', [near, weight, bias], x.type, 'normal', { epsilon: { float: eps } })
}

/** `standardised` of float16 without weights, where PyTorch keeps mean and scale in float16; `x` is float32 already. */
export function standardisedHalf(e: Emitter, x: Value, axes: readonly number[], eps: number): Value {
  const op = opOf(e)
  const rounded = (value: Value, what: string): Value => cast(e, cast(e, value, 'float16', `${what}/half`), 'float32', `${what}/kept`)
  const mean = reduced(e, 'ReduceMean', x, axes, true, 'mean')
  const centred = op('Sub', [x, mean], 'centred')
  const scale = rounded(stillRoot(e, reduced(e, 'ReduceMean', op('Mul', [centred, centred], 'squares'), axes, true, 'variance'), eps), 'scale')
  return op('Sub', [op('Mul', [x, scale], 'scaled'), op('Mul', [rounded(mean, 'mean'), scale], 'shift')], 'standardised')
}

/** A vector that stands in for a parameter the layer does not have. */
export const stand = (e: Emitter, what: string, shape: readonly number[], value: number, dtype: DType = 'float32'): Value => e.constant(what, filled(dtype, shape, value))

/** A value of no elements goes on as it is; true where that was done. */
export function gaveEmpty(ctx: Lowering<unknown>): boolean {
  const output = ctx.outputs['output']
  if (!output || numel(output.shape) > 0) return false
  give(ctx, ctx.input('input'))
  return true
}
