/** Values as text: for files, for the clipboard, and for the graph file. */
import type { Json } from '../../engine/document/types'
import { halfToFloat } from '../../engine/tensor/half'
import { numel, type Tensor } from '../../engine/tensor/dtype'
import { planeOf } from '../../engine/tensor/plane'
import type { Axes } from './source'

/** The shortest decimal that is this float32 again. */
export function shortFloat(x: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits))
    if (Math.fround(short) === x) return short
  }
  return Number(x.toPrecision(9))
}

/** One element as a graph file holds it. */
export function jsonAt({ dtype, data }: Tensor, i: number): Json {
  const raw = data[i]!
  if (typeof raw === 'bigint') return Number.isSafeInteger(Number(raw)) ? Number(raw) : { $number: String(raw) }
  if (dtype === 'bool') return raw !== 0
  const value = dtype === 'float16' ? halfToFloat(raw) : raw
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
  return dtype === 'float32' || dtype === 'float16' ? shortFloat(value) : value
}

const WORDS: Readonly<Record<string, string>> = { NaN: 'nan', Infinity: 'inf', '-Infinity': '-inf' }
function textAt(tensor: Tensor, i: number): string {
  if (Object.is(tensor.data[i], -0) || (tensor.dtype === 'float16' && tensor.data[i] === 0x8000)) return '-0'
  const json = jsonAt(tensor, i)
  if (typeof json === 'string') return WORDS[json] ?? json
  return typeof json === 'object' ? String(tensor.data[i]) : String(json)
}

/** The matrix in the table, a line a row. */
export function csvOf(tensor: Tensor, index: readonly number[], axes?: Axes): string {
  const { rows, cols, base, rowStride, colStride } = planeOf(tensor.shape, index, axes)
  if (numel(tensor.shape) === 0) return ''
  const line = (row: number): string => Array.from({ length: cols }, (_, col) => textAt(tensor, base + row * rowStride + col * colStride)).join(',')
  return `${Array.from({ length: rows }, (_, row) => line(row)).join('\n')}\n`
}

/** `torch.tensor([[1., 2.]], dtype=torch.float32)`, which Python reads as this tensor. */
export function literalOf(tensor: Tensor): string {
  const floating = tensor.dtype.startsWith('float')
  const word = (i: number): string => {
    const text = textAt(tensor, i)
    if (tensor.dtype === 'bool') return text === 'true' ? 'True' : 'False'
    if (/^-?(nan|inf)$/.test(text)) return `float('${text}')`
    return floating && /^-?\d+$/.test(text) ? `${text}.` : text
  }
  let at = 0
  const list = (depth: number): string => {
    if (depth === tensor.shape.length) return word(at++)
    const items = Array.from({ length: tensor.shape[depth]! }, () => list(depth + 1))
    return `[${items.join(depth === tensor.shape.length - 1 ? ', ' : `,\n${' '.repeat(depth + 14)}`)}]`
  }
  // Nested lists do not tell the sizes behind a 0.
  if (numel(tensor.shape) === 0) return `torch.empty((${tensor.shape.join(', ')},), dtype=torch.${tensor.dtype})`
  return `torch.tensor(${list(0)}, dtype=torch.${tensor.dtype})`
}
