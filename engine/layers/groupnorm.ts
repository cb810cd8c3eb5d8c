import type { Json } from '../document/types'
import { phrases, plural, say } from '../say'
import { isFloating, numel, type TensorType } from '../tensor/dtype'
import { give, giveAs, innerDtype, opOf } from './algebra'
import { argument, SIZE, unpacking, worded } from './argument'
import { defineLayer, refuse, type Lowering, type Scalar, type Value } from './define'
import { cast, reshape, scalarOf } from './emit'
import { imageLike } from './layout'
import { divisorsOf, setParam, someAbout } from './mends'
import { gaveEmpty, normalisedRows, stand, standardised } from './normLower'
import { affineMacs, affineTensors, epsWords, refuseDtype, refuseSingle } from './normTensors'
import { calculated, divides, sizeOf, valueOf } from './operators'
import { int, anyScalar, size, truth } from './params'
import { pythonText, pythonType } from './python'
import { SCALAR_TYPE } from './types'
import { either, sizes, times } from './words'

interface GroupParams {
  readonly num_groups: number
  readonly num_channels: number
  readonly eps: Scalar
  readonly affine: boolean
  readonly bias: boolean
}

/** The largest divisor of the channels up to the groups asked for. */
function fittingGroups(channels: number, groups: number): number {
  let best = 1
  for (let n = 1; n <= Math.min(groups, channels); n++) if (channels % n === 0) best = n
  return best
}

function check(p: GroupParams): void {
  if (p.num_groups === 0) refuse({ code: 'bad-param', param: 'num_groups', pytorch: 'integer modulo by zero', message: say`num_groups is 0; set it to 1 or more.`, fix: setParam('num_groups', 1) })
  if (p.num_channels % p.num_groups !== 0) {
    const best = fittingGroups(p.num_channels, p.num_groups)
    refuse({
      code: 'bad-param', param: 'num_groups', pytorch: `num_channels (${p.num_channels}) must be divisible by num_groups (${p.num_groups})`,
      message: say`num_groups is ${p.num_groups}, which does not divide the ${plural(p.num_channels, 'channel')}; set it to ${either(someAbout(divisorsOf(p.num_channels), best)) || '1'}.`,
      fix: setParam('num_groups', best),
    })
  }
  if (p.num_channels < 0 && p.affine) {
    refuse({
      code: 'bad-param', param: 'num_channels', pytorch: `Trying to create tensor with negative dimension ${p.num_channels}: [${p.num_channels}]`,
      message: say`num_channels is ${p.num_channels}; a size cannot be negative.`,
    })
  }
}

function outputType(p: GroupParams, input: TensorType): TensorType {
  const { shape, dtype } = input
  if (shape.length < 2) {
    refuse({
      code: 'shape-mismatch', port: 'input', pytorch: `Expected at least 2 dimensions for input tensor but received ${shape.length}`,
      message: say`GroupNorm takes batch × channels and more, but the input is ${times(shape)}, of ${plural(shape.length, 'dimension')}.`,
    })
  }
  const [batch = 0, channels = 0] = shape
  const seen = [Math.floor((batch * channels) / p.num_groups), p.num_groups, ...shape.slice(2)]
  if (numel([seen[0] ?? 0, ...shape.slice(2)]) === 1) refuseSingle(input, `Expected more than 1 value per channel when training, got input size ${sizes(seen)}`)
  if (p.num_groups < 0) refuse({ code: 'bad-param', param: 'num_groups', pytorch: `Expected num groups to be greater than 0, got ${p.num_groups}`, message: say`num_groups is ${p.num_groups}; set it to 1 or more.`, fix: setParam('num_groups', 1) })
  if (channels % p.num_groups) {
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'num_groups', pytorch: `Expected number of channels in input to be divisible by num_groups, but got input of shape ${sizes(shape)} and num_groups=${p.num_groups}`,
      message: say`num_groups is ${p.num_groups}, which does not divide the ${plural(channels, 'channel')} of the input ${times(shape)}.`, fix: setParam('num_groups', fittingGroups(channels, p.num_groups)),
    })
  }
  if (p.affine && p.num_channels !== channels) {
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'num_channels',
      pytorch: `Expected weight to be a vector of size equal to the number of channels in input, but got weight of shape [${p.num_channels}] and input of shape ${sizes(shape)}`,
      message: say`num_channels is ${p.num_channels}, but the input has ${plural(channels, 'channel')}; set num_channels to ${channels} or leave it to be inferred.`,
      fix: setParam('num_channels', channels),
    })
  }
  if (p.affine && dtype !== 'float32' && dtype !== 'float16') {
    refuseDtype('GroupNorm', input, 'mixed dtype (CPU): all inputs must share same datatype.', say`${'GroupNorm'}'s weights are float32`)
  }
  if (!isFloating(dtype)) refuseDtype('GroupNorm', input, `"GroupNormKernelImpl" not implemented for '${SCALAR_TYPE[dtype]}'`)
  return input
}

/**
 * Groups of one value each: nothing is left of it but what PyTorch's x * scale + (bias - x * scale) does not cancel,
 * where the product in front is exact and the one behind is rounded.
 */
function lowerSingles(ctx: Lowering<GroupParams>): void {
  const p = ctx.params
  const op = opOf(ctx)
  const x = cast(ctx, ctx.input('input'), 'float32', 'wide')
  const column = (name: string): Value => reshape(ctx, ctx.tensor(name), [p.num_channels, ...x.type.shape.slice(2).map(() => 1)], `${name}/column`)
  const scale = op('Mul', [column('weight'), ctx.constant('rstd', scalarOf('float32', 1 / Math.sqrt(p.eps.value)))], 'scale')
  const exact = op('Mul', [cast(ctx, x, 'float64', 'exact/x'), cast(ctx, scale, 'float64', 'exact/scale')], 'exact')
  const beta = p.bias ? cast(ctx, column('bias'), 'float64', 'exact/bias') : undefined
  const shift = cast(ctx, cast(ctx, beta ? op('Sub', [beta, exact], 'exact/shift') : op('Neg', [exact], 'exact/shift'), 'float32', 'shift'), 'float64', 'shift/exact')
  give(ctx, cast(ctx, op('Add', [exact, shift], 'left'), 'float32', 'left/float'))
}

/** Each group as a row of values: InstanceNormalization normalises rows, float64 is written out. */
function lower(ctx: Lowering<GroupParams>): void {
  const p = ctx.params
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (gaveEmpty(ctx)) return
  const op = opOf(ctx)
  const inner = innerDtype(output.dtype)
  const { shape } = output
  const groups = [shape[0] ?? 1, p.num_groups, numel(shape.slice(1)) / p.num_groups]
  if (groups[2] === 1 && p.affine && inner === 'float32') return lowerSingles(ctx)
  const rows = reshape(ctx, cast(ctx, input, inner, 'wide'), groups, 'groups')
  const normal: Value = inner === 'float64'
    ? standardised(ctx, rows, [2], p.eps.value, inner)
    : normalisedRows(ctx, rows, stand(ctx, 'ones', [p.num_groups], 1), stand(ctx, 'zeros', [p.num_groups], 0), p.eps.value)
  const y = reshape(ctx, normal, shape, 'joined')
  const column = (name: string): Value => reshape(ctx, ctx.tensor(name), [p.num_channels, ...shape.slice(2).map(() => 1)], `${name}/column`)
  if (!p.affine) give(ctx, y)
  else if (!p.bias) giveAs(ctx, inner, 'Mul', [y, column('weight')])
  else giveAs(ctx, inner, 'Add', [op('Mul', [y, column('weight')], 'weighted'), column('bias')])
}

const sizeWords = (json: Json): string | undefined => (pythonType(json) === 'int' ? unpacking(SIZE, [json]) : `${SIZE} must be tuple of ints, not ${pythonType(json)}`)
const uneven = (channels: string, groups: string): string => `num_channels (${channels}) must be divisible by num_groups (${groups})`

export const GroupNorm = defineLayer({
  type: 'GroupNorm',
  stem: 'gn',
  category: 'norm',
  summary: 'Shifts and scales groups of channels to mean 0 and variance 1, whatever the batch is, then by learned numbers.',
  keywords: ['group normalization', 'normalise', 'GroupNormalization', 'F.group_norm'],
  params: {
    num_groups: worded(int('How many groups the channels form.', { min: 1, start: 1 }), (type, json, params) => inputs => {
      const groups = valueOf(json)
      if (groups === undefined) return `unsupported operand type(s) for %: 'int' and '${type}'`
      const channels = sizeOf(params, 'num_channels', inputs['input'], 1)
      if (channels === undefined) return undefined
      if (groups === 0) return type === 'float' ? 'float modulo' : 'integer modulo by zero'
      if (!divides(json, channels)) return uneven(String(channels), pythonText(json))
      return type === 'int' ? undefined : `group_norm(): argument 'num_groups' (position 2) must be int, not ${type}`
    }),
    num_channels: calculated('%', size('Channels of the input.'), (json, { num_groups: groups = 1 }) => (divides(groups, json) ? sizeWords(json) : uneven(pythonText(json), pythonText(groups)))),
    eps: argument("group_norm(): argument 'eps' (position 5)", anyScalar('Added to the variance, so that nothing is divided by 0.', { default: 1e-5 })),
    affine: truth('Scales each channel by a learned weight and adds a learned bias.', { default: true }),
    bias: truth('Whether affine adds a bias as well.', { default: true }),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  // Of an input that has no channels PyTorch refuses the rank, not the channels.
  infer: { num_channels: ({ input }, p) => input && { value: input.shape[1] ?? p.num_groups, port: 'input' } },
  construct: check,
  tensors: p => affineTensors([p.num_channels], p.affine, p.bias),
  forward: (p, { input }) => (input ? { output: outputType(p, input) } : {}),
  notes(p, { input }) {
    const channels = input?.shape[1]
    return channels !== undefined && p.num_channels !== channels
      ? [{ severity: 'warning', message: say`num_channels is ${p.num_channels} and the input has ${channels}; without affine it counts for nothing.` }]
      : []
  },
  layout: memory => imageLike(memory),
  lower,
  macs: (p, { input }) => affineMacs(input, affineTensors([p.num_channels], p.affine, p.bias)),
  caption: p => phrases([plural(p.num_groups, 'group'), ...epsWords(p.eps), ...(p.affine ? (p.bias ? [] : [say`no bias`]) : [say`not affine`])]),
})
