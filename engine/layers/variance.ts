import { phrases, plural, say } from '../say'
import { isFloating, numel, type TensorType } from '../tensor/dtype'
import { giveAs, giveConstant, opOf } from './algebra'
import { defineLayer, refuse, type Layer, type Lowering } from './define'
import { cast, scalarOf } from './emit'
import { castBefore } from './mends'
import { overloaded } from './overloads'
import { nullable, plainScalar } from './params'
import { dimCaption, dimsParams, isEmpty, reduced, reducedDims, reducedShape, reduceFormula, type DimsParams } from './reduce'

interface VarParams extends DimsParams {
  readonly correction: number | null
}

const params = {
  ...dimsParams,
  correction: nullable(plainScalar('Taken from the number of values that the squares are divided by; 1 makes up for a sample.', { default: 1 })),
}

/** How many values each result is of. */
const countOf = (shape: readonly number[], gone: readonly number[]): number => gone.reduce((n, dim) => n * (shape[dim] ?? 1), 1)

function lowerVariance(ctx: Lowering<VarParams>, root: boolean): void {
  const input = ctx.input('input')
  const { output } = ctx.outputs
  if (!output) return
  if (isEmpty(input.type, output)) return giveConstant(ctx, NaN)
  const { dim, keepdim, correction } = ctx.params
  const gone = reducedDims(dim, input.type.shape)
  // PyTorch adds up in float64 whatever the type, but where there is one result rounds the mean to the type first.
  const dtype = 'float64'
  const rounded = numel(output.shape) === 1 && output.dtype !== 'float16'
  const op = opOf(ctx)
  const x = cast(ctx, input, dtype, 'wide')
  const over = (name: string, value: typeof x, keep: boolean, what: string): typeof x => (gone.length ? reduced(ctx, name, value, gone, keep, what) : value)
  const mean = over('ReduceMean', rounded ? input : x, true, 'mean')
  const rest = op('Sub', [x, cast(ctx, mean, dtype, 'mean/wide')], 'rest')
  const squares = over('ReduceSum', op('Mul', [rest, rest], 'squares'), keepdim, 'sum')
  // Without degrees of freedom the divisor is 0, never less.
  const divisor = ctx.constant('divisor', scalarOf(dtype, Math.max(0, countOf(input.type.shape, gone) - (correction ?? 1))))
  if (root) giveAs(ctx, dtype, 'Sqrt', [op('Div', [squares, divisor], 'variance')])
  else giveAs(ctx, dtype, 'Div', [squares, divisor])
}

function spread(type: 'Var' | 'Std', summary: string, keywords: readonly string[]): Layer {
  return defineLayer({
    type,
    category: 'math',
    summary,
    keywords: [...keywords, 'spread', 'reduce', `torch.${type.toLowerCase()}`],
    params: overloaded(`${type.toLowerCase()}(Tensor, keepdim=$keepdim, correction=$correction, dim=$dim)`, params),
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    forward(p, { input }): Record<string, TensorType> {
      if (!input) return {}
      const { dtype, shape } = input
      if (!isFloating(dtype)) {
        refuse({ code: 'type-mismatch', port: 'input', pytorch: 'std and var only support floating point and complex dtypes', message: say`${type} takes floating-point numbers, but the input is ${dtype}; cast it to float32.`, fix: castBefore('input', 'float32') })
      }
      return { output: { dtype, shape: reducedShape(shape, reducedDims(p.dim, shape, false), p.keepdim) } }
    },
    notes(p, { input }) {
      const count = input ? countOf(input.shape, reducedDims(p.dim, input.shape)) : Infinity
      const correction = p.correction ?? 1
      return count > correction ? [] : [{ severity: 'warning', message: say`Each result is of ${plural(count, 'value')} with a correction of ${correction}, which leaves nothing to divide by: it is NaN or infinite.` }]
    },
    lower: ctx => lowerVariance(ctx, type === 'Std'),
    caption: p => phrases([dimCaption(p), p.correction === null || p.correction === 1 ? '' : say`correction ${p.correction}`]),
    formula: (p, { input }, { output }) => reduceFormula(input, output, reducedDims(p.dim, input?.shape ?? [])),
  })
}

export const Var = spread('Var', 'The variance over one or more dimensions.', ['variance'])
export const Std = spread('Std', 'The standard deviation over one or more dimensions.', ['standard deviation', 'sigma'])
