import { numel } from '../tensor/dtype'
import { defineLayer, refuse } from './define'
import { int64, reshape, reshapeAttributes } from './emit'
import { setParam } from './mends'
import { int } from './params'
import { times } from './words'

/** A dimension counted from the front; refuses one that the input does not have. */
function dimension(param: 'start_dim' | 'end_dim', dim: number, shape: readonly number[]): number {
  // A 0-d tensor counts as one of a single dimension.
  const rank = Math.max(shape.length, 1)
  if (dim < -rank || dim >= rank) {
    const initial = param === 'start_dim' ? 1 : -1
    const fitting = param === 'end_dim' ? -1 : rank > 1 ? 1 : 0
    refuse({
      code: 'shape-mismatch', port: 'input', param,
      pytorch: `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`,
      message: `${param} is ${dim}, but the input ${times(shape)} has ${shape.length === 1 ? '1 dimension' : `${shape.length} dimensions`}; set it to ${-rank} to ${rank - 1}.`,
      fix: setParam(param, fitting, initial),
    })
  }
  return dim < 0 ? dim + rank : dim
}

export const Flatten = defineLayer({
  type: 'Flatten',
  category: 'shape',
  summary: 'Joins dimensions into one: an image becomes a row of values.',
  keywords: ['reshape', 'view', 'vector', 'torch.flatten'],
  params: {
    start_dim: int('The first dimension that is joined.', { default: 1 }),
    end_dim: int('The last dimension that is joined.', { default: -1 }),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    const start = dimension('start_dim', p.start_dim, shape)
    const end = dimension('end_dim', p.end_dim, shape)
    if (start > end) {
      refuse({
        code: 'bad-param', param: 'end_dim', pytorch: 'flatten() has invalid args: start_dim cannot come after end_dim',
        message: `start_dim ${p.start_dim} comes after end_dim ${p.end_dim}; leave end_dim out to join all that follows.`, fix: setParam('end_dim', -1, -1),
      })
    }
    return { output: { dtype, shape: shape.length ? [...shape.slice(0, start), numel(shape.slice(start, end + 1)), ...shape.slice(end + 1)] : [1] } }
  },
  notes(p, { input }) {
    const batch = input?.shape[0] ?? 1
    return input && input.shape.length > 1 && batch > 1 && (p.start_dim === 0 || p.start_dim === -input.shape.length)
      ? [{ severity: 'warning', message: `Dimension 0, a batch of ${batch}, is joined with the rest; start_dim 1 keeps it.` }]
      : []
  },
  lower(ctx) {
    const shape = ctx.outputs['output']?.shape ?? []
    ctx.emitOutput('Reshape', [ctx.input('input'), ctx.constant('shape', int64(shape))], ['output'], reshapeAttributes(shape))
  },
  view: {
    shares: () => true,
    write: ctx => reshape(ctx, ctx.written, ctx.base.type.shape, 'written'),
  },
  caption: p => (p.end_dim === -1 ? `from dim ${p.start_dim}` : `dims ${p.start_dim} to ${p.end_dim}`),
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const rank = Math.max(input.shape.length, 1)
    const start = (p.start_dim + rank) % rank
    const end = (p.end_dim + rank) % rank
    const joined = input.shape.slice(start, end + 1)
    const factors = (joined.length ? joined : [1]).flatMap((n, i) => [...(i ? [{ text: ' · ' }] : []), { text: String(n), value: true }])
    return [{ pieces: [{ text: `dim ${start} = ` }, ...factors, ...(joined.length > 1 ? [{ text: ' = ' }, { text: String(numel(joined)), value: true }] : [])] }]
  },
})
