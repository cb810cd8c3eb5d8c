/** Einsum as ONNX: its own operator where both mean the same, else transposes, sums and matrix products as PyTorch has them. */
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { product, zeros } from './attention'
import type { Lowering, Value } from './define'
import { einsumPlan, type EinsumPlan } from './einsumPlan'
import { aligned, einsumSteps, type Step } from './einsumSteps'
import { cast, int64, reshape, reshapeAttributes } from './emit'

export interface EinsumParams {
  readonly equation: string
}
type Ctx = Lowering<EinsumParams>

function permuted(ctx: Ctx, value: Value, perm: readonly number[], what: string): Value {
  if (perm.every((dim, i) => dim === i)) return value
  const { dtype, shape } = value.type
  return ctx.emit('Transpose', [value], { dtype, shape: perm.map(dim => shape[dim] ?? 1) }, what, { perm: { ints: perm } })
}

/** Where a label stands twice, its diagonal, as the last dimension. Gives the labels that are left. */
function diagonals(ctx: Ctx, start: Value, written: readonly string[], what: string): { readonly value: Value; readonly labels: readonly string[] } {
  let value = start
  let labels = written
  for (let round = 0; ; round++) {
    const again = labels.findIndex((label, i) => labels.indexOf(label) < i)
    if (again < 0) return { value, labels }
    const first = labels.indexOf(labels[again] ?? '')
    const rest = [...labels.keys()].filter(dim => dim !== first && dim !== again)
    const name = `${what}/diagonal${round || ''}`
    const turned = permuted(ctx, value, [...rest, first, again], `${name}/turned`)
    const lead = turned.type.shape.slice(0, -2)
    const n = turned.type.shape.at(-1) ?? 0
    const flat = reshape(ctx, turned, [...lead, n * n], `${name}/flat`)
    const index = ctx.constant(`${name}/index`, int64(Array.from({ length: n }, (_, i) => i * (n + 1))))
    value = ctx.emit('Gather', [flat, index], { dtype: value.type.dtype, shape: [...lead, n] }, name, { axis: { int: lead.length } })
    labels = [...rest.map(dim => labels[dim] ?? ''), labels[first] ?? '']
  }
}

/** The operand with all labels in order, 1 where it lacks one. */
function align(ctx: Ctx, plan: EinsumPlan, operand: number): Value {
  const input = ctx.input(`input${operand}`)
  const what = `input${operand}`
  const { value, labels } = diagonals(ctx, input, plan.operands[operand] ?? [], what)
  const order = plan.labels.filter(label => labels.includes(label)).map(label => labels.indexOf(label))
  return reshape(ctx, permuted(ctx, value, order, `${what}/turned`), aligned(plan, operand, input.type), `${what}/aligned`)
}

/** Sums over dimensions that stay as 1. Halves are summed in float32; integers and bools in int64. */
function summed(ctx: Ctx, value: Value, dims: readonly number[], what: string): Value {
  if (!dims.length) return value
  const { dtype } = value.type
  const shape = value.type.shape.map((n, dim) => (dims.includes(dim) ? 1 : n))
  const out: DType = isFloating(dtype) ? dtype : 'int64'
  if (!numel(value.type.shape)) return zeros(ctx, { dtype: out, shape }, what)
  const inner = cast(ctx, value, dtype === 'float16' ? 'float32' : out, `${what}/cast`)
  const sum = ctx.emit('ReduceSum', [inner, ctx.constant(`${what}/axes`, int64(dims))], { dtype: inner.type.dtype, shape }, dtype === 'float16' ? `${what}/float` : what)
  return cast(ctx, sum, out, what)
}

function elementwise(ctx: Ctx, a: Value, b: Value, type: TensorType, what: string): Value {
  const [x, y] = [cast(ctx, a, type.dtype, `${what}/a`), cast(ctx, b, type.dtype, `${what}/b`)]
  return ctx.emit(type.dtype === 'bool' ? 'And' : 'Mul', [x, y], type, what)
}

/** The product summed over `sum`: a matrix product in the dimensions that both, one or the other have. */
function contracted(ctx: Ctx, a: Value, b: Value, { sum, result }: Step, what: string): Value {
  if (!numel(result.shape)) return zeros(ctx, result, what)
  const half = result.dtype === 'float16'
  const dtype: DType = half ? 'float32' : result.dtype
  const dims = [...result.shape.keys()]
  const wide = (value: Value, dim: number): boolean => value.type.shape[dim] !== 1
  const free = dims.filter(dim => !sum.includes(dim))
  const both = free.filter(dim => wide(a, dim) && wide(b, dim))
  const onlyA = free.filter(dim => wide(a, dim) && !wide(b, dim))
  const onlyB = free.filter(dim => !wide(a, dim))
  const size = (value: Value, some: readonly number[]): number => numel(some.map(dim => value.type.shape[dim] ?? 1))
  const matrix = (value: Value, groups: readonly (readonly number[])[], name: string): Value => {
    const rest = dims.filter(dim => !groups.flat().includes(dim))
    return reshape(ctx, permuted(ctx, cast(ctx, value, dtype, `${name}/cast`), [...groups.flat(), ...rest], `${name}/turned`), groups.map(group => size(value, group)), `${name}/matrix`)
  }
  const [left, right] = [matrix(a, [both, onlyA, sum], `${what}/a`), matrix(b, [both, sum, onlyB], `${what}/b`)]
  const raw = product(ctx, left, right, [size(a, both), size(a, onlyA), size(b, onlyB)], `${what}/product`)
  const order = [...both, ...onlyA, ...onlyB, ...sum]
  const spread = reshape(ctx, raw, order.map(dim => result.shape[dim] ?? 1), `${what}/spread`)
  return cast(ctx, permuted(ctx, spread, dims.map(dim => order.indexOf(dim)), half ? `${what}/float` : what), result.dtype, what)
}

/** The equation for ONNX's own operator, where that means the same: no diagonals, nothing stretched, nothing empty. */
function plainEquation(plan: EinsumPlan, inputs: readonly TensorType[], type: TensorType): string | undefined {
  if (type.dtype !== 'float32' && type.dtype !== 'float64') return undefined
  const plain = inputs.length <= 2 && inputs.every(({ dtype, shape }, i) => {
    const labels = plan.operands[i] ?? []
    return dtype === type.dtype && labels.length > 0 && new Set(labels).size === labels.length && labels.every((label, k) => /^[a-z]$/.test(label) && shape[k] === plan.sizes.get(label) && shape[k] !== 0)
  })
  return plain ? `${plan.operands.map(labels => labels.join('')).join(',')}->${plan.labels.slice(0, plan.outputs).join('')}` : undefined
}

export function lowerEinsum(ctx: Ctx, count: number): void {
  const type = ctx.outputs['output']
  if (!type) return
  const inputs = Array.from({ length: count }, (_, i) => ctx.input(`input${i}`))
  const types = inputs.map(input => input.type)
  const plan = einsumPlan(ctx.params.equation, types)
  const equation = plainEquation(plan, types, type)
  if (equation !== undefined) {
    ctx.emitOutput('Einsum', inputs, ['output'], { equation: { string: equation } })
    return
  }
  let value = align(ctx, plan, 0)
  einsumSteps(plan, types).forEach((step, i) => {
    const what = `step${i}`
    const a = summed(ctx, value, step.sumA, `${what}/a/sum`)
    const b = summed(ctx, align(ctx, plan, i + 1), step.sumB, `${what}/b/sum`)
    value = step.sum.length ? contracted(ctx, a, b, step, what) : elementwise(ctx, a, b, step.result, what)
  })
  if (count === 1) value = summed(ctx, value, [...plan.labels.keys()].slice(plan.outputs), 'sum')
  ctx.emitOutput('Reshape', [value, ctx.constant('shape', int64(type.shape))], ['output'], reshapeAttributes(type.shape))
}
