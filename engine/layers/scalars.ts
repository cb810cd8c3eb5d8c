/** Numbers that a parameter gives, as values of the input's type. */
import { say } from '../say'
import { isFloating, type DType } from '../tensor/dtype'
import { halfToFloat, floatToHalf } from '../tensor/half'
import { numeral } from './binary'
import { refuse, type Scalar } from './define'

const RANGE: Readonly<Record<DType, number>> = { float64: Infinity, float32: 3.4028234663852886e38, float16: 65504, int64: 2 ** 63, int32: 2 ** 31, bool: 1 }
const NAMES: Readonly<Record<DType, string>> = { float64: 'double', float32: 'float', float16: 'c10::Half', int64: 'int64_t', int32: 'int', bool: 'bool' }

function fits({ value }: Scalar, dtype: DType): boolean {
  if (isFloating(dtype)) return !Number.isFinite(value) || Math.abs(value) <= RANGE[dtype]
  return !Number.isNaN(value) && value >= -RANGE[dtype] && value < RANGE[dtype]
}

/** Refuses a number beyond what the dtype holds; infinite ones are fine where there are any. */
export function checkFits(param: string, scalar: Scalar, dtype: DType): void {
  if (fits(scalar, dtype)) return
  refuse({
    code: 'bad-param', param, pytorch: `value cannot be converted to type ${NAMES[dtype]} without overflow`,
    message: say`${param} is ${numeral(scalar)}, which ${dtype} cannot hold; give a number within its range.`,
  })
}

/** The number as PyTorch uses it with tensors of the dtype: integers cut the fraction off. */
export function fitted({ value }: Scalar, dtype: DType): number {
  if (dtype === 'float16') return halfToFloat(floatToHalf(value))
  return isFloating(dtype) ? value : Math.trunc(value)
}
