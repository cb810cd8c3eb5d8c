/** Pieces that the attention layers share: products, masks, the softmax over keys. */
import { numel, type DType, type TensorType } from '../tensor/dtype'
import type { Value } from './define'
import { cast, filled, int64, scalarOf, type Emitter } from './emit'

/** All zeros of a shape, made at run time. */
export function zeros(e: Emitter, { dtype, shape }: TensorType, what: string): Value {
  return e.emit('ConstantOfShape', [e.constant(`${what}/shape`, int64(shape))], { dtype, shape }, what, { value: { tensor: filled(dtype, [1], 0) } })
}

/** A matrix product; of nothing it is zeros, which ONNX Runtime does not say for every kernel. */
export function product(e: Emitter, a: Value, b: Value, shape: readonly number[], what: string): Value {
  const type = { dtype: a.type.dtype, shape }
  return numel(a.type.shape) && numel(b.type.shape) ? e.emit('MatMul', [a, b], type, what) : zeros(e, type, what)
}

/** The value with its two last dimensions swapped. */
export function turned(e: Emitter, value: Value, what: string): Value {
  const { dtype, shape } = value.type
  const rank = shape.length
  const perm = [...shape.keys()].map(i => (i < rank - 2 ? i : 2 * rank - 3 - i))
  return e.emit('Transpose', [value], { dtype, shape: perm.map(i => shape[i] ?? 0) }, what, { perm: { ints: perm } })
}

/** A bool mask as something to add: `-Infinity` where it is `closed`, else 0. A mask of numbers stays what it is. */
export function additive(e: Emitter, mask: Value, dtype: DType, closed: boolean, what: string): Value {
  if (mask.type.dtype !== 'bool') return cast(e, mask, dtype, `${what}/cast`)
  const [zero, shut] = [e.constant(`${what}/zero`, scalarOf(dtype, 0)), e.constant(`${what}/shut`, scalarOf(dtype, -Infinity))]
  return e.emit('Where', [mask, closed ? shut : zero, closed ? zero : shut], { dtype, shape: mask.type.shape }, what)
}

/** What lies ahead of each row, as something to add [rows, columns]. */
export function causal(e: Emitter, dtype: DType, rows: number, columns: number, what: string): Value {
  const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
  const row = e.constant(`${what}/row`, { ...int64(count(rows)), shape: [rows, 1] })
  const column = e.constant(`${what}/column`, { ...int64(count(columns)), shape: [1, columns] })
  return additive(e, e.emit('Greater', [column, row], { dtype: 'bool', shape: [rows, columns] }, `${what}/ahead`), dtype, true, what)
}

/** Softmax over the last dimension. `safe`: rows that are all -Infinity give zeros instead of NaN. */
export function softmaxRows(e: Emitter, scores: Value, safe: boolean, what: string): Value {
  const { dtype, shape } = scores.type
  const soft = e.emit('Softmax', [scores], scores.type, safe ? `${what}/softmax` : what, { axis: { int: -1 } })
  if (!safe) return soft
  const rows = [...shape.slice(0, -1), 1]
  const most = e.emit('ReduceMax', [scores, e.constant(`${what}/axes`, int64([-1]))], { dtype, shape: rows }, `${what}/most`)
  const shut = e.emit('Equal', [most, e.constant(`${what}/nothing`, scalarOf(dtype, -Infinity))], { dtype: 'bool', shape: rows }, `${what}/shut`)
  return e.emit('Where', [shut, e.constant(`${what}/zero`, scalarOf(dtype, 0)), soft], scores.type, what)
}
