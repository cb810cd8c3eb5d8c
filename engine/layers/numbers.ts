/** Python numbers that PyTorch converts to a dtype, and refuses where they do not fit. */
import { say } from '../say'
import type { DType } from '../tensor/dtype'
import { numeral } from './binary'
import { refuse, type Scalar } from './define'

/** Largest finite number of each type, and the name that the refusal gives it. */
const RANGE: Readonly<Partial<Record<DType, readonly [low: number, high: number, name: string]>>> = {
  float32: [-3.4028234663852886e38, 3.4028234663852886e38, 'float'],
  float16: [-65504, 65504, 'c10::Half'],
  int64: [-(2 ** 63), 2 ** 63 - 1024, 'int64_t'],
  int32: [-(2 ** 31), 2 ** 31 - 1, 'int'],
}

/** Refuses a number that does not fit `dtype`; infinities and NaN fit every floating one. */
export function checkFits(param: string, number: Scalar | undefined, dtype: DType): void {
  const range = RANGE[dtype]
  if (!number || !range) return
  const [low, high, name] = range
  const { value, exact } = number
  const fits = exact === undefined || dtype !== 'int64' ? !Number.isFinite(value) || (value >= low && value <= high) : BigInt.asIntN(64, exact) === exact
  if (fits) return
  refuse({
    code: 'bad-param', param, pytorch: `value cannot be converted to type ${name} without overflow`,
    message: say`${param} is ${numeral(number)}, which does not fit into ${dtype}; give a number nearer to 0.`,
  })
}
