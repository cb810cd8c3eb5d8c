/** Conv2d's checks and sizes, in PyTorch's order and words. */
import { numel, type TensorType } from '../tensor/dtype'
import { refuse } from './define'
import { setParam } from './mends'
import type { PaddingMode, Pads } from './pad'
import { extent, floorSize, samePadding, type Axis } from './spatial'
import { C_TYPE, SCALAR_TYPE } from './types'
import { brief, either, sizes, times, window } from './words'

export interface ConvParams {
  readonly in_channels: number
  readonly out_channels: number
  readonly kernel_size: readonly number[]
  readonly stride: readonly number[]
  readonly padding: readonly number[] | string
  readonly dilation: readonly number[]
  readonly groups: number
  readonly bias: boolean
  readonly padding_mode: PaddingMode
}

const at = (pair: readonly number[], i: number): number => pair[i] ?? 0

/** Padding in front and behind, by dimension. */
export function padsOf(p: ConvParams): Pads {
  const by = (i: 0 | 1): readonly [number, number] => {
    if (p.padding === 'same') return samePadding(at(p.kernel_size, i), at(p.dilation, i))
    if (typeof p.padding === 'string') return [0, 0]
    return [at(p.padding, i), at(p.padding, i)]
  }
  return [by(0), by(1)]
}

export const weightShape = (p: ConvParams): readonly number[] => [p.out_channels, Math.floor(p.in_channels / p.groups), ...p.kernel_size]

/** Height and width as the window sees them. */
export function axesOf(p: ConvParams, input: TensorType): readonly [Axis, Axis] {
  const pads = padsOf(p)
  const axis = (i: 0 | 1): Axis => ({
    n: input.shape[input.shape.length - 2 + i] ?? 0, kernel: at(p.kernel_size, i), stride: at(p.stride, i), padding: pads[i], dilation: at(p.dilation, i),
  })
  return [axis(0), axis(1)]
}

const divisors = (n: number): readonly number[] => Array.from({ length: Math.min(n, 4096) }, (_, i) => i + 1).filter(d => n % d === 0)
const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : a)

function groupsRefusal(p: ConvParams, param: 'in_channels' | 'out_channels'): never {
  const allowed = divisors(gcd(Math.abs(p.in_channels), Math.abs(p.out_channels)))
  const best = [...allowed].reverse().find(d => d <= p.groups) ?? 1
  return refuse({
    code: 'bad-param', param, pytorch: `${param} must be divisible by groups`,
    message: `groups is ${p.groups}, which does not divide the ${p[param]} ${param === 'in_channels' ? 'input' : 'output'} channels; set groups to ${either(allowed.slice(0, 6)) || '1'}.`,
    fix: setParam('groups', best, 1),
  })
}

/** What the constructor refuses. */
export function checkConv(p: ConvParams): void {
  if (p.groups <= 0) refuse({ code: 'bad-param', param: 'groups', pytorch: 'groups must be a positive integer', message: `groups is ${p.groups}; set it to 1 or more.`, fix: setParam('groups', 1, 1) })
  if (p.in_channels % p.groups !== 0) groupsRefusal(p, 'in_channels')
  if (p.out_channels % p.groups !== 0) groupsRefusal(p, 'out_channels')
  if (p.padding === 'same' && p.stride.some(s => s !== 1)) {
    const explicit = [0, 1].map(i => Math.max(0, Math.floor((at(p.dilation, i) * (at(p.kernel_size, i) - 1)) / 2)))
    refuse({
      code: 'bad-param', param: 'padding', pytorch: "padding='same' is not supported for strided convolutions",
      message: `padding "same" goes with stride 1 alone, and stride is ${brief(p.stride)}; set padding to ${brief(explicit)} or stride to 1.`,
      fix: setParam('padding', explicit, 0),
    })
  }
  const shape = weightShape(p)
  const negative = shape.find(n => n < 0)
  if (negative !== undefined) {
    const param = p.out_channels < 0 ? 'out_channels' : p.in_channels < 0 ? 'in_channels' : 'kernel_size'
    refuse({ code: 'bad-param', param, pytorch: `Trying to create tensor with negative dimension ${negative}: ${sizes(shape)}`, message: `${param} is ${brief([p[param]].flat())}; a size cannot be negative.` })
  }
}

/** What F.pad refuses, which the padding modes other than zeros go through. Gives the padded type. */
function checkPad(p: ConvParams, input: TensorType): TensorType {
  const { shape } = input
  const rank = shape.length
  if (4 > rank * 2) {
    refuse({ code: 'shape-mismatch', port: 'input', message: rankMessage(shape), pytorch: `Padding length should be less than or equal to two times the input dimension but got padding length 4 and input of dimension ${rank}` })
  }
  if (rank !== 3 && rank !== 4) refuse({ code: 'shape-mismatch', port: 'input', message: rankMessage(shape), pytorch: `Padding size 4 is not supported for ${rank}D input tensor.` })
  const [height, width] = padsOf(p)
  const [h, w] = [at(shape, rank - 2), at(shape, rank - 1)]
  if (p.padding_mode !== 'circular' && shape.slice(rank === 4 ? 1 : 0).includes(0)) {
    refuse({
      code: 'shape-mismatch', port: 'input', message: `The input ${times(shape)} is empty, and ${p.padding_mode} padding needs at least one value a dimension.`,
      pytorch: `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${sizes(shape)}`,
    })
  }
  if (p.padding_mode === 'reflect') {
    const over = ([front, behind]: readonly [number, number], n: number, dim: number, argument: number): void => {
      if (front < n && behind < n) return
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'padding',
        pytorch: `Argument #${argument}: Padding size should be less than the corresponding input dimension, but got: padding (${front}, ${behind}) at dimension ${dim} of input ${sizes(shape)}`,
        message: `Reflecting pads by less than the size, but padding is ${Math.max(front, behind)} and the input's ${dim === rank - 1 ? 'width' : 'height'} ${n}; use another padding_mode or at most ${Math.max(n - 1, 0)}.`,
        fix: setParam('padding_mode', 'zeros', 'zeros'),
      })
    }
    over(width, w, rank - 1, 4)
    over(height, h, rank - 2, 6)
  }
  if (p.padding_mode === 'circular') {
    for (const [pads, n] of [[height, h], [width, w]] as const) {
      if (pads.some(amount => amount > n)) {
        refuse({
          code: 'shape-mismatch', port: 'input', param: 'padding', pytorch: 'Padding value causes wrapping around more than once.',
          message: `Circular padding wraps around once at most, but padding is ${Math.max(...pads)} and the size ${n}; use another padding_mode or at most ${n}.`, fix: setParam('padding_mode', 'zeros', 'zeros'),
        })
      }
      if (n + pads[0] + pads[1] < 0) refuse({ code: 'shape-mismatch', port: 'input', param: 'padding', pytorch: 'Negative padding value is resulting in an empty dimension', message: `padding ${pads[0]} takes more than the input's ${n}.` })
    }
  }
  const out = [h + height[0] + height[1], w + width[0] + width[1]]
  if (p.padding_mode !== 'circular' && out.every(n => n < 1)) {
    const front = p.padding_mode === 'reflect' ? `input (H: ${h}, W: ${w}) is too small.` : `input (H: ${h}, W: ${w} ) is too small.`
    refuse({ code: 'shape-mismatch', port: 'input', param: 'padding', pytorch: `${front} Calculated output H: ${at(out, 0)} W: ${at(out, 1)}`, message: `padding ${brief(padsOf(p).map(pair => pair[0]))} takes away all of the input ${times(shape)}.` })
  }
  return { dtype: input.dtype, shape: [...shape.slice(0, -2), ...out] }
}

const rankMessage = (shape: readonly number[]): string =>
  `Conv2d takes channels × height × width, with a batch in front or not, but the input is ${times(shape)}, of ${shape.length} dimensions.`

/** What `forward` refuses, and the output's type. */
export function convType(p: ConvParams, input: TensorType): TensorType {
  const padded = p.padding_mode === 'zeros' ? input : checkPad(p, input)
  const { shape } = padded
  if (p.bias && input.dtype !== 'float32') refuseType(p, input)
  if (shape.length !== 3 && shape.length !== 4) {
    refuse({ code: 'shape-mismatch', port: 'input', message: rankMessage(shape), pytorch: `Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: ${sizes(shape)}` })
  }
  // Of padding='same', PyTorch pads the odd one itself and speaks of what comes out.
  const even = (i: 0 | 1): number => (p.padding_mode !== 'zeros' ? 0 : padsOf(p)[i][0])
  const odd = (i: 0 | 1): number => (p.padding_mode === 'zeros' ? padsOf(p)[i][1] - padsOf(p)[i][0] : 0)
  const batched = [...(shape.length === 3 ? [1] : []), ...shape.slice(0, -2), at(shape, shape.length - 2) + odd(0), at(shape, shape.length - 1) + odd(1)]
  const weight = weightShape(p)
  checkNumbers(p, even, weight)
  const channels = at(batched, 1)
  if (channels !== p.in_channels) refuseChannels(p, batched, weight, channels)
  const inner = ([0, 1] as const).map(i => at(batched, 2 + i) + 2 * even(i))
  const kernel = [0, 1].map(i => extent(at(p.kernel_size, i), at(p.dilation, i)))
  if (inner.some((n, i) => n < at(kernel, i))) refuseKernel(p, input, inner, kernel)
  if (input.dtype !== 'float32') refuseType(p, input)
  if (at(batched, 0) !== 0 && channels !== 0 && numel(batched) === 0) {
    refuse({ code: 'shape-mismatch', port: 'input', message: `The input ${times(input.shape)} has no values.`, pytorch: `Only zero batch or zero channel inputs are supported, but got input shape: ${sizes(batched)}` })
  }
  if (p.kernel_size.some(k => k <= 0)) refuseEmptyKernel(p)
  const spatial = axesOf(p, input).map(floorSize)
  return { dtype: 'float32', shape: [...input.shape.slice(0, -3), p.out_channels, ...spatial] }
}

function checkNumbers(p: ConvParams, even: (i: 0 | 1) => number, weight: readonly number[]): void {
  if (even(0) < 0 || even(1) < 0) refuse({ code: 'bad-param', param: 'padding', pytorch: 'negative padding is not supported', message: `padding is ${brief(padsOf(p).map(pair => pair[0]))}; set it to 0 or more.`, fix: setParam('padding', 0, 0) })
  if (p.stride.some(s => s <= 0)) refuse({ code: 'bad-param', param: 'stride', pytorch: 'non-positive stride is not supported', message: `stride is ${brief(p.stride)}; set it to 1 or more.`, fix: setParam('stride', 1, 1) })
  if (p.dilation.some(d => d <= 0)) refuse({ code: 'bad-param', param: 'dilation', pytorch: 'dilation should be greater than zero', message: `dilation is ${brief(p.dilation)}; set it to 1 or more.`, fix: setParam('dilation', 1, 1) })
  if (p.out_channels < p.groups) {
    refuse({ code: 'bad-param', param: 'out_channels', pytorch: `Given groups=${p.groups}, expected weight to be at least ${p.groups} at dimension 0, but got weight of size ${sizes(weight)} instead`, message: `out_channels is ${p.out_channels}; it takes at least ${p.groups}.`, fix: setParam('out_channels', p.groups) })
  }
}

function refuseChannels(p: ConvParams, batched: readonly number[], weight: readonly number[], channels: number): never {
  const last = batched.at(-1) === p.in_channels ? '; the channels seem to stand last, and PyTorch wants them before height and width' : ''
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'in_channels',
    pytorch: `Given groups=${p.groups}, weight of size ${sizes(weight)}, expected input${sizes(batched)} to have ${at(weight, 1) * p.groups} channels, but got ${channels} channels instead`,
    message: `in_channels is ${p.in_channels}, but the input has ${channels} channels${last || `; set in_channels to ${channels} or leave it to be inferred`}.`,
    ...(last ? {} : { fix: setParam('in_channels', channels) }),
  })
}

function refuseKernel(p: ConvParams, input: TensorType, inner: readonly number[], kernel: readonly number[]): never {
  const needed = [0, 1].map(i => {
    const n = at(input.shape, input.shape.length - 2 + i)
    return Math.max(typeof p.padding === 'string' ? 0 : at(p.padding, i), Math.ceil((at(kernel, i) - n) / 2))
  })
  const reachable = p.padding_mode === 'zeros' || p.padding_mode === 'replicate'
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'kernel_size',
    pytorch: `Calculated padded input size per channel: (${inner.join(' x ')}). Kernel size: (${kernel.join(' x ')}). Kernel size can't be greater than actual input size`,
    message: `The kernel covers ${window(kernel)}, but the padded input is only ${window(inner)}; ${reachable ? `set padding to ${brief(needed)} or ` : ''}make the kernel smaller, or keep the image larger in front.`,
    ...(reachable ? { fix: setParam('padding', needed, 0) } : {}),
  })
}

function refuseType(p: ConvParams, input: TensorType): never {
  const words = p.bias ? `Input type (${C_TYPE[input.dtype]}) and bias type (float) should be the same` : `expected scalar type ${SCALAR_TYPE[input.dtype]} but found Float`
  return refuse({ code: 'type-mismatch', port: 'input', message: `Conv2d's weights are float32, but the input is ${input.dtype}; give it float32.`, pytorch: words })
}

function refuseEmptyKernel(p: ConvParams): never {
  const [h, w] = [at(p.kernel_size, 0), at(p.kernel_size, 1)]
  const numbers = p.dilation.some(d => d !== 1) ? sizes(p.kernel_size) : `kernel_height: ${h} kernel_width: ${w}`
  return refuse({ code: 'bad-param', param: 'kernel_size', pytorch: `kernel size should be greater than zero, but got ${numbers}`, message: `kernel_size is ${brief(p.kernel_size)}; set it to 1 or more.`, fix: setParam('kernel_size', 3) })
}
