import { plural, say, type Said } from '../say'
import { isFloating, numel, type TensorType } from '../tensor/dtype'
import { give, innerDtype, opOf } from './algebra'
import { defineLayer, refuse, type Layer, type Lowering, type Value } from './define'
import { cast, reshape } from './emit'
import { setParam } from './mends'
import { gaveEmpty, inverseRoot, normalisedRows, stand, standardised, standardisedHalf } from './normLower'
import { affineMacs, channelNormCaption, channelNormParams, channelNormTensors, checkChannelNorm, refuseDtype, refuseSingle, type ChannelNormParams } from './normTensors'
import { unbatched } from './notes'
import { SCALAR_TYPE } from './types'
import { sizes, times } from './words'

type Dims = 1 | 2
type Params = ChannelNormParams

const INITIAL = { affine: false, stats: false }
const LAYOUT: Readonly<Record<Dims, Said>> = { 1: say`channels × length`, 2: say`channels × height × width` }

/** The sizes with a batch in front. */
const batched = (dims: Dims, shape: readonly number[]): readonly number[] => (shape.length === dims + 1 ? [1, ...shape] : shape)
const channelsAt = (dims: Dims, shape: readonly number[]): number => shape.length - dims - 1

function checkRank(dims: Dims, { shape }: TensorType): void {
  if (shape.length === dims + 1 || shape.length === dims + 2) return
  refuse({
    code: 'shape-mismatch', port: 'input', pytorch: `expected ${dims + 1}D or ${dims + 2}D input (got ${shape.length}D input)`,
    message: say`InstanceNorm${dims}d takes ${LAYOUT[dims]}, with a batch in front or not, but the input is ${times(shape)}, of ${plural(shape.length, 'dimension')}.`,
  })
}

function refuseChannels(p: Params, channels: number, pytorch: string): never {
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'num_features', pytorch, fix: setParam('num_features', channels),
    message: say`num_features is ${p.num_features}, but the input has ${plural(channels, 'channel')}; set num_features to ${channels} or leave it to be inferred.`,
  })
}

function outputType(dims: Dims, p: Params, input: TensorType): TensorType {
  checkRank(dims, input)
  const { dtype, shape } = input
  const at = channelsAt(dims, shape)
  const channels = shape[at] ?? 0
  if (p.affine && p.num_features !== channels) {
    refuseChannels(p, channels, `expected input's size at dim=${at} to match num_features (${p.num_features}), but got: ${channels}.`)
  }
  const whole = batched(dims, shape)
  if (!p.track_running_stats && numel(whole.slice(2)) === 1) {
    refuseSingle(input, `Expected more than 1 spatial element when training, got input size torch.Size(${sizes(whole)})`)
  }
  // PyTorch normalises batch and channels as one dimension, by BatchNorm.
  const rows = (whole[0] ?? 1) * channels
  if (numel(shape) === 0) {
    if (!p.affine) return input
    if (rows === 0) {
      refuse({
        code: 'shape-mismatch', port: 'input', pytorch: 'select(): index 0 out of range for tensor of size [0] at dimension 0',
        message: say`The input ${times(shape)} has no channels to scale; give it some or set affine to false.`,
      })
    }
    return { shape, dtype: isFloating(dtype) ? dtype : 'float32' }
  }
  if (p.track_running_stats && p.num_features !== channels) {
    refuseChannels(p, channels, `running_mean should contain ${rows} elements not ${(whole[0] ?? 1) * p.num_features}`)
  }
  if (!isFloating(dtype)) refuseDtype(`InstanceNorm${dims}d`, input, `"batch_norm" not implemented for '${SCALAR_TYPE[dtype]}'`)
  if (dtype === 'float64' && p.affine) refuseDtype(`InstanceNorm${dims}d`, input, 'mixed dtype (CPU): all inputs must share same datatype.', say`${`InstanceNorm${dims}d`}'s weights are float32`)
  return input
}

/** With the statistics kept from training: the same for every entry of the batch. */
function lowerTracked(ctx: Lowering<Params>, x: Value, shape: readonly number[]): Value {
  const p = ctx.params
  const channel = [p.num_features]
  if (x.type.dtype !== 'float64') {
    const weight = p.affine ? ctx.tensor('weight') : stand(ctx, 'ones', channel, 1)
    const bias = p.affine && p.bias ? ctx.tensor('bias') : stand(ctx, 'zeros', channel, 0)
    return ctx.emit('BatchNormalization', [x, weight, bias, ctx.tensor('running_mean'), ctx.tensor('running_var')], x.type, 'normal', { epsilon: { float: p.eps.value } })
  }
  const op = opOf(ctx)
  const column = (name: string): Value => cast(ctx, reshape(ctx, ctx.tensor(name), [p.num_features, ...shape.slice(2).map(() => 1)], `${name}/column`), 'float64', `${name}/wide`)
  const scale = inverseRoot(ctx, column('running_var'), p.eps.value)
  return op('Sub', [op('Mul', [x, scale], 'scaled'), op('Mul', [column('running_mean'), scale], 'shift')], 'normal')
}

/** Without an eps, which ONNX's operator would turn into NaN where all values are the same. */
function withoutEps(ctx: Lowering<Params>, x: Value, axes: readonly number[]): Value {
  const { affine, bias, num_features } = ctx.params
  const op = opOf(ctx)
  const column = (name: string): Value => reshape(ctx, ctx.tensor(name), [num_features, ...axes.map(() => 1)], `${name}/column`)
  const normal = cast(ctx, standardised(ctx, x, axes, 0, 'float64', true), x.type.dtype, 'normal')
  const weighted = affine ? op('Mul', [normal, column('weight')], 'weighted') : normal
  return affine && bias ? op('Add', [weighted, column('bias')], 'shifted') : weighted
}

function lower(dims: Dims, ctx: Lowering<Params>): void {
  const p = ctx.params
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (gaveEmpty(ctx)) return
  const shape = batched(dims, output.shape)
  const x = reshape(ctx, cast(ctx, input, innerDtype(output.dtype), 'wide'), shape, 'batched')
  let y: Value
  if (p.track_running_stats) y = lowerTracked(ctx, x, shape)
  else if (p.eps.value === 0 && !(output.dtype === 'float16' && !p.affine)) y = withoutEps(ctx, x, [...shape.keys()].slice(2))
  else if (x.type.dtype === 'float64') y = standardised(ctx, x, [...shape.keys()].slice(2), p.eps.value, 'float64')
  else if (output.dtype === 'float16' && !p.affine) y = standardisedHalf(ctx, x, [...shape.keys()].slice(2), p.eps.value)
  else {
    const channel = [shape[1] ?? 1]
    const weight = p.affine ? ctx.tensor('weight') : stand(ctx, 'ones', channel, 1)
    const bias = p.affine && p.bias ? ctx.tensor('bias') : stand(ctx, 'zeros', channel, 0)
    y = normalisedRows(ctx, x, weight, bias, p.eps.value)
  }
  give(ctx, reshape(ctx, y, output.shape, 'unbatched'))
}

function instanceNorm(dims: Dims, summary: string, keywords: readonly string[]): Layer {
  return defineLayer({
    type: `InstanceNorm${dims}d`,
    category: 'norm',
    summary,
    keywords: ['instance normalization', 'normalise', 'style', 'InstanceNormalization', 'F.instance_norm', ...keywords],
    params: channelNormParams({ ...INITIAL, batch: false }),
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    // Of an input that has no channels PyTorch refuses the rank, not the channels.
    infer: { num_features: ({ input }) => input && { value: input.shape[channelsAt(dims, input.shape)] ?? 1, port: 'input' } },
    construct: checkChannelNorm,
    tensors: channelNormTensors,
    forward: (p, { input }) => (input ? { output: outputType(dims, p, input) } : {}),
    notes(p, { input }) {
      if (!input) return []
      const channels = input.shape[channelsAt(dims, input.shape)] ?? 0
      return [
        ...unbatched(dims + 1)(p, { input }),
        ...(p.num_features !== channels
          ? [{ severity: 'warning' as const, message: say`num_features is ${p.num_features} and the input has ${channels}; without affine it counts for nothing.` }]
          : []),
      ]
    },
    lower: ctx => lower(dims, ctx),
    macs: (p, { input }) => affineMacs(input, channelNormTensors(p)),
    caption: (p, { input }) => channelNormCaption(p, p.num_features ?? (input && input.shape[channelsAt(dims, input.shape)]), INITIAL),
  })
}

export const InstanceNorm1d = instanceNorm(1, 'Shifts and scales each channel of each signal to mean 0 and variance 1, by itself.', ['signal'])
export const InstanceNorm2d = instanceNorm(2, 'Shifts and scales each channel of each image to mean 0 and variance 1, by itself.', ['image', 'style transfer'])
