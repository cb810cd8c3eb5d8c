import { phrases, plural, say } from '../say'
import { numel } from '../tensor/dtype'
import { channelSize, intsArgument, kernelSize, longKernel, matched } from './argument'
import { groupCount } from './convArguments'
import { channelsOf, convMacs, convTensors } from './conv'
import { checkTranspose, otherCount, outputPadding, transposeType, transposeWeight, type TransposeParams } from './convTransposeShape'
import { defineLayer, type FormulaLine, type Layer, type Lowering, type ParamSpec, type Value } from './define'
import { at, dimLetters, dimsInWords, subject, type Dims } from './dims'
import { giveConstant, giveReshaped, reshape } from './emit'
import { slidingLike } from './layout'
import { unbatched } from './notes'
import { pad, type Pair } from './pad'
import { choice, int, ints, size, truth } from './params'
import { sizeList } from './sizeParams'
import { brief, capital, window } from './words'

function lower(ctx: Lowering<TransposeParams>): void {
  const p = ctx.params
  const n = p.kernel_size.length
  const input = ctx.input('input')
  const type = ctx.outputs['output']
  if (!type) return
  if (numel(type.shape) === 0) return giveConstant(ctx)
  const added = outputPadding(p, input.type.shape)
  const batched = input.type.shape.length === n + 2
  const x = batched ? input : reshape(ctx, input, [1, ...input.type.shape], 'batched')
  const shape = batched ? type.shape : [1, ...type.shape]
  const attributes = { kernel_shape: { ints: p.kernel_size }, strides: { ints: p.stride }, dilations: { ints: p.dilation.map(d => Math.max(d, 1)) }, group: { int: p.groups } }
  const bias = p.bias ? [ctx.tensor('bias')] : []
  // ONNX Runtime wants less behind than a stride, PyTorch less than a stride or a dilation.
  if (added.some((more, i) => more >= at(p.stride, i))) {
    const pads = p.padding.map((amount, i): Pair => [-amount, at(added, i) - amount])
    const whole = shape.map((length, i) => length - (pads[i - 2]?.[0] ?? 0) - (pads[i - 2]?.[1] ?? 0))
    const full = ctx.emit('ConvTranspose', [x, ctx.tensor('weight')], { dtype: type.dtype, shape: whole }, 'full', attributes)
    const cut = pad(ctx, full, pads, 'zeros', ctx.opset, 'padded')
    const y = bias[0] ? withBias(ctx, cut, bias[0]) : cut
    return giveReshaped(ctx, y, 'output')
  }
  const all = { ...attributes, pads: { ints: [...p.padding, ...p.padding] }, ...(added.some(more => more > 0) ? { output_padding: { ints: added } } : {}) }
  const inputs = [x, ctx.tensor('weight'), ...bias]
  if (batched) ctx.emitOutput('ConvTranspose', inputs, ['output'], all)
  else giveReshaped(ctx, ctx.emit('ConvTranspose', inputs, { dtype: type.dtype, shape }, 'conv', all), 'output')
}

function withBias(ctx: Lowering<TransposeParams>, value: Value, bias: Value): Value {
  const column = reshape(ctx, bias, [ctx.params.out_channels, ...ctx.params.kernel_size.map(() => 1)], 'bias')
  return ctx.emit('Add', [value, column], value.type, 'biased')
}

/** `H = (5 − 1)·2 − 2·1 + 1·(3 − 1) + 0 + 1 = 9`, this node's numbers marked. */
function line(p: TransposeParams, name: string, i: number, n: number, added: number, size: number): FormulaLine {
  const own = (value: number, param: string) => ({ text: String(value), value: true, param }) as const
  return {
    pieces: [
      { text: `${name} = (` }, { text: String(n), value: true }, { text: ' − 1)·' }, own(at(p.stride, i), 'stride'),
      { text: ' − 2·' }, own(at(p.padding, i), 'padding'), { text: ' + ' }, own(at(p.dilation, i), 'dilation'),
      { text: '·(' }, own(at(p.kernel_size, i), 'kernel_size'), { text: ' − 1) + ' }, own(added, p.output_size ? 'output_size' : 'output_padding'),
      { text: ' + 1 = ' }, { text: String(size), value: true },
    ],
  }
}

const kernel = <T>(n: Dims, inner: ParamSpec<T>): ParamSpec<T> => (n === 1 ? longKernel(inner, (inner, outer, groups) => [inner, Math.floor(outer / groups)]) : inner)

function convTranspose(n: Dims): Layer {
  return defineLayer({
    type: `ConvTranspose${n}d`,
    category: 'conv',
    summary: `Spreads every value of the ${subject(n)} over a window, weighted by filters: makes it larger, the other way round than Conv${n}d.`,
    keywords: ['transposed convolution', 'deconvolution', 'upsample', 'upconv', 'fractionally strided', 'ConvTranspose', `F.conv_transpose${n}d`],
    params: {
      in_channels: channelSize('in_channels', 0, size('Channels of the input.')),
      out_channels: channelSize('out_channels', 1, int('How many filters, and so channels of the output.', { min: 1, start: 8 })),
      kernel_size: kernel(n, kernelSize(n, ints(n, `${capital(dimsInWords(n))} of the filters.`, { min: 1, start: 3 }))),
      stride: matched('stride', n, intsArgument(`conv_transpose${n}d(): argument 'stride' (position 4)`, ints(n, 'Steps in the output from one value of the input to the next.', { default: 1, min: 1, single: true }))),
      padding: matched('padding', n, intsArgument(`conv_transpose${n}d(): argument 'padding' (position 5)`, ints(n, 'How much is taken off the output on every side.', { default: 0, min: 0, single: true }))),
      output_padding: matched('output_padding', n, intsArgument(`conv_transpose${n}d(): argument 'output_padding' (position 6)`, ints(n, 'How much is added to the output behind; less than stride or dilation.', { default: 0, min: 0, single: true }))),
      groups: groupCount(n, int('Splits the channels into groups that do not see each other.', { default: 1, min: 1 }), () => `conv_transpose${n}d(): argument 'groups' (position 7) must be int, not bool`),
      bias: truth('Adds a learned number to each output channel.', { default: true }),
      dilation: matched('dilation', n, intsArgument(`conv_transpose${n}d(): argument 'dilation' (position 8)`, ints(n, 'Distance between the values under the filter.', { default: 1, min: 1, single: true }))),
      padding_mode: choice(['zeros', 'reflect', 'replicate', 'circular'], 'Only zeros.', {
        default: 'zeros', unknownAny: () => `Only "zeros" padding mode is supported for ConvTranspose${n}d`,
      }),
      output_size: sizeList('Sizes that the output is to have; takes the place of output_padding.', (count, { input }) => (input && count !== n && count !== (input.shape.length === n + 2 ? n + 2 : n + 1) ? otherCount(n, input.shape, count) : undefined), type => `'<' not supported between instances of '${type}' and 'int'`),
    },
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    infer: { in_channels: channelsOf(n) },
    construct: checkTranspose,
    tensors: p => convTensors(transposeWeight(p), p.out_channels, p.bias),
    forward: (p, { input }) => (input ? { output: transposeType(p, input) } : {}),
    notes: unbatched(n + 1),
    layout: slidingLike(n),
    lower,
    macs: (p, inputs, outputs) => convMacs(n, transposeWeight(p), p, inputs, outputs),
    caption(p) {
      const parts = [say`${plural(p.out_channels, 'filter')} ${window(p.kernel_size)}`]
      if (p.stride.some(s => s !== 1)) parts.push(say`stride ${brief(p.stride)}`)
      if (p.padding.some(amount => amount !== 0)) parts.push(say`padding ${brief(p.padding)}`)
      if (p.output_size) parts.push(say`to ${window(p.output_size)}`)
      else if (p.output_padding.some(amount => amount !== 0)) parts.push(say`output padding ${brief(p.output_padding)}`)
      if (p.dilation.some(d => d !== 1)) parts.push(say`dilation ${brief(p.dilation)}`)
      if (p.groups !== 1) parts.push(say`${p.groups} groups`)
      if (!p.bias) parts.push(say`no bias`)
      return phrases(parts)
    },
    formula(p, { input }, { output }) {
      if (!input || !output) return []
      const added = outputPadding(p, input.shape)
      return dimLetters(n).map((name, i) => line(p, name, i, at(input.shape, i - n), at(added, i), at(output.shape, i - n)))
    },
  })
}

export const ConvTranspose1d = convTranspose(1)
export const ConvTranspose2d = convTranspose(2)
export const ConvTranspose3d = convTranspose(3)
