import { phrases, say } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { BINARY_PORTS, binaryType, joined, lowerWide, numeral, operands, stretched, stretchFormula, type BinaryParams } from './binary'
import { defineLayer, refuse, type Lowering, type Scalar, type Value } from './define'
import { give, giveAs, giveConstant, opOf, type Op } from './algebra'
import { scalarOf } from './emit'
import { unless } from './faults'
import { elementwise } from './layout'
import { overloaded } from './overloads'
import { castBefore } from './mends'
import { choice, nullable, operand } from './params'

const MODES = ['trunc', 'floor'] as const
type Mode = (typeof MODES)[number]

/** Towards zero: ONNX has no Trunc. */
function truncated(ctx: Lowering<BinaryParams>, op: Op, a: Value, b: Value): void {
  const q = op('Div', [a, b], 'quotient')
  const zero = ctx.constant('zero', scalarOf(q.type.dtype, 0))
  give(ctx, op('Where', [op('Greater', [q, zero], 'positive', 'bool'), op('Floor', [q], 'down'), op('Ceil', [q], 'up')], 'whole'))
}

/** By way of the remainder, as Python and PyTorch: 1 // 0.1 is 9, though 1 / 0.1 rounds to 10. */
function floored(ctx: Lowering<BinaryParams>, op: Op, a: Value, b: Value): void {
  const { dtype } = a.type
  const constant = (value: number, what: string): Value => ctx.constant(what, scalarOf(dtype, value))
  const zero = constant(0, 'zero')
  const one = constant(1, 'one')
  const rest = ctx.emit('Mod', [a, b], { dtype, shape: joined(a, b) }, 'rest', { fmod: { int: 1 } })
  const whole = op('Div', [op('Sub', [a, rest], 'dividend'), b], 'whole')
  const signs = op('Xor', [op('Less', [b, zero], 'b_negative', 'bool'), op('Less', [rest, zero], 'rest_negative', 'bool')], 'signs', 'bool')
  const uneven = op('Not', [op('Equal', [rest, zero], 'even', 'bool')], 'uneven', 'bool')
  const down = op('Where', [op('And', [signs, uneven], 'lower', 'bool'), op('Sub', [whole, one], 'whole_less'), whole], 'div')
  const floor = op('Floor', [down], 'floor')
  const high = op('Greater', [op('Sub', [down, floor], 'over'), constant(0.5, 'half')], 'high', 'bool')
  const near = op('Where', [high, op('Add', [floor, one], 'floor_more'), floor], 'near')
  // A 0 has the sign of the quotient.
  const quotient = op('Div', [a, b], 'quotient')
  const nothing = op('Equal', [down, zero], 'nothing', 'bool')
  const signed = op('Where', [op('Not', [nothing], 'something', 'bool'), near, op('Mul', [quotient, zero], 'signless')], 'signed')
  give(ctx, op('Where', [op('Equal', [b, zero], 'by_zero', 'bool'), quotient, signed], 'floored'))
}

/**
 * The divisor of integers, checked for zeros first: where there is one the run stops, as PyTorch's division does; the
 * machine's own would end the process.
 */
function divisor(ctx: Lowering<BinaryParams>, op: Op, b: Value): Value {
  if (!ctx.has('other') || numel(b.type.shape) === 0) return b
  const isZero = op('Equal', [b, ctx.constant('zero', scalarOf(b.type.dtype, 0))], 'by_zero', 'bool')
  return op('Where', [isZero, unless(ctx, isZero, 1, b.type.dtype, 'no_zero'), b], 'divisor')
}

/** A number as the integer type has it: beyond its range it wraps. */
const wrapped = ({ value, exact }: Scalar, dtype: DType): bigint => BigInt.asIntN(dtype === 'int32' ? 32 : 64, exact ?? BigInt(value))

/** Towards zero. Divided by -1 the smallest number wraps; the machine's own division would end the process. */
function quotient(ctx: Lowering<BinaryParams>, op: Op, a: Value, b: Value): Value {
  const { other } = ctx.params
  if (!ctx.has('other') && other) return wrapped(other, a.type.dtype) === -1n ? op('Neg', [a], 'negated') : op('Div', [a, b], 'quotient')
  const constant = (value: number, what: string): Value => ctx.constant(what, scalarOf(a.type.dtype, value))
  const isMinus = op('Equal', [b, constant(-1, 'minus')], 'is_minus', 'bool')
  const divided = op('Div', [a, op('Where', [isMinus, constant(1, 'plus'), b], 'safe')], 'divided')
  return op('Where', [isMinus, op('Neg', [a], 'negated'), divided], 'quotient')
}

function lowerIntegers(ctx: Lowering<BinaryParams>, op: Op, a: Value, second: Value, mode: Mode): void {
  const b = divisor(ctx, op, second)
  const q = quotient(ctx, op, a, b)
  if (mode === 'trunc') return give(ctx, q)
  const zero = ctx.constant('zero_floor', scalarOf(a.type.dtype, 0))
  const rest = op('Sub', [a, op('Mul', [q, b], 'back')], 'rest')
  const signs = op('Xor', [op('Less', [rest, zero], 'rest_negative', 'bool'), op('Less', [b, zero], 'b_negative', 'bool')], 'signs', 'bool')
  const uneven = op('Not', [op('Equal', [rest, zero], 'even', 'bool')], 'uneven', 'bool')
  const less = op('And', [signs, uneven], 'lower', 'bool')
  ctx.emitOutput('Where', [less, op('Sub', [q, ctx.constant('one_floor', scalarOf(a.type.dtype, 1))], 'less'), q], ['output'])
}

export const Div = defineLayer({
  type: 'Div',
  category: 'math',
  summary: 'Divides by other, element by element; sizes of 1 stretch.',
  keywords: ['divide', 'quotient', 'ratio', '/', '//', 'torch.div'],
  example: stretched(),
  params: overloaded('div(Tensor, $other, rounding_mode=$rounding_mode)', {
    other: operand('A number, where nothing is wired to other.'),
    rounding_mode: nullable(choice(MODES, 'Rounds the result towards zero ("trunc") or down ("floor").', {
      default: null, unknown: word => `div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '${word}'`,
    })),
  }),
  inputs: BINARY_PORTS,
  outputs: () => [{ name: 'output' }],
  forward(p, inputs): Record<string, TensorType> {
    const both = operands(p, inputs)
    if (!both) return {}
    const { dtype, shape } = binaryType(...both)
    if (!p.rounding_mode) return { output: { dtype: isFloating(dtype) ? dtype : 'float32', shape } }
    if (dtype === 'bool') {
      refuse({
        code: 'type-mismatch', port: 'input', pytorch: `"div_${p.rounding_mode}_cpu" not implemented for 'Bool'`,
        message: say`Div rounds numbers only, but both operands are bool; cast one of them, or leave rounding_mode out.`, fix: castBefore('input', 'int64'),
      })
    }
    if (!isFloating(dtype) && !inputs['other'] && p.other && wrapped(p.other, dtype) === 0n && numel(shape)) {
      refuse({ code: 'bad-param', param: 'other', pytorch: 'ZeroDivisionError', message: say`other is ${numeral(p.other)}, 0 as ${dtype}, by which nothing can be divided; give another number.` })
    }
    return { output: { dtype, shape } }
  },
  fault: {
    ports: ['other'],
    find(_, __, values) {
      const { other = [] } = values
      const at = Array.from(other).indexOf(0)
      return at < 0 ? undefined : { port: 'other', pytorch: 'ZeroDivisionError', message: say`other is 0 at place ${at}, by which whole numbers cannot be divided; cast one of the two to float32.` }
    },
  },
  lower(ctx) {
    const dtype = ctx.outputs['output']?.dtype ?? 'float32'
    const mode = ctx.params.rounding_mode
    const output = ctx.outputs['output']
    if (output && numel(output.shape) === 0) return giveConstant(ctx, 0)
    const [a, b] = lowerWide(ctx, dtype)
    if (!mode) giveAs(ctx, a.type.dtype, 'Div', [a, b])
    else if (!isFloating(dtype)) lowerIntegers(ctx, opOf(ctx), a, b, mode)
    else if (mode === 'trunc') truncated(ctx, opOf(ctx), a, b)
    else floored(ctx, opOf(ctx), a, b)
  },
  layout: elementwise,
  formula: stretchFormula,
  caption(p, inputs) {
    const number = inputs['other'] || !p.other ? '' : say`÷ ${numeral(p.other)}`
    return phrases([number, p.rounding_mode === 'floor' ? say`rounded down` : p.rounding_mode === 'trunc' ? say`rounded to zero` : ''])
  },
})
