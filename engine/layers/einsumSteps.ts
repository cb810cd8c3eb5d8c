/** How PyTorch contracts an einsum's operands, two by two from the left: which dimensions go when, and in which type. */
import { say } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { refuse } from './define'
import type { EinsumPlan } from './einsumPlan'
import { castBefore } from './mends'
import { promote, resultType, SCALAR_TYPE } from './types'

/** One operand's shape with all labels in order, 1 where it lacks one. */
export function aligned(plan: EinsumPlan, operand: number, { shape }: TensorType): readonly number[] {
  const own = plan.operands[operand] ?? []
  return plan.labels.map(label => (own.includes(label) ? shape[own.indexOf(label)] ?? 1 : 1))
}

export interface Step {
  /** Dimensions summed before the product. */
  readonly sumA: readonly number[]
  readonly sumB: readonly number[]
  /** Dimensions summed in the product, a matrix product; none: it goes element by element. */
  readonly sum: readonly number[]
  readonly a: TensorType
  readonly b: TensorType
  readonly result: TensorType
}

/** Sums of integers and bools are int64. */
const summedType = (dtype: DType, dims: readonly number[]): DType => (dims.length && !isFloating(dtype) ? 'int64' : dtype)

const summed = (type: TensorType, dims: readonly number[]): TensorType => ({ dtype: summedType(type.dtype, dims), shape: type.shape.map((n, i) => (dims.includes(i) ? 1 : n)) })

/** Whether PyTorch multiplies the second by the first: where the output has the second's own dimensions in front of all of the first's. */
function isTurned(a: TensorType, b: TensorType, sum: readonly number[]): boolean {
  const free = [...a.shape.keys()].filter(dim => !sum.includes(dim))
  const first = free.filter(dim => a.shape[dim] !== 1 && b.shape[dim] === 1)
  const second = free.filter(dim => a.shape[dim] === 1)
  const [start, end] = [first[0], second.at(-1)]
  return start !== undefined && end !== undefined && end < start
}

/** The type of a batched matrix product, or PyTorch's refusal. */
function productType(operand: number, a: TensorType, b: TensorType, shape: readonly number[], sum: readonly number[]): DType {
  const [left, right] = isTurned(a, b, sum) ? [b.dtype, a.dtype] : [a.dtype, b.dtype]
  if (!numel(shape) || !numel(sum.map(dim => a.shape[dim] ?? 0))) return right
  const port = say`input${operand}`
  if (left === 'bool') {
    refuse({ code: 'type-mismatch', port, pytorch: '"bmm" not implemented for \'Bool\'', message: say`This equation multiplies and sums, which needs numbers, but an operand is bool; cast it to float32.`, fix: castBefore(port, 'float32') })
  }
  if (left !== right) {
    // The narrower is cast where that is one input; behind it are products of several.
    const [narrow, to] = operand === 1 && promote(a.dtype, b.dtype) === b.dtype ? ['input0', b.dtype] : [port, a.dtype]
    refuse({
      code: 'type-mismatch', port, pytorch: `expected scalar type ${SCALAR_TYPE[left]} but found ${SCALAR_TYPE[right]}`, fix: castBefore(narrow, to),
      message: say`Operands that are summed over must have one type, but ${port} comes as ${b.dtype} where the others are ${a.dtype}; cast ${narrow} to ${to}.`,
    })
  }
  return right
}

/** The steps from the left; for one operand none. */
export function einsumSteps(plan: EinsumPlan, inputs: readonly TensorType[]): readonly Step[] {
  const types = inputs.map((type, i): TensorType => ({ dtype: type.dtype, shape: aligned(plan, i, type) }))
  const counts = plan.labels.map((_, dim) => types.filter(type => type.shape[dim] !== 1).length)
  const steps: Step[] = []
  let [left] = types
  types.slice(1).forEach((b, i) => {
    const a = left
    if (!a) return
    const [sum, sumA, sumB]: [number[], number[], number[]] = [[], [], []]
    for (let dim = plan.outputs; dim < plan.labels.length; dim++) {
      const [x, y] = [a.shape[dim] !== 1, b.shape[dim] !== 1]
      if (x && y) {
        counts[dim] = (counts[dim] ?? 0) - 1
        if (counts[dim] !== 1) continue
        sum.push(dim)
        counts[dim] = 0
      } else if (counts[dim] === 1 && (x || y)) {
        const own = x ? sumA : sumB
        own.push(dim)
        counts[dim] = 0
      }
    }
    const [p, q] = [summed(a, sumA), summed(b, sumB)]
    const shape = p.shape.map((n, dim) => (sum.includes(dim) ? 1 : n === 1 ? q.shape[dim] ?? 1 : n))
    const result: TensorType = { shape, dtype: sum.length ? productType(i + 1, p, q, shape, sum) : resultType(p, q) }
    steps.push({ sumA, sumB, sum, a: p, b: q, result })
    left = result
  })
  return steps
}

/** The output's type. */
export function einsumType(plan: EinsumPlan, inputs: readonly TensorType[]): TensorType {
  const steps = einsumSteps(plan, inputs)
  const shape = plan.labels.slice(0, plan.outputs).map(label => plan.sizes.get(label) ?? 1)
  const last = steps.at(-1)
  const single = inputs[0]?.dtype ?? 'float32'
  const dims = plan.labels.slice(plan.outputs).map((_, i) => i)
  return { dtype: last ? last.result.dtype : summedType(single, dims), shape }
}
