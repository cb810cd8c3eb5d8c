import { say } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { give, giveAs, giveConstant } from './algebra'
import { argument } from './argument'
import { defineLayer, refuse } from './define'
import { cast, scalarOf } from './emit'
import { setParam } from './mends'
import { dtypeParam, sumType } from './mean'
import { int } from './params'
import { dimension } from './reduce'

/** What PyTorch adds up in. */
const inner = (dtype: DType): DType => (!isFloating(dtype) ? 'int64' : dtype === 'float16' ? 'float32' : 'float64')

export const CumSum = defineLayer({
  type: 'CumSum',
  category: 'math',
  summary: 'The running sum along a dimension.',
  keywords: ['cumulative sum', 'running total', 'prefix sum', 'torch.cumsum'],
  params: { dim: argument("cumsum(): argument 'dim' (position 2)", int('The dimension along which values are added up.', { start: 0 })), dtype: dtypeParam("cumsum(): argument 'dtype'") },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    dimension(p.dim, input.shape)
    const dtype = sumType(p, input)
    if (dtype === 'bool' && input.shape.length > 0 && numel(input.shape) > 0) {
      refuse({ code: 'bad-param', param: 'dtype', pytorch: '"cumsum_out_cpu" not implemented for \'Bool\'', message: say`dtype is bool, in which nothing adds up; leave it out for int64.`, fix: setParam('dtype', 'int64') })
    }
    return { output: { dtype, shape: input.shape } }
  },
  lower(ctx) {
    const input = ctx.input('input')
    const { output } = ctx.outputs
    if (!output) return
    if (numel(output.shape) === 0) return giveConstant(ctx, 0)
    const typed = cast(ctx, input, output.dtype, 'cast')
    if (!output.shape.length) return give(ctx, typed)
    const dtype = inner(output.dtype)
    let x = cast(ctx, typed, dtype, 'wide')
    if (isFloating(dtype) && !ctx.forExport) {
      // PyTorch begins with 0, which a -0 adds nothing to; ONNX Runtime begins with the first value.
      const zero = ctx.constant('zero', scalarOf(dtype, 0))
      x = ctx.emit('Where', [ctx.emit('Equal', [x, zero], { dtype: 'bool', shape: output.shape }, 'nothing'), zero, x], x.type, 'begun')
    }
    giveAs(ctx, dtype, 'CumSum', [x, ctx.constant('axis', scalarOf('int64', dimension(ctx.params.dim, output.shape)))])
  },
  caption: p => say`along dim ${p.dim}`,
})
