import { plural, say } from '../say'
import { numel } from '../tensor/dtype'
import { defineLayer, refuse } from './define'
import { setParam } from './mends'
import { intTuple } from './shapeParams'
import { inferSizes } from './sizes'
import { lowerReshape, reshapedLayout, reshapedStrides, writeReshaped } from './views'
import { times } from './words'

/** Sizes with as few changed as needed for `count` values: the first that works out as -1. */
function refit(wanted: readonly number[], count: number): readonly number[] {
  for (const at of wanted.keys()) {
    const tried = wanted.map((size, i) => (i === at ? -1 : Math.abs(size)))
    if ('shape' in inferSizes(tried, count)) return tried
  }
  return [-1]
}

export const Reshape = defineLayer({
  type: 'Reshape',
  category: 'shape',
  summary: 'The same values in the same order, in another shape.',
  keywords: ['view', 'resize', 'shape', 'torch.reshape'],
  params: { shape: intTuple('The new sizes; one of them may be -1 and follows from the others.', { fn: 'reshape', argument: 'shape' }) },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const count = numel(input.shape)
    const found = inferSizes(p.shape, count)
    if ('shape' in found) return { output: { dtype: input.dtype, shape: found.shape } }
    const has = say`the input ${times(input.shape)} has ${plural(count, 'value')}`
    const message = {
      twice: say`shape ${times(p.shape)} leaves more than one size open; give all but one.`,
      negative: say`shape ${times(p.shape)} has a negative size; only -1 stands for one that follows.`,
      count: say`shape ${times(p.shape)} does not take as many values as there are: ${has}.`,
      ambiguous: say`shape ${times(p.shape)} leaves open what fits any size: ${has}; give all sizes.`,
    }[found.why]
    return refuse({
      code: found.why === 'twice' || found.why === 'negative' ? 'bad-param' : 'shape-mismatch', param: 'shape', pytorch: found.pytorch, message,
      ...(found.why === 'count' || found.why === 'ambiguous' ? { port: 'input' } : {}),
      ...(count ? { fix: setParam('shape', refit(p.shape, count)) } : {}),
    })
  },
  lower: lowerReshape,
  view: {
    shares: (p, inputs, strides) => {
      const found = inputs['input'] && inferSizes(p.shape, numel(inputs['input'].shape))
      return found !== undefined && 'shape' in found && reshapedStrides(inputs, strides, found.shape) !== undefined
    },
    write: writeReshaped,
  },
  layout: reshapedLayout,
  caption: p => say`to ${times(p.shape)}`,
  formula(p, { input }, { output }) {
    const open = p.shape.indexOf(-1)
    if (!input || !output || open < 0) return []
    const count = numel(input.shape)
    const rest = p.shape.filter((_, i) => i !== open)
    return [{ pieces: [
      { text: `dim ${open} = ` }, { text: String(count), value: true }, { text: ' / ' }, { text: rest.join(' · ') || '1', value: true, param: 'shape' },
      { text: ' = ' }, { text: String(output.shape[open] ?? 0), value: true },
    ] }]
  },
})
