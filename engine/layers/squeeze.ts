/** Squeeze and Unsqueeze: dimensions of size 1 taken away or put in. */
import { say } from '../say'
import { argument } from './argument'
import { defineLayer, refuse } from './define'
import { int64 } from './emit'
import { overloaded } from './overloads'
import { int, intList, nullable } from './params'
import { ALWAYS_RESHAPED, dimension, ownStrides, unsqueezed } from './views'
import { times } from './words'

/** The dimensions that go: of size 1, and named if any are. */
function squeezed(dims: readonly number[] | null, shape: readonly number[]): readonly number[] {
  const named = dims?.map(dim => (dim < 0 ? dim + shape.length : dim))
  return [...shape.keys()].filter(dim => shape[dim] === 1 && (named?.includes(dim) ?? true))
}

export const Squeeze = defineLayer({
  type: 'Squeeze',
  category: 'shape',
  summary: 'Takes away dimensions of size 1.',
  keywords: ['remove dimension', 'flatten', 'torch.squeeze'],
  params: overloaded('squeeze(Tensor, $dim)', { dim: nullable(intList('The dimensions that go if their size is 1; left out, all of size 1.', { default: null })) }),
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    const seen: number[] = []
    for (const dim of p.dim ?? []) {
      const at = dimension('dim', dim, shape)
      if (seen.includes(at)) refuse({ code: 'bad-param', param: 'dim', pytorch: `dim ${at} appears multiple times in the list of dims`, message: say`dim names dimension ${at} twice; name each once.` })
      seen.push(at)
    }
    const gone = squeezed(p.dim, shape)
    return { output: { dtype, shape: shape.filter((_, dim) => !gone.includes(dim)) } }
  },
  notes(p, { input }) {
    const kept = p.dim && input && !squeezed(p.dim, input.shape).length && input.shape.length
    return kept ? [{ severity: 'note', message: say`nothing of size 1 to take away` }] : []
  },
  lower(ctx) {
    const input = ctx.input('input')
    const gone = squeezed(ctx.params.dim, input.type.shape)
    if (gone.length) ctx.emitOutput('Squeeze', [input, ctx.constant('axes', int64(gone))], ['output'])
    else ctx.emitOutput('Identity', [input], ['output'])
  },
  view: ALWAYS_RESHAPED,
  layout(memory) {
    const gone = squeezed(memory.params.dim, memory.inputs['input']?.shape ?? [])
    return { output: { strides: ownStrides(memory).filter((_, dim) => !gone.includes(dim)) } }
  },
  caption: p => (p.dim ? say`dim ${p.dim.join(', ')}` : ''),
  formula(_, { input }, { output }) {
    return input && output ? [{ pieces: [{ text: say`${times(input.shape)} → ` }, { text: times(output.shape), value: true, param: 'dim' }] }] : []
  },
})

export const Unsqueeze = defineLayer({
  type: 'Unsqueeze',
  category: 'shape',
  summary: 'Puts in a dimension of size 1: a batch of one, for instance.',
  keywords: ['add dimension', 'batch', 'expand_dims', 'torch.unsqueeze'],
  params: { dim: argument("unsqueeze(): argument 'dim' (position 2)", int('Where the new dimension stands in the output.', { start: 0 })) },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    const at = dimension('dim', p.dim, shape, { fitting: 0, extra: 1 })
    return { output: { dtype, shape: [...shape.slice(0, at), 1, ...shape.slice(at)] } }
  },
  lower(ctx) {
    ctx.emitOutput('Unsqueeze', [ctx.input('input'), ctx.constant('axes', int64([ctx.params.dim]))], ['output'])
  },
  view: ALWAYS_RESHAPED,
  layout(memory) {
    const own = ownStrides(memory)
    const shape = memory.inputs['input']?.shape ?? []
    const at = memory.params.dim < 0 ? memory.params.dim + own.length + 1 : memory.params.dim
    return { output: { strides: unsqueezed({ shape, strides: own }, at) } }
  },
  caption: p => say`dim ${p.dim}`,
  formula(_, { input }, { output }) {
    return input && output ? [{ pieces: [{ text: say`${times(input.shape)} → ` }, { text: times(output.shape), value: true, param: 'dim' }] }] : []
  },
})
