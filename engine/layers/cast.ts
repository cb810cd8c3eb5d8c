import { say } from '../say'
import { give } from './algebra'
import { told } from './argument'
import { defineLayer } from './define'
import { elementwise } from './layout'
import { dtypeOf } from './dtypeParams'

export const Cast = defineLayer({
  type: 'Cast',
  category: 'math',
  summary: 'Turns values into another data type; fractions are cut off where it has none.',
  keywords: ['convert', 'dtype', 'type', 'to', 'float', 'int', 'bool', 'half', 'double', 'long'],
  example: { params: { dtype: 'int64' }, inputs: { input: { dtype: 'float32', shape: [4, 8] } } },
  params: { dtype: told(dtypeOf('The type of the result.', { start: 'float32' }), json => (Array.isArray(json) ? 'to() received an invalid combination of arguments - got (list), but expected one of:' : undefined)) },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (p, { input }) => (input ? { output: { dtype: p.dtype, shape: input.shape } } : {}),
  lower(ctx) {
    give(ctx, ctx.input('input'))
  },
  // To the type it has already, PyTorch gives the tensor itself.
  view: { shares: (p, { input }) => input?.dtype === p.dtype, write: ctx => ctx.written },
  layout: memory => (memory.inputs['input']?.dtype === memory.params.dtype ? {} : elementwise(memory)),
  caption: (p, { input }) => (input ? say`${input.dtype} → ${p.dtype}` : say`to ${p.dtype}`),
})
