/** The adaptive pools' checks and sizes, in PyTorch's order and words. */
import { say } from '../say'
import { isFloating, type TensorType } from '../tensor/dtype'
import { intsArgument, worded } from './argument'
import { refuse, type ParamSpec } from './define'
import { at, dimsInWords, type Dims } from './dims'
import { castBefore, setParam } from './mends'
import { poolRank } from './poolChecks'
import { given, type Given } from './sizeParams'
import { SCALAR_TYPE } from './types'
import { capital, sizes, times } from './words'

export interface AdaptiveParams {
  readonly output_size: Given<number | null>
}

/** `output_size` in PyTorch's words, which differ by kind and dimensions. */
export function outputSize(n: Dims, kind: 'avg' | 'max'): ParamSpec<Given<number | null>> {
  const name = `adaptive_${kind}_pool${n}d`
  const open = n === 1 ? '' : '; null keeps the input\'s'
  const inner = given(n, `${capital(dimsInWords(n))} of the output${open}.`, {
    min: 1,
    none: n === 1 ? `${name}(): argument 'output_size' (position 2) must be tuple of ints, not NoneType` : "object of type 'NoneType' has no len()",
    ...(n === 1 ? { noneListed: `${name}(): argument 'output_size' (position 2) must be tuple of ints, but found element of type NoneType at pos 0` } : {}),
    length: count => (n === 1 ? `${name}() argument 'output_size' should contain one int (got ${count})` : ({ input }) => tooMany(count, input) ?? (kind === 'avg' ? `${name}: output_size must be 2` : `${name}(): internal error: output_size.size() must be 2`)),
  })
  const place = `${name}(): argument 'output_size' (position 2)`
  // Several sizes are counted before they reach the function.
  return n === 1 ? intsArgument(place, inner, true) : intsArgument(place, worded(inner, (type, json) => {
    if (type === 'list' || type === 'int') return undefined
    if (type === 'bool') return `${place} must be tuple of ints, not bool`
    if (typeof json === 'string' && type === 'str') return ({ input }) => tooMany(json.length, input) ?? `${place} must be tuple of ints, but found element of type str at pos 0`
    return `object of type '${type}' has no len()`
  }), true)
}

/** As many sizes as the input has dimensions, or more. */
const tooMany = (count: number, input: TensorType | undefined): string | undefined =>
  (input && count >= input.shape.length ? `Input dimension should be at least ${count + 1}` : undefined)

/** The sizes that come out; null keeps the input's. */
export function adaptiveSizes(p: AdaptiveParams, shape: readonly number[]): readonly number[] {
  const { values } = p.output_size
  return values.map((size, i) => size ?? at(shape, shape.length - values.length + i))
}

function refuseRank(n: Dims, type: string, shape: readonly number[], pytorch: string): never {
  return refuse({ ...poolRank(type, n, shape), pytorch })
}

/** A list of sizes is filled from the input first, which must have more dimensions than it. */
function checkList(n: Dims, p: AdaptiveParams, shape: readonly number[], type: string): void {
  if (n === 2 && p.output_size.listed && shape.length <= 2) refuseRank(n, type, shape, 'Input dimension should be at least 3')
}

function checkSequence(n: Dims, name: string, shape: readonly number[], type: string): void {
  if (n !== 1 || shape.length === 2 || shape.length === 3) return
  refuseRank(n, type, shape, `Expected 2 to 3 dimensions, but got ${shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${name})`)
}

function checkEmpty(shape: readonly number[], shown: readonly number[], name: string, from: number): void {
  const dim = shown.findIndex((size, i) => i >= from && size === 0)
  if (dim < 0) return
  refuse({
    code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} has no values; only the batch may be empty.`,
    pytorch: `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${sizes(shown)} with dimension ${dim} being empty`,
  })
}

const refuseType = (type: string, { dtype }: TensorType, pytorch: string): never =>
  refuse({ code: 'type-mismatch', port: 'input', pytorch, message: say`${type} takes floating-point numbers, but the input is ${dtype}; cast it to float32.`, fix: castBefore('input', 'float32') })

const refuseNegative = (out: readonly number[], pytorch: string): never =>
  refuse({ code: 'bad-param', param: 'output_size', pytorch, message: say`output_size is ${times(out)}; set it to 1 or more.`, fix: setParam('output_size', out.map(size => Math.max(size, 1))) })

/** What the average's `forward` refuses, and the output's type. */
export function adaptiveAvgType(p: AdaptiveParams, input: TensorType, type: string): TensorType {
  const n = p.output_size.values.length as Dims
  const { shape, dtype } = input
  checkList(n, p, shape, type)
  checkSequence(n, 'adaptive_avg_pool1d', shape, type)
  const out = adaptiveSizes(p, shape)
  const flat = n === 1 ? [...shape.slice(0, -1), 1, at(shape, -1)] : shape
  const asked = n === 1 ? [1, ...out] : out
  const name = 'adaptive_avg_pool2d'
  if (asked.some(size => size < 0)) refuseNegative(out, `${name}: elements of output_size must be greater than or equal to 0 but received {${asked.join(', ')}}`)
  // For one value PyTorch takes the mean over the last two dimensions, of however many there are.
  if (asked.every(size => size === 1)) {
    if (!isFloating(dtype)) refuseType(type, input, `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${SCALAR_TYPE[dtype]}`)
    if (flat.length < 2) refuseRank(n, type, shape, 'Dimension out of range (expected to be in range of [-1, 0], but got -2)')
    return { dtype, shape: [...shape.slice(0, -n), ...out] }
  }
  if (flat.length !== 3 && flat.length !== 4) refuseRank(n, type, shape, `${name}(): Expected 3D or 4D tensor, but got ${sizes(flat)}`)
  checkEmpty(shape, flat, name, flat.length - 2)
  const output = [...shape.slice(0, -n), ...out]
  if (!isFloating(dtype) && !output.includes(0)) refuseType(type, input, `"${name}" not implemented for '${SCALAR_TYPE[dtype]}'`)
  return { dtype, shape: output }
}

/** What the maximum's `forward` refuses, and the output's type. */
export function adaptiveMaxType(p: AdaptiveParams, input: TensorType, type: string): TensorType {
  const n = p.output_size.values.length as Dims
  const { shape, dtype } = input
  const name = `adaptive_max_pool${n}d`
  checkList(n, p, shape, type)
  checkSequence(n, name, shape, type)
  if (n === 2 && shape.length !== 3 && shape.length !== 4) refuseRank(n, type, shape, `${name}(): Expected 3D or 4D tensor, but got: ${sizes(shape)}`)
  const out = adaptiveSizes(p, shape)
  // Without a batch, the channels stand where it would.
  checkEmpty(shape, shape, name, 1)
  const output = [...shape.slice(0, -n), ...out]
  const negative = out.find(size => size < 0)
  if (negative !== undefined) refuseNegative(out, `Trying to create tensor with negative dimension ${negative}: ${sizes(n === 1 ? [...shape.slice(0, -1), 1, ...out] : output)}`)
  if (!isFloating(dtype)) refuseType(type, input, `"adaptive_max_pool2d" not implemented for '${SCALAR_TYPE[dtype]}'`)
  return { dtype, shape: output }
}
