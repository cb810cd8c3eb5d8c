/** What the padding layers check and the sizes that come out, in PyTorch's order and words. */
import { plural, say, type Said } from '../say'
import type { DType, TensorType } from '../tensor/dtype'
import { refuse } from './define'
import { castBefore, setParam } from './mends'
import { SCALAR_TYPE } from './types'
import { sizes, times } from './words'

export type Mode = 'constant' | 'reflect' | 'replicate' | 'circular'

/** In front and behind, of each padded dimension from the first to the last: the file has the last one first. */
export type Amounts = readonly (readonly [number, number])[]

export function amountsOf(padding: readonly number[]): Amounts {
  return Array.from({ length: padding.length / 2 }, (_, i) => [padding[2 * i] ?? 0, padding[2 * i + 1] ?? 0] as const).reverse()
}

interface Padded {
  readonly mode: Mode
  readonly padding: readonly number[]
  readonly input: TensorType
  /** What the layer is for: 1 or 2 dimensions. */
  readonly dims: number
}

const letters = ['D', 'H', 'W']
const zero = (dims: number): ReturnType<typeof setParam> => setParam('padding', Array<number>(2 * dims).fill(0))

/** As much of the padding as the input's sizes, less `short`, allow; the last dimension's comes first. */
const atMost = ({ padding, input: { shape } }: Padded, short: number): ReturnType<typeof setParam> =>
  setParam('padding', padding.map((amount, at) => Math.min(amount, (shape.at(-1 - Math.floor(at / 2)) ?? 0) - short)))

/** The output's type, or PyTorch's refusal. */
export function paddedType(padded: Padded): TensorType {
  const { mode, padding, input, dims } = padded
  const { dtype, shape } = input
  const rank = shape.length
  if (mode === 'circular' && rank !== dims + 1 && rank !== dims + 2) {
    refuse({ code: 'shape-mismatch', port: 'input', pytorch: `expected ${dims + 1}D or ${dims + 2}D input (got ${rank}D input)`, message: rankMessage(padded) })
  }
  if (padding.length % 2) {
    refuse({ code: 'bad-param', param: 'padding', pytorch: 'Padding length must be divisible by 2', message: say`padding has ${plural(padding.length, 'number')}; give one for all sides, or ${2 * dims}: in front and behind, the last dimension first.`, fix: zero(dims) })
  }
  if (padding.length > 2 * rank) {
    refuse({
      code: 'shape-mismatch', port: 'input', message: rankMessage(padded),
      pytorch: `Padding length should be less than or equal to two times the input dimension but got padding length ${padding.length} and input of dimension ${rank}`,
    })
  }
  const amounts = amountsOf(padding)
  const lead = rank - amounts.length
  const out = [...shape.slice(0, lead), ...amounts.map(([front, behind], i) => (shape[lead + i] ?? 0) + front + behind)]
  if (mode === 'constant') checkConstant(padded, amounts)
  else {
    const padsMany = amounts.length < 1 || amounts.length > 3
    if (padsMany || (rank !== amounts.length + 1 && rank !== amounts.length + 2)) {
      refuse({ code: 'shape-mismatch', port: 'input', pytorch: `Padding size ${padding.length} is not supported for ${rank}D input tensor.`, message: rankMessage(padded) })
    }
    if (mode === 'circular') checkCircular(padded, amounts)
    else checkBorders(padded, amounts, out)
  }
  return { dtype, shape: out }
}

function rankMessage({ dims, input: { shape }, padding }: Padded): Said {
  const takes = dims === 1 ? say`channels × length` : say`channels × height × width`
  const also = padding.length === 2 * dims ? '' : say`, with padding of ${2 * dims} numbers`
  return say`It pads ${takes}, with a batch in front or not${also}, but the input is ${times(shape)}, of ${plural(shape.length, 'dimension')}.`
}

/** Where the amounts take away more than there is. */
function tooMuch({ input: { shape }, padding, dims }: Padded, pytorch: string): never {
  return refuse({ code: 'shape-mismatch', port: 'input', param: 'padding', pytorch, message: say`padding ${sizes(padding)} takes away more than the input ${times(shape)} has; use larger numbers.`, fix: zero(dims) })
}

/** A negative amount is cut off first, each dimension for itself, then the sizes are worked out. */
function checkConstant(padded: Padded, amounts: Amounts): void {
  const { shape } = padded.input
  const lead = shape.length - amounts.length
  for (let i = amounts.length - 1; i >= 0; i--) {
    const [front, behind] = amounts[i] ?? [0, 0]
    const size = shape[lead + i] ?? 0
    const left = front < 0 ? size + front : size
    if (left < 0 || (behind < 0 && left + behind < 0)) tooMuch(padded, 'narrow(): length must be non-negative.')
  }
}

function checkCircular(padded: Padded, amounts: Amounts): void {
  const { shape } = padded.input
  const lead = shape.length - amounts.length
  for (const [i, [front, behind]] of amounts.entries()) {
    const size = shape[lead + i] ?? 0
    if (front > size || behind > size) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'padding', pytorch: 'Padding value causes wrapping around more than once.', fix: atMost(padded, 0),
        message: say`Circular padding wraps around once at most, but padding is ${Math.max(front, behind)} where the size is ${size}; use at most ${size}.`,
      })
    }
    if (size + front + behind < 0) tooMuch(padded, 'Negative padding value is resulting in an empty dimension')
  }
}

/** Reflection and replication: what both need, then what each does. */
function checkBorders(padded: Padded, amounts: Amounts, out: readonly number[]): void {
  const { mode, input, padding } = padded
  const { dtype, shape } = input
  const n = amounts.length
  const lead = shape.length - n
  if (shape.slice(lead - 1).includes(0)) {
    refuse({
      code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} is empty, and there is nothing at its border to pad with; give it at least one value a dimension.`,
      pytorch: `Expected ${n + 1}D or ${n + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${sizes(shape)}`,
    })
  }
  if (mode === 'reflect') checkReflection(padded, amounts)
  const own = shape.slice(lead)
  const left = out.slice(lead)
  const names = letters.slice(3 - n)
  const named = (list: readonly number[]): string => list.map((size, i) => `${names[i] ?? ''}: ${size}`).join(', ').replace(/^(D: \d+),/, '$1')
  // PyTorch writes these three in different hands.
  if (left.every(size => size < 1)) {
    const space = n === 2 && mode === 'replicate' ? ' ' : ''
    tooMuch(padded, `input (${named(own)}${space}) is too small. Calculated output ${left.map((size, i) => `${names[i] ?? ''}: ${size}`).join(' ')}`)
  }
  const negative = out.find(size => size < 0)
  if (negative !== undefined) {
    tooMuch(padded, mode === 'replicate' || n === 3 ? `Trying to create tensor with negative dimension ${negative}: ${sizes(out)}` : 'numel: integer multiplication overflow')
  }
  if (dtype === 'bool') {
    const name = mode === 'reflect' ? 'reflection' : 'replication'
    refuse({
      code: 'type-mismatch', port: 'input', pytorch: `"${name}_pad${n}d" not implemented for 'Bool'`, fix: castBefore('input', 'float32'),
      message: mode === 'reflect' ? say`Padding ${sizes(padding)} by reflection takes numbers, but the input is bool; cast it.` : say`Padding ${sizes(padding)} by replication takes numbers, but the input is bool; cast it.`,
    })
  }
}

function checkReflection(padded: Padded, amounts: Amounts): void {
  const { shape } = padded.input
  const lead = shape.length - amounts.length
  for (let i = amounts.length - 1; i >= 0; i--) {
    const [front, behind] = amounts[i] ?? [0, 0]
    const dim = lead + i
    const size = shape[dim] ?? 0
    if (front < size && behind < size) continue
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'padding', fix: atMost(padded, 1),
      pytorch: `Argument #${4 + 2 * (amounts.length - 1 - i)}: Padding size should be less than the corresponding input dimension, but got: padding (${front}, ${behind}) at dimension ${dim} of input ${sizes(shape)}`,
      message: say`Reflecting pads by less than the size, but padding is ${Math.max(front, behind)} where dimension ${dim} is ${size}; use at most ${size - 1}.`,
    })
  }
}

const LIMITS: Readonly<Partial<Record<DType, readonly [number, number]>>> = { int32: [-(2 ** 31), 2 ** 31 - 1], int64: [-(2 ** 63), 2 ** 63], float16: [-65504, 65504], float32: [-3.4028234663852886e38, 3.4028234663852886e38] }
const C_NAMES: Readonly<Partial<Record<DType, string>>> = { int32: 'int', int64: 'int64_t', float16: 'c10::Half', float32: 'float' }

/** Refuses a number that PyTorch does not turn into the input's dtype. */
export function checkFill(value: number, { dtype }: TensorType): void {
  const limits = LIMITS[dtype]
  if (!limits) return
  const integer = dtype === 'int32' || dtype === 'int64'
  const fits = integer ? value >= limits[0] && value <= limits[1] : !Number.isFinite(value) || (value >= limits[0] && value <= limits[1])
  if (fits) return
  refuse({
    code: 'bad-param', param: 'value', fix: setParam('value', 0), pytorch: `value cannot be converted to type ${C_NAMES[dtype] ?? SCALAR_TYPE[dtype]} without overflow`,
    message: say`value is ${value}, which ${dtype}, the input's type, does not hold; set another value.`,
  })
}
