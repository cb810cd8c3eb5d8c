/** The convolutions' checks and sizes, in PyTorch's order and words. */
import { say, told } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { STRIDED } from './convArguments'
import { noPrimitive, NO_WEIGHT, usesOneDnn } from './convKernel'
import { padType } from './convPad'
import { channelsLastIn, refusedRank, wrongChannels } from './channelMends'
import { refuse } from './define'
import { at, dimsOf, subject, type Dims } from './dims'
import { poolInTheWay, takeOut } from './fronts'
import { castBefore, divisorsOf, setParam, someAbout } from './mends'
import type { PaddingMode, Pads } from './pad'
import { extent, floorSize, samePadding, type Axis } from './spatial'
import { C_TYPE, resultType, SCALAR_TYPE } from './types'
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

/** How many spatial dimensions it works on. */

/** Padding in front and behind, by dimension. */
export function padsOf(p: ConvParams): Pads {
  return p.kernel_size.map((kernel, i) => {
    if (p.padding === 'same') return samePadding(kernel, at(p.dilation, i))
    if (typeof p.padding === 'string') return [0, 0]
    return [at(p.padding, i), at(p.padding, i)]
  })
}

export const weightShape = (p: ConvParams): readonly number[] => [p.out_channels, Math.floor(p.in_channels / p.groups), ...p.kernel_size]

/** The spatial dimensions as the window sees them. */
export function axesOf(p: ConvParams, input: TensorType, pads: Pads = padsOf(p)): readonly Axis[] {
  return p.kernel_size.map((kernel, i) => ({
    n: at(input.shape, input.shape.length - pads.length + i), kernel, stride: at(p.stride, i), padding: pads[i] ?? [0, 0], dilation: at(p.dilation, i),
  }))
}

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : a)

/** Channels that cannot be split into that many groups, or groups that are none. */
export function checkGroups(p: Pick<ConvParams, 'in_channels' | 'out_channels' | 'groups'>): void {
  if (p.groups <= 0) refuse({ code: 'bad-param', param: 'groups', pytorch: 'groups must be a positive integer', message: say`groups is ${p.groups}; set it to 1 or more.`, fix: setParam('groups', 1, 1) })
  for (const param of ['in_channels', 'out_channels'] as const) {
    if (p[param] % p.groups === 0) continue
    const allowed = divisorsOf(gcd(Math.abs(p.in_channels), Math.abs(p.out_channels)))
    const best = [...allowed].reverse().find(d => d <= p.groups) ?? 1
    refuse({
      code: 'bad-param', param: 'groups', pytorch: `${param} must be divisible by groups`,
      message: say`groups is ${p.groups}, which does not divide the ${param === 'in_channels' ? say`${p[param]} input channels` : say`${p[param]} output channels`}; set groups to ${either(someAbout(allowed, best)) || '1'}.`,
      fix: setParam('groups', best, 1),
    })
  }
}

/** A weight of negative size, which PyTorch fails to make. */
export function checkWeight(p: Pick<ConvParams, 'in_channels' | 'out_channels' | 'kernel_size'>, shape: readonly number[]): void {
  const negative = shape.find(n => n < 0)
  if (negative === undefined) return
  const param = p.out_channels < 0 ? 'out_channels' : p.in_channels < 0 ? 'in_channels' : 'kernel_size'
  refuse({ code: 'bad-param', param, pytorch: `Trying to create tensor with negative dimension ${negative}: ${sizes(shape)}`, message: say`${param} is ${brief([p[param]].flat())}; a size cannot be negative.` })
}

/** What the constructor refuses. */
export function checkConv(p: ConvParams): void {
  checkGroups(p)
  if (p.padding === 'same' && p.stride.some(s => s !== 1)) {
    const explicit = p.kernel_size.map((kernel, i) => Math.max(0, Math.floor((at(p.dilation, i) * (kernel - 1)) / 2)))
    refuse({
      code: 'bad-param', param: 'padding', pytorch: STRIDED,
      message: say`padding "same" goes with stride 1 alone, and stride is ${brief(p.stride)}; set padding to ${brief(explicit)} or stride to 1.`,
      fix: setParam('padding', explicit, 0),
    })
  }
  checkWeight(p, weightShape(p))
}

/** What `forward` refuses, and the output's type. */
export function convType(p: ConvParams, input: TensorType): TensorType {
  const n = dimsOf(p)
  const { dtype } = input
  const zeros = p.padding_mode === 'zeros'
  const pads = padsOf(p)
  const { shape } = p.padding_mode === 'zeros' ? input : padType(n, p.padding_mode, pads, input)
  // With padding in words PyTorch goes another way, on which the bias is not looked at.
  if (p.bias && dtype !== 'float32' && !(zeros && typeof p.padding === 'string')) {
    refuseType(n, dtype, `Input type (${C_TYPE[dtype]}) and bias type (float) should be the same`)
  }
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    refuse({ ...refusedRank(`Conv${n}d`, n, shape), pytorch: `Expected ${n + 1}D (unbatched) or ${n + 2}D (batched) input to conv${n}d, but got input of size: ${sizes(shape)}` })
  }
  // Of padding='same', PyTorch pads the odd one itself and speaks of what comes out.
  const even = pads.map(pair => (zeros ? pair[0] : 0))
  const image = shape.slice(-n).map((size, i) => size + (zeros ? (pads[i]?.[1] ?? 0) - (pads[i]?.[0] ?? 0) : 0))
  const lead = shape.slice(0, -n)
  const batched = [...(lead.length === 1 ? [1] : []), ...lead, ...image]
  const weight = weightShape(p)
  checkNumbers(p, even, weight)
  const channels = at(batched, 1)
  if (channels !== p.in_channels) refuseChannels(p, input, batched, weight)
  const inner = image.map((size, i) => size + 2 * at(even, i))
  const kernel = p.kernel_size.map((k, i) => extent(k, at(p.dilation, i)))
  if (inner.some((size, i) => size < at(kernel, i))) refuseKernel(p, input, inner, kernel)
  const output = [...input.shape.slice(0, -n - 1), p.out_channels, ...axesOf(p, input, pads).map(floorSize)]
  if (numel(batched) === 0) {
    // Nothing is computed, so the weights' type is not looked at either; without channels none come out.
    if (at(batched, 0) === 0 || channels === 0) {
      if (channels !== 0 && p.kernel_size.includes(0)) refuseEmptyKernel(p, NO_WEIGHT)
      const shape = channels === 0 ? output.with(-n - 1, 0) : output
      return { dtype: resultType(input, { dtype: 'float32', shape: [] }), shape }
    }
    refuse({ code: 'shape-mismatch', port: 'input', message: say`The input ${times(input.shape)} has no values.`, pytorch: `Only zero batch or zero channel inputs are supported, but got input shape: ${sizes(n === 1 ? [...batched.slice(0, 2), 1, ...image] : batched)}` })
  }
  const oneDnn = (): boolean => usesOneDnn({ ...p, dtype, batched })
  const still = p.dilation.includes(0)
  // Of a kernel without values and a dilation of none, oneDNN names the second.
  if (p.kernel_size.includes(0) && !(still && oneDnn())) refuseEmptyKernel(p, oneDnn() ? noPrimitive('convolution') : emptyKernel(p))
  if (still) refuseDilation(p, oneDnn() ? 'non-positive dilation is not supported' : `dilation should be greater than zero, but got ${sizes(n === 1 ? [1, ...p.dilation] : p.dilation)}`)
  if (dtype !== 'float32') refuseType(n, dtype, withoutBias(p, dtype, even))
  return { dtype, shape: output }
}

/** Of the way that PyTorch takes through its kernels depends which of them refuses a type. */
function withoutBias(p: ConvParams, dtype: Exclude<TensorType['dtype'], 'float32'>, pads: readonly number[]): string {
  const dilated = p.dilation.some(d => d !== 1)
  if (dilated && (dtype === 'bool' || dtype === 'int32')) return `"slow_conv_dilated<>" not implemented for '${SCALAR_TYPE[dtype]}'`
  if (dtype !== 'bool') return `expected scalar type ${SCALAR_TYPE[dtype]} but found Float`
  if (p.kernel_size.length < 3) return "\"slow_conv2d_cpu\" not implemented for 'Bool'"
  const pointwise = p.kernel_size.every(k => k === 1) && p.stride.every(s => s === 1) && pads.every(n => n === 0) && p.groups === 1
  return `"${pointwise ? 'slow_conv3d_cpu' : 'compute_columns3d'}" not implemented for 'Bool'`
}

function checkNumbers(p: ConvParams, even: readonly number[], weight: readonly number[]): void {
  if (even.some(n => n < 0)) refuse({ code: 'bad-param', param: 'padding', pytorch: 'negative padding is not supported', message: say`padding is ${brief(padsOf(p).map(pair => pair[0]))}; set it to 0 or more.`, fix: setParam('padding', 0, 0) })
  if (p.stride.some(s => s <= 0)) refuse({ code: 'bad-param', param: 'stride', pytorch: 'non-positive stride is not supported', message: say`stride is ${brief(p.stride)}; set it to 1 or more.`, fix: setParam('stride', 1, 1) })
  if (p.dilation.some(d => d < 0)) refuseDilation(p, 'dilation should be greater than zero')
  if (p.out_channels < p.groups) {
    refuse({ code: 'bad-param', param: 'out_channels', pytorch: `Given groups=${p.groups}, expected weight to be at least ${p.groups} at dimension 0, but got weight of size ${sizes(weight)} instead`, message: say`out_channels is ${p.out_channels}; it takes at least ${p.groups}.`, fix: setParam('out_channels', p.groups) })
  }
}

function refuseChannels(p: ConvParams, input: TensorType, batched: readonly number[], weight: readonly number[]): never {
  const channels = at(batched, 1)
  const n = dimsOf(p)
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'in_channels',
    pytorch: `Given groups=${p.groups}, weight of size ${sizes(weight)}, expected input${sizes(batched)} to have ${at(weight, 1) * p.groups} channels, but got ${channels} channels instead`,
    ...wrongChannels(n, p.in_channels, input),
  })
}

function refuseKernel(p: ConvParams, input: TensorType, inner: readonly number[], kernel: readonly number[]): never {
  const needed = kernel.map((covers, i) => {
    const size = at(input.shape, input.shape.length - kernel.length + i)
    return Math.max(typeof p.padding === 'string' ? 0 : at(p.padding, i), Math.ceil((covers - size) / 2))
  })
  const reachable = p.padding_mode === 'zeros' || p.padding_mode === 'replicate'
  const small = say`The kernel covers ${window(kernel)}, but the padded input is only ${window(inner)}`
  const padded = reachable ? say`set padding to ${brief(needed)}, ` : ''
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'kernel_size',
    pytorch: `Calculated padded input size per channel: (${inner.join(' x ')}). Kernel size: (${kernel.join(' x ')}). Kernel size can't be greater than actual input size`,
    message: say`${small}; ${padded}make the kernel smaller, or keep the ${told(subject(dimsOf(p)))} larger in front.`,
    ...(reachable ? { fix: setParam('padding', needed, 0) } : {}),
    around(node) {
      const last = channelsLastIn(node, dimsOf(p), input)
      if (last) return { message: say`${small}; in ${times(input.shape)} ${last.words}.`, param: 'in_channels', fix: last.fix }
      const pool = poolInTheWay(node, 'input')
      return pool && { message: say`${small}; ${padded}make the kernel smaller, or take out ${pool.id} in front.`, fix: reachable ? setParam('padding', needed, 0) : takeOut(pool) }
    },
  })
}

function refuseType(n: Dims, dtype: string, pytorch: string): never {
  return refuse({ code: 'type-mismatch', port: 'input', message: say`Conv${n}d's weights are float32, but the input is ${dtype}; cast it to float32.`, pytorch, fix: castBefore('input', 'float32') })
}

export const refuseDilation = (p: Pick<ConvParams, 'dilation'>, pytorch: string): never =>
  refuse({ code: 'bad-param', param: 'dilation', pytorch, message: say`dilation is ${brief(p.dilation)}; set it to 1 or more.`, fix: setParam('dilation', 1, 1) })

export const refuseEmptyKernel = (p: Pick<ConvParams, 'kernel_size'>, pytorch: string): never =>
  refuse({ code: 'bad-param', param: 'kernel_size', pytorch, message: say`kernel_size is ${brief(p.kernel_size)}; set it to 1 or more.`, fix: setParam('kernel_size', 3) })

function emptyKernel(p: ConvParams): string {
  const kernel = p.kernel_size.length === 1 ? [1, ...p.kernel_size] : p.kernel_size
  const dilated = p.dilation.some(d => d !== 1)
  const numbers = dilated ? ` ${sizes(kernel)}` : kernel.length === 3 ? `: ${kernel.join(' x ')} (TxHxW)` : ` kernel_height: ${at(kernel, 0)} kernel_width: ${at(kernel, 1)}`
  return `kernel size should be greater than zero, but got${numbers}`
}
