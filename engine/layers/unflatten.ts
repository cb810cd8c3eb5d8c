import { say } from '../say'
import { argument } from './argument'
import { defineLayer, refuse } from './define'
import { setParam } from './mends'
import { int } from './params'
import { unflattenedSize } from './shapeParams'
import { inferSizes } from './sizes'
import { ALWAYS_RESHAPED, dimension, lowerReshape, reshapedLayout } from './views'
import { sizes, times } from './words'

export const Unflatten = defineLayer({
  type: 'Unflatten',
  category: 'shape',
  summary: 'Cuts one dimension into several: the reverse of Flatten.',
  keywords: ['reshape', 'view', 'split dimension', 'torch.unflatten'],
  params: {
    dim: argument("unflatten(): argument 'dim' (position 1)", int('The dimension that is cut.', { start: 0 })),
    unflattened_size: unflattenedSize('The sizes it is cut into; one of them may be -1 and follows from the others.'),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    const wanted = p.unflattened_size
    if (!wanted.length) refuse({ code: 'bad-param', param: 'unflattened_size', pytorch: 'unflatten: sizes must be non-empty', message: say`unflattened_size is empty; give the sizes to cut into.` })
    const dim = dimension('dim', p.dim, shape)
    const unexpected = 'unflatten got an unexpected error:'
    const size = shape[dim]
    if (size === undefined) return refuse({ code: 'shape-mismatch', port: 'input', pytorch: unexpected, message: say`The input is a single number without a dimension to cut; give it at least one.` })
    const found = inferSizes(wanted, size)
    if ('shape' in found) return { output: { dtype, shape: [...shape.slice(0, dim), ...found.shape, ...shape.slice(dim + 1)] } }
    if (found.why === 'count') {
      const [first = 1] = wanted
      return refuse({
        code: 'shape-mismatch', port: 'input', param: 'unflattened_size', fix: setParam('unflattened_size', first > 0 && size % first === 0 ? [first, -1] : [size]),
        pytorch: `unflatten: Provided sizes ${sizes(wanted)} don't multiply up to the size of dim ${dim} (${size}) in the input tensor`,
        message: say`unflattened_size ${times(wanted)} does not make up dim ${dim}, which is ${size}; give sizes whose product is ${size}.`,
      })
    }
    return refuse({
      code: found.why === 'ambiguous' ? 'shape-mismatch' : 'bad-param', param: 'unflattened_size', pytorch: unexpected,
      message: found.why === 'negative' ? say`unflattened_size ${times(wanted)} has a negative size; only -1 stands for one that follows.` : say`unflattened_size ${times(wanted)} leaves open what cannot be worked out; give all sizes.`,
    })
  },
  lower: lowerReshape,
  view: ALWAYS_RESHAPED,
  layout: reshapedLayout,
  caption: p => say`dim ${p.dim} into ${times(p.unflattened_size)}`,
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const dim = p.dim < 0 ? p.dim + input.shape.length : p.dim
    const parts = output.shape.slice(dim, dim + p.unflattened_size.length)
    return [{ pieces: [{ text: `dim ${dim}: ` }, { text: String(input.shape[dim] ?? 0), value: true }, { text: ' = ' }, { text: parts.join(' · '), value: true, param: 'unflattened_size' }] }]
  },
})
