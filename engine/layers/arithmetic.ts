import { phrases, say, type Said } from '../say'
import { isFloating, type DType, type TensorType } from '../tensor/dtype'
import { giveAs, innerDtype } from './algebra'
import { argument } from './argument'
import { BINARY_PORTS, binaryType, lowerOperands, lowerWide, numeral, operands, otherDtype, stretched, stretchFormula, type BinaryParams } from './binary'
import { defineLayer, refuse, type Inputs, type Layer, type Lowering, type ParamSpec, type Scalar } from './define'
import { numberTensor, scalarOf } from './emit'
import { elementwise } from './layout'
import { castBefore, setParam } from './mends'
import { checkFits } from './numbers'
import { operand, scalar } from './params'

type AlphaParams = BinaryParams & { readonly alpha: Scalar }

const alpha = (fn: string): ParamSpec<Scalar> => argument(`${fn}(): argument 'alpha'`, scalar('Multiplies other before it is used.', { default: 1 }), 'Number')
const other = (fn: string): ParamSpec<Scalar | undefined> => argument(`${fn}(): argument 'other' (position 2)`, operand('A number, where nothing is wired to other.'), 'Tensor')

/** PyTorch subtracts no bools. */
function checkBools(input: TensorType, second: TensorType | Scalar): void {
  const bools = [input.dtype, otherDtype(second)].filter(dtype => dtype === 'bool').length
  if (!bools) return
  const pytorch = bools === 2
    ? 'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.'
    : 'Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.'
  const port = input.dtype === 'bool' ? 'input' : 'other'
  refuse({ code: 'type-mismatch', port, pytorch, message: say`Sub takes numbers, but ${port} is bool; cast it to int64.`, fix: castBefore(port, 'int64') })
}

function alphaType(op: 'Add' | 'Sub', p: AlphaParams, inputs: Inputs): Readonly<Record<string, TensorType>> {
  const both = operands(p, inputs)
  if (!both) return {}
  if (op === 'Sub') checkBools(...both)
  const output = binaryType(...both)
  if (p.alpha.float && !isFloating(output.dtype)) {
    refuse({
      code: 'bad-param', param: 'alpha', pytorch: 'For integral input tensors, argument alpha must not be a floating point number.',
      message: say`alpha is ${numeral(p.alpha)}, but ${output.dtype} takes whole numbers only; give it without a fraction.`, fix: setParam('alpha', Math.round(p.alpha.value), 1),
    })
  }
  if (p.alpha.bool && output.dtype !== 'bool') {
    refuse({
      code: 'bad-param', param: 'alpha', pytorch: 'Boolean alpha only supported for Boolean results.',
      message: say`alpha is ${numeral(p.alpha)}, which only goes with bools; give a number.`, fix: setParam('alpha', p.alpha.value, 1),
    })
  }
  checkFits('alpha', p.alpha, output.dtype)
  return { output }
}

function lowerAlpha(op: 'Add' | 'Sub', ctx: Lowering<AlphaParams>): void {
  const dtype = ctx.outputs['output']?.dtype ?? 'float32'
  const { value } = ctx.params.alpha
  if (dtype === 'bool') {
    // Bools add up to "or"; alpha 0 leaves nothing of other.
    const [a, b] = lowerOperands(ctx, 'bool')
    const second = value ? b : ctx.emit('And', [b, ctx.constant('alpha', scalarOf('bool', 0))], b.type, 'scaled')
    ctx.emitOutput('Or', [a, second], ['output'])
    return
  }
  const [a, b] = lowerOperands(ctx, dtype)
  const scaled = value === 1 ? b : ctx.emit('Mul', [b, ctx.constant('alpha', numberTensor(dtype, ctx.params.alpha))], b.type, 'scaled')
  ctx.emitOutput(op, [a, scaled], ['output'])
}

function scaled(sign: string, p: AlphaParams, inputs: Partial<Inputs>): Said {
  const number = inputs['other'] || !p.other ? '' : say`${sign} ${numeral(p.other)}`
  return phrases([number, p.alpha.value === 1 ? '' : say`alpha ${numeral(p.alpha)}`])
}

export const Add: Layer = defineLayer({
  type: 'Add',
  category: 'math',
  summary: 'Adds other, element by element; sizes of 1 stretch.',
  keywords: ['plus', 'sum', 'residual', 'skip', '+', 'torch.add'],
  example: stretched(),
  params: { other: other('add'), alpha: alpha('add') },
  inputs: BINARY_PORTS,
  outputs: () => [{ name: 'output' }],
  forward: (p, inputs) => alphaType('Add', p, inputs),
  lower: ctx => lowerAlpha('Add', ctx),
  layout: elementwise,
  caption: (p, inputs) => scaled('+', p, inputs),
  formula: stretchFormula,
})

export const Sub: Layer = defineLayer({
  type: 'Sub',
  category: 'math',
  summary: 'Takes other away, element by element; sizes of 1 stretch.',
  keywords: ['minus', 'subtract', 'difference', '-', 'torch.sub'],
  example: stretched(),
  params: { other: other('sub'), alpha: alpha('sub') },
  inputs: BINARY_PORTS,
  outputs: () => [{ name: 'output' }],
  forward: (p, inputs) => alphaType('Sub', p, inputs),
  lower: ctx => lowerAlpha('Sub', ctx),
  layout: elementwise,
  caption: (p, inputs) => scaled('−', p, inputs),
  formula: stretchFormula,
})

export const Mul: Layer = defineLayer({
  type: 'Mul',
  category: 'math',
  summary: 'Multiplies by other, element by element; sizes of 1 stretch.',
  keywords: ['times', 'multiply', 'product', 'scale', 'gate', '*', 'torch.mul'],
  example: stretched(),
  params: { other: other('mul') },
  inputs: BINARY_PORTS,
  outputs: () => [{ name: 'output' }],
  forward(p, inputs): Record<string, TensorType> {
    const both = operands(p, inputs)
    return both ? { output: binaryType(...both) } : {}
  },
  lower(ctx) {
    const dtype: DType = ctx.outputs['output']?.dtype ?? 'float32'
    giveAs(ctx, innerDtype(dtype), dtype === 'bool' ? 'And' : 'Mul', lowerWide(ctx, dtype))
  },
  layout: elementwise,
  caption: (p, inputs) => (inputs['other'] || !p.other ? '' : say`× ${numeral(p.other)}`),
  formula: stretchFormula,
})
