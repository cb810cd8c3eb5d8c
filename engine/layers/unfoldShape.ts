/** Checks and sizes of Unfold and Fold, in PyTorch's order and words. */
import { say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { refuse } from './define'
import { at } from './dims'
import { castBefore, setParam } from './mends'
import { extent, floorSize, type Axis } from './spatial'
import { SCALAR_TYPE } from './types'
import { brief, sizes, times, window } from './words'

export interface BlockParams {
  readonly kernel_size: readonly number[]
  readonly dilation: readonly number[]
  readonly padding: readonly number[]
  readonly stride: readonly number[]
}
export interface FoldParams extends BlockParams {
  readonly output_size: readonly number[]
}

/** The image as the blocks see it. */
export function blockAxes(p: BlockParams, image: readonly number[]): readonly Axis[] {
  return image.map((n, i) => ({ n, kernel: at(p.kernel_size, i), stride: at(p.stride, i), padding: [at(p.padding, i), at(p.padding, i)], dilation: at(p.dilation, i) }))
}

const round = (pair: readonly number[]): string => `(${pair.join(', ')})`

/** Numbers below their least, in the order of `order`. */
function checkNumbers(p: BlockParams, order: readonly (keyof BlockParams)[]): void {
  for (const param of order) {
    const [h, w] = [at(p[param], 0), at(p[param], 1)]
    const least = param === 'padding' ? 0 : 1
    if (h >= least && w >= least) continue
    const name = { kernel_size: 'kernel', dilation: 'dilation', padding: 'pad', stride: 'stride' }[param]
    const what = param === 'kernel_size' ? 'kernel size' : param
    refuse({
      code: 'bad-param', param, pytorch: `${what} should be ${least ? 'greater than zero' : 'non-negative'}, but got ${name}_height: ${h} ${name}_width: ${w}`,
      message: say`${param} is ${brief(p[param])}; set it to ${least} or more.`, fix: param === 'kernel_size' ? setParam(param, 2) : setParam(param, least, least),
    })
  }
}

function checkType(type: string, { dtype }: TensorType, kernel: string): void {
  if (dtype !== 'int64' && dtype !== 'int32') return
  refuse({ code: 'type-mismatch', port: 'input', pytorch: `"${kernel}" not implemented for '${SCALAR_TYPE[dtype]}'`, message: say`${type} does not take ${dtype}; cast the input to float32.`, fix: castBefore('input', 'float32') })
}

/** What Unfold refuses, and the output's type. */
export function unfoldType(p: BlockParams, input: TensorType): TensorType {
  checkNumbers(p, ['kernel_size', 'dilation', 'padding', 'stride'])
  const { shape } = input
  const rank = shape.length
  const wrong = rank !== 3 && rank !== 4
  const message = wrong ? say`Unfold takes channels × height × width, with a batch in front or not, but the input is ${times(shape)}, of ${rank} dimensions.` : say`The input ${times(shape)} has no values; only the batch may be empty.`
  const outside = (dim: number): never => refuse({
    code: 'shape-mismatch', port: 'input', message,
    pytorch: rank === 0 ? `Dimension specified as ${dim} but tensor has no dimensions` : `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`,
  })
  // PyTorch looks at these sizes before it looks at the rank.
  if (rank < 2) outside(1)
  if (rank < 3 && shape[1] !== 0) outside(2)
  if (wrong || shape.slice(-3).includes(0)) {
    refuse({ code: 'shape-mismatch', port: 'input', message, pytorch: `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${sizes(shape)}` })
  }
  const image = shape.slice(-2)
  const axes = blockAxes(p, image)
  const blocks = axes.map(floorSize)
  if (blocks.some(n => n < 1)) {
    const cover = axes.map(axis => extent(axis.kernel, axis.dilation))
    const needed = axes.map((axis, i) => Math.max(axis.padding[0], Math.ceil((at(cover, i) - axis.n) / 2)))
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'kernel_size',
      pytorch: `Given input with spatial size ${round(image)}, kernel_size=${round(p.kernel_size)}, dilation=${round(p.dilation)}, padding=${round(p.padding)}, calculated shape of the array of sliding blocks as ${round(blocks)}, but its components must be at least one.`,
      message: say`A block covers ${window(cover)}, but the padded image is only ${window(axes.map(axis => axis.n + 2 * axis.padding[0]))}; set padding to ${brief(needed)} or make the blocks smaller.`, fix: setParam('padding', needed, 0),
    })
  }
  checkType('Unfold', input, 'im2col_out_cpu')
  const channels = at(shape, -3) * at(p.kernel_size, 0) * at(p.kernel_size, 1)
  return { dtype: input.dtype, shape: [...shape.slice(0, -3), channels, at(blocks, 0) * at(blocks, 1)] }
}

/** What Fold refuses, and the output's type. */
export function foldType(p: FoldParams, input: TensorType): TensorType {
  checkNumbers(p, ['kernel_size', 'stride', 'padding', 'dilation'])
  const { shape } = input
  const rank = shape.length
  const wrong = rank !== 2 && rank !== 3
  if (wrong || shape.slice(-2).includes(0)) {
    refuse({
      code: 'shape-mismatch', port: 'input', message: wrong ? say`Fold takes block values × blocks, with a batch in front or not, but the input is ${times(shape)}, of ${rank} dimensions.` : say`The input ${times(shape)} has no values; only the batch may be empty.`,
      pytorch: `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${sizes(shape)}`,
    })
  }
  const [rows, columns] = [at(shape, -2), at(shape, -1)]
  const block = at(p.kernel_size, 0) * at(p.kernel_size, 1)
  if (rows % block !== 0) {
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'kernel_size', pytorch: `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${rows} and kernel_size=${round(p.kernel_size)}.`,
      message: say`The input has ${rows} values a block, which is no multiple of the ${block} places of a ${window(p.kernel_size)} kernel; set kernel_size to what Unfold had.`,
    })
  }
  const axes = blockAxes(p, p.output_size)
  const blocks = axes.map(floorSize)
  const count = at(blocks, 0) * at(blocks, 1)
  const all = `Given output_size=${round(p.output_size)}, kernel_size=${round(p.kernel_size)}, dilation=${round(p.dilation)}, padding=${round(p.padding)}, stride=${round(p.stride)}, `
  if (columns !== count) {
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'output_size', pytorch: `${all}expected size of input's dimension 2 to match the calculated number of sliding blocks ${at(blocks, 0)} * ${at(blocks, 1)} = ${count}, but got input.size(2)=${columns}.`,
      message: say`The input has ${columns} blocks, but output_size ${window(p.output_size)} takes ${at(blocks, 0)} × ${at(blocks, 1)} = ${count}; set output_size, stride and padding to what Unfold had.`,
    })
  }
  if (blocks.some(n => n < 1)) {
    refuse({
      code: 'bad-param', param: 'output_size', pytorch: `${all}calculated shape of the array of sliding blocks as ${round(blocks)}, which is too small (non-positive)`,
      message: say`output_size ${window(p.output_size)} has no room for a block that covers ${window(axes.map(axis => extent(axis.kernel, axis.dilation)))}; make it larger.`,
    })
  }
  if (p.output_size.some(n => n < 1)) {
    refuse({ code: 'bad-param', param: 'output_size', pytorch: `Expected output spatial size to be positive, but got: output_size=${round(p.output_size)}.`, message: say`output_size is ${window(p.output_size)}; set it to 1 or more.` })
  }
  checkType('Fold', input, 'col2im_out_cpu')
  return { dtype: input.dtype, shape: [...shape.slice(0, -2), rows / block, ...p.output_size] }
}
