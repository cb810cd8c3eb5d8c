/**
 * How values lie in memory, in PyTorch's terms: strides, by dimension how many elements apart neighbours are. ONNX has
 * none of this; it decides which results share memory with their input and which are copies.
 */
import { numel, sameSizes } from './dtype'

export type Strides = readonly number[]

/** A shape with its strides. */
export interface Strided {
  readonly shape: readonly number[]
  readonly strides: Strides
}

/** Row by row, without gaps. */
export function contiguous(shape: readonly number[]): Strides {
  const strides = shape.map(() => 1)
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * Math.max(shape[i + 1]!, 1)
  return strides
}

/** Strides without gaps where the first of `order` is the innermost dimension. */
function inOrder(shape: readonly number[], order: readonly number[]): Strides {
  const strides = shape.map(() => 1)
  let next = 1
  for (const dim of order) {
    strides[dim] = next
    next *= Math.max(shape[dim] ?? 1, 1)
  }
  return strides
}

/** Whether the dimensions, innermost first, follow each other without gaps; sizes of 1 may have any stride. */
function follows({ shape, strides }: Strided, order: readonly number[]): boolean {
  let next = 1
  for (const dim of order) {
    const size = shape[dim] ?? 1
    if (size === 1) continue
    if (strides[dim] !== next) return false
    next *= size
  }
  return true
}

export function isContiguous({ shape, strides }: Strided): boolean {
  let next = 1
  let sound = true
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i]!
    if (size === 0) return true
    if (size === 1) continue
    sound &&= strides[i] === next
    next *= size
  }
  return sound
}

/** Every element has a place of its own and there are no gaps, in whatever order. */
function isDense(value: Strided): boolean {
  const { shape, strides } = value
  if (isContiguous(value)) return true
  const dims = [...shape.keys()].filter(dim => (shape[dim] ?? 1) > 1).sort((a, b) => (strides[a] ?? 0) - (strides[b] ?? 0))
  return follows(value, dims)
}

/** Several elements in one place, as after Expand; PyTorch does not write into that. */
export const isFolded = (value: Strided): boolean => !isDense(value) && value.shape.some((size, i) => size > 1 && value.strides[i] === 0)

/** Strides of a view of the same elements in another shape; undefined where only a copy has it. */
export function viewStrides({ shape, strides }: Strided, target: readonly number[]): Strides | undefined {
  if (numel(shape) === 0) return sameSizes(shape, target) ? strides : contiguous(target)
  if (!shape.length) return target.map(() => 1)
  const found = target.map(() => 0)
  let place = target.length - 1
  let base = strides[shape.length - 1] ?? 1
  let counted = 1
  let viewed = 1
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    counted *= shape[dim] ?? 1
    // Dimensions that follow each other without a gap are one piece, which the view may cut anew.
    if (dim > 0 && (shape[dim - 1] === 1 || strides[dim - 1] === counted * base)) continue
    while (place >= 0 && (viewed < counted || target[place] === 1)) {
      found[place] = viewed * base
      viewed *= target[place] ?? 1
      place--
    }
    if (viewed !== counted) return undefined
    base = strides[dim - 1] ?? 1
    counted = 1
    viewed = 1
  }
  return place < 0 ? found : undefined
}

/** Dimensions of an image or a volume from the innermost on, the channels being that. */
const channelsInnermost = (rank: number): readonly number[] => (rank === 4 ? IMAGE : VOLUME)
const IMAGE = [1, 3, 2, 0] as const
const VOLUME = [1, 4, 3, 2, 0] as const

/** The strides of PyTorch's channels_last, of 4 or 5 dimensions. */
export const channelsLast = (shape: readonly number[]): Strides => inOrder(shape, channelsInnermost(shape.length))

/** Whether a value of 4 or 5 dimensions has its channels innermost, without gaps; sizes of 1 may have any stride. */
export const isChannelsLast = (value: Strided): boolean =>
  (value.shape.length === 4 || value.shape.length === 5) && follows(value, channelsInnermost(value.shape.length))

/** Whether PyTorch takes a value for channels_last; where a size of 1 leaves it open, it does not. */
export function suggestsChannelsLast({ shape, strides }: Strided): boolean {
  if (shape.length !== 4 && shape.length !== 5) return false
  if (strides[1] === 0) return false
  let least = 0
  for (const dim of channelsInnermost(shape.length)) {
    const size = shape[dim] ?? 1
    const stride = strides[dim] ?? 1
    if (size === 0 || stride < least) return false
    if (dim === 0 && least === strides[1]) return false
    least = size > 1 ? stride * size : stride
  }
  return true
}

/** Strides of what PyTorch computes element by element from operands that stretch to `shape`. */
export function elementwiseStrides(shape: readonly number[], operands: readonly Strided[]): Strides {
  if (operands.every(operand => sameSizes(operand.shape, shape))) {
    if (operands.every(isContiguous)) return contiguous(shape)
    if (shape.length === 4 && operands.every(operand => follows(operand, channelsInnermost(4)))) return channelsLast(shape)
    const [first] = operands
    if (first && operands.every(operand => isDense(operand) && sameSizes(operand.strides, first.strides))) return first.strides
  }
  const stretched = operands.map(operand => stretch(operand, shape))
  const order = shape.map((_, i) => shape.length - 1 - i)
  for (let i = 1; i < order.length; i++) {
    let at = i
    for (let below = i - 1; below >= 0; below--) {
      const [inner = 0, outer = 0] = [order[below], order[at]]
      const sign = compare(stretched, shape, inner, outer)
      if (sign < 0) break
      if (sign === 0) continue
      order[below] = outer
      order[at] = inner
      at = below
    }
  }
  return inOrder(shape, order)
}

/** Strides as seen in `shape`: 0 where a size of 1 stretches. */
function stretch({ shape, strides }: Strided, target: readonly number[]): Strides {
  const lead = target.length - shape.length
  return target.map((size, i) => (i < lead || (shape[i - lead] === 1 && size !== 1) ? 0 : strides[i - lead] ?? 0))
}

/** Above 0 where `inner` is to go outside of `outer`; 0 where no operand tells. */
function compare(operands: readonly Strides[], shape: readonly number[], inner: number, outer: number): number {
  for (const strides of operands) {
    const [a = 0, b = 0] = [strides[inner], strides[outer]]
    if (a === 0 || b === 0) continue
    if (a !== b) return a - b
    if ((shape[inner] ?? 1) > (shape[outer] ?? 1)) return 1
  }
  return 0
}
