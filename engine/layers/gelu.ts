import { say } from '../say'
import { activation } from './activation'
import { argument } from './argument'
import { erf } from './erf'
import { choice } from './params'

export const GELU = activation({
  type: 'GELU',
  kernel: 'GeluKernelImpl',
  summary: 'Lets values through by how likely a normal number is below them: a smooth ReLU.',
  keywords: ['activation', 'gaussian', 'transformer', 'Gelu', 'F.gelu'],
  params: {
    approximate: argument("gelu(): argument 'approximate'", choice(['none', 'tanh'], '"tanh" computes it faster and nearly the same.', { default: 'none', unknown: () => 'approximate argument must be either none or tanh.' })),
  },
  body(body, p) {
    const { x, op, number, out } = body
    const half = op('Mul', [x, number(0.5)], 'half')
    if (p.approximate === 'none') {
      const z = op('Mul', [x, number(Math.SQRT1_2)], 'scaled')
      const normal = x.type.dtype === 'float32' ? op('Erf', [z], 'erf') : erf(body, z)
      out('Mul', [half, op('Add', [normal, number(1)], 'share')])
      return
    }
    const cube = op('Mul', [op('Mul', [x, x], 'square'), x], 'cube')
    const inner = op('Mul', [op('Add', [x, op('Mul', [cube, number(0.044715)], 'bent')], 'sum'), number(Math.sqrt(2 / Math.PI))], 'inner')
    out('Mul', [half, op('Add', [op('Tanh', [inner], 'tanh'), number(1)], 'share')])
  },
  caption: p => (p.approximate === 'tanh' ? say`by tanh` : ''),
})
