/** What the normalisations have in common: their parameters and buffers, captions and costs. */
import { phrases, plural, say, type Said } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { argument, intsArgument, SIZE, worded } from './argument'
import { refuse, type Scalar, type TensorSpec } from './define'
import { numeral } from './binary'
import { castBefore } from './mends'
import { truthy } from './operators'
import { nullable, number, anyScalar, size, truth } from './params'
import { sizes } from './words'

/** Parameters of the layers that normalise channel by channel; `stats` is the default of track_running_stats. */
const eps = anyScalar('Added to the variance, so that nothing is divided by 0.', { default: 1e-5 })
export const channelNormParams = (defaults: { readonly affine: boolean; readonly stats: boolean; readonly batch: boolean }) => ({
  num_features: worded(size('Channels of the input.'), (_, json, { affine = defaults.affine, track_running_stats: kept = defaults.stats }) => {
    // Without weights and statistics nothing is made of that size, and PyTorch takes anything.
    if (!truthy(affine) && !truthy(kept)) return undefined
    const parsed = intsArgument(truthy(affine) ? SIZE : "zeros(): argument 'size' (position 1)", size(''), true).parse(json)
    return 'refuse' in parsed ? parsed.pytorch : undefined
  }),
  eps: defaults.batch
    ? worded(eps, (type, _, { track_running_stats: kept = true }) => `'${kept === false ? '<=' : '<'}' not supported between instances of '${type}' and 'float'`)
    : argument("instance_norm(): argument 'eps' (position 8)", eps),
  momentum: argument(`${defaults.batch ? 'batch' : 'instance'}_norm(): argument 'momentum' (position 7)`, nullable(number('How fast the running statistics follow in training; null averages over all batches. Changes nothing here.', { default: 0.1 }))),
  affine: truth('Scales each channel by a learned weight and adds a learned bias.', { default: defaults.affine }),
  track_running_stats: truth('Uses the mean and variance kept from training; without it those of the input itself.', { default: defaults.stats }),
  bias: truth('Whether affine adds a bias as well.', { default: true }),
})

export interface ChannelNormParams {
  readonly num_features: number
  readonly eps: Scalar
  readonly affine: boolean
  readonly track_running_stats: boolean
  readonly bias: boolean
}

const filled = (name: string, shape: readonly number[], value: number, role: TensorSpec['role']): TensorSpec =>
  ({ name, shape, dtype: 'float32', role, init: { kind: 'constant', value } })

/** Weight of ones and bias of zeros. */
export const affineTensors = (shape: readonly number[], affine: boolean, bias: boolean): readonly TensorSpec[] =>
  (affine ? [filled('weight', shape, 1, 'parameter'), ...(bias ? [filled('bias', shape, 0, 'parameter')] : [])] : [])

/** The tensors of BatchNorm and InstanceNorm, in the order of their state_dict. */
export function channelNormTensors(p: ChannelNormParams): readonly TensorSpec[] {
  const shape = [p.num_features]
  const stats: readonly TensorSpec[] = [
    filled('running_mean', shape, 0, 'buffer'), filled('running_var', shape, 1, 'buffer'),
    { name: 'num_batches_tracked', shape: [], dtype: 'int64', role: 'buffer', init: { kind: 'constant', value: 0 } },
  ]
  return [...affineTensors(shape, p.affine, p.bias), ...(p.track_running_stats ? stats : [])]
}

/** What the constructor of BatchNorm and InstanceNorm refuses. */
export function checkChannelNorm(p: ChannelNormParams): void {
  if (p.num_features >= 0 || !(p.affine || p.track_running_stats)) return
  refuse({
    code: 'bad-param', param: 'num_features', message: say`num_features is ${p.num_features}; a size cannot be negative.`,
    pytorch: p.affine ? `Trying to create tensor with negative dimension ${p.num_features}: [${p.num_features}]` : 'zeros: Dimension size must be non-negative.',
  })
}

/** Refuses a type; the mend casts the input to float32. */
export function refuseDtype(type: string, input: TensorType, pytorch: string, why = say`${type} takes float32`): never {
  return refuse({
    code: 'type-mismatch', port: 'input', pytorch, message: say`${why}, but the input is ${input.dtype}; put a Cast to float32 in front.`,
    fix: castBefore('input', 'float32'),
  })
}

/** Refuses a layer that would take its statistics from one value. */
export function refuseSingle(input: TensorType, pytorch: string): never {
  return refuse({
    code: 'shape-mismatch', port: 'input', pytorch,
    message: say`The input ${sizes(input.shape)} has one value for each mean and variance, which leaves nothing to normalise; give it more values a channel.`,
  })
}

/** torchinfo counts every parameter once for each entry of the batch. */
export function affineMacs(input: TensorType | undefined, specs: readonly TensorSpec[]): number {
  const rows = input && input.shape.length > 1 ? input.shape[0] ?? 1 : 1
  return rows * specs.filter(spec => spec.role === 'parameter').reduce((sum, spec) => sum + numel(spec.shape), 0)
}

/** `eps 0.001`, where it is not the default. */
export const epsWords = (eps: Scalar | null, initial: number | null = 1e-5): readonly Said[] =>
  (eps === null || eps.value === initial ? [] : [say`eps ${numeral(eps)}`])

export function channelNormCaption(p: ChannelNormParams, channels: number | undefined, initial: { readonly affine: boolean; readonly stats: boolean }): Said {
  const parts: (Said | '')[] = [channels === undefined ? '' : plural(channels, 'channel'), ...epsWords(p.eps)]
  if (p.affine !== initial.affine) parts.push(p.affine ? say`affine` : say`not affine`)
  if (p.affine && !p.bias) parts.push(say`no bias`)
  if (p.track_running_stats !== initial.stats) parts.push(p.track_running_stats ? say`running statistics` : say`the batch's statistics`)
  return phrases(parts)
}
