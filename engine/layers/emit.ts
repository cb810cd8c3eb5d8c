/** Pieces of lowerings that several layers share. */
import { floatToHalf } from '../tensor/half'
import { allocate, isFloating, numel, type DType, type Tensor, type TensorType } from '../tensor/dtype'
import type { Attributes, Lowering, Scalar, Value } from './define'

/** What a helper needs of a lowering, of a layer or of a view's write. */
export interface Emitter {
  emit(op: string, inputs: readonly (Value | undefined)[], type: TensorType, what: string, attributes?: Attributes): Value
  constant(what: string, tensor: Tensor): Value
}

/** A 1-d int64 tensor. */
export function int64(values: readonly number[]): Tensor {
  return { dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) }
}

/** `value` in every element; integers truncate and wrap as PyTorch's casts do. */
export function filled(dtype: DType, shape: readonly number[], value: number): Tensor {
  const data = allocate(dtype, numel(shape))
  if (data instanceof BigInt64Array) data.fill(BigInt.asIntN(64, BigInt(Math.trunc(value))))
  else if (dtype === 'float16') data.fill(floatToHalf(value))
  else if (dtype === 'bool') data.fill(value === 0 ? 0 : 1)
  else data.fill((isFloating(dtype) ? value : Number(BigInt.asIntN(32, BigInt(Math.trunc(value))))))
  return { dtype, shape, data }
}

/** A 0-d tensor. */
export const scalarOf = (dtype: DType, value: number): Tensor => filled(dtype, [], value)

/** A Python number as a 0-d tensor: ints wrap as PyTorch's casts do, none is rounded. */
export function numberTensor(dtype: DType, { value, exact }: Scalar): Tensor {
  if (exact === undefined || isFloating(dtype) || dtype === 'bool') return scalarOf(dtype, value)
  const data = dtype === 'int64' ? BigInt64Array.of(BigInt.asIntN(64, exact)) : Int32Array.of(Number(BigInt.asIntN(32, exact)))
  return { dtype, shape: [], data }
}

/** TensorProto.DataType by dtype, for Cast's `to`. */
export const ONNX_TYPE: Readonly<Record<DType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11 }

/** The value as `dtype`; itself where it is already. */
export function cast(e: Emitter, value: Value, dtype: DType, what: string): Value {
  if (value.type.dtype === dtype) return value
  return e.emit('Cast', [value], { dtype, shape: value.type.shape }, what, { to: { int: ONNX_TYPE[dtype] } })
}

/** Reshape reads a 0 as "as it was", unless told otherwise. */
export const reshapeAttributes = (shape: readonly number[]): Attributes => (shape.includes(0) ? { allowzero: { int: 1 } } : {})

/** The value in another shape of the same count. */
export function reshape(e: Emitter, value: Value, shape: readonly number[], what: string): Value {
  const { dtype, shape: old } = value.type
  if (old.length === shape.length && old.every((n, i) => n === shape[i])) return value
  return e.emit('Reshape', [value, e.constant(`${what}/shape`, int64(shape))], { dtype, shape }, what, reshapeAttributes(shape))
}

/** Gives `value` out at a port, in the port's own shape: with the batch that a lowering put in front taken off. */
export function giveReshaped(ctx: Lowering<unknown>, value: Value, port: string): void {
  const type = ctx.outputs[port]
  if (!type) return
  ctx.emitOutput('Reshape', [value, ctx.constant(`${port}/shape`, int64(type.shape))], [port], reshapeAttributes(type.shape))
}

/** Gives every output of a layer a constant: for outputs without values, which not every operator makes. */
export function giveConstant(ctx: Lowering<unknown>, value = 0): void {
  for (const [port, { dtype, shape }] of Object.entries(ctx.outputs)) ctx.emitOutput('Identity', [ctx.constant(`${port}/constant`, filled(dtype, shape, value))], [port])
}
