/** Which dtype comes out: promotion as `torch.result_type` has it. */
import { isFloating, type DType, type TensorType } from '../tensor/dtype'
import type { Scalar } from './define'

/** From narrow to wide; promoting two is taking the wider. */
const WIDTH: Readonly<Record<DType, number>> = { bool: 0, int32: 1, int64: 2, float16: 3, float32: 4, float64: 5 }
const category = (dtype: DType): number => (dtype === 'bool' ? 0 : isFloating(dtype) ? 2 : 1)

/** PyTorch's names of the types in its messages: `Long`, as in "not implemented for 'Long'". */
export const SCALAR_TYPE: Readonly<Record<DType, string>> =
  { float32: 'Float', float64: 'Double', float16: 'Half', int64: 'Long', int32: 'Int', bool: 'Bool' }
/** The names that C++ gives them, which other messages of PyTorch use. */
export const C_TYPE: Readonly<Record<DType, string>> =
  { float32: 'float', float64: 'double', float16: 'c10::Half', int64: 'long int', int32: 'int', bool: 'bool' }

export const promote = (a: DType, b: DType): DType => (WIDTH[a] >= WIDTH[b] ? a : b)

/** A lower priority counts only where it is of a higher category (bool, integer, float). */
function combine(high: DType | undefined, low: DType | undefined): DType | undefined {
  if (!high || !low) return high ?? low
  return category(low) > category(high) ? promote(high, low) : high
}

/** The dtype of an operation on tensors and numbers: tensors with dimensions before 0-d ones before numbers. */
export function resultType(...operands: readonly (TensorType | Scalar)[]): DType {
  let dims: DType | undefined
  let zero: DType | undefined
  let wrapped: DType | undefined
  for (const operand of operands) {
    if ('float' in operand) {
      const own: DType = operand.bool ? 'bool' : operand.float ? 'float32' : 'int64'
      wrapped = wrapped ? promote(wrapped, own) : own
    } else if (operand.shape.length) {
      dims = dims ? promote(dims, operand.dtype) : operand.dtype
    } else {
      zero = zero ? promote(zero, operand.dtype) : operand.dtype
    }
  }
  return combine(combine(dims, zero), wrapped) ?? 'float32'
}
