/** What the functions of two operands have in common: ports, broadcasting, promotion, the number form. */
import { say } from '../say'
import type { DType, TensorType } from '../tensor/dtype'
import { refuse, type Example, type FormulaLine, type Inputs, type Lowering, type Scalar, type Value } from './define'
import { cast, numberTensor } from './emit'
import { joinMend } from './joinMends'
import { resultType } from './types'
import { times } from './words'

/** Ports of `input op other`, where `other` may be a number. */
export const BINARY_PORTS = [{ name: 'input' }, { name: 'other', numberForm: true }] as const

/** What the help works through: two operands that stretch to each other. */
export const stretched = (first = 'input', second = 'other'): Example =>
  ({ inputs: { [first]: { dtype: 'float32', shape: [4, 1, 8] }, [second]: { dtype: 'float32', shape: [3, 1] } } })

export interface BinaryParams {
  readonly other: Scalar | undefined
}

/** Shape of two operands broadcast together; refuses sizes that do not fit. `names`: the ports, for the message. */
export function broadcast(a: readonly number[], b: readonly number[], names: readonly [string, string] = ['input', 'other']): readonly number[] {
  const rank = Math.max(a.length, b.length)
  const out: number[] = []
  // PyTorch compares from the last dimension on, and names the first misfit it finds.
  for (let i = rank - 1; i >= 0; i--) {
    const x = a[i - rank + a.length] ?? 1
    const y = b[i - rank + b.length] ?? 1
    if (x !== y && x !== 1 && y !== 1) {
      const unequal = say`${names[0]} ${times(a)} and ${names[1]} ${times(b)} do not fit together: dimension ${i} is ${x} in the one and ${y} in the other`
      refuse({
        code: 'shape-mismatch', port: names[1],
        pytorch: `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${i}`,
        message: say`${unequal}; make them equal, or one of them 1.`,
        around(node) {
          const mend = joinMend(node, { port: names[0], shape: a }, { port: names[1], shape: b })
          return mend && { message: say`${unequal}; ${mend.words}.`, fix: mend.fix }
        },
      })
    }
    out.unshift(x === 1 ? y : x)
  }
  return out
}

/** The operands as promotion sees them; undefined where `other` is neither wired nor a number. */
export function operands(p: BinaryParams, inputs: Inputs): readonly [TensorType, TensorType | Scalar] | undefined {
  const { input } = inputs
  const other = inputs['other'] ?? p.other
  return input && other ? [input, other] : undefined
}

export const isNumber = (operand: TensorType | Scalar): operand is Scalar => 'float' in operand

/** PyTorch's dtype of `other`, a number being a wrapped tensor. */
export const otherDtype = (other: TensorType | Scalar): DType => (isNumber(other) ? (other.bool ? 'bool' : other.float ? 'float64' : 'int64') : other.dtype)

/** The promoted type of the result. */
export function binaryType(input: TensorType, other: TensorType | Scalar): TensorType {
  return { dtype: resultType(input, other), shape: isNumber(other) ? input.shape : broadcast(input.shape, other.shape) }
}

/** `2 × 1 and 1 × 3 → 2 × 3`: shapes that stretch to each other, with the sizes of 1 that they are filled up with. */
export function stretchFormula(_: unknown, inputs: Inputs, { output }: Readonly<Record<string, TensorType>>): readonly FormulaLine[] {
  const shapes = Object.values(inputs).map(({ shape }) => shape)
  if (!output || shapes.every(shape => shape.join() === output.shape.join())) return []
  const filled = shapes.map(shape => times([...Array<number>(output.shape.length - shape.length).fill(1), ...shape]))
  const pieces = filled.flatMap((text, i) => [...(i > 0 ? [{ text: say` and ` }] : []), { text, value: true }])
  return [{ pieces: [...pieces, { text: ' → ' }, { text: times(output.shape), value: true }] }]
}

/** Both operands in `dtype`, a number as a constant. */
export function lowerOperands(ctx: Lowering<BinaryParams>, dtype: DType): readonly [Value, Value] {
  const input = cast(ctx, ctx.input('input'), dtype, 'input')
  if (ctx.has('other')) return [input, cast(ctx, ctx.input('other'), dtype, 'other')]
  return [input, ctx.constant('other', numberTensor(dtype, ctx.params.other ?? { value: 0, float: false }))]
}

/**
 * Both operands in the dtype that PyTorch computes `dtype` in: of float16 in float32, where a number or a 0-d tensor as
 * `other` is never rounded to float16.
 */
export function lowerWide(ctx: Lowering<BinaryParams>, dtype: DType): readonly [Value, Value] {
  if (dtype !== 'float16') return lowerOperands(ctx, dtype)
  const a = cast(ctx, cast(ctx, ctx.input('input'), dtype, 'input'), 'float32', 'input/wide')
  if (!ctx.has('other')) return [a, lowerOperands(ctx, 'float32')[1]]
  const other = ctx.input('other')
  return [a, cast(ctx, other.type.shape.length ? cast(ctx, other, dtype, 'other') : other, 'float32', 'other/wide')]
}

/** The shape of two values broadcast together. */
export const joined = (a: Value, b: Value): readonly number[] => broadcast(a.type.shape, b.type.shape)

/** A Python number in words. */
export const numeral = (n: Scalar): string => (n.bool ? String(n.value !== 0) : n.float && Number.isInteger(n.value) && Math.abs(n.value) < 1e16 ? n.value.toFixed(1) : String(n.exact ?? n.value))
