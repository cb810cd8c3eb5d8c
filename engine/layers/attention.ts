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

/**
 * Softmax over the last dimension. `empty` says which rows give zeros instead of NaN: those that are all -Infinity
 * ('shut'), or those without a score above it ('fused': PyTorch's fused kernel does not see a NaN among them, unless it adds a mask).
 */
export function softmaxRows(e: Emitter, scores: Value, empty: 'none' | 'shut' | 'fused', what: string): Value {
  const { dtype, shape } = scores.type
  const soft = e.emit('Softmax', [scores], scores.type, empty === 'none' ? what : `${what}/softmax`, { axis: { int: -1 } })
  if (empty === 'none') return soft
  const each: TensorType = { dtype: 'bool', shape }
  const row: TensorType = { dtype: 'float32', shape: [...shape.slice(0, -1), 1] }
  const nothing = e.constant(`${what}/nothing`, scalarOf(dtype, -Infinity))
  const open = empty === 'fused' ? e.emit('Greater', [scores, nothing], each, `${what}/open`)
    : e.emit('Not', [e.emit('Equal', [scores, nothing], each, `${what}/shut`)], each, `${what}/open`)
  // ReduceMax sees past a NaN or not, depending on where it stands: it counts what is open instead.
  const seen = e.emit('ReduceMax', [cast(e, open, 'float32', `${what}/each`), e.constant(`${what}/axes`, int64([-1]))], row, `${what}/any`)
  return e.emit('Where', [cast(e, seen, 'bool', `${what}/seen`), soft, e.constant(`${what}/zero`, scalarOf(dtype, 0))], scores.type, what)
}
