import { plain, say } from '../say'
import { isFloating, type TensorType } from '../tensor/dtype'
import { give, opOf } from './algebra'
import { broadcast, numeral, stretchFormula } from './binary'
import { defineLayer, refuse, type Inputs, type Lowering, type Scalar, type Value } from './define'
import { cast, numberTensor, scalarOf } from './emit'
import { elementwise } from './layout'
import { castBefore } from './mends'
import { checkFits } from './numbers'
import { operand } from './params'
import { resultType, SCALAR_TYPE } from './types'

interface WhereParams {
  readonly input: Scalar | undefined
  readonly other: Scalar | undefined
}

function whereType(p: WhereParams, inputs: Inputs): TensorType | undefined {
  const { condition } = inputs
  const a = inputs['input'] ?? p.input
  const b = inputs['other'] ?? p.other
  if (!condition || !a || !b) return undefined
  if (condition.dtype !== 'bool') {
    refuse({
      code: 'type-mismatch', port: 'condition', pytorch: `where expected condition to be a boolean tensor, but got a tensor with dtype ${SCALAR_TYPE[condition.dtype]}`,
      message: say`Where chooses by bools, but condition is ${condition.dtype}; cast it to bool, or compare it with a number.`, fix: castBefore('condition', 'bool'),
    })
  }
  const dtype = resultType(a, b)
  for (const param of ['input', 'other'] as const) if (!inputs[param] && dtype !== 'float16') checkFits(param, p[param], dtype)
  const chosen = broadcast(condition.shape, inputs['input']?.shape ?? [], ['condition', 'input'])
  return { dtype, shape: broadcast(chosen, inputs['other']?.shape ?? [], [inputs['input'] ? 'input' : 'condition', 'other']) }
}

function branch(ctx: Lowering<WhereParams>, port: 'input' | 'other', dtype: TensorType['dtype']): Value {
  if (ctx.has(port)) return cast(ctx, ctx.input(port), dtype, port)
  return ctx.constant(port, numberTensor(dtype, ctx.params[port] ?? { value: 0, float: false }))
}

/** Whether a value is a number that is not 0 (a 0 may be -0). */
const isNumber = (ctx: Lowering<WhereParams>, port: 'input' | 'other'): boolean => !ctx.has(port) && ctx.params[port]?.value !== 0

/** ONNX Runtime's Where makes 0 of a -0 that it takes from its second input: of two tensors each is chosen beside -Infinity there, and the greater of the two. */
function chosen(ctx: Lowering<WhereParams>, condition: Value, a: Value, b: Value): Value {
  const op = opOf(ctx)
  if (isNumber(ctx, 'input')) return op('Where', [condition, a, b], 'chosen')
  const otherwise = op('Not', [condition], 'otherwise', 'bool')
  if (isNumber(ctx, 'other')) return op('Where', [otherwise, b, a], 'chosen')
  const least = ctx.constant('least', scalarOf(a.type.dtype, -Infinity))
  return op('Max', [op('Where', [otherwise, least, a], 'first'), op('Where', [condition, least, b], 'second')], 'chosen')
}

export const Where = defineLayer({
  type: 'Where',
  category: 'math',
  summary: 'Takes input where condition is true, and other where it is not; sizes of 1 stretch.',
  keywords: ['select', 'mask', 'if', 'choose', 'masked_fill', 'torch.where'],
  example: { inputs: { condition: { dtype: 'bool', shape: [4, 1] }, input: { dtype: 'float32', shape: [4, 8] }, other: { dtype: 'float32', shape: [8] } } },
  params: {
    input: operand('A number, where nothing is wired to input.'),
    other: operand('A number, where nothing is wired to other.'),
  },
  inputs: [{ name: 'condition' }, { name: 'input', numberForm: true }, { name: 'other', numberForm: true }],
  outputs: () => [{ name: 'output' }],
  forward(p, inputs): Record<string, TensorType> {
    const output = whereType(p, inputs)
    return output ? { output } : {}
  },
  layout: elementwise,
  lower(ctx) {
    const output = ctx.outputs['output']
    if (!output) return
    const condition = ctx.input('condition')
    // ONNX Runtime chooses between no bools.
    const inner = output.dtype === 'bool' ? 'int32' : output.dtype
    const [a, b] = [branch(ctx, 'input', inner), branch(ctx, 'other', inner)]
    if (isFloating(inner) && !ctx.forExport) give(ctx, chosen(ctx, condition, a, b))
    else if (inner === output.dtype) ctx.emitOutput('Where', [condition, a, b], ['output'])
    else ctx.emitOutput('Cast', [ctx.emit('Where', [condition, a, b], { dtype: inner, shape: output.shape }, 'chosen')], ['output'], { to: { int: 9 } })
  },
  formula: stretchFormula,
  caption: (p, inputs) => {
    const chosen = inputs['input'] || !p.input ? '' : plain(numeral(p.input))
    const other = inputs['other'] || !p.other ? '' : say`else ${numeral(p.other)}`
    return chosen && other ? say`${chosen} ${other}` : chosen || other
  },
})
