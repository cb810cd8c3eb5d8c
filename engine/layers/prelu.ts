import { plural, say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { intsArgument, told } from './argument'
import { numeral } from './binary'
import { refuseInput } from './activation'
import { defineLayer, refuse } from './define'
import { reshape } from './emit'
import { elementwise } from './layout'
import { setParam } from './mends'
import { int, scalar } from './params'
import { pythonType } from './python'
import { checkFits } from './scalars'
import { SCALAR_TYPE } from './types'

const channelsOf = ({ shape }: TensorType): number => (shape.length > 1 ? shape[1] ?? 1 : 1)

export const PReLU = defineLayer({
  type: 'PReLU',
  category: 'act',
  summary: 'A leaky ReLU whose slope is learned, one for all channels or one for each.',
  keywords: ['activation', 'parametric', 'leaky', 'PRelu', 'F.prelu'],
  params: {
    num_parameters: intsArgument("empty(): argument 'size' (position 1)", int('One slope for all channels, or as many as the input has.', { default: 1, min: 1 }), true),
    init: told(scalar('What the slopes begin with.', { default: 0.25 }), json => `fill_() received an invalid combination of arguments - got (${pythonType(json)}), but expected one of:`),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  construct(p) {
    if (p.num_parameters < 0) refuse({
      code: 'bad-param', param: 'num_parameters', pytorch: `Trying to create tensor with negative dimension ${p.num_parameters}: [${p.num_parameters}]`,
      message: say`num_parameters is ${p.num_parameters}; a size cannot be negative.`, fix: setParam('num_parameters', 1, 1),
    })
    checkFits('init', p.init, 'float32')
  },
  tensors: p => [{ name: 'weight', shape: [p.num_parameters], dtype: 'float32', role: 'parameter', init: { kind: 'constant', value: p.init.value } }],
  forward(p, { input }) {
    if (!input) return {}
    if (input.dtype !== 'float32') refuseInput('PReLU', input, `prelu: Type promoting not supported. Got ${SCALAR_TYPE[input.dtype]} and Float`, say`float32 as its slopes are`)
    if (p.num_parameters === 1) return { output: input }
    if (!input.shape.length) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'num_parameters', pytorch: 'Not allow zero-dim input tensor.', fix: setParam('num_parameters', 1, 1),
        message: say`The input is a single number, and ${p.num_parameters} slopes need channels; set num_parameters to 1.`,
      })
    }
    const channels = channelsOf(input)
    if (channels !== p.num_parameters) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'num_parameters', fix: setParam('num_parameters', channels || 1, 1),
        pytorch: `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${p.num_parameters} and channel size = ${channels}.`,
        message: say`num_parameters is ${p.num_parameters}, but the input has ${plural(channels, 'channel')}; set it to ${channels || 1}, or to 1 for all channels.`,
      })
    }
    return { output: input }
  },
  layout: elementwise,
  lower(ctx) {
    const x = ctx.input('input')
    const n = ctx.params.num_parameters
    const { shape } = x.type
    // The slopes stand along dimension 1.
    const slopes = n === 1 ? shape.slice(0, 1).map(() => 1) : shape.slice(1).map((_, i) => (i ? 1 : n))
    ctx.emitOutput('PRelu', [x, reshape(ctx, ctx.tensor('weight'), slopes, 'slopes')], ['output'])
  },
  macs: (p, { input }) => (input && input.shape.length > 1 ? input.shape[0] ?? 1 : 1) * p.num_parameters,
  caption: p => (p.num_parameters === 1 ? say`from ${numeral(p.init)}` : say`${plural(p.num_parameters, 'slope')} from ${numeral(p.init)}`),
})
