import type { Edit } from '../document/types'
import { plural, say, type Said } from '../say'
import { isFloating, numel, type TensorType } from '../tensor/dtype'
import { isChannelsLast, isContiguous, suggestsChannelsLast } from '../tensor/strides'
import { give, giveAs, innerDtype, opOf } from './algebra'
import { numeral } from './binary'
import { defineLayer, refuse, type Layer, type Lowering, type NodeRef, type Value } from './define'
import { cast, reshape } from './emit'
import { imageLike, strided } from './layout'
import { insertBefore, setParam } from './mends'
import { stand, standardised, standardisedHalf } from './normLower'
import { affineMacs, channelNormCaption, channelNormParams, channelNormTensors, checkChannelNorm, refuseDtype, refuseSingle, type ChannelNormParams } from './normTensors'
import { pythonNumber } from './python'
import { SCALAR_TYPE } from './types'
import { sizes, times } from './words'

type Dims = 1 | 2 | 3
type Params = ChannelNormParams

const INITIAL = { affine: true, stats: true }
const RANKS: Readonly<Record<Dims, readonly number[]>> = { 1: [2, 3], 2: [4], 3: [5] }
const LAYOUT: Readonly<Record<Dims, Said>> = {
  1: say`batch × channels, or batch × channels × length`, 2: say`batch × channels × height × width`, 3: say`batch × channels × depth × height × width`,
}

function checkRank(dims: Dims, { shape }: TensorType): void {
  const ranks = RANKS[dims]
  if (ranks.includes(shape.length)) return
  const message = say`BatchNorm${dims}d takes ${LAYOUT[dims]}, but the input is ${times(shape)}, of ${plural(shape.length, 'dimension')}`
  // A single image has no batch to take the statistics over; anything else is what another of these layers takes.
  const other = dims === 2 && shape.length === 3 ? undefined : ([1, 2, 3] as const).find(n => RANKS[n].includes(shape.length))
  const type = `BatchNorm${other ?? dims}d`
  const mend = other ? { words: say`make it ${type}`, fix: { label: say`Make it ${type}`, edits: (node: NodeRef): readonly Edit[] => [{ kind: 'setType', node: node.id, type, params: node.params }] } }
    : shape.length === 3 ? { words: say`put an Unsqueeze of dim 0 in front, for a batch of 1`, fix: insertBefore('input', 'Unsqueeze', { dim: 0 }) } : undefined
  refuse({
    code: 'shape-mismatch', port: 'input', pytorch: `expected ${ranks.map(n => `${n}D`).join(' or ')} input (got ${shape.length}D input)`,
    message: mend ? say`${message}; ${mend.words}.` : say`${message}.`, ...(mend ? { fix: mend.fix } : {}),
  })
}

function checkEps({ eps }: Params, training: boolean): void {
  if (training ? !(eps.value <= 0) : !(eps.value < 0)) return
  const words = training ? 'positive during training' : 'non-negative'
  refuse({
    code: 'bad-param', param: 'eps', pytorch: `batch_norm eps must be ${words}, but got ${pythonNumber(eps)}`,
    message: say`eps is ${numeral(eps)}; set it to ${training ? say`more than 0` : say`0 or more`}.`, fix: setParam('eps', 1e-5, 1e-5),
  })
}

/** An empty input goes past all other checks: PyTorch multiplies it by the first weight and adds the first bias. */
function emptyType(dims: Dims, p: Params, input: TensorType): TensorType {
  if (p.affine && p.num_features === 0) {
    refuse({
      code: 'shape-mismatch', port: 'input', pytorch: 'select(): index 0 out of range for tensor of size [0] at dimension 0',
      message: say`The input ${times(input.shape)} has no channels, and BatchNorm${dims}d scales at least one; give it channels or set affine to false.`,
    })
  }
  return p.affine ? { ...input, dtype: isFloating(input.dtype) ? input.dtype : 'float32' } : input
}

function checkChannels(p: Params, { shape }: TensorType): void {
  const channels = shape[1] ?? 0
  const name = p.track_running_stats ? 'running_mean' : p.affine ? 'weight' : undefined
  if (name === undefined || p.num_features === channels) return
  refuse({
    code: 'shape-mismatch', port: 'input', param: 'num_features', pytorch: `${name} should contain ${channels} elements not ${p.num_features}`,
    message: say`num_features is ${p.num_features}, but the input has ${plural(channels, 'channel')}; set num_features to ${channels} or leave it to be inferred.`,
    fix: setParam('num_features', channels),
  })
}

function outputType(dims: Dims, p: Params, input: TensorType): TensorType {
  checkRank(dims, input)
  const { shape, dtype } = input
  const training = !p.track_running_stats
  if (training && numel([shape[0] ?? 1, ...shape.slice(2)]) === 1) {
    refuseSingle(input, `Expected more than 1 value per channel when training, got input size torch.Size(${sizes(shape)})`)
  }
  checkEps(p, training)
  if (numel(shape) === 0) return emptyType(dims, p, input)
  checkChannels(p, input)
  if (!isFloating(dtype)) refuseDtype(`BatchNorm${dims}d`, input, `"batch_norm" not implemented for '${SCALAR_TYPE[dtype]}'`)
  if (dtype === 'float64' && (p.affine || p.track_running_stats)) {
    refuseDtype(`BatchNorm${dims}d`, input, 'mixed dtype (CPU): all inputs must share same datatype.', say`${`BatchNorm${dims}d`}'s weights are float32`)
  }
  return input
}

/** With the statistics of the batch, summed in float64 as PyTorch does, then scaled in float32. */
function lowerBatch(ctx: Lowering<Params>, input: Value, { dtype, shape }: TensorType): void {
  const p = ctx.params
  const op = opOf(ctx)
  const axes = [...shape.keys()].filter(i => i !== 1)
  const column = (name: string): Value => reshape(ctx, ctx.tensor(name), [p.num_features, ...shape.slice(2).map(() => 1)], `${name}/column`)
  let y = dtype === 'float16' && !p.affine
    ? standardisedHalf(ctx, cast(ctx, input, 'float32', 'wide'), axes, p.eps.value)
    : cast(ctx, standardised(ctx, input, axes, p.eps.value, 'float64'), innerDtype(dtype), 'normal')
  if (p.affine) y = op('Mul', [y, column('weight')], 'weighted')
  if (p.affine && p.bias) y = op('Add', [y, column('bias')], 'shifted')
  give(ctx, y)
}

function lower(ctx: Lowering<Params>): void {
  const p = ctx.params
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (numel(output.shape) === 0) give(ctx, input)
  else if (!p.track_running_stats) lowerBatch(ctx, input, output)
  else {
    const shape = [p.num_features]
    const weight = p.affine ? ctx.tensor('weight') : stand(ctx, 'ones', shape, 1)
    const bias = p.affine && p.bias ? ctx.tensor('bias') : stand(ctx, 'zeros', shape, 0)
    const inputs = [cast(ctx, input, 'float32', 'float'), weight, bias, ctx.tensor('running_mean'), ctx.tensor('running_var')]
    giveAs(ctx, 'float32', 'BatchNormalization', inputs, { epsilon: { float: p.eps.value } })
  }
}

function batchNorm(dims: Dims, summary: string, keywords: readonly string[]): Layer {
  return defineLayer({
    type: `BatchNorm${dims}d`,
    stem: 'bn',
    category: 'norm',
    summary,
    keywords: ['batch normalization', 'bn', 'normalise', 'BatchNormalization', 'F.batch_norm', ...keywords],
    params: channelNormParams({ ...INITIAL, batch: true }),
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    // Of an input that has no channels PyTorch refuses the rank, not the channels.
    infer: { num_features: ({ input }) => input && { value: input.shape[1] ?? 1, port: 'input' } },
    construct: checkChannelNorm,
    tensors: channelNormTensors,
    forward: (p, { input }) => (input ? { output: outputType(dims, p, input) } : {}),
    notes(p, { input }) {
      const channels = input?.shape[1] ?? 0
      return input && numel(input.shape) > 0 && p.num_features !== channels
        ? [{ severity: 'warning', message: say`num_features is ${p.num_features} and the input has ${channels} channels; without affine and track_running_stats it counts for nothing.` }]
        : []
    },
    layout: memory => imageLike(memory, strided(memory), value => suggestsChannelsLast(value) || (isChannelsLast(value) && !isContiguous(value))),
    lower,
    macs: (p, { input }) => affineMacs(input, channelNormTensors(p)),
    caption: (p, { input }) => channelNormCaption(p, p.num_features ?? input?.shape[1], INITIAL),
  })
}

export const BatchNorm1d = batchNorm(1, 'Shifts and scales each feature of a row or channel of a signal to mean 0 and variance 1, then by learned numbers.', ['features'])
export const BatchNorm2d = batchNorm(2, 'Shifts and scales each channel of an image to mean 0 and variance 1, then by learned numbers.', ['image', 'ResNet'])
export const BatchNorm3d = batchNorm(3, 'Shifts and scales each channel of a volume to mean 0 and variance 1, then by learned numbers.', ['volume', 'video'])
