import { phrases, crossed, plain, say, type Said } from '../say'
import type { TensorType } from '../tensor/dtype'
import { lowerAdaptiveAvg, lowerAdaptiveMax, windowLengths } from './adaptivePoolLower'
import { adaptiveAvgType, adaptiveMaxType, adaptiveSizes, outputSize, type AdaptiveParams } from './adaptivePoolShape'
import { defineLayer, type FormulaLine, type Inputs, type Layer } from './define'
import { at, dimLetters, type Dims } from './dims'
import { unbatched } from './notes'
import { signalLike, slidingLike } from './layout'
import { starting, truth } from './params'

type Adaptive = 1 | 2

const caption = (p: AdaptiveParams): Said => say`to ${crossed(p.output_size.values.map(size => (size === null ? say`as it is` : plain(String(size)))))}`

/** `H = 3: windows of 3 to 4 out of 10`. */
function formula(n: Dims, p: AdaptiveParams, { input }: Inputs): readonly FormulaLine[] {
  if (!input || input.shape.length < n) return []
  return adaptiveSizes(p, input.shape).map((out, i) => {
    const size = at(input.shape, i - n)
    const [least, most] = windowLengths(size, out)
    const windows = out > 0 ? [{ text: say`: windows of ${least === most ? least : say`${least} to ${most}`} out of ` }, { text: String(size), value: true }] : []
    return { pieces: [{ text: `${dimLetters(n)[i] ?? ''} = ` }, { text: String(out), value: true, param: 'output_size' }, ...windows] }
  })
}

function adaptiveAvgPool(n: Adaptive): Layer {
  const type = `AdaptiveAvgPool${n}d`
  return defineLayer({
    type,
    stem: 'pool',
    category: 'pool',
    summary: 'Averages windows that are chosen to give an output of a fixed size, whatever comes in.',
    keywords: ['global average', 'average', 'mean', 'pooling', 'GlobalAveragePool', `F.adaptive_avg_pool${n}d`],
    params: { output_size: starting(1, outputSize(n, 'avg')) },
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    forward: (p, { input }) => (input ? { output: adaptiveAvgType(p, input, type) } : {}),
    notes: unbatched(n + 1),
    layout: n === 1 ? signalLike : slidingLike(n),
    lower: lowerAdaptiveAvg,
    caption,
    formula: (p, inputs) => formula(n, p, inputs),
  })
}

function adaptiveMaxPool(n: Adaptive): Layer {
  const type = `AdaptiveMaxPool${n}d`
  return defineLayer({
    type,
    stem: 'pool',
    category: 'pool',
    summary: 'Keeps the greatest value of windows that are chosen to give an output of a fixed size, whatever comes in.',
    keywords: ['global maximum', 'maximum', 'pooling', 'GlobalMaxPool', `F.adaptive_max_pool${n}d`],
    params: {
      output_size: starting(1, outputSize(n, 'max')),
      return_indices: truth('Gives the places of the greatest values as a second output.', { default: false }),
    },
    inputs: [{ name: 'input' }],
    outputs: p => (p.return_indices ? [{ name: 'output' }, { name: 'indices' }] : [{ name: 'output' }]),
    forward(p, { input }): Record<string, TensorType> {
      if (!input) return {}
      const output = adaptiveMaxType(p, input, type)
      return p.return_indices ? { output, indices: { dtype: 'int64', shape: output.shape } } : { output }
    },
    notes: unbatched(n + 1),
    layout: n === 1 ? signalLike : slidingLike(n),
    lower: lowerAdaptiveMax,
    caption: p => phrases([caption(p), ...(p.return_indices ? [say`with indices`] : [])]),
    formula: (p, inputs) => formula(n, p, inputs),
  })
}

export const AdaptiveAvgPool1d = adaptiveAvgPool(1)
export const AdaptiveAvgPool2d = adaptiveAvgPool(2)
export const AdaptiveMaxPool1d = adaptiveMaxPool(1)
export const AdaptiveMaxPool2d = adaptiveMaxPool(2)
