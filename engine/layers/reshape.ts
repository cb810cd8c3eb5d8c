import { plural, say, type Said } from '../say'
import { numel } from '../tensor/dtype'
import { defineLayer, refuse, type Mend } from './define'
import { setList } from './mends'
import { intTuple } from './shapeParams'
import { inferSizes } from './sizes'
import { changesBatch } from './swallowed'
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

/** The batch as it is, and as many of the other sizes as then still go; where that is one row a sample, a Flatten. */
function keeping(batch: number, shape: readonly number[], count: number): { readonly words: Said; readonly fix: Mend } {
  if (shape.length > 2) {
    for (let at = 1; at < shape.length; at++) {
      const tried = shape.map((size, i) => (i === 0 ? batch : i === at ? -1 : size))
      if ('shape' in inferSizes(tried, count)) return { words: say`set shape to ${times(tried)}`, fix: setList('shape', tried) }
    }
  }
  return { words: say`make it a Flatten`, fix: { label: say`Make it Flatten`, edits: node => [{ kind: 'setType', node: node.id, type: 'Flatten', params: {} }] } }
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
      ...(count ? { fix: setList('shape', refit(p.shape, count)) } : {}),
    })
  },
  notes(p, { input }) {
    const found = input && inferSizes(p.shape, numel(input.shape))
    if (!found || !('shape' in found) || !changesBatch(p.shape, input.shape, found.shape)) return []
    const [batch = 0] = input.shape
    const kept = keeping(batch, found.shape, numel(input.shape))
    return [{
      severity: 'warning', param: 'shape',
      message: say`Dimension 0, a batch of ${batch}, becomes ${found.shape[0] ?? 0}: values of different samples come to stand in one; ${kept.words} to keep it.`, fix: kept.fix,
    }]
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
    if (!input || !output) return []
    const count = numel(input.shape)
    if (open < 0) return [{ pieces: [{ text: times(input.shape), value: true }, { text: say` = ${plural(count, 'value')} = ` }, { text: times(output.shape), value: true, param: 'shape' }] }]
    const rest = p.shape.filter((_, i) => i !== open)
    return [{ pieces: [
      { text: `dim ${open} = ` }, { text: String(count), value: true }, { text: ' / ' }, { text: rest.join(' · ') || '1', value: true, param: 'shape' },
      { text: ' = ' }, { text: String(output.shape[open] ?? 0), value: true },
    ] }]
  },
})
