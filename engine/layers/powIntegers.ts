/**
 * Integer powers by squaring, which wrap as PyTorch's do: ONNX Runtime takes powers of integers by way of float64, which
 * rounds beyond 2^53. An exponent below 0 leaves 0 of all but 1 and -1.
 */
import { opOf, type Op } from './algebra'
import type { Lowering, Value } from './define'
import { numberTensor } from './emit'

type Ctx = Lowering<unknown>

const bitsOf = (dtype: Value['type']['dtype']): number => (dtype === 'int32' ? 32 : 64)

function constants(ctx: Ctx, like: Value): (value: bigint, what: string) => Value {
  return (value, what) => ctx.constant(what, numberTensor(like.type.dtype, { value: Number(value), float: false, exact: value }))
}

/** A tensor to the power of a number of 0 or more. */
export function powerToNumber(ctx: Ctx, base: Value, exponent: bigint): void {
  const op = opOf(ctx)
  const constant = constants(ctx, base)
  let result: Value | undefined
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = result ? op('Mul', [result, square], 'product') : square
    if (rest > 1n) square = op('Mul', [square, square], 'square')
  }
  // 0 to the power of 0 is 1 as well.
  ctx.emitOutput('Add', [result ?? op('Mul', [base, constant(0n, 'zero')], 'nothing'), constant(result ? 0n : 1n, 'more')], ['output'])
}

/** The next factor, the square of the last: a value, or a number where the rest of the exponent decides nothing more. */
type Factor = Value | 0 | 1

/** Multiplies the factors where the exponent's bits are set. */
function byBits(ctx: Ctx, op: Op, exponent: Value, first: Factor, next: (square: Value) => Factor): Value {
  const constant = constants(ctx, exponent)
  const [zero, one, two] = [constant(0n, 'zero'), constant(1n, 'one'), constant(2n, 'two')]
  let rest = clamped(op, exponent, zero)
  let factor = first
  let result: Value = one
  for (let bit = 0; typeof factor === 'object' && bit < bitsOf(exponent.type.dtype) - 1; bit++) {
    const isSet = op('Equal', [op('Mod', [rest, two], 'bit'), one], 'set', 'bool')
    result = op('Mul', [result, op('Where', [isSet, factor, one], 'factor')], 'product')
    rest = op('Div', [rest, two], 'rest')
    factor = next(factor)
  }
  return factor === 0 ? op('Where', [op('Greater', [rest, zero], 'more', 'bool'), zero, result], 'power') : result
}

const clamped = (op: Op, exponent: Value, zero: Value): Value => op('Where', [op('Greater', [exponent, zero], 'positive', 'bool'), exponent, zero], 'left')

/** Takes over where the exponent is below 0. */
function giveSigned(ctx: Ctx, op: Op, base: Value, exponent: Value, power: Value): void {
  const constant = constants(ctx, exponent)
  const [zero, one, minus, two] = [constant(0n, 'zero'), constant(1n, 'one'), constant(-1n, 'minus'), constant(2n, 'two')]
  const odd = op('Equal', [op('Mod', [exponent, two], 'parity'), one], 'odd', 'bool')
  const ofMinus = op('Where', [odd, minus, one], 'of_minus')
  const below = op('Where', [op('Equal', [base, one], 'is_one', 'bool'), one, op('Where', [op('Equal', [base, minus], 'is_minus', 'bool'), ofMinus, zero], 'of_rest')], 'below')
  ctx.emitOutput('Where', [op('Less', [exponent, zero], 'negative', 'bool'), below, power], ['output'])
}

/** A number to the power of a tensor. */
export function powerOfNumber(ctx: Ctx, base: bigint, exponent: Value): void {
  const op = opOf(ctx)
  const constant = constants(ctx, exponent)
  const bits = bitsOf(exponent.type.dtype)
  let number = BigInt.asIntN(bits, base)
  const factor = (what: string): Factor => (number === 0n ? 0 : number === 1n ? 1 : constant(number, what))
  const first = factor('base')
  const power = byBits(ctx, op, exponent, first, () => {
    number = BigInt.asIntN(bits, number * number)
    return factor('square')
  })
  giveSigned(ctx, op, constant(BigInt.asIntN(bits, base), 'base'), exponent, power)
}

/** A tensor to the power of a tensor. */
export function powerOfTensor(ctx: Ctx, base: Value, exponent: Value): void {
  const op = opOf(ctx)
  giveSigned(ctx, op, base, exponent, byBits(ctx, op, exponent, base, square => op('Mul', [square, square], 'square')))
}
