import { plural, say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { intsArgument } from './argument'
import { defineLayer, refuse } from './define'
import { int64 } from './emit'
import { setList } from './mends'
import { intList } from './params'
import { SCALAR_TYPE } from './types'
import { ALWAYS_RESHAPED, ownStrides } from './views'
import { sizes, times } from './words'

const OVERFLOW = 'numel: integer multiplication overflow'

/** Sizes of the output, in PyTorch's order of checks. */
function expanded(wanted: readonly number[], { dtype, shape }: TensorType): readonly number[] {
  const lead = wanted.length - shape.length
  if (lead < 0) {
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'sizes', fix: setList('sizes', [...shape.slice(0, -lead).map(() => -1), ...wanted]),
      pytorch: `expand(torch.${SCALAR_TYPE[dtype]}Tensor{${sizes(shape)}}, size=${sizes(wanted)}): the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`,
      message: say`sizes gives ${plural(wanted.length, 'size')}, but the input ${times(shape)} has ${shape.length} dimensions; give one for each, -1 to keep it.`,
    })
  }
  const negative = (size: number): never => refuse({ code: 'bad-param', param: 'sizes', pytorch: OVERFLOW, message: say`sizes ${sizes(wanted)} has a negative size, ${size}; only -1 is taken, for a dimension of the input that stays.` })
  if (!shape.length) return wanted.map(size => (size < 0 ? negative(size) : size))
  const found: number[] = []
  for (let i = wanted.length - 1; i >= 0; i--) {
    const own = i < lead ? 1 : shape[i - lead] ?? 1
    let size = wanted[i] ?? 1
    if (size === -1) {
      if (i < lead) {
        refuse({
          code: 'bad-param', param: 'sizes', pytorch: `The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ${i}`,
          message: say`Dimension ${i} is new in sizes ${sizes(wanted)}, so it cannot stay as it is (-1); give its size.`, fix: setList('sizes', wanted.map((n, dim) => (dim < lead && n === -1 ? 1 : n))),
        })
      }
      size = own
    }
    if (size !== own && own !== 1) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'sizes', fix: setList('sizes', wanted.map((n, dim) => (dim === i ? -1 : n))),
        pytorch: `The expanded size of the tensor (${size}) must match the existing size (${own}) at non-singleton dimension ${i}.  Target sizes: ${sizes(wanted)}.  Tensor sizes: ${sizes(shape)}`,
        message: say`Only a size of 1 expands, but dimension ${i} of sizes is ${size} where the input ${times(shape)} has ${own}; leave it at -1.`,
      })
    }
    found.unshift(size)
  }
  return found.map(size => (size < 0 ? negative(size) : size))
}

export const Expand = defineLayer({
  type: 'Expand',
  category: 'shape',
  summary: 'Repeats dimensions of size 1 without copying them in memory.',
  keywords: ['broadcast', 'repeat', 'tile', 'stretch', 'Tensor.expand'],
  params: { sizes: intsArgument("expand(): argument 'size' (position 1)", intList('The sizes of the output; -1 keeps a dimension as it is, further ones in front are new.'), true) },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (p, { input }) => (input ? { output: { dtype: input.dtype, shape: expanded(p.sizes, input) } } : {}),
  lower(ctx) {
    const shape = ctx.outputs['output']?.shape ?? []
    ctx.emitOutput('Expand', [ctx.input('input'), ctx.constant('shape', int64(shape))], ['output'])
  },
  // Nobody writes into what is really expanded: the analysis refuses it.
  view: ALWAYS_RESHAPED,
  layout(memory) {
    const own = ownStrides(memory)
    const from = memory.inputs['input']?.shape ?? []
    const shape = memory.outputs['output']?.shape ?? []
    const lead = shape.length - from.length
    const strides: number[] = []
    for (let i = shape.length - 1; i >= 0; i--) {
      const size = i < lead ? 1 : from[i - lead] ?? 1
      // A new dimension of size 1 lies outside of all that follows.
      const stride = i >= lead ? own[i - lead] ?? 1 : (shape[i + 1] ?? 1) * (strides[0] ?? 1)
      strides.unshift(from.length === 0 || size !== shape[i] ? 0 : stride)
    }
    return { output: { strides } }
  },
  caption: p => say`to ${times(p.sizes)}`,
  formula(_, { input }, { output }) {
    return input && output ? [{ pieces: [{ text: say`${times(input.shape)} → ` }, { text: times(output.shape), value: true, param: 'sizes' }] }] : []
  },
})
