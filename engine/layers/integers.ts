/** Integers reduced exactly: ONNX Runtime adds and multiplies them up as float64, which has 53 bits. */
import { numel } from '../tensor/dtype'
import type { Value } from './define'
import { opOf } from './algebra'
import { int64, scalarOf, type Emitter } from './emit'
import { reduced } from './reduce'

/** Bits that a float64 holds of a whole number, the sign left out. */
const EXACT = 52

/**
 * The sum of int64 values, wrapping as PyTorch's does: digit by digit, each digit short enough that its sum is exact.
 * `bits`: what the values take at most.
 */
export function sumOfIntegers(e: Emitter, x: Value, gone: readonly number[], keep: boolean, bits: number): Value {
  const op = opOf(e)
  const count = gone.reduce((n, dim) => n * (x.type.shape[dim] ?? 1), 1)
  const digit = EXACT - Math.ceil(Math.log2(Math.max(count, 1)))
  if (bits <= digit) return reduced(e, 'ReduceSum', x, gone, keep, 'sum')
  const base = e.constant('base', scalarOf('int64', 2 ** digit))
  const low = op('Mod', [x, base], 'low')
  const rest = op('Div', [op('Sub', [x, low], 'high'), base], 'rest')
  const high = op('Mul', [sumOfIntegers(e, rest, gone, keep, bits - digit), base], 'carried')
  return op('Add', [high, reduced(e, 'ReduceSum', low, gone, keep, 'low/sum')], 'total')
}

/**
 * The product over one dimension, which stays with size 1: halves are multiplied until one is left, exactly for int64
 * and in float64 for float64, which ONNX Runtime's own product is not.
 */
export function productByHalves(e: Emitter, value: Value, dim: number): Value {
  const op = opOf(e)
  const along = (n: number): readonly number[] => value.type.shape.map((size, i) => (i === dim ? n : size))
  const slice = (x: Value, from: number, to: number, what: string): Value =>
    e.emit('Slice', [x, e.constant('from', int64([from])), e.constant('to', int64([to])), e.constant('axis', int64([dim]))], { dtype: x.type.dtype, shape: along(to - from) }, what)
  let x = value
  for (let n = value.type.shape[dim] ?? 1; n > 1; n = Math.ceil(n / 2)) {
    const half = n >> 1
    const product = op('Mul', [slice(x, 0, half, 'front'), slice(x, half, 2 * half, 'back')], 'product')
    x = n % 2 ? e.emit('Concat', [product, slice(x, n - 1, n, 'odd')], { dtype: x.type.dtype, shape: along(half + 1) }, 'joined', { axis: { int: dim } }) : product
  }
  return x
}

/** All values in one dimension. */
export const flat = (e: Emitter, x: Value): Value =>
  (x.type.shape.length === 1 ? x : e.emit('Reshape', [x, e.constant('flat/shape', int64([-1]))], { dtype: x.type.dtype, shape: [numel(x.type.shape)] }, 'flat'))
