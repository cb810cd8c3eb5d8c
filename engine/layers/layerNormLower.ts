/** LayerNorm over the last dimensions, for layers that have one inside. */
import type { TensorType } from '../tensor/dtype'
import type { Value } from './define'
import type { Emitter } from './emit'

/** Normalises the dimensions that `weight` has, scales and shifts. */
export function layerNorm(e: Emitter, x: Value, weight: Value, bias: Value | undefined, eps: number, what: string): Value {
  const type: TensorType = x.type
  return e.emit('LayerNormalization', [x, weight, bias], type, what, { axis: { int: -weight.type.shape.length }, epsilon: { float: eps } })
}
