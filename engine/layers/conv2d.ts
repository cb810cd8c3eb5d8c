import { numel } from '../tensor/dtype'
import { axesOf, checkConv, convType, padsOf, weightShape } from './conv2dShape'
import { defineLayer, type TensorSpec } from './define'
import { int64, reshape, reshapeAttributes } from './emit'
import { imageLike } from './layout'
import { pad } from './pad'
import { bool, choice, int, ints, intsOrWord, size } from './params'
import { sizeLine } from './spatial'
import { brief, plural, window } from './words'

const none = [0, 0] as const

export const Conv2d = defineLayer({
  type: 'Conv2d',
  category: 'conv',
  summary: 'Slides filters over the image: each output channel is a weighted sum of the window under it.',
  keywords: ['convolution', 'conv', 'filter', 'kernel', 'depthwise', 'Conv', 'F.conv2d'],
  params: {
    in_channels: size('Channels of the input.'),
    out_channels: int('How many filters, and so channels of the output.', { min: 1 }),
    kernel_size: ints(2, 'Height and width of the filters.', { min: 1 }),
    stride: ints(2, 'Steps from one window to the next.', { default: 1, min: 1 }),
    padding: intsOrWord(2, 'Rows and columns added on every side, "same" to keep the size, or "valid" for none.', {
      default: 0, min: 0, words: ['same', 'valid'],
      unknownWord: word => `Invalid padding string '${word}', should be one of {'valid', 'same'}`,
    }),
    dilation: ints(2, 'Distance between the values under the filter.', { default: 1, min: 1 }),
    groups: int('Splits the channels into groups that do not see each other; in_channels makes it depthwise.', { default: 1, min: 1 }),
    bias: bool('Adds a learned number to each output channel.', { default: true }),
    padding_mode: choice(['zeros', 'reflect', 'replicate', 'circular'], 'What stands in the padding.', {
      default: 'zeros',
      unknown: word => `padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='${word}'`,
    }),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  infer: {
    in_channels({ input }) {
      // Channels stand third from the end, with a batch or without; of an input that has none PyTorch refuses the rank, not the channels.
      return input && { value: input.shape.at(-3) ?? 1, port: 'input' }
    },
  },
  construct: checkConv,
  tensors(p) {
    const shape = weightShape(p)
    const fanIn = numel(shape.slice(1))
    const weight: TensorSpec = { name: 'weight', shape, dtype: 'float32', role: 'parameter', init: { kind: 'uniform', bound: Math.sqrt(3) * (Math.sqrt(2 / (1 + 5)) / Math.sqrt(fanIn)) } }
    const bias: TensorSpec = {
      name: 'bias', shape: [p.out_channels], dtype: 'float32', role: 'parameter',
      // Without a fan-in the bias is drawn all the same, and comes out as 0.
      init: { kind: 'uniform', bound: fanIn ? 1 / Math.sqrt(fanIn) : 0 },
    }
    return p.bias ? [weight, bias] : [weight]
  },
  forward: (p, { input }) => (input ? { output: convType(p, input) } : {}),
  notes(_, { input }) {
    return input?.shape.length === 3 ? [{ severity: 'note', message: 'unbatched' }] : []
  },
  layout: memory => imageLike(memory),
  lower(ctx) {
    const p = ctx.params
    const input = ctx.input('input')
    const type = ctx.outputs['output']
    if (!type) return
    const batched = input.type.shape.length === 4
    const x = batched ? input : reshape(ctx, input, [1, ...input.type.shape], 'batched')
    const pads = padsOf(p)
    const zeros = p.padding_mode === 'zeros'
    const padded = zeros ? x : pad(ctx, x, pads, p.padding_mode, ctx.opset, 'padded')
    const [[top, bottom], [left, right]] = zeros ? pads : [none, none]
    const inputs = [padded, ctx.tensor('weight'), ...(p.bias ? [ctx.tensor('bias')] : [])]
    const attributes = {
      kernel_shape: { ints: p.kernel_size }, strides: { ints: p.stride }, pads: { ints: [top, left, bottom, right] },
      dilations: { ints: p.dilation }, group: { int: p.groups },
    }
    if (batched) {
      ctx.emitOutput('Conv', inputs, ['output'], attributes)
    } else {
      const y = ctx.emit('Conv', inputs, { dtype: type.dtype, shape: [1, ...type.shape] }, 'conv', attributes)
      ctx.emitOutput('Reshape', [y, ctx.constant('shape', int64(type.shape))], ['output'], reshapeAttributes(type.shape))
    }
  },
  macs(p, { input }, { output }) {
    if (!input || !output) return 0
    const batch = input.shape.length === 4 ? input.shape[0] ?? 1 : 1
    return (numel(weightShape(p)) + (p.bias ? p.out_channels : 0)) * batch * numel(output.shape.slice(-2))
  },
  caption(p) {
    const parts = [`${plural(p.out_channels, 'filter')} ${window(p.kernel_size)}`]
    if (p.stride.some(s => s !== 1)) parts.push(`stride ${brief(p.stride)}`)
    if (typeof p.padding === 'string') {
      if (p.padding === 'same') parts.push('padding same')
    } else if (p.padding.some(n => n !== 0)) parts.push(`padding ${brief(p.padding)}`)
    if (p.padding_mode !== 'zeros') parts.push(p.padding_mode)
    if (p.dilation.some(d => d !== 1)) parts.push(`dilation ${brief(p.dilation)}`)
    if (p.groups !== 1) parts.push(`${p.groups} groups`)
    if (!p.bias) parts.push('no bias')
    return parts.join(', ')
  },
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const [height, width] = axesOf(p, input)
    const [h = 0, w = 0] = output.shape.slice(-2)
    return [sizeLine('H', height, h), sizeLine('W', width, w)]
  },
})
