/** The average pools' checks and sizes, in PyTorch's order and words. */
import { say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { refuse } from './define'
import { at, dimsOf } from './dims'
import { castBefore } from './mends'
import {
  checkAxes, checkHalf, checkImage, checkOutput, checkPositive, checkVolume, poolAxes, poolRank, poolSizes, refuseSmall, type Windows,
} from './poolChecks'
import { SCALAR_TYPE } from './types'

export interface AvgParams extends Windows {
  readonly padding?: readonly number[]
  readonly count_include_pad?: boolean
  readonly divisor_override?: number | null
}

/** What `forward` refuses, and the output's type. `type` is the layer's name, for our own words. */
export function avgPoolType(p: AvgParams, input: TensorType, type: string): TensorType {
  const n = dimsOf(p)
  const { shape, dtype } = input
  if (n === 1) checkSequence(shape, type)
  if (p.divisor_override === 0) {
    refuse({ code: 'bad-param', param: 'divisor_override', pytorch: 'divisor must be not zero', message: say`divisor_override is 0, by which nothing can be divided; leave it out or set it to 1 or more.`, fix: { label: say`Leave divisor_override out`, edits: node => [{ kind: 'setParam', node: node.id, param: 'divisor_override' }] } })
  }
  if (n === 2) checkRank(shape, type)
  if (n === 3 && shape.length !== 4 && shape.length !== 5) {
    refuse({ ...poolRank(type, n, shape), pytorch: 'non-empty 4D or 5D (batch mode) tensor expected for input' })
  }
  const axes = poolAxes(p, input)
  checkAxes(p, axes)
  checkPositive(p)
  const out = poolSizes(axes, p.ceil_mode)
  if (n === 3) {
    checkVolume(shape, 'avg_pool3d')
    // Of volumes PyTorch wants the kernel inside the input, the padding not counted.
    if (axes.some(axis => axis.n < axis.kernel)) {
      const [t = 0, h = 0, w = 0] = shape.slice(-3)
      const { padding: _, ...bare } = p
      refuseSmall(bare, axes.map(axis => ({ ...axis, padding: [0, 0] as const })), [t, h, w], `input image (T: ${t} H: ${h} W: ${w}) smaller than kernel size (kT: ${at(p.kernel_size, 0)} kH: ${at(p.kernel_size, 1)} kW: ${at(p.kernel_size, 2)})`)
    }
  } else {
    checkImage(p, shape, type)
  }
  checkHalf(p)
  checkOutput(p, input, axes, out)
  if (dtype === 'int32' || dtype === 'bool' || (dtype === 'float16' && n === 3)) {
    refuse({
      code: 'type-mismatch', port: 'input', pytorch: `"avg_pool${n === 3 ? '3d_out_frame' : '2d'}" not implemented for '${SCALAR_TYPE[dtype]}'`,
      message: say`${type} does not take ${dtype}; cast the input to float32.`, fix: castBefore('input', 'float32'),
    })
  }
  return { dtype, shape: [...shape.slice(0, -n), ...out] }
}

function checkSequence(shape: readonly number[], type: string): void {
  if (shape.length === 2 || shape.length === 3) return
  refuse({
    ...poolRank(type, 1, shape),
    pytorch: `Expected 2 to 3 dimensions, but got ${shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for avg_pool1d)`,
  })
}

/** PyTorch asks for the channels before it looks at the rank. */
function checkRank(shape: readonly number[], type: string): void {
  const rank = shape.length
  if (rank >= 3) return
  refuse({
    ...poolRank(type, 2, shape),
    pytorch: rank === 0 ? 'Dimension specified as -3 but tensor has no dimensions' : `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got -3)`,
  })
}
