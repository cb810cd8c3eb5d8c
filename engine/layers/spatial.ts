/** Arithmetic of sliding windows: sizes, padding, and the line that works a size out. All in numbers, exact below 2^53. */
import { say } from '../say'
import type { FormulaLine } from './define'

/** One spatial dimension of a window. */
export interface Axis {
  /** Size of the input. */
  readonly n: number
  readonly kernel: number
  readonly stride: number
  /** Padding in front and behind. */
  readonly padding: readonly [number, number]
  readonly dilation: number
}

/** What a dilated kernel covers. */
export const extent = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1

/** Window positions along an axis, partial ones left out. */
export function floorSize({ n, kernel, stride, padding, dilation }: Axis): number {
  return Math.floor((n + padding[0] + padding[1] - extent(kernel, dilation)) / stride) + 1
}

/** The same with a partial window at the end, provided it starts inside the input or the padding in front. */
export function ceilSize(axis: Axis): number {
  const { n, kernel, stride, padding, dilation } = axis
  const size = Math.floor((n + padding[0] + padding[1] - extent(kernel, dilation) + stride - 1) / stride) + 1
  return (size - 1) * stride >= n + padding[0] ? size - 1 : size
}

/** Padding in front and behind for `padding='same'`: the odd one goes behind. */
export function samePadding(kernel: number, dilation: number): readonly [number, number] {
  const total = dilation * (kernel - 1)
  const front = Math.trunc(total / 2)
  return [front, total - front]
}

const text = (words: string): { readonly text: string } => ({ text: words })
const own = (n: number, param: string): { readonly text: string; readonly value: true; readonly param: string } => ({ text: String(n), value: true, param })

/** `H = ⌊(28 + 2·2 − 1·(5 − 1) − 1) / 1⌋ + 1 = 28`, this node's numbers marked. */
function sizeLine(name: string, axis: Axis, size: number, ceil = false): FormulaLine {
  const { n, kernel, stride, padding: [front, behind], dilation } = axis
  const padded = front === behind ? [text(' + 2·'), own(front, 'padding')] : [text(' + '), own(front + behind, 'padding')]
  const [open, close] = ceil ? ['⌈', '⌉'] : ['⌊', '⌋']
  const plain = ceil ? Math.ceil((n + front + behind - extent(kernel, dilation)) / stride) + 1 : floorSize(axis)
  return {
    pieces: [
      text(say`${name} = ${open}(`), { text: String(n), value: true }, ...padded,
      text(' − '), own(dilation, 'dilation'), text('·('), own(kernel, 'kernel_size'), text(' − 1) − 1) / '), own(stride, 'stride'), text(`${close} + 1`),
      // A last window that would start in the padding behind is left out.
      ...(plain === size ? [] : [text(' − 1')]),
      text(' = '), { text: String(size), value: true },
    ],
  }
}

/** One line for each of the last dimensions. */
export function sizeLines(names: readonly string[], axes: readonly Axis[], output: readonly number[], ceil = false): readonly FormulaLine[] {
  return axes.map((axis, i) => sizeLine(names[i] ?? '', axis, output[output.length - axes.length + i] ?? 0, ceil))
}
