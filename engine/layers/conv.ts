import { phrases, plain, plural, say } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { channelSize, kernelSize, longKernel, matched } from './argument'
import { argumentOf, groupCount, paddingOf } from './convArguments'
import { axesOf, checkConv, convType, padsOf, weightShape, type ConvParams } from './convShape'
import { channelsLastAdvice } from './channelMends'
import { defineLayer, type Inputs, type Layer, type Lowering, type ParamSpec, type TensorSpec } from './define'
import { dimLetters, dimsInWords, subject, type Dims } from './dims'
import { giveConstant, giveReshaped, reshape } from './emit'
import { slidingLike } from './layout'
import { unbatched } from './notes'
import { pad } from './pad'
import { choice, int, ints, intsOrWord, size, truth } from './params'
import { sizeLines } from './spatial'
import { brief, capital, window } from './words'

/**
 * Channels stand before the `n` spatial dimensions, with a batch or without; of an input that has none PyTorch refuses
 * the rank, not the channels.
 */
export const channelsOf = (n: Dims) => ({ input }: Partial<Inputs>): { readonly value: number; readonly port: string } | undefined =>
  input && { value: input.shape.at(-n - 1) ?? 1, port: 'input' }

/** torchinfo's: every weight, and the bias, once a place of the output. */
export function convMacs(n: Dims, weight: readonly number[], p: { readonly out_channels: number; readonly bias: boolean }, { input }: Inputs, { output }: Readonly<Record<string, TensorType>>): number {
  if (!input || !output) return 0
  const batch = input.shape.length === n + 2 ? input.shape[0] ?? 1 : 1
  return (numel(weight) + (p.bias ? p.out_channels : 0)) * batch * numel(output.shape.slice(-n))
}

/** Weight and bias as every convolution draws them; `fanIn` is the weight's second dimension times the kernel. */
export function convTensors(shape: readonly number[], channels: number, bias: boolean): readonly TensorSpec[] {
  const fanIn = numel(shape.slice(1))
  const weight: TensorSpec = { name: 'weight', shape, dtype: 'float32', role: 'parameter', init: { kind: 'uniform', bound: Math.sqrt(3) * (Math.sqrt(2 / (1 + 5)) / Math.sqrt(fanIn)) } }
  // Without a fan-in the bias is drawn all the same, and comes out as 0.
  const offset: TensorSpec = { name: 'bias', shape: [channels], dtype: 'float32', role: 'parameter', init: { kind: 'uniform', bound: fanIn ? 1 / Math.sqrt(fanIn) : 0 } }
  return bias ? [weight, offset] : [weight]
}

function lower(ctx: Lowering<ConvParams>): void {
  const p = ctx.params
  const n = p.kernel_size.length
  const input = ctx.input('input')
  const type = ctx.outputs['output']
  if (!type) return
  if (numel(type.shape) === 0) return giveConstant(ctx)
  const batched = input.type.shape.length === n + 2
  const x = batched ? input : reshape(ctx, input, [1, ...input.type.shape], 'batched')
  const pads = padsOf(p)
  const zeros = p.padding_mode === 'zeros'
  const padded = zeros ? x : pad(ctx, x, pads, p.padding_mode, ctx.opset, 'padded')
  const inside = zeros ? pads : pads.map(() => [0, 0] as const)
  const inputs = [padded, ctx.tensor('weight'), ...(p.bias ? [ctx.tensor('bias')] : [])]
  const attributes = {
    kernel_shape: { ints: p.kernel_size }, strides: { ints: p.stride }, pads: { ints: [...inside.map(([front]) => front), ...inside.map(([, behind]) => behind)] },
    dilations: { ints: p.dilation }, group: { int: p.groups },
  }
  if (batched) ctx.emitOutput('Conv', inputs, ['output'], attributes)
  else giveReshaped(ctx, ctx.emit('Conv', inputs, { dtype: type.dtype, shape: [1, ...type.shape] }, 'conv', attributes), 'output')
}

const kernel = <T>(n: Dims, inner: ParamSpec<T>): ParamSpec<T> => (n === 1 ? longKernel(inner, (inner, outer, groups) => [outer, Math.floor(inner / groups)]) : inner)

function conv(n: Dims): Layer {
  return defineLayer({
    type: `Conv${n}d`,
    category: 'conv',
    summary: `Slides filters over the ${subject(n)}: each output channel is a weighted sum of the window under it.`,
    keywords: ['convolution', 'conv', 'filter', 'kernel', 'depthwise', 'Conv', `F.conv${n}d`],
    params: {
      in_channels: channelSize('in_channels', 1, size('Channels of the input.')),
      out_channels: channelSize('out_channels', 0, int('How many filters, and so channels of the output.', { min: 1, start: 8 })),
      kernel_size: kernel(n, kernelSize(n, ints(n, `${capital(dimsInWords(n))} of the filters.`, { min: 1, start: 3 }))),
      stride: argumentOf(n, 'stride', matched('stride', n, ints(n, 'Steps from one window to the next.', { default: 1, min: 1, single: true }))),
      padding: paddingOf(n, matched('padding', n, intsOrWord(n, 'How much is added on every side, "same" to keep the size, or "valid" for none.', {
        default: 0, min: 0, single: true, words: ['same', 'valid'],
        unknownWord: word => `Invalid padding string '${word}', should be one of {'valid', 'same'}`,
      }))),
      dilation: argumentOf(n, 'dilation', matched('dilation', n, ints(n, 'Distance between the values under the filter.', { default: 1, min: 1, single: true }))),
      groups: groupCount(n, int('Splits the channels into groups that do not see each other; in_channels makes it depthwise.', { default: 1, min: 1 }), bias => `conv${n}d() received an invalid combination of arguments - got (Tensor, Parameter, ${bias ? 'Parameter' : 'NoneType'}, tuple, tuple, tuple, bool), but expected one of:`),
      bias: truth('Adds a learned number to each output channel.', { default: true }),
      padding_mode: choice(['zeros', 'reflect', 'replicate', 'circular'], 'What stands in the padding.', {
        default: 'zeros',
        hashed: true, unknownAny: text => `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='${text}'`,
      }),
    },
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    infer: { in_channels: channelsOf(n) },
    construct: checkConv,
    tensors: p => convTensors(weightShape(p), p.out_channels, p.bias),
    forward: (p, { input }) => (input ? { output: convType(p, input) } : {}),
    notes: unbatched(n + 1),
    advice: (_, { input }) => channelsLastAdvice(n, input),
    layout: slidingLike(n),
    lower,
    macs: (p, inputs, outputs) => convMacs(n, weightShape(p), p, inputs, outputs),
    caption(p) {
      const parts = [say`${plural(p.out_channels, 'filter')} ${window(p.kernel_size)}`]
      if (p.stride.some(s => s !== 1)) parts.push(say`stride ${brief(p.stride)}`)
      if (typeof p.padding === 'string') {
        if (p.padding === 'same') parts.push(say`padding same`)
      } else if (p.padding.some(amount => amount !== 0)) parts.push(say`padding ${brief(p.padding)}`)
      if (p.padding_mode !== 'zeros') parts.push(plain(p.padding_mode))
      if (p.dilation.some(d => d !== 1)) parts.push(say`dilation ${brief(p.dilation)}`)
      if (p.groups !== 1) parts.push(say`${p.groups} groups`)
      if (!p.bias) parts.push(say`no bias`)
      return phrases(parts)
    },
    formula: (p, { input }, { output }) => (input && output ? sizeLines(dimLetters(n), axesOf(p, input), output.shape) : []),
  })
}

export const Conv1d = conv(1)
export const Conv2d = conv(2)
export const Conv3d = conv(3)
