/** PixelShuffle, PixelUnshuffle and ChannelShuffle: values move between channels and places, none is changed. */
import { plural, say, told } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { channelsLast, suggestsChannelsLast } from '../tensor/strides'
import { argument } from './argument'
import { defineLayer, refuse, type Layout, type LayerDefinition, type Lowering, type Memory } from './define'
import { int64, reshape, reshapeAttributes } from './emit'
import { imageLike, strided } from './layout'
import { nearestDivisor, setParam } from './mends'
import { int } from './params'
import { times } from './words'

const SHARED = { category: 'shape', inputs: [{ name: 'input' }], outputs: () => [{ name: 'output' }] } as const satisfies Partial<LayerDefinition>

/** Cuts the input into `parts`, puts these into another order and gives them out as the output's shape. */
function reorder(ctx: Lowering<unknown>, parts: readonly number[], perm: readonly number[]): void {
  const input = ctx.input('input')
  const shape = ctx.outputs['output']?.shape ?? []
  const cut = reshape(ctx, input, parts, 'parts')
  const moved = ctx.emit('Transpose', [cut], { dtype: input.type.dtype, shape: perm.map(dim => parts[dim] ?? 1) }, 'moved', { perm: { ints: perm } })
  ctx.emitOutput('Reshape', [moved, ctx.constant('shape', int64(shape))], ['output'], reshapeAttributes(shape))
}

/** What stands in front of channels, height and width, and these three. */
function image(shape: readonly number[]): { readonly lead: readonly number[]; readonly channels: number; readonly height: number; readonly width: number } {
  const [channels = 1, height = 1, width = 1] = shape.slice(-3)
  return { lead: shape.slice(0, -3), channels, height, width }
}

function refuseRank(name: string, { shape }: TensorType): never {
  return refuse({
    code: 'shape-mismatch', port: 'input', pytorch: `${name} expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`,
    message: say`The input ${times(shape)} has ${plural(shape.length, 'dimension')}; it takes channels × height × width, with more in front or not.`,
  })
}

const line = (name: string, from: number, sign: string, by: string, param: string, to: number): { readonly pieces: readonly { readonly text: string; readonly value?: boolean; readonly param?: string }[] } =>
  ({ pieces: [{ text: `${name} = ` }, { text: String(from), value: true }, { text: ` ${sign} ` }, { text: by, value: true, param }, { text: ' = ' }, { text: String(to), value: true }] })

export const PixelShuffle = defineLayer({
  ...SHARED,
  type: 'PixelShuffle',
  summary: 'Spreads channels over a larger image: r·r channels become r × r pixels of one.',
  keywords: ['sub-pixel', 'super resolution', 'upscale', 'DepthToSpace', 'F.pixel_shuffle'],
  params: { upscale_factor: argument("pixel_shuffle(): argument 'upscale_factor' (position 2)", int('How many times larger height and width become.', { min: 1, start: 2 })) },
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    if (input.shape.length < 3) refuseRank('pixel_shuffle', input)
    const r = p.upscale_factor
    if (r <= 0) refuse({ code: 'bad-param', param: 'upscale_factor', pytorch: `pixel_shuffle expects a positive upscale_factor, but got ${r}`, message: say`upscale_factor is ${r}; set it to 1 or more.`, fix: setParam('upscale_factor', 2) })
    const { lead, channels, height, width } = image(input.shape)
    if (channels % (r * r)) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'upscale_factor',
        pytorch: `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${channels} is not divisible by ${r * r}`,
        message: say`upscale_factor ${r} turns ${r * r} channels into one, but the input ${times(input.shape)} has ${channels}; give it a multiple of ${r * r}.`,
      })
    }
    return { output: { dtype: input.dtype, shape: [...lead, channels / (r * r), height * r, width * r] } }
  },
  lower(ctx) {
    const r = ctx.params.upscale_factor
    const { lead, channels, height, width } = image(ctx.input('input').type.shape)
    const n = lead.length
    const perm = [...lead.keys(), n, n + 3, n + 1, n + 4, n + 2]
    reorder(ctx, [...lead, channels / (r * r), r, r, height, width], perm)
  },
  layout: memory => imageLike(memory),
  caption: p => say`${p.upscale_factor}× larger`,
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const [from, to] = [image(input.shape), image(output.shape)]
    const r = p.upscale_factor
    return [line('C', from.channels, '/', `${r}²`, 'upscale_factor', to.channels), line('H', from.height, '·', String(r), 'upscale_factor', to.height), line('W', from.width, '·', String(r), 'upscale_factor', to.width)]
  },
})

export const PixelUnshuffle = defineLayer({
  ...SHARED,
  type: 'PixelUnshuffle',
  summary: 'Gathers pixels into channels: r × r pixels become r·r channels of a smaller image.',
  keywords: ['downscale', 'space to depth', 'SpaceToDepth', 'F.pixel_unshuffle'],
  params: { downscale_factor: argument("pixel_unshuffle(): argument 'downscale_factor' (position 2)", int('How many times smaller height and width become.', { min: 1, start: 2 })) },
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    if (input.shape.length < 3) refuseRank('pixel_unshuffle', input)
    const r = p.downscale_factor
    if (r <= 0) refuse({ code: 'bad-param', param: 'downscale_factor', pytorch: `pixel_unshuffle expects a positive downscale_factor, but got ${r}`, message: say`downscale_factor is ${r}; set it to 1 or more.`, fix: setParam('downscale_factor', 2) })
    const { lead, channels, height, width } = image(input.shape)
    for (const [name, size, dim] of [['height', height, -2], ['width', width, -1]] as const) {
      if (size % r === 0) continue
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'downscale_factor',
        pytorch: `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${dim})=${size} is not divisible by ${r}`,
        message: say`downscale_factor ${r} does not divide the ${told(name === 'height' ? say`height` : say`width`)} ${size} of the input ${times(input.shape)}; pad or crop it to a multiple of ${r}.`,
      })
    }
    // PyTorch leaves the sizes of what is empty as they are.
    return { output: { dtype: input.dtype, shape: numel(input.shape) ? [...lead, channels * r * r, height / r, width / r] : input.shape } }
  },
  lower(ctx) {
    const r = ctx.params.downscale_factor
    const input = ctx.input('input')
    if (numel(input.type.shape) === 0) {
      ctx.emitOutput('Identity', [input], ['output'])
      return
    }
    const { lead, channels, height, width } = image(input.type.shape)
    const n = lead.length
    const perm = [...lead.keys(), n, n + 2, n + 4, n + 1, n + 3]
    reorder(ctx, [...lead, channels, height / r, r, width / r, r], perm)
  },
  layout: memory => imageLike(memory),
  caption: p => say`${p.downscale_factor}× smaller`,
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const [from, to] = [image(input.shape), image(output.shape)]
    const r = p.downscale_factor
    return [line('C', from.channels, '·', `${r}²`, 'downscale_factor', to.channels), line('H', from.height, '/', String(r), 'downscale_factor', to.height), line('W', from.width, '/', String(r), 'downscale_factor', to.width)]
  },
})

export const ChannelShuffle = defineLayer({
  ...SHARED,
  type: 'ChannelShuffle',
  summary: 'Mixes the channels of groups: the first of each, then the second of each, and so on.',
  keywords: ['ShuffleNet', 'groups', 'mix', 'F.channel_shuffle'],
  params: { groups: argument("channel_shuffle(): argument 'groups' (position 2)", int('How many groups the channels come in.', { min: 1, start: 1 })) },
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    const { shape } = input
    if (shape.length <= 2) {
      refuse({
        code: 'shape-mismatch', port: 'input', pytorch: `channel_shuffle expects input with > 2 dims, but got input with sizes [${shape.join(', ')}]`,
        message: say`ChannelShuffle takes a batch, channels and at least one dimension more, but the input ${times(shape)} has ${plural(shape.length, 'dimension')}.`,
      })
    }
    const channels = shape[1] ?? 0
    if (p.groups <= 0) refuse({ code: 'bad-param', param: 'groups', pytorch: `Number of groups to divide channels in must be positive. Value of groups:${p.groups}`, message: say`groups is ${p.groups}; set it to 1 or more.`, fix: setParam('groups', 1) })
    if (channels % p.groups) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'groups', pytorch: `Number of channels must be divisible by groups. Got ${channels} channels and ${p.groups} groups.`,
        message: say`groups is ${p.groups}, which does not divide the ${plural(channels, 'channel')} of the input ${times(shape)}; set it to a divisor of ${channels}, such as ${nearestDivisor(channels, p.groups)}.`, fix: setParam('groups', nearestDivisor(channels, p.groups)),
      })
    }
    return { output: input }
  },
  notes(_, { input }) {
    return input?.shape.length === 3 ? [{ severity: 'note', message: say`dimension 1 is taken for the channels` }] : []
  },
  lower(ctx) {
    const { groups } = ctx.params
    const [batch = 1, channels = 1, ...rest] = ctx.input('input').type.shape
    reorder(ctx, [batch, groups, channels / groups, ...rest], [0, 2, 1, ...rest.map((_, i) => 3 + i)])
  },
  layout: shuffledLayout,
  caption: p => plural(p.groups, 'group'),
})

/** Images alone keep channels last. */
function shuffledLayout(memory: Memory<unknown>): Readonly<Record<string, Layout>> {
  const [input] = strided(memory)
  return input?.shape.length === 4 && suggestsChannelsLast(input) ? { output: { strides: channelsLast(input.shape) } } : {}
}
