/** Arithmetic in lowerings: nodes on values broadcast together, and results that end in an output port. */
import type { DType } from '../tensor/dtype'
import { broadcast } from './binary'
import type { Attributes, Lowering, Value } from './define'
import { filled, ONNX_TYPE, type Emitter } from './emit'

/** One ONNX node on values broadcast together; its result has the dtype of the last, unless told otherwise. */
export type Op = (op: string, inputs: readonly Value[], what: string, dtype?: DType, attributes?: Attributes) => Value

/** The shape of values broadcast together, which fit. */
const joinedShape = (values: readonly Value[]): readonly number[] =>
  values.reduce<readonly number[]>((sum, { type }) => broadcast(sum, type.shape), [])

export function opOf(e: Emitter): Op {
  return (op, inputs, what, dtype, attributes) =>
    e.emit(op, inputs, { dtype: dtype ?? inputs.at(-1)?.type.dtype ?? 'float32', shape: joinedShape(inputs) }, what, attributes)
}

type Ports = Pick<Lowering<unknown>, 'outputs' | 'emit' | 'emitOutput' | 'constant'>

/** The last node of a lowering, whose result is computed in `dtype` and cast where the port has another. */
export function giveAs(ctx: Ports, dtype: DType, op: string, inputs: readonly (Value | undefined)[], attributes?: Attributes, port = 'output'): void {
  const type = ctx.outputs[port]
  if (!type || type.dtype === dtype) ctx.emitOutput(op, inputs, [port], attributes)
  else give(ctx, ctx.emit(op, inputs, { dtype, shape: type.shape }, 'result', attributes), port)
}

/** Gives a value out at a port, cast to the port's dtype. */
export function give(ctx: Ports, value: Value, port = 'output'): void {
  const dtype = ctx.outputs[port]?.dtype ?? value.type.dtype
  if (dtype === value.type.dtype) ctx.emitOutput('Identity', [value], [port])
  else ctx.emitOutput('Cast', [value], [port], { to: { int: ONNX_TYPE[dtype] } })
}

/** Gives out a value that does not depend on the input: what is reduced over nothing. */
export function giveConstant(ctx: Ports, value: number, port = 'output'): void {
  const type = ctx.outputs[port]
  if (type) ctx.emitOutput('Identity', [ctx.constant(port, filled(type.dtype, type.shape, value))], [port])
}

/** What PyTorch computes a floating dtype in: float16 in float32, rounded once at the end. */
export const innerDtype = (dtype: DType): DType => (dtype === 'float16' ? 'float32' : dtype)
