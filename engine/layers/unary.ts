/** Functions of one value: each has the shape of its input. */
import { say } from '../say'
import { isFloating, type DType } from '../tensor/dtype'
import { giveAs, innerDtype } from './algebra'
import { defineLayer, refuse, type Layer, type Lowering } from './define'
import { cast } from './emit'
import { elementwise } from './layout'
import { castBefore } from './mends'

interface Words {
  readonly type: string
  readonly summary: string
  readonly keywords: readonly string[]
}

const shared = { category: 'math', params: {}, inputs: [{ name: 'input' }], outputs: () => [{ name: 'output' }] } as const

/** A function with fractions: integers and bools become float32. */
function real(words: Words, lower: (ctx: Lowering<unknown>, dtype: DType) => void): Layer {
  return defineLayer({
    ...shared, ...words,
    forward: (_, { input }) => (input ? { output: { dtype: isFloating(input.dtype) ? input.dtype : 'float32', shape: input.shape } } : {}),
    layout: elementwise,
    lower: ctx => lower(ctx, innerDtype(ctx.outputs['output']?.dtype ?? 'float32')),
  })
}

/** One ONNX node, computed in `dtype`. */
const direct = (op: string) => (ctx: Lowering<unknown>, dtype: DType): void => giveAs(ctx, dtype, op, [cast(ctx, ctx.input('input'), dtype, 'wide')])

export const Exp = real({ type: 'Exp', summary: 'e to the power of each value.', keywords: ['exponential', 'torch.exp'] }, direct('Exp'))
export const Log = real({ type: 'Log', summary: 'The natural logarithm of each value.', keywords: ['logarithm', 'ln', 'torch.log'] }, direct('Log'))
export const Sqrt = real({ type: 'Sqrt', summary: 'The square root of each value.', keywords: ['root', 'square root', 'torch.sqrt'] }, direct('Sqrt'))
export const Sin = real({ type: 'Sin', summary: 'The sine of each value, taken in radians.', keywords: ['sine', 'wave', 'torch.sin'] }, direct('Sin'))
export const Cos = real({ type: 'Cos', summary: 'The cosine of each value, taken in radians.', keywords: ['cosine', 'wave', 'torch.cos'] }, direct('Cos'))
export const Rsqrt = real({ type: 'Rsqrt', summary: 'One over the square root of each value.', keywords: ['reciprocal', 'inverse square root', 'torch.rsqrt'] }, (ctx, dtype) => {
  const x = cast(ctx, ctx.input('input'), dtype, 'wide')
  giveAs(ctx, dtype, 'Reciprocal', [ctx.emit('Sqrt', [x], x.type, 'root')])
})

/** A function that keeps the type of numbers; bools are refused with PyTorch's words. */
function numeric(words: Words, pytorch: string, op: string, integers = true): Layer {
  return defineLayer({
    ...shared, ...words,
    forward(_, { input }) {
      if (!input) return {}
      if (input.dtype === 'bool') {
        refuse({ code: 'type-mismatch', port: 'input', pytorch, message: say`${words.type} takes numbers, but the input is bool; cast it to int64 or float32.`, fix: castBefore('input', 'int64') })
      }
      return { output: input }
    },
    layout: elementwise,
    lower(ctx) {
      const x = ctx.input('input')
      // Whole numbers are their own floor and ceiling.
      if (!isFloating(x.type.dtype) && !integers) ctx.emitOutput('Identity', [x], ['output'])
      else ctx.emitOutput(op, [x], ['output'])
    },
  })
}

export const Neg = numeric(
  { type: 'Neg', summary: 'Turns the sign of each value.', keywords: ['negative', 'minus', 'torch.neg'] },
  'Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.', 'Neg',
)
export const Abs = numeric({ type: 'Abs', summary: 'Takes the sign off each value.', keywords: ['absolute', 'magnitude', 'torch.abs'] }, '"abs_cpu" not implemented for \'Bool\'', 'Abs')
export const Floor = numeric({ type: 'Floor', summary: 'Rounds each value down to a whole number.', keywords: ['round down', 'torch.floor'] }, '"floor_vml_cpu" not implemented for \'Bool\'', 'Floor', false)
export const Ceil = numeric({ type: 'Ceil', summary: 'Rounds each value up to a whole number.', keywords: ['round up', 'ceiling', 'torch.ceil'] }, '"ceil_vml_cpu" not implemented for \'Bool\'', 'Ceil', false)
