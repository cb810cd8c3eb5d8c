import { say, told } from '../say'
import { isFloating } from '../tensor/dtype'
import { giveAs, innerDtype, opOf } from './algebra'
import { worded } from './argument'
import { defineLayer, refuse } from './define'
import { cast, scalarOf } from './emit'
import { elementwise } from './layout'
import { castBefore } from './mends'
import { int } from './params'
import { SCALAR_TYPE } from './types'

export const Round = defineLayer({
  type: 'Round',
  category: 'math',
  summary: 'Rounds each value to the nearest whole number, halves to the even one.',
  keywords: ['nearest', 'decimals', 'quantize', 'torch.round'],
  params: { decimals: worded(int('Digits kept behind the point; a negative number rounds in front of it.', { default: 0 }), type => `round() received an invalid combination of arguments - got (Tensor, decimals=${type}), but expected one of:`) },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    if (input.dtype === 'bool' || (p.decimals && !isFloating(input.dtype))) {
      const what = p.decimals ? 'round_cpu' : 'round_vml_cpu'
      refuse({
        code: 'type-mismatch', port: 'input', pytorch: `"${what}" not implemented for '${SCALAR_TYPE[input.dtype]}'`,
        message: say`Round with ${p.decimals} decimals takes ${told(p.decimals ? say`floating-point numbers` : say`numbers`)}, but the input is ${input.dtype}; cast it to float32.`, fix: castBefore('input', 'float32'),
      })
    }
    return { output: input }
  },
  layout: elementwise,
  lower(ctx) {
    const input = ctx.input('input')
    const { decimals } = ctx.params
    if (!isFloating(input.type.dtype)) return ctx.emitOutput('Identity', [input], ['output'])
    if (!decimals) return ctx.emitOutput('Round', [input], ['output'])
    const inner = innerDtype(input.type.dtype)
    const op = opOf(ctx)
    const x = cast(ctx, input, inner, 'wide')
    const scale = ctx.constant('scale', scalarOf(inner, 10 ** Math.abs(decimals)))
    const [there, back] = decimals > 0 ? ['Mul', 'Div'] as const : ['Div', 'Mul'] as const
    giveAs(ctx, inner, back, [op('Round', [op(there, [x, scale], 'scaled')], 'rounded'), scale])
  },
  caption: p => (p.decimals ? say`to ${p.decimals} decimals` : ''),
})
