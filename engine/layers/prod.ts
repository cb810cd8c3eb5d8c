import { isFloating, type DType, type TensorType } from '../tensor/dtype'
import { give, giveAs, giveConstant, innerDtype } from './algebra'
import { argument } from './argument'
import { defineLayer } from './define'
import { cast, reshape } from './emit'
import { flat, productByHalves } from './integers'
import { checkKeep, goneDims } from './max'
import { dtypeParam, sumType } from './mean'
import { overloaded } from './overloads'
import { dimCaption, dimParams, isEmpty, reduced, reducedShape, reduceFormula, reduction } from './reduce'

export const Prod = defineLayer({
  type: 'Prod',
  category: 'math',
  summary: 'The product over a dimension, or of everything.',
  keywords: ['product', 'multiply', 'reduce', 'ReduceProd', 'torch.prod'],
  params: overloaded(({ dim = null }) => (dim === null ? 'prod(Tensor, dtype=$dtype)' : undefined), {
    dim: argument("prod(): argument 'dim' (position 2)", dimParams.dim), keepdim: argument("prod(): argument 'keepdim'", dimParams.keepdim), dtype: dtypeParam("prod(): argument 'dtype'", ({ dim = null }) => dim !== null),
  }, ['dtype']),
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    checkKeep('prod', p)
    return { output: { dtype: sumType(p, input), shape: reducedShape(input.shape, goneDims(p, input.shape), p.keepdim) } }
  },
  lower(ctx) {
    const input = ctx.input('input')
    const { output } = ctx.outputs
    if (!output) return
    if (isEmpty(input.type, output)) return giveConstant(ctx, 1)
    const gone = goneDims(ctx.params, input.type.shape)
    const [axis] = gone
    const typed = cast(ctx, input, output.dtype, 'cast')
    if (axis === undefined) return give(ctx, typed)
    if (output.dtype === 'bool') {
      // A product of bools says whether all are true.
      return give(ctx, reduced(ctx, 'ReduceMin', cast(ctx, typed, 'int32', 'flags'), gone, ctx.params.keepdim, 'all'))
    }
    const inner: DType = isFloating(output.dtype) ? innerDtype(output.dtype) : 'int64'
    const x = cast(ctx, typed, inner, 'wide')
    if (inner === 'float32') {
      const { inputs, attributes } = reduction(ctx, x, gone, ctx.params.keepdim, 'reduced')
      return giveAs(ctx, inner, 'ReduceProd', inputs, attributes)
    }
    const product = ctx.params.dim === null ? productByHalves(ctx, flat(ctx, x), 0) : productByHalves(ctx, x, axis)
    give(ctx, reshape(ctx, product, output.shape, 'shaped'))
  },
  caption: dimCaption,
  formula: (p, { input }, { output }) => reduceFormula(input, output, goneDims(p, input?.shape ?? [])),
})
