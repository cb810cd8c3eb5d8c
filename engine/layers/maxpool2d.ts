import type { TensorType } from '../tensor/dtype'
import { defineLayer } from './define'
import { imageLike } from './layout'
import { poolAxes, poolType } from './maxpool2dShape'
import { lowerByWindows, lowerNative } from './maxpool2dLower'
import { bool, ints, nullable } from './params'
import { sizeLine } from './spatial'
import { brief, window } from './words'

export const MaxPool2d = defineLayer({
  type: 'MaxPool2d',
  category: 'pool',
  summary: 'Keeps the greatest value of each window.',
  keywords: ['maximum', 'pooling', 'downsample', 'subsample', 'MaxPool', 'F.max_pool2d'],
  params: {
    kernel_size: ints(2, 'Height and width of the window.', { min: 1, single: true }),
    stride: nullable(ints(2, 'Steps from one window to the next; left out, windows do not overlap.', { default: null, min: 1, single: true })),
    padding: ints(2, 'Rows and columns of -infinity added on every side, at most half a window.', { default: 0, min: 0, single: true }),
    dilation: ints(2, 'Distance between the values under the window.', { default: 1, min: 1, single: true }),
    return_indices: bool('Gives the places of the greatest values as a second output.', { default: false }),
    ceil_mode: bool('Keeps a partial window at the end.', { default: false }),
  },
  inputs: [{ name: 'input' }],
  outputs: p => (p.return_indices ? [{ name: 'output' }, { name: 'indices' }] : [{ name: 'output' }]),
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    const output = poolType(p, input)
    return p.return_indices ? { output, indices: { dtype: 'int64', shape: output.shape } } : { output }
  },
  notes(_, { input }) {
    return input?.shape.length === 3 ? [{ severity: 'note', message: 'unbatched' }] : []
  },
  layout: memory => imageLike(memory),
  lower(ctx) {
    const { dtype } = ctx.input('input').type
    if (ctx.params.return_indices || dtype === 'int64' || dtype === 'int32') lowerByWindows(ctx)
    else lowerNative(ctx)
  },
  caption(p) {
    const parts = [window(p.kernel_size), `stride ${brief(p.stride ?? p.kernel_size)}`]
    if (p.padding.some(n => n !== 0)) parts.push(`padding ${brief(p.padding)}`)
    if (p.dilation.some(d => d !== 1)) parts.push(`dilation ${brief(p.dilation)}`)
    if (p.ceil_mode) parts.push('rounded up')
    if (p.return_indices) parts.push('with indices')
    return parts.join(', ')
  },
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const [height, width] = poolAxes(p, input)
    const [h = 0, w = 0] = output.shape.slice(-2)
    return [sizeLine('H', height, h, p.ceil_mode), sizeLine('W', width, w, p.ceil_mode)]
  },
})
