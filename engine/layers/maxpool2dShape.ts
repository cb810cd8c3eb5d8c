/** MaxPool2d's checks and sizes, in PyTorch's order and words. */
import type { TensorType } from '../tensor/dtype'
import { refuse } from './define'
import { setParam } from './mends'
import { ceilSize, extent, floorSize, type Axis } from './spatial'
import { brief, sizes, times, window } from './words'

export interface PoolParams {
  readonly kernel_size: readonly number[]
  readonly stride: readonly number[] | null
  readonly padding: readonly number[]
  readonly dilation: readonly number[]
  readonly return_indices: boolean
  readonly ceil_mode: boolean
}

const at = (pair: readonly number[], i: number): number => pair[i] ?? 0

/** Height and width as the window sees them. */
export function poolAxes(p: PoolParams, input: TensorType): readonly [Axis, Axis] {
  const axis = (i: 0 | 1): Axis => ({
    n: at(input.shape, input.shape.length - 2 + i), kernel: at(p.kernel_size, i), stride: at(p.stride ?? p.kernel_size, i),
    padding: [at(p.padding, i), at(p.padding, i)], dilation: at(p.dilation, i),
  })
  return [axis(0), axis(1)]
}

export const poolSize = (axis: Axis, ceil: boolean): number => (ceil ? ceilSize(axis) : floorSize(axis))

/** The numbers of one dimension that PyTorch checks before it works out the size. */
function checkAxis({ kernel, stride, padding: [pad], dilation }: Axis, p: PoolParams): void {
  if (stride === 0) {
    const param = p.stride ? 'stride' : 'kernel_size'
    refuse({ code: 'bad-param', param, pytorch: 'stride should not be zero', message: `${param} is ${brief(p[param] ?? p.kernel_size)}; set it to 1 or more.`, fix: param === 'stride' ? { label: 'Leave stride out', edits: node => [{ kind: 'setParam', node: node.id, param }] } : setParam(param, 2) })
  }
  if (pad < 0) refuse({ code: 'bad-param', param: 'padding', pytorch: `pad must be non-negative, but got pad: ${pad}`, message: `padding is ${brief(p.padding)}; set it to 0 or more.`, fix: setParam('padding', 0, 0) })
  if (pad > Math.trunc(extent(kernel, dilation) / 2)) {
    if (kernel > 0 && dilation > 0) padRefusal(p, `pad should be at most half of effective kernel size, but got pad=${pad}, kernel_size=${kernel} and dilation=${dilation}`)
    const param = kernel > 0 ? 'dilation' : 'kernel_size'
    refuse({ code: 'bad-param', param, pytorch: `pad should be at most half of effective kernel size, but got pad=${pad}, kernel_size=${kernel} and dilation=${dilation}`, message: `${param} is ${brief(p[param])}; set it to 1 or more.`, fix: param === 'dilation' ? setParam(param, 1, 1) : setParam(param, 2) })
  }
}

function padRefusal(p: PoolParams, pytorch: string): never {
  const most = p.padding.map((n, i) => Math.min(n, Math.floor(at(p.kernel_size, i) / 2)))
  return refuse({
    code: 'bad-param', param: 'padding', pytorch,
    message: `padding is ${brief(p.padding)}, more than half of the window ${window(p.kernel_size)}; set it to at most ${brief(most)}.`, fix: setParam('padding', most, 0),
  })
}

function positive(p: PoolParams, param: 'kernel_size' | 'stride' | 'dilation', names: readonly [string, string], word: string): void {
  const values = p[param] ?? p.kernel_size
  if (values.every(n => n > 0)) return
  refuse({
    code: 'bad-param', param, message: `${param} is ${brief(values)}; set it to 1 or more.`,
    pytorch: `${word} should be greater than zero, but got ${names[0]}: ${at(values, 0)} ${names[1]}: ${at(values, 1)}`, fix: setParam(param, param === 'dilation' ? 1 : 2, param === 'dilation' ? 1 : undefined),
  })
}

/** What `forward` refuses, and the output's type. */
export function poolType(p: PoolParams, input: TensorType): TensorType {
  const { shape, dtype } = input
  const rank = shape.length
  if (rank !== 3 && rank !== 4) {
    refuse({
      code: 'shape-mismatch', port: 'input', pytorch: 'non-empty 3D or 4D (batch mode) tensor expected for input',
      message: `MaxPool2d takes channels × height × width, with a batch in front or not, but the input is ${times(shape)}, of ${rank} dimensions.`,
    })
  }
  const both = poolAxes(p, input)
  for (const axis of both) checkAxis(axis, p)
  positive(p, 'kernel_size', ['kH', 'kW'], 'kernel size')
  positive(p, 'stride', ['dH', 'dW'], 'stride')
  positive(p, 'dilation', ['dilationH', 'dilationW'], 'dilation')
  const [channels, h, w] = [at(shape, rank - 3), at(shape, rank - 2), at(shape, rank - 1)]
  if (channels === 0 || h === 0 || w === 0) {
    refuse({
      code: 'shape-mismatch', port: 'input', message: `The input ${times(shape)} has no values; only the batch may be empty.`,
      pytorch: `Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${sizes(shape)}`,
    })
  }
  if (p.padding.some((n, i) => n > Math.floor(at(p.kernel_size, i) / 2))) {
    padRefusal(p, `pad should be smaller than or equal to half of kernel size, but got padW = ${at(p.padding, 1)}, padH = ${at(p.padding, 0)}, kW = ${at(p.kernel_size, 1)}, kH = ${at(p.kernel_size, 0)}`)
  }
  const out = both.map(axis => poolSize(axis, p.ceil_mode))
  if (out.some(n => n < 1)) refuseSmall(p, both, channels, [h, w], out)
  if (dtype === 'bool') refuse({ code: 'type-mismatch', port: 'input', pytorch: "\"max_pool2d\" not implemented for 'Bool'", message: 'MaxPool2d takes numbers, but the input is bool; cast it to float32.' })
  return { dtype, shape: [...shape.slice(0, -2), ...out] }
}

function refuseSmall(p: PoolParams, both: readonly Axis[], channels: number, image: readonly number[], out: readonly number[]): never {
  const pytorch = `Given input size: (${[channels, ...image].join('x')}). Calculated output size: (${[channels, ...out].join('x')}). Output size is too small`
  const cover = both.map(axis => extent(axis.kernel, axis.dilation))
  const padding = both.map((axis, i) => Math.max(axis.padding[0], Math.ceil((at(cover, i) - axis.n) / 2)))
  const message = `The window covers ${window(cover)}, but the image is only ${window(image)}`
  if (padding.every((n, i) => n <= Math.floor(at(p.kernel_size, i) / 2))) {
    return refuse({ code: 'shape-mismatch', port: 'input', param: 'padding', pytorch, message: `${message}; set padding to ${brief(padding)} or keep the image larger in front.`, fix: setParam('padding', padding, 0) })
  }
  const fitting = both.map(axis => Math.max(1, Math.min(axis.kernel, Math.floor((axis.n + 2 * axis.padding[0] - 1) / axis.dilation) + 1)))
  const fits = p.padding.every((n, i) => n <= Math.floor(at(fitting, i) / 2))
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'kernel_size', pytorch, message: `${message}; make the window smaller or take out a pool in front.`,
    ...(fits ? { fix: setParam('kernel_size', fitting) } : {}),
  })
}
