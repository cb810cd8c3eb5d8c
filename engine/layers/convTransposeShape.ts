/** The transposed convolutions' checks and sizes, in PyTorch's order and words. */
import { say, type Said } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { noPrimitive, NO_WEIGHT, usesOneDnn } from './convKernel'
import { refusedRank, wrongChannels } from './channelMends'
import { checkGroups, checkWeight, refuseDilation, refuseEmptyKernel, type ConvParams } from './convShape'
import { refuse } from './define'
import { at, dimsOf, type Dims } from './dims'
import { castBefore, setParam } from './mends'
import { resultType, SCALAR_TYPE } from './types'
import { brief, either, sizes, times, window } from './words'

export interface TransposeParams extends Omit<ConvParams, 'padding'> {
  readonly padding: readonly number[]
  readonly output_padding: readonly number[]
  readonly output_size: readonly number[] | null
}

export const transposeWeight = (p: TransposeParams): readonly number[] => [p.in_channels, Math.floor(p.out_channels / p.groups), ...p.kernel_size]

/** The last sizes of the input. */
const imageOf = (p: TransposeParams, shape: readonly number[]): readonly number[] => shape.slice(shape.length - p.kernel_size.length)

/** The output's sizes before anything is added behind. */
const leastSizes = (p: TransposeParams, image: readonly number[]): readonly number[] =>
  image.map((n, i) => (n - 1) * at(p.stride, i) - 2 * at(p.padding, i) + at(p.dilation, i) * (at(p.kernel_size, i) - 1) + 1)

/** What the constructor refuses. */
export function checkTranspose(p: TransposeParams): void {
  const n = dimsOf(p)
  if (p.padding_mode !== 'zeros') {
    refuse({ code: 'bad-param', param: 'padding_mode', pytorch: `Only "zeros" padding mode is supported for ConvTranspose${n}d`, message: say`ConvTranspose${n}d pads with zeros alone; set padding_mode to "zeros".`, fix: setParam('padding_mode', 'zeros', 'zeros') })
  }
  checkGroups(p)
  checkWeight(p, transposeWeight(p))
}

/** As many sizes as the output has no dimensions, in PyTorch's words. */
export const otherCount = (n: number, shape: readonly number[], count: number): string =>
  `ConvTranspose${n}D: for ${shape.length}D input, output_size must have ${n} or ${n + (shape.length === n + 2 ? 2 : 1)} elements (got ${count})`

/** What is added behind: the parameter, or what it takes to reach `output_size`. */
export function outputPadding(p: TransposeParams, shape: readonly number[]): readonly number[] {
  const n = dimsOf(p)
  if (!p.output_size) return p.output_padding
  const lead = shape.length === n + 2 ? 2 : 1
  const wanted = p.output_size.length === n + lead ? p.output_size.slice(lead) : p.output_size
  if (wanted.length !== n) {
    refuse({
      code: 'bad-param', param: 'output_size', pytorch: otherCount(n, shape, wanted.length),
      message: say`output_size has ${wanted.length} numbers; give ${n}, one for each spatial dimension.`,
    })
  }
  if (shape.length < n + lead) {
    const dim = shape.length > lead ? shape.length : lead
    refuse({
      ...refusedRank(`ConvTranspose${n}d`, n, shape),
      pytorch: shape.length === 0 ? `Dimension specified as ${dim} but tensor has no dimensions` : `Dimension out of range (expected to be in range of [${-shape.length}, ${shape.length - 1}], but got ${dim})`,
    })
  }
  // PyTorch reads the sizes from the front, also where there are too many dimensions.
  const least = leastSizes(p, shape.slice(lead, lead + n))
  const most = least.map((size, i) => size + at(p.stride, i) - 1)
  if (wanted.some((size, i) => size < at(least, i) || size > at(most, i))) {
    const nearest = wanted.map((size, i) => Math.max(at(least, i), Math.min(at(most, i), size)))
    refuse({
      code: 'bad-param', param: 'output_size', pytorch: `requested an output size of ${sizes(wanted)}, but valid sizes range from ${sizes(least)} to ${sizes(most)} (for an input of torch.Size(${sizes(shape.slice(2))}))`,
      message: say`output_size is ${times(wanted)}, but these numbers give ${times(least)} to ${times(most)}; set it to ${times(nearest)}.`,
      fix: { label: say`Set output_size to ${times(nearest)}`, edits: node => [{ kind: 'setParam', node: node.id, param: 'output_size', value: nearest }] },
    })
  }
  return wanted.map((size, i) => size - at(least, i))
}

/** What `forward` refuses, and the output's type. */
export function transposeType(p: TransposeParams, input: TensorType): TensorType {
  const n = dimsOf(p)
  const { dtype, shape } = input
  const added = outputPadding(p, shape)
  if (shape.length !== n + 1 && shape.length !== n + 2) {
    refuse({ ...refusedRank(`ConvTranspose${n}d`, n, shape), pytorch: `Expected ${n + 1}D (unbatched) or ${n + 2}D (batched) input to conv_transpose${n}d, but got input of size: ${sizes(shape)}` })
  }
  const batched = shape.length === n + 1 ? [1, ...shape] : shape
  const image = imageOf(p, shape)
  checkNumbers(p, added, input, batched)
  const out = leastSizes(p, image).map((size, i) => size + at(added, i))
  const output = [...shape.slice(0, -n - 1), p.out_channels, ...out]
  if (numel(batched) === 0) {
    if (at(batched, 0) !== 0) {
      refuse({ code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} has no values.`, pytorch: `Only zero batch or zero channel inputs are supported, but got input shape: ${sizes(flat(batched, n))}` })
    }
    checkEmpty(p, flat(output, n), out)
    // Nothing is computed, so the weights' type is not looked at either.
    return { dtype: resultType(input, { dtype: 'float32', shape: [] }), shape: output }
  }
  const big = added.some((more, i) => more >= at(p.stride, i))
  if (!big && usesOneDnn({ ...p, dtype, batched })) checkOneDnn(p, image, out)
  else checkSlow(p, added, image, out)
  if (dtype !== 'float32') {
    const bare = dtype === 'bool' || dtype === 'int32'
    refuse({
      code: 'type-mismatch', port: 'input', message: say`ConvTranspose${n}d's weights are float32, but the input is ${dtype}; cast it to float32.`, fix: castBefore('input', 'float32'),
      pytorch: bare ? `"slow_conv_transpose${n === 3 ? 3 : 2}d_out_cpu" not implemented for '${SCALAR_TYPE[dtype]}'` : `expected scalar type ${SCALAR_TYPE[dtype]} but found Float`,
    })
  }
  return { dtype, shape: output }
}

/** A sequence as an image of height 1, which PyTorch makes of it before it computes. */
const flat = (batched: readonly number[], n: Dims): readonly number[] => (n === 1 ? [...batched.slice(0, -1), 1, ...batched.slice(-1)] : batched)

function checkNumbers(p: TransposeParams, added: readonly number[], input: TensorType, batched: readonly number[]): void {
  const n = dimsOf(p)
  if (p.padding.some(amount => amount < 0)) refuse({ code: 'bad-param', param: 'padding', pytorch: 'negative padding is not supported', message: say`padding is ${brief(p.padding)}; set it to 0 or more.`, fix: setParam('padding', 0, 0) })
  if (added.some(amount => amount < 0)) refuse({ code: 'bad-param', param: 'output_padding', pytorch: 'negative output_padding is not supported', message: say`output_padding is ${brief(added)}; set it to 0 or more.`, fix: setParam('output_padding', 0, 0) })
  if (p.stride.some(s => s <= 0)) refuse({ code: 'bad-param', param: 'stride', pytorch: 'non-positive stride is not supported', message: say`stride is ${brief(p.stride)}; set it to 1 or more.`, fix: setParam('stride', 1, 1) })
  if (p.dilation.some(d => d < 0)) refuseDilation(p, 'dilation should be greater than zero')
  const weight = transposeWeight(p)
  if (p.in_channels < p.groups) {
    refuse({ code: 'bad-param', param: 'in_channels', pytorch: `Given groups=${p.groups}, expected weight to be at least ${p.groups} at dimension 0, but got weight of size ${sizes(weight)} instead`, message: say`in_channels is ${p.in_channels}; it takes at least ${p.groups}.` })
  }
  const channels = at(batched, 1)
  if (channels === p.in_channels) return
  refuse({
    code: 'shape-mismatch', port: 'input', param: 'in_channels',
    pytorch: `Given transposed=1, weight of size ${sizes(weight)}, expected input${sizes(batched)} to have ${p.in_channels} channels, but got ${channels} channels instead`,
    ...wrongChannels(n, p.in_channels, input),
  })
}

const refuseChannels = (p: TransposeParams, pytorch: string): never =>
  refuse({ code: 'bad-param', param: 'out_channels', pytorch, message: say`out_channels is ${p.out_channels}; set it to 1 or more.` })

function refuseSmall(p: TransposeParams, image: readonly number[], out: readonly number[], pytorch: string): never {
  const fitting = out.map((size, i) => Math.max(0, Math.min(at(p.padding, i), at(p.padding, i) - Math.ceil((1 - size) / 2))))
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'padding', pytorch,
    message: say`padding ${brief(p.padding)} takes away all that comes of ${window(image)}: the output would be ${window(out)}; set padding to at most ${brief(fitting)}.`, fix: setParam('padding', fitting, 0),
  })
}

/** What a batch of none meets: PyTorch gives it the output's shape, which may have no meaning. */
function checkEmpty(p: TransposeParams, output: readonly number[], out: readonly number[]): void {
  if (numel(transposeWeight(p)) === 0) (p.kernel_size.includes(0) ? refuseEmptyKernel : refuseChannels)(p, NO_WEIGHT)
  const open = output.indexOf(-1)
  const wrong = output.findIndex((size, i) => size < -1 || (size === -1 && i !== open))
  if (wrong < 0 && open < 0) return
  const pytorch = wrong < 0
    ? `cannot reshape tensor of 0 elements into shape ${sizes(output)} because the unspecified dimension size -1 can be any value and is ambiguous`
    : at(output, wrong) === -1 ? 'only one dimension can be inferred' : `invalid shape dimension ${at(output, wrong)} at index ${wrong} of shape ${sizes(output)}`
  refuseSmall(p, [], out, pytorch)
}

function checkOneDnn(p: TransposeParams, image: readonly number[], out: readonly number[]): void {
  if (out.some(size => size < 0)) refuseSmall(p, image, out, 'could not construct a memory descriptor using a format tag')
  if (p.kernel_size.includes(0)) refuseEmptyKernel(p, noPrimitive('deconvolution'))
  if (p.out_channels === 0) refuseChannels(p, noPrimitive('deconvolution'))
  if (p.kernel_size.length === 3 && p.dilation.includes(0)) refuseDilation(p, 'dimensions are invalid')
  // A distance of 0 goes unseen where there is but one value.
  if (p.dilation.some((d, i) => d === 0 && p.kernel_size[i] !== 1)) refuseDilation(p, noPrimitive('deconvolution'))
}

/** Legal paddings behind and the sizes they give, one by one where they are few and the same in every dimension. */
function legalSizes(least: readonly number[], limit: readonly number[]): Said {
  const most = least.map((size, i) => size + at(limit, i) - 1)
  const count = at(limit, 0)
  if (count === 1 && limit.every(n => n === 1)) return say`set it to 0, for an output of ${window(least)}`
  if (count > 4 || limit.some(n => n !== count)) return say`set it to 0 up to ${brief(limit.map(n => n - 1))}, for an output of ${window(least)} up to ${window(most)}`
  const values = Array.from({ length: count }, (_, i) => i)
  const shapes = values.map(more => window(least.map(size => size + more)))
  return say`set it to ${either(values)}, for an output of ${either(shapes)}`
}

/** What is left of a number in the 32 bits that PyTorch counts with here. */
const narrow = (value: number): number => Number(BigInt.asIntN(32, BigInt(value)))

function checkSlow(p: TransposeParams, added: readonly number[], image: readonly number[], out: readonly number[]): void {
  const n = dimsOf(p)
  const names = n === 3 ? ['depth', 'height', 'width'] : ['height', 'width']
  const two = (values: readonly number[], first: number): readonly number[] => (n === 1 ? [first, ...values] : values)
  const listed = (what: string, values: readonly number[], first: number, between = ' '): string => names.map((name, i) => `${what}_${name}: ${at(two(values, first), i)}`).join(between)
  if (n < 3 && p.kernel_size.includes(0)) refuseEmptyKernel(p, `kernel size should be greater than zero, but got ${listed('kernel', p.kernel_size, 1)}`)
  const stride = p.stride.map(narrow)
  if (stride.some(s => s <= 0)) refuse({ code: 'bad-param', param: 'stride', pytorch: `stride should be greater than zero, but got ${listed('stride', stride, 1)}`, message: say`stride ${brief(p.stride)} takes more than 32 bits; give a smaller number.` })
  const dilation = p.dilation.map(narrow)
  if (dilation.some(d => d <= 0)) refuseDilation(p, `dilation should be greater than zero, but got ${listed('dilation', dilation, 1, ', ')}`)
  const limit = p.stride.map((s, i) => Math.max(s, at(p.dilation, i)))
  if (added.some((more, i) => more >= at(limit, i))) {
    const fitting = added.map((more, i) => Math.min(more, at(limit, i) - 1))
    const least = leastSizes(p, image)
    const by = [`stride ${brief(p.stride)}`, ...(p.dilation.some(d => d !== 1) ? [`dilation ${brief(p.dilation)}`] : [])]
    refuse({
      code: 'bad-param', param: 'output_padding',
      pytorch: `output padding must be smaller than either stride or dilation, but got ${listed('output_padding', added, 0)} ${listed('stride', p.stride, 1)} ${listed('dilation', p.dilation, 1)}`,
      message: say`output_padding is ${brief(added)}, but must be smaller than ${either(by)}; ${legalSizes(least, limit)}.`,
      fix: setParam('output_padding', fitting, 0),
    })
  }
  const weight = transposeWeight(p)
  const own = [at(weight, 0) / p.groups, ...weight.slice(1)]
  if (numel(weight) === 0) {
    const words = n === 3
      ? `non-empty 5D (n_output_plane x n_input_plane x kernel_depth x kernel_height x kernel_width) tensor expected for weight, but got: ${sizes(own)}`
      : `non-empty 2D or 4D weight tensor expected, but got: ${sizes(flat(own, n))}`
    ;(p.kernel_size.includes(0) ? refuseEmptyKernel : refuseChannels)(p, words)
  }
  if (out.some(size => size < 1)) {
    const shown = (values: readonly number[], first: number): string => two(values, first).join(' x ')
    refuseSmall(p, image, out, `Given input size per channel: (${shown(image, 1)}). Calculated output size per channel: (${shown(out, 1)}). Output size is too small`)
  }
}
