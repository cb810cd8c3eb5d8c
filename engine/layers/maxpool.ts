import { phrases, plain, say, type Said } from '../say'
import type { Params } from '../document/types'
import type { TensorType } from '../tensor/dtype'
import { argument, asStride, intsArgument, poolSteps, windowList } from './argument'
import { defineLayer, type Layer } from './define'
import { dimLetters, dimsInWords, type Dims } from './dims'
import { slidingLike } from './layout'
import { lowerMaxPool } from './maxpoolLower'
import { maxPoolType } from './maxpoolShape'
import { unbatched } from './notes'
import { bool, ints, truth } from './params'
import { poolAxes, type Windows } from './poolChecks'
import { sizeLines } from './spatial'
import { brief, capital, window } from './words'

/** What was set of a pool's windows, in words. */
export function windowCaption(p: Windows): Said[] {
  const parts = [plain(window(p.kernel_size)), say`stride ${brief(p.stride ?? p.kernel_size)}`]
  if (p.padding?.some(n => n !== 0)) parts.push(say`padding ${brief(p.padding)}`)
  if (p.dilation?.some(d => d !== 1)) parts.push(say`dilation ${brief(p.dilation)}`)
  if (p.ceil_mode) parts.push(say`rounded up`)
  return parts
}

function maxPool(n: Dims): Layer {
  const type = `MaxPool${n}d`
  const place = (name: string, position: number) => ({ return_indices: indices = false }: Params): string =>
    `max_pool${n}d${indices === false ? '' : '_with_indices'}(): argument '${name}' (position ${position})`
  return defineLayer({
    type,
    stem: 'pool',
    category: 'pool',
    summary: 'Keeps the greatest value of each window.',
    keywords: ['maximum', 'pooling', 'downsample', 'subsample', 'MaxPool', `F.max_pool${n}d`],
    params: {
      kernel_size: windowList('max', n, 'kernel_size', intsArgument(place('kernel_size', 2), ints(n, `${capital(dimsInWords(n))} of the window.`, { min: 1, single: true, narrow: true, start: 2 }), true, params => asStride(name => place(name, 0)(params).replace(/ \(.*/, ''))(params))),
      stride: windowList('max', n, 'stride', intsArgument(place('stride', 3), poolSteps(ints(n, 'Steps from one window to the next; left out, windows do not overlap.', { default: null, min: 1, single: true, narrow: true })), true)),
      padding: windowList('max', n, 'padding', intsArgument(place('padding', 4), ints(n, 'How much -infinity is added on every side, at most half a window.', { default: 0, min: 0, single: true, narrow: true }), true)),
      dilation: windowList('max', n, 'dilation', intsArgument(place('dilation', 5), ints(n, 'Distance between the values under the window.', { default: 1, min: 1, single: true, narrow: true }), true)),
      return_indices: truth('Gives the places of the greatest values as a second output.', { default: false }),
      ceil_mode: argument(place('ceil_mode', 6), bool('Keeps a partial window at the end.', { default: false })),
    },
    inputs: [{ name: 'input' }],
    outputs: p => (p.return_indices ? [{ name: 'output' }, { name: 'indices' }] : [{ name: 'output' }]),
    forward(p, { input }): Record<string, TensorType> {
      if (!input) return {}
      const output = maxPoolType(p, input, type)
      return p.return_indices ? { output, indices: { dtype: 'int64', shape: output.shape } } : { output }
    },
    notes: unbatched(n + 1),
    layout: slidingLike(n),
    lower: lowerMaxPool,
    caption: p => phrases([...windowCaption(p), ...(p.return_indices ? [say`with indices`] : [])]),
    formula: (p, { input }, { output }) => (input && output ? sizeLines(dimLetters(n), poolAxes(p, input), output.shape, p.ceil_mode) : []),
  })
}

export const MaxPool1d = maxPool(1)
export const MaxPool2d = maxPool(2)
export const MaxPool3d = maxPool(3)
