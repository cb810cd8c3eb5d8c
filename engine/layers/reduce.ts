/** What the reductions have in common: which dimensions go, what shape is left, how they are lowered. */
import { plural, say, type Said } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { refuse, type Attributes, type FormulaLine, type Value } from './define'
import { int64, type Emitter } from './emit'
import { setParam } from './mends'
import { bool, int, intList, nullable } from './params'
import { times } from './words'

export interface DimsParams {
  readonly dim: readonly number[] | null
  readonly keepdim: boolean
}
export interface DimParams {
  readonly dim: number | null
  readonly keepdim: boolean
}

const HELP = 'The dimension that goes, or several; null takes all of them.'
const keepdim = bool('Keeps a dimension that goes, with size 1.', { default: false })
/** `dim` as an int or a list of them. */
export const dimsParams = { dim: nullable(intList(HELP, { default: null })), keepdim }
/** `dim` as one int. */
export const dimParams = { dim: nullable(int('The dimension that goes; null takes all of them.', { default: null })), keepdim }

/** A dimension counted from the front; refuses one that the input does not have. */
export function dimension(dim: number, shape: readonly number[], param = 'dim'): number {
  // A 0-d tensor counts as one of a single dimension.
  const rank = Math.max(shape.length, 1)
  if (dim < -rank || dim >= rank) {
    refuse({
      code: 'shape-mismatch', port: 'input', param,
      pytorch: `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`,
      message: say`${param} is ${dim}, but the input ${times(shape)} has ${plural(shape.length, 'dimension')}; set it to ${-rank} to ${rank - 1}.`,
      fix: setParam(param, -1),
    })
  }
  return dim < 0 ? dim + rank : dim
}

function distinct(dims: readonly number[], shape: readonly number[]): readonly number[] {
  const rank = Math.max(shape.length, 1)
  return [...new Set(dims.filter(dim => dim >= -rank && dim < rank).map(dim => dimension(dim, shape)))]
}

/**
 * The dimensions that go, counted from the front; null and an empty list are all of them. `first`: PyTorch looks whether
 * the input has them before it looks for repetitions, as Sum and Mean do; otherwise at both one after the other.
 */
export function reducedDims(dims: readonly number[] | null, shape: readonly number[], first = true): readonly number[] {
  if (!dims?.length) return [...shape.keys()]
  const found = new Set<number>()
  if (first) for (const dim of dims) dimension(dim, shape)
  for (const dim of dims) {
    const at = dimension(dim, shape)
    if (found.has(at)) {
      refuse({
        code: 'bad-param', param: 'dim', pytorch: `dim ${at} appears multiple times in the list of dims`,
        message: say`dim names dimension ${at} more than once; name each dimension once.`,
        fix: setParam('dim', distinct(dims, shape)),
      })
    }
    found.add(at)
  }
  return shape.length ? [...found].sort((a, b) => a - b) : []
}

/** The shape that is left. */
export const reducedShape = (shape: readonly number[], gone: readonly number[], keep: boolean): readonly number[] =>
  keep ? shape.map((n, i) => (gone.includes(i) ? 1 : n)) : shape.filter((_, i) => !gone.includes(i))

/** Inputs and attributes of an ONNX reduction; all dimensions go where no axes are given. */
export function reduction(e: Emitter, value: Value, gone: readonly number[], keep: boolean, what: string): { readonly inputs: readonly Value[]; readonly attributes: Attributes } {
  const all = gone.length === value.type.shape.length
  return { inputs: all ? [value] : [value, e.constant(`${what}/axes`, int64(gone))], attributes: { keepdims: { int: keep ? 1 : 0 } } }
}

/** One ONNX reduction. */
export function reduced(e: Emitter, op: string, value: Value, gone: readonly number[], keep: boolean, what: string): Value {
  const { inputs, attributes } = reduction(e, value, gone, keep, what)
  return e.emit(op, inputs, { dtype: value.type.dtype, shape: reducedShape(value.type.shape, gone, keep) }, what, attributes)
}

/** Whether there is nothing to compute: no input, or no output. */
export const isEmpty = (input: TensorType, output: TensorType): boolean => numel(input.shape) === 0 || numel(output.shape) === 0

export function dimCaption({ dim, keepdim: keep }: { readonly dim: number | readonly number[] | null; readonly keepdim: boolean }): Said {
  const dims = dim === null ? [] : typeof dim === 'number' ? [dim] : dim
  const over = dims.length ? say`over dim ${dims.join(', ')}` : say`over everything`
  return keep ? say`${over}, kept` : over
}

/** `2 × 3 × 4 without dim 1 → 2 × 4` */
export function reduceFormula(input: TensorType | undefined, output: TensorType | undefined, gone: readonly number[]): readonly FormulaLine[] {
  if (!input || !output) return []
  const dims = gone.length === input.shape.length ? say`all dimensions` : say`dim ${gone.join(', ')}`
  const how = output.shape.length === input.shape.length ? say`with ${dims} as 1` : say`without ${dims}`
  return [{ pieces: [{ text: times(input.shape), value: true }, { text: say` ${how}`, param: 'dim' }, { text: ' → ' }, { text: times(output.shape), value: true }] }]
}

