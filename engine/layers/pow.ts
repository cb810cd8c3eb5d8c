import { say } from '../say'
import { isFloating, type DType, type TensorType } from '../tensor/dtype'
import { giveAs, innerDtype } from './algebra'
import { worded } from './argument'
import { broadcast, isNumber, numeral, stretched, stretchFormula } from './binary'
import { defineLayer, refuse, type Inputs, type Lowering, type Scalar, type Value } from './define'
import { cast, numberTensor } from './emit'
import { elementwise } from './layout'
import { castBefore } from './mends'
import { checkFits } from './numbers'
import { operand } from './params'
import { powerOfNumber, powerOfTensor, powerToNumber } from './powIntegers'
import { resultType } from './types'

interface PowParams {
  readonly input: Scalar | undefined
  readonly exponent: Scalar | undefined
}

function powType(p: PowParams, inputs: Inputs): TensorType | undefined {
  const base = inputs['input'] ?? p.input
  const exponent = inputs['exponent'] ?? p.exponent
  if (!base || !exponent) return undefined
  if (isNumber(base) && isNumber(exponent)) {
    return refuse({ code: 'missing-input', port: 'input', message: say`Pow has two numbers, but takes a tensor; wire one to input or to exponent.` })
  }
  const dtype = resultType(base, exponent)
  if (isNumber(exponent)) {
    if (!isFloating(dtype) && exponent.value < 0) {
      refuse({
        code: 'bad-param', param: 'exponent', pytorch: 'Integers to negative integer powers are not allowed.',
        message: say`exponent is ${numeral(exponent)}, but ${dtype} has no fractions; give one of 0 or more, or cast the input to float32.`, fix: castBefore('input', 'float32'),
      })
    }
    if (dtype !== 'float32') checkFits('exponent', exponent, dtype)
  }
  if (dtype === 'bool') {
    refuse({ code: 'type-mismatch', port: 'input', pytorch: '"pow" not implemented for \'Bool\'', message: say`Pow takes numbers, but input and exponent are bool; cast the input to int64.`, fix: castBefore('input', 'int64') })
  }
  const shape = broadcast(isNumber(base) ? [] : base.shape, isNumber(exponent) ? [] : exponent.shape, ['input', 'exponent'])
  return { dtype, shape }
}

/** An operand in `dtype`; a number has no port. */
function operandValue(ctx: Lowering<PowParams>, port: 'input' | 'exponent', dtype: DType): Value {
  if (ctx.has(port)) return cast(ctx, ctx.input(port), dtype, port)
  return ctx.constant(port, numberTensor(dtype, ctx.params[port] ?? { value: 1, float: false }))
}

function lowerFloats(ctx: Lowering<PowParams>, dtype: DType): void {
  const inner = innerDtype(dtype)
  const value = (port: 'input' | 'exponent'): Value => cast(ctx, operandValue(ctx, port, dtype), inner, `${port}/wide`)
  const root = ctx.has('exponent') ? undefined : ctx.params.exponent?.value
  // PyTorch takes roots here, which are NaN of -Infinity, where its power is not.
  if (root === 0.5) return giveAs(ctx, inner, 'Sqrt', [value('input')])
  if (root === -0.5) {
    const x = value('input')
    return giveAs(ctx, inner, 'Reciprocal', [ctx.emit('Sqrt', [x], x.type, 'root')])
  }
  giveAs(ctx, inner, 'Pow', [value('input'), value('exponent')])
}

export const Pow = defineLayer({
  type: 'Pow',
  category: 'math',
  summary: 'input to the power of exponent, element by element; sizes of 1 stretch.',
  keywords: ['power', 'square', 'cube', 'exponent', '**', '^', 'torch.pow'],
  example: stretched('input', 'exponent'),
  params: {
    input: worded(operand('A number, where nothing is wired to input.'), type => `pow() received an invalid combination of arguments - got (${type}, Tensor), but expected one of:`),
    exponent: worded(operand('A number, where nothing is wired to exponent.'), type => `pow() received an invalid combination of arguments - got (Tensor, ${type}), but expected one of:`),
  },
  inputs: [{ name: 'input', numberForm: true }, { name: 'exponent', numberForm: true }],
  outputs: () => [{ name: 'output' }],
  forward(p, inputs): Record<string, TensorType> {
    const output = powType(p, inputs)
    return output ? { output } : {}
  },
  layout: memory => (memory.inputs['input'] ? elementwise(memory) : {}),
  lower(ctx) {
    const dtype = ctx.outputs['output']?.dtype ?? 'float32'
    const { input, exponent } = ctx.params
    if (isFloating(dtype)) lowerFloats(ctx, dtype)
    else if (!ctx.has('exponent') && exponent) powerToNumber(ctx, operandValue(ctx, 'input', dtype), exponent.exact ?? BigInt(exponent.value))
    else if (!ctx.has('input') && input) powerOfNumber(ctx, input.exact ?? BigInt(input.value), operandValue(ctx, 'exponent', dtype))
    else powerOfTensor(ctx, operandValue(ctx, 'input', dtype), operandValue(ctx, 'exponent', dtype))
  },
  formula: stretchFormula,
  caption(p, inputs) {
    if (!inputs['exponent'] && p.exponent) return say`to the power of ${numeral(p.exponent)}`
    return !inputs['input'] && p.input ? say`powers of ${numeral(p.input)}` : ''
  },
})
