/** What PyTorch's matmul makes of two sizes: which of its functions it calls, and what that refuses. */
import { say, type Said } from '../say'
import { numel, type DType, type TensorType } from '../tensor/dtype'
import { refuse, type Refusal } from './define'
import { castBefore, insertBefore } from './mends'
import { C_TYPE, promote, SCALAR_TYPE } from './types'
import { sizes, times } from './words'

type Shape = readonly number[]

/** Names of the two ports, for messages. */
export interface Sides {
  readonly a: string
  readonly b: string
}

function mismatch(port: string, pytorch: string, message: Said): never {
  return refuse({ code: 'shape-mismatch', port, pytorch, message })
}

function refuseTypes(sides: Sides, a: DType, b: DType, pytorch: string): never {
  // The narrower is cast, so that no digit is lost.
  const to = promote(a, b)
  const narrow = to === a ? sides.b : sides.a
  const message = say`${sides.a} is ${a} and ${sides.b} is ${b}, but a matrix product takes two of the same type; cast ${narrow} to ${to}.`
  return refuse({ code: 'type-mismatch', port: sides.b, pytorch, message, fix: castBefore(narrow, to) })
}

function refuseBool(sides: Sides, pytorch: string): never {
  const fix: Refusal['fix'] = castBefore(sides.a, 'float32')
  return refuse({ code: 'type-mismatch', port: sides.a, pytorch, message: say`A matrix product takes numbers, but ${sides.a} is bool; cast it to float32.`, fix })
}

function refuseInner(sides: Sides, a: Shape, b: Shape, pytorch: string): never {
  const [m, n] = [a.at(-1) ?? 0, b.at(b.length > 1 ? -2 : -1) ?? 0]
  // What is compared is rows with rows more often than not: the second the other way round.
  if (b.length > 1 && b.at(-1) === m) {
    const message = say`${sides.a} ${times(a)} has rows of ${m}, but ${sides.b} ${times(b)} has columns of ${n}; put a Transpose of its last two dimensions in front.`
    return refuse({ code: 'shape-mismatch', port: sides.b, pytorch, message, fix: insertBefore(sides.b, 'Transpose', { dim0: -2, dim1: -1 }) })
  }
  return mismatch(sides.b, pytorch, say`${sides.a} ${times(a)} has rows of ${m}, but ${sides.b} ${times(b)} has columns of ${n}; the two must be the same.`)
}

/** Batch dimensions broadcast together. */
function batches(sides: Sides, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  const out: number[] = []
  for (let i = rank - 1; i >= 0; i--) {
    const [x, y] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1]
    if (x !== y && x !== 1 && y !== 1) {
      mismatch(sides.b, `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${i}`,
        say`The batches of ${sides.a} (${times(a)}) and ${sides.b} (${times(b)}) do not fit together; make the sizes equal, or one of them 1.`)
    }
    out.unshift(x === 1 ? y : x)
  }
  return out
}

/** Whether PyTorch folds the larger one into a matrix, taking the one in memory order. */
function folds(a: Shape, b: Shape): boolean {
  const [large, small] = a.length >= b.length ? [a, b] : [b, a]
  if (large.length < 3 || small.length > 2 || a.length === 2) return false
  if (numel(large) === 0 || a.length >= b.length) return true
  // Turned over it lies in one piece only where its rows are single.
  return large.at(-2) === 1
}

function dot(sides: Sides, a: TensorType, b: TensorType): void {
  if (a.dtype !== b.dtype) refuseTypes(sides, a.dtype, b.dtype, `dot : expected both vectors to have same dtype, but found ${SCALAR_TYPE[a.dtype]} and ${SCALAR_TYPE[b.dtype]}`)
  const [m = 0, n = 0] = [a.shape[0], b.shape[0]]
  if (m !== n) refuseInner(sides, a.shape, b.shape, `inconsistent tensor size, expected tensor [${m}] and src [${n}] to have the same number of elements, but got ${m} and ${n} elements respectively`)
  if (a.dtype === 'bool') refuseBool(sides, '"dot" not implemented for \'Bool\'')
}

/** A matrix, folded from `matrix`, times a vector; `turned`: the matrix is the second side. */
function mv(sides: Sides, a: TensorType, b: TensorType, rows: number, columns: number, turned: boolean): void {
  const [matrix, vector] = turned ? [b, a] : [a, b]
  const n = vector.shape[0] ?? 0
  if (columns !== n) refuseInner(sides, a.shape, b.shape, `size mismatch, got input (${rows}), mat (${rows}x${columns}), vec (${n})`)
  if (matrix.dtype !== vector.dtype) {
    const own = SCALAR_TYPE[vector.dtype]
    refuseTypes(sides, a.dtype, b.dtype, `addmv input tensors must have the same dtype, but got ${own}, ${SCALAR_TYPE[matrix.dtype]}, and ${own}`)
  }
  if (a.dtype === 'bool' && rows && columns) refuseBool(sides, '"addmv_impl_cpu" not implemented for \'Bool\'')
}

function mm(sides: Sides, a: TensorType, b: TensorType, rows: number): void {
  const [columns = 0, m = 0, n = 0] = [a.shape.at(-1), ...b.shape]
  if (columns !== m) refuseInner(sides, a.shape, b.shape, `mat1 and mat2 shapes cannot be multiplied (${rows}x${columns} and ${m}x${n})`)
  if (a.dtype !== b.dtype) refuseTypes(sides, a.dtype, b.dtype, `expected m1 and m2 to have the same dtype, but got: ${C_TYPE[a.dtype]} != ${C_TYPE[b.dtype]}`)
  if (a.dtype === 'bool' && rows && columns && n) refuseBool(sides, '"addmm_impl_cpu_" not implemented for \'Bool\'')
}

function bmm(sides: Sides, a: TensorType, b: TensorType, batch: Shape): void {
  const k = a.shape.at(-1) ?? 0
  const n = b.shape.at(b.shape.length > 1 ? -2 : -1) ?? 0
  const count = numel(batch)
  if (k !== n) refuseInner(sides, a.shape, b.shape, `Expected size for first two dimensions of batch2 tensor to be: ${sizes([count, k])} but got: ${sizes([count, n])}.`)
  const result = count * (a.shape.length > 1 ? a.shape.at(-2) ?? 0 : 1) * (b.shape.length > 1 ? b.shape.at(-1) ?? 0 : 1)
  if (!result || !k) return
  if (a.dtype === 'bool') refuseBool(sides, '"bmm" not implemented for \'Bool\'')
  if (a.dtype !== b.dtype) refuseTypes(sides, a.dtype, b.dtype, `expected scalar type ${SCALAR_TYPE[a.dtype]} but found ${SCALAR_TYPE[b.dtype]}`)
}

/** The type of a product, or PyTorch's refusal. */
export function matmulType(a: TensorType, b: TensorType, sides: Sides): TensorType {
  const [p, q] = [a.shape, b.shape]
  if (!p.length || !q.length) {
    mismatch(p.length ? sides.b : sides.a, `both arguments to matmul need to be at least 1D, but they are ${p.length}D and ${q.length}D`, say`A matrix product takes rows of values, but ${p.length ? sides.b : sides.a} is a single number; give it at least one dimension.`)
  }
  const rows = p.slice(0, -1)
  const columns = q.length > 1 ? q.slice(-1) : []
  const shape = (batch: Shape): Shape => [...batch, ...(p.length > 1 ? p.slice(-2, -1) : []), ...columns]
  if (p.length === 1 && q.length === 1) dot(sides, a, b)
  else if (q.length === 1 && (p.length === 2 || folds(p, q))) mv(sides, a, b, numel(rows), p.at(-1) ?? 0, false)
  else if (q.length === 2 && (p.length <= 2 || folds(p, q))) mm(sides, a, b, numel(rows))
  else if (p.length === 1 && folds(p, q)) mv(sides, a, b, numel(q.slice(0, -2)) * (q.at(-1) ?? 0), q.at(-2) ?? 0, true)
  else bmm(sides, a, b, batches(sides, p.slice(0, -2), q.slice(0, -2)))
  // Types that differ pass where there is nothing to multiply; PyTorch keeps the second.
  return { dtype: b.dtype, shape: shape(batches(sides, p.slice(0, -2), q.slice(0, -2))) }
}
