import { say } from '../say'
import { isFloating } from '../tensor/dtype'
import { elementwiseStrides } from '../tensor/strides'
import { refuseInput, bodyOf } from './activation'
import { innerDtype } from './algebra'
import { argument } from './argument'
import { defineLayer, refuse } from './define'
import { int64 } from './emit'
import { int } from './params'
import { dimension } from './reduce'
import { sigmoidDivisor } from './smooth'
import { SCALAR_TYPE } from './types'
import { times } from './words'

export const GLU = defineLayer({
  type: 'GLU',
  category: 'act',
  summary: 'Halves a dimension: the first half passes as far as the sigmoid of the second lets it.',
  keywords: ['activation', 'gated linear unit', 'gate', 'F.glu'],
  params: { dim: argument("glu(): argument 'dim' (position 2)", int('The dimension that is halved.', { default: -1 })) },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    if (!shape.length) {
      refuse({ code: 'shape-mismatch', port: 'input', pytorch: 'glu does not support scalars because halving size must be even', message: say`GLU halves a dimension, but the input is a single number; give it at least one dimension.` })
    }
    const dim = dimension(p.dim, shape)
    const size = shape[dim] ?? 0
    if (size % 2) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'dim', pytorch: `Halving dimension must be even, but dimension ${dim} is size ${size}`,
        message: say`Dimension ${dim} of the input ${times(shape)} is ${size}, which cannot be halved; make it even in front.`,
      })
    }
    if (!isFloating(dtype)) refuseInput('GLU', input, `"glu_cpu" not implemented for '${SCALAR_TYPE[dtype]}'`)
    return { output: { dtype, shape: shape.map((n, i) => (i === dim ? n / 2 : n)) } }
  },
  layout({ outputs: { output }, strides }) {
    const shape = output?.shape ?? []
    // Both halves lie as the input does.
    return { output: { strides: elementwiseStrides(shape, [{ shape, strides: strides['input'] ?? [] }]) } }
  },
  lower(ctx) {
    const output = ctx.outputs['output']
    if (!output) return
    const body = bodyOf(ctx, innerDtype(output.dtype))
    const dim = ctx.params.dim < 0 ? ctx.params.dim + output.shape.length : ctx.params.dim
    const half = output.shape[dim] ?? 0
    const part = (what: string, start: number): ReturnType<typeof ctx.emit> => ctx.emit(
      'Slice', [body.x, ctx.constant(`${what}/start`, int64([start])), ctx.constant(`${what}/end`, int64([start + half])), ctx.constant(`${what}/axes`, int64([dim]))],
      { dtype: body.x.type.dtype, shape: output.shape }, what,
    )
    const passing = part('passing', 0)
    body.out('Mul', [passing, body.op('Reciprocal', [sigmoidDivisor(body, part('gate', half))], 'sigmoid')])
  },
  caption: p => say`dim ${p.dim}`,
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const dim = p.dim < 0 ? p.dim + input.shape.length : p.dim
    return [{ pieces: [{ text: `dim ${dim} = `, param: 'dim' }, { text: String(input.shape[dim]), value: true }, { text: ' / 2 = ' }, { text: String(output.shape[dim]), value: true }] }]
  },
})
