import { say } from '../say'
import { defineLayer, refuse } from './define'
import { scalarOf } from './emit'
import { elementwise } from './layout'
import { extremeOf } from './maximum'
import { castBefore } from './mends'
import { truth } from './params'

export const ReLU = defineLayer({
  type: 'ReLU',
  category: 'act',
  summary: 'Turns negative values to 0.',
  keywords: ['activation', 'rectifier', 'nonlinearity', 'Relu', 'F.relu'],
  params: { inplace: truth('Overwrites the input: every node that runs later sees the overwritten values.', { default: false }) },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(_, { input }) {
    if (!input) return {}
    if (input.dtype === 'bool') refuse({ code: 'type-mismatch', port: 'input', message: say`ReLU takes numbers, but the input is bool; cast it to float32.`, pytorch: 'Boolean inputs not supported for relu', fix: castBefore('input', 'float32') })
    return { output: input }
  },
  lower(ctx) {
    const x = ctx.input('input')
    if (x.type.dtype !== 'int64') return ctx.emitOutput('Relu', [x], ['output'])
    // ONNX Runtime has no Relu for int64.
    const { op, inputs } = extremeOf(ctx, 'Max', x, ctx.constant('zero', scalarOf('int64', 0)))
    ctx.emitOutput(op, inputs, ['output'])
  },
  layout: elementwise,
  inplace: p => p.inplace,
  caption: p => (p.inplace ? say`in place` : ''),
})
