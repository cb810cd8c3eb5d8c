/** Cat and Stack: several tensors side by side. */
import { say } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { channelsLast, suggestsChannelsLast, viewStrides } from '../tensor/strides'
import { argument } from './argument'
import { defineLayer, refuse, type Inputs, type LayerDefinition, type Lowering, type Value } from './define'
import { cast, int64, reshape } from './emit'
import { imageLike, strided } from './layout'
import { joinMend } from './joinMends'
import { insertBefore, setParam } from './mends'
import { int } from './params'
import { placeOf } from './ports'
import { resultType } from './types'
import { dimension, unsqueezed } from './views'
import { sizes, times } from './words'

/** The tensors of the list in order. */
const listed = (inputs: Inputs): readonly TensorType[] => Object.entries(inputs)
  .map(([port, type]) => [placeOf(port) ?? 0, type] as const)
  .sort(([a], [b]) => a - b)
  .map(([, type]) => type)

/** PyTorch passes over tensors of shape [0], whatever the others' ranks. */
const isSkipped = ({ shape }: TensorType): boolean => shape.length === 1 && shape[0] === 0

const SHARED = { category: 'shape', list: true, inputs: [{ name: 'input0' }], outputs: () => [{ name: 'output' }] } as const satisfies Partial<LayerDefinition>

/** The inputs of the list as values, each in the result's dtype. */
function values(ctx: Lowering<unknown>): readonly Value[] {
  const dtype = ctx.outputs['output']?.dtype ?? 'float32'
  const found: Value[] = []
  for (let place = 0; ctx.has(`input${place}`); place++) found.push(cast(ctx, ctx.input(`input${place}`), dtype, `input${place}`))
  return found
}

function concat(ctx: Lowering<unknown>, parts: readonly Value[], axis: number): void {
  if (parts.length === 1) ctx.emitOutput('Identity', parts, ['output'])
  else ctx.emitOutput('Concat', parts, ['output'], { axis: { int: axis } })
}

const wrap = (dim: number, rank: number): number => (dim < 0 ? dim + rank : dim)

export const Cat = defineLayer({
  ...SHARED,
  type: 'Cat',
  summary: 'Joins tensors along a dimension, one behind the other.',
  keywords: ['concatenate', 'concat', 'join', 'skip connection', 'Concat', 'torch.cat'],
  params: { dim: argument("cat(): argument 'dim' (position 2)", int('The dimension along which they are joined.', { default: 0 })) },
  forward(p, inputs): Record<string, TensorType> {
    const all = listed(inputs)
    const scalar = all.findIndex(({ shape }) => !shape.length)
    if (scalar >= 0) {
      refuse({
        code: 'shape-mismatch', port: `input${scalar}`, pytorch: `zero-dimensional tensor (at position ${scalar}) cannot be concatenated`,
        message: say`input${scalar} is a single number without a dimension to join along; use Stack, or Unsqueeze it first.`, fix: insertBefore(`input${scalar}`, 'Unsqueeze', { dim: 0 }),
      })
    }
    const dtype = resultType(...all)
    const first = all.find(type => !isSkipped(type))
    if (!first) return { output: { dtype, shape: [0] } }
    const dim = dimension('dim', p.dim, first.shape, { fitting: 0, initial: 0, port: 'input0' })
    let length = 0
    for (const [place, type] of all.entries()) {
      if (isSkipped(type)) continue
      const { shape } = type
      const port = say`input${place}`
      if (shape.length !== first.shape.length) {
        refuse({
          code: 'shape-mismatch', port, pytorch: `Tensors must have same number of dimensions: got ${first.shape.length} and ${shape.length}`,
          message: say`${port} ${times(shape)} has ${shape.length} dimensions, but the first tensor ${times(first.shape)} has ${first.shape.length}; make them equal.`,
        })
      }
      const misfit = shape.findIndex((size, at) => at !== dim && size !== first.shape[at])
      if (misfit >= 0) {
        const [want = 0, got = 0] = [first.shape[misfit], shape[misfit]]
        const unequal = say`Joined along dimension ${dim}, all else must be equal, but dimension ${misfit} of ${port} ${times(shape)} is ${got} and of the first tensor ${times(first.shape)} it is ${want}`
        // Left at the batch, it is the channels or features that were meant.
        const meant = dim === 0 && misfit === 1 && all.every(other => isSkipped(other) || times(other.shape.with(1, 0)) === times(first.shape.with(1, 0)))
        refuse({
          code: 'shape-mismatch', port, pytorch: `Sizes of tensors must match except in dimension ${dim}. Expected size ${want} but got size ${got} for tensor number ${place} in the list.`,
          message: say`${unequal}; ${meant ? 'set dim to 1' : 'make them equal'}.`, ...(meant ? { param: 'dim', fix: setParam('dim', 1) } : {}),
          around(node) {
            const mend = meant ? undefined : joinMend(node, { port: `input${all.indexOf(first)}`, shape: first.shape }, { port, shape }, dim)
            return mend && { message: say`${unequal}; ${mend.words}.`, fix: mend.fix }
          },
        })
      }
      length += shape[dim] ?? 0
    }
    return { output: { dtype, shape: first.shape.map((size, at) => (at === dim ? length : size)) } }
  },
  lower(ctx) {
    const all = values(ctx)
    const kept = all.filter(value => !isSkipped(value.type))
    concat(ctx, kept.length ? kept : all.slice(0, 1), kept.length ? wrap(ctx.params.dim, kept[0]?.type.shape.length ?? 1) : 0)
  },
  layout: memory => imageLike(memory),
  caption: p => say`along dim ${p.dim}`,
  formula(p, inputs, { output }) {
    const all = listed(inputs).filter(type => !isSkipped(type))
    if (!output || !all.length) return []
    const dim = wrap(p.dim, output.shape.length)
    const parts = all.flatMap(({ shape }, i) => [...(i ? [{ text: ' + ' }] : []), { text: String(shape[dim] ?? 0), value: true }])
    return [{ pieces: [{ text: 'dim ' }, { text: String(dim), value: true, param: 'dim' }, { text: ' = ' }, ...parts, { text: ' = ' }, { text: String(output.shape[dim] ?? 0), value: true }] }]
  },
})

export const Stack = defineLayer({
  ...SHARED,
  type: 'Stack',
  summary: 'Puts tensors of one shape side by side along a new dimension.',
  keywords: ['batch', 'join', 'new dimension', 'torch.stack'],
  params: { dim: argument("stack(): argument 'dim' (position 2)", int('Where the new dimension stands in the output.', { default: 0 })) },
  forward(p, inputs): Record<string, TensorType> {
    const all = listed(inputs)
    const [first] = all
    if (!first) return {}
    const { shape } = first
    const at = dimension('dim', p.dim, shape, { fitting: 0, initial: 0, extra: 1, port: 'input0' })
    const other = all.findIndex(type => sizes(type.shape) !== sizes(shape))
    if (other > 0) {
      const got = all[other]?.shape ?? []
      refuse({
        code: 'shape-mismatch', port: `input${other}`, pytorch: `stack expects each tensor to be equal size, but got ${sizes(shape)} at entry 0 and ${sizes(got)} at entry ${other}`,
        message: say`Stack takes tensors of one shape, but input${other} is ${times(got)} and input0 ${times(shape)}; make them equal, or use Cat.`,
      })
    }
    return { output: { dtype: resultType(...all), shape: [...shape.slice(0, at), all.length, ...shape.slice(at)] } }
  },
  lower(ctx) {
    const rank = ctx.outputs['output']?.shape.length ?? 1
    const axis = wrap(ctx.params.dim, rank)
    const parts = values(ctx).map((value, place) => {
      const { dtype, shape } = value.type
      const type = { dtype, shape: [...shape.slice(0, axis), 1, ...shape.slice(axis)] }
      if (numel(shape) === 0) return reshape(ctx, value, type.shape, `row${place}`)
      return ctx.emit('Unsqueeze', [value, ctx.constant(`row${place}/axes`, int64([axis]))], type, `row${place}`)
    })
    concat(ctx, parts, axis)
  },
  layout(memory) {
    const shape = memory.outputs['output']?.shape ?? []
    const at = wrap(memory.params.dim, shape.length)
    const parts = strided(memory)
    const [first] = parts
    if (!first) return {}
    if (at >= first.shape.length) return imageLike(memory, parts.map(one => ({ shape: [...one.shape, 1], strides: unsqueezed(one, at) })))
    // PyTorch joins them as Cat does, and cuts the dimension afterwards.
    const joined = first.shape.map((size, dim) => (dim === at ? size * parts.length : size))
    const strides = parts.every(suggestsChannelsLast) ? viewStrides({ shape: joined, strides: channelsLast(joined) }, shape) : undefined
    return strides ? { output: { strides } } : {}
  },
  caption: p => say`at dim ${p.dim}`,
  formula(_, inputs, { output }) {
    const [first] = listed(inputs)
    if (!output || !first) return []
    return [{ pieces: [{ text: say`${listed(inputs).length} of ${times(first.shape)} → ` }, { text: times(output.shape), value: true, param: 'dim' }] }]
  },
})
