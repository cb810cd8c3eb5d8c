import { phrases, say } from '../say'
import { lowerAvgPool } from './avgpoolLower'
import { avgPoolType } from './avgpoolShape'
import { argument, asStride, intsArgument, poolSteps, windowList } from './argument'
import { defineLayer, type Layer } from './define'
import { dimLetters, dimsInWords, type Dims } from './dims'
import { signalLike, slidingLike } from './layout'
import { windowCaption } from './maxpool'
import { unbatched } from './notes'
import { bool, int, ints, nullable } from './params'
import { poolAxes } from './poolChecks'
import { sizeLines } from './spatial'
import { capital } from './words'

function avgPool(n: Dims): Layer {
  const type = `AvgPool${n}d`
  const shared = {
    kernel_size: windowList('avg', n, 'kernel_size', intsArgument(`avg_pool${n}d(): argument 'kernel_size' (position 2)`, ints(n, `${capital(dimsInWords(n))} of the window.`, { min: 1, single: true, narrow: true, start: 2 }), n > 1, asStride(name => `avg_pool${n}d(): argument '${name}'`))),
    stride: windowList('avg', n, 'stride', intsArgument(`avg_pool${n}d(): argument 'stride' (position 3)`, poolSteps(ints(n, 'Steps from one window to the next; left out, windows do not overlap.', { default: null, min: 1, single: true, narrow: true })), n > 1)),
    padding: windowList('avg', n, 'padding', intsArgument(`avg_pool${n}d(): argument 'padding' (position 4)`, ints(n, 'How much 0 is added on every side, at most half a window.', { default: 0, min: 0, single: true, narrow: true }), n > 1)),
    ceil_mode: argument(`avg_pool${n}d(): argument 'ceil_mode' (position 5)`, bool('Keeps a partial window at the end.', { default: false })),
    count_include_pad: argument(`avg_pool${n}d(): argument 'count_include_pad' (position 6)`, bool('Counts the padding among the values that are averaged.', { default: true })),
  }
  const divisor = { divisor_override: argument(`avg_pool${n}d(): argument 'divisor_override' (position 7)`, nullable(int('Divides every sum by this number instead of the count of values.', { default: null }))) }
  return defineLayer({
    type,
    stem: 'pool',
    category: 'pool',
    summary: 'Takes the average of each window.',
    keywords: ['average', 'mean', 'pooling', 'downsample', 'AveragePool', `F.avg_pool${n}d`],
    params: n === 1 ? shared : { ...shared, ...divisor },
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    forward: (p, { input }) => (input ? { output: avgPoolType(p, input, type) } : {}),
    notes: unbatched(n + 1),
    ...(n === 3 ? {} : { layout: n === 2 ? slidingLike(n) : signalLike }),
    lower: lowerAvgPool,
    caption(p) {
      const parts = windowCaption(p)
      if (!p.count_include_pad) parts.push(say`without padding`)
      const over = 'divisor_override' in p ? p.divisor_override : null
      if (typeof over === 'number') parts.push(say`over ${over}`)
      return phrases(parts)
    },
    formula: (p, { input }, { output }) => (input && output ? sizeLines(dimLetters(n), poolAxes(p, input), output.shape, p.ceil_mode) : []),
  })
}

export const AvgPool1d = avgPool(1)
export const AvgPool2d = avgPool(2)
export const AvgPool3d = avgPool(3)
