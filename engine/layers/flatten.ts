import { say } from '../say'
import { numel } from '../tensor/dtype'
import { argument } from './argument'
import { defineLayer, refuse } from './define'
import { setParam } from './mends'
import { int } from './params'
import { dimension, lowerReshape, reshapedLayout, reshapedStrides, writeReshaped } from './views'

/** Sizes of the output; `start` and `end` are counted from the front. */
const joined = (shape: readonly number[], start: number, end: number): readonly number[] =>
  (shape.length ? [...shape.slice(0, start), numel(shape.slice(start, end + 1)), ...shape.slice(end + 1)] : [1])

export const Flatten = defineLayer({
  type: 'Flatten',
  stem: 'flat',
  category: 'shape',
  summary: 'Joins dimensions into one: an image becomes a row of values.',
  keywords: ['reshape', 'view', 'vector', 'torch.flatten'],
  params: {
    start_dim: argument("flatten(): argument 'start_dim' (position 1)", int('The first dimension that is joined.', { default: 1 })),
    end_dim: argument("flatten(): argument 'end_dim' (position 2)", int('The last dimension that is joined.', { default: -1 })),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    const start = dimension('start_dim', p.start_dim, shape, { fitting: shape.length > 1 ? 1 : 0, initial: 1 })
    const end = dimension('end_dim', p.end_dim, shape, { initial: -1 })
    if (start > end) {
      refuse({
        code: 'bad-param', param: 'end_dim', pytorch: 'flatten() has invalid args: start_dim cannot come after end_dim',
        message: say`start_dim ${p.start_dim} comes after end_dim ${p.end_dim}; leave end_dim out to join all that follows.`, fix: setParam('end_dim', -1, -1),
      })
    }
    return { output: { dtype, shape: joined(shape, start, end) } }
  },
  notes(p, { input }) {
    const rank = input?.shape.length ?? 0
    const batch = input?.shape[0] ?? 1
    if ((p.start_dim !== 0 && p.start_dim !== -rank) || rank < 2 || (batch < 2 && rank < 4)) return []
    return [{ severity: 'warning', message: say`Dimension 0, a batch of ${batch}, is joined with the rest; set start_dim to 1 to keep it.`, param: 'start_dim', fix: setParam('start_dim', 1, 1) }]
  },
  lower: lowerReshape,
  view: {
    shares(p, inputs, strides) {
      const shape = inputs['input']?.shape ?? []
      const [start, end] = [p.start_dim, p.end_dim].map(dim => (dim < 0 ? dim + Math.max(shape.length, 1) : dim))
      return reshapedStrides(inputs, strides, joined(shape, start ?? 0, end ?? 0)) !== undefined
    },
    write: writeReshaped,
  },
  layout: reshapedLayout,
  caption: p => (p.end_dim === -1 ? say`from dim ${p.start_dim}` : say`dims ${p.start_dim} to ${p.end_dim}`),
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
