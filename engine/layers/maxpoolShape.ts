/** The max pools' checks and sizes, in PyTorch's order and words. */
import { say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { refuse } from './define'
import { at, dimsOf } from './dims'
import { castBefore } from './mends'
import {
  checkAxes, checkHalf, checkImage, checkOutput, checkPositive, checkVolume, poolAxes, poolRank, poolSizes, refuseNumber, refusePadding, refuseSmall,
  type Windows,
} from './poolChecks'
import { SCALAR_TYPE } from './types'
import { sizes, times } from './words'

/** What `forward` refuses, and the output's type. `type` is the layer's name, for our own words. */
export function maxPoolType(p: Windows & { readonly return_indices?: boolean }, input: TensorType, type: string): TensorType {
  const n = dimsOf(p)
  if (n === 1 && !p.return_indices) return sequenceType(p, input, type)
  const { shape, dtype } = input
  const rank = shape.length
  if (rank !== n + 1 && rank !== n + 2) {
    const pytorch = n === 1
      ? `Expected 2 to 3 dimensions, but got ${rank}-dimensional tensor for argument #1 'self' (while checking arguments for max_pool1d)`
      : `non-empty ${n + 1}D or ${n + 2}D (batch mode) tensor expected for input`
    refuse({ ...poolRank(type, n, shape), pytorch })
  }
  const axes = poolAxes(p, input)
  checkAxes(p, axes)
  checkPositive(p)
  if (n === 3) checkVolume(shape, 'max_pool3d_with_indices_out_cpu_template')
  else checkImage(p, shape, type)
  checkHalf(p)
  const out = poolSizes(axes, p.ceil_mode)
  checkOutput(p, input, axes, out)
  if (dtype === 'bool') refuseType(type, dtype, `max_pool${n === 3 ? 3 : 2}d`)
  return { dtype, shape: [...shape.slice(0, -n), ...out] }
}

function refuseType(type: string, dtype: TensorType['dtype'], kernel: string): never {
  return refuse({
    code: 'type-mismatch', port: 'input', pytorch: `"${kernel}" not implemented for '${SCALAR_TYPE[dtype]}'`,
    message: say`${type} takes ${dtype === 'bool' ? '' : say`floating-point `}numbers, but the input is ${dtype}; cast it to float32.`, fix: castBefore('input', 'float32'),
  })
}

/** Without indices a sequence goes a way of its own, with words of its own. */
function sequenceType(p: Windows, input: TensorType, type: string): TensorType {
  const { shape, dtype } = input
  const rank = shape.length
  const wrong = rank !== 2 && rank !== 3
  if (wrong || shape.slice(-2).includes(0)) {
    refuse({
      ...(wrong ? poolRank(type, 1, shape) : { code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} has no values; only the batch may be empty.` }),
      pytorch: `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${sizes(shape)}`,
    })
  }
  const axes = poolAxes(p, input)
  const [{ kernel, stride, padding: [amount], dilation } = { kernel: 0, stride: 0, padding: [0, 0], dilation: 1 }] = axes
  if (kernel <= 0) refuseNumber(p, 'kernel_size', 1, `max_pool1d() kernel_size must be greater than zero, but got ${kernel}`)
  if (stride <= 0) refuseNumber(p, 'stride', 1, `max_pool1d() stride must be greater than zero, but got ${stride}`)
  if (amount < 0) refuseNumber(p, 'padding', 0, `max_pool1d() padding must be non-negative, but got ${amount}`)
  if (amount > Math.floor(kernel / 2)) refusePadding(p, `max_pool1d() padding should be at most half of kernel size, but got padding=${amount} and kernel_size=${kernel}`)
  if (dilation <= 0) refuseNumber(p, 'dilation', 1, `max_pool1d() dilation must be greater than zero, but got ${dilation}`)
  const out = poolSizes(axes, p.ceil_mode)
  if (at(out, 0) <= 0) refuseSmall(p, axes, shape.slice(-1), `max_pool1d() Invalid computed output size: ${at(out, 0)}`)
  if (dtype === 'bool' || dtype === 'int32' || dtype === 'int64') refuseType(type, dtype, 'max_pool1d_impl')
  return { dtype, shape: [...shape.slice(0, -1), ...out] }
}
