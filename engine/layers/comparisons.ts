/** Comparisons, element by element: each gives bools. */
import { say } from '../say'
import type { DType } from '../tensor/dtype'
import { opOf } from './algebra'
import { worded } from './argument'
import { BINARY_PORTS, binaryType, lowerOperands, numeral, operands, stretched, stretchFormula } from './binary'
import { defineLayer, type Layer } from './define'
import { elementwise } from './layout'
import { operand } from './params'
import { resultType } from './types'

function comparison(type: string, sign: string, op: string, what: string, keywords: readonly string[]): Layer {
  return defineLayer({
    type,
    category: 'math',
    summary: `True where input ${what} other; sizes of 1 stretch.`,
    keywords: [...keywords, 'compare', 'mask', sign, `torch.${type.toLowerCase()}`],
    example: stretched(),
    params: { other: worded(operand('A number, where nothing is wired to other.'), kind => `${type.toLowerCase()}() received an invalid combination of arguments - got (Tensor, ${kind}), but expected one of:`) },
    inputs: BINARY_PORTS,
    outputs: () => [{ name: 'output' }],
    forward(p, inputs) {
      const both = operands(p, inputs)
      return both ? { output: { dtype: 'bool' as const, shape: binaryType(...both).shape } } : {}
    },
    layout: elementwise,
    lower(ctx) {
      const input = ctx.input('input').type
      const other = ctx.has('other') ? ctx.input('other').type : ctx.params.other
      const common: DType = other ? resultType(input, other) : input.dtype
      // ONNX knows bools only to be equal or not.
      const equality = type === 'Eq' || type === 'Ne'
      const [a, b] = lowerOperands(ctx, common === 'bool' && !equality ? 'int32' : common)
      if (type === 'Ne') ctx.emitOutput('Not', [opOf(ctx)('Equal', [a, b], 'equal', 'bool')], ['output'])
      else ctx.emitOutput(op, [a, b], ['output'])
    },
    caption: (p, inputs) => (inputs['other'] || !p.other ? '' : say`${sign} ${numeral(p.other)}`),
    formula: stretchFormula,
  })
}

export const Eq = comparison('Eq', '=', 'Equal', 'is equal to', ['equal', '=='])
export const Ne = comparison('Ne', '≠', 'Equal', 'is not equal to', ['not equal', 'different', '!='])
export const Lt = comparison('Lt', '<', 'Less', 'is less than', ['less', 'smaller'])
export const Le = comparison('Le', '≤', 'LessOrEqual', 'is at most', ['less or equal', '<='])
export const Gt = comparison('Gt', '>', 'Greater', 'is greater than', ['greater', 'larger', 'threshold'])
export const Ge = comparison('Ge', '≥', 'GreaterOrEqual', 'is at least', ['greater or equal', '>='])
