/** What Upsample checks and the sizes that come out, in the order and words of PyTorch's `interpolate`. */
import { plural, say } from '../say'
import { numel, type DType, type TensorType } from '../tensor/dtype'
import { isContiguous, suggestsChannelsLast, type Strides } from '../tensor/strides'
import { refuse } from './define'
import { castBefore, setParam } from './mends'
import { meantWord } from './nearest'
import { SCALAR_TYPE } from './types'
import { sizes, times } from './words'

export const MODES = ['nearest', 'linear', 'bilinear', 'bicubic', 'trilinear', 'nearest-exact', 'area'] as const
export type Mode = (typeof MODES)[number]

export interface UpsampleParams {
  readonly size: number | readonly number[] | null
  readonly scale_factor: number | readonly number[] | null
  readonly mode: string
  readonly align_corners: boolean | null
  readonly recompute_scale_factor: boolean | null
}

/** How the input is resized: by dimension the size that comes out, and the factor where it counts by itself. */
export interface Plan {
  readonly mode: Mode
  readonly out: readonly number[]
  readonly scales: readonly number[] | undefined
  readonly alignCorners: boolean
}

/** Dimensions of the input that a mode goes with. */
const RANKS: Readonly<Record<Mode, readonly number[]>> =
  { nearest: [3, 4, 5], 'nearest-exact': [3, 4, 5], area: [3, 4, 5], linear: [3], bilinear: [4], bicubic: [4], trilinear: [5] }
const FITTING: Readonly<Record<number, Mode>> = { 3: 'linear', 4: 'bilinear', 5: 'trilinear' }

export const NOT_INTERPOLATING = 'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear'
export const BOTH_SIZES = 'only one of size or scale_factor should be defined'
export const NOT_RECOMPUTED = 'recompute_scale_factor is not meaningful with an explicit size.'
/** As many sizes as the input has no dimensions. */
export const otherCount = (shape: readonly number[], text: string): string =>
  `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ${sizes(shape.slice(2))} and output size of ${text}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.`

/** A float as Python writes it. */
function python(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value).replace(/e([+-])(\d)$/, 'e$10$2')
}
export const tuple = (items: readonly string[]): string => `(${items.join(', ')}${items.length === 1 ? ',' : ''})`
const perDimension = (value: number | readonly number[], n: number): readonly number[] => (typeof value === 'number' ? Array<number>(Math.max(n, 0)).fill(value) : value)

/** Works the sizes out, or refuses. `strides` are the input's. */
export function planUpsample(p: UpsampleParams, input: TensorType, strides?: Strides): Plan {
  const { shape } = input
  const n = shape.length - 2
  const smooth = p.mode !== 'nearest' && p.mode !== 'nearest-exact' && p.mode !== 'area'
  if (!smooth && p.align_corners !== null) {
    refuse({
      code: 'bad-param', param: 'align_corners', fix: { label: say`Leave align_corners out`, edits: node => [{ kind: 'setParam', node: node.id, param: 'align_corners' }] },
      pytorch: NOT_INTERPOLATING,
      message: say`align_corners is for the modes that interpolate, and mode is ${p.mode}; leave it out or choose another mode.`,
    })
  }
  const factor = p.scale_factor === 0 ? null : p.scale_factor
  if (p.size !== null && factor !== null) refuse({ code: 'bad-param', param: 'size', pytorch: BOTH_SIZES, message: say`size and scale_factor are both set; leave the one or the other out.`, fix: { label: say`Leave size out`, edits: node => [{ kind: 'setParam', node: node.id, param: 'size' }] } })
  checkCount('size', p.size, p.size === null || typeof p.size === 'number' ? '' : tuple(p.size.map(String)), shape)
  checkCount('scale_factor', factor, factor === null || typeof factor === 'number' ? '' : tuple(factor.map(python)), shape)
  if (p.size === null && factor === null) refuse({ code: 'bad-param', param: 'scale_factor', pytorch: 'either size or scale_factor should be defined', message: say`Neither size nor scale_factor is set; set the one or the other.`, fix: setParam('scale_factor', 2) })
  if (p.recompute_scale_factor && p.size !== null) {
    refuse({
      code: 'bad-param', param: 'recompute_scale_factor', pytorch: NOT_RECOMPUTED,
      message: say`recompute_scale_factor goes with scale_factor, but size is set; leave it out.`, fix: { label: say`Leave recompute_scale_factor out`, edits: node => [{ kind: 'setParam', node: node.id, param: 'recompute_scale_factor' }] },
    })
  }
  const recompute = factor !== null && (p.recompute_scale_factor === true || p.mode === 'area')
  const scales = factor === null ? undefined : perDimension(factor, n)
  if (recompute) {
    const odd = scales?.find(scale => !Number.isFinite(scale))
    if (odd !== undefined) refuseFactor(odd, Number.isNaN(odd) ? 'cannot convert float NaN to integer' : 'cannot convert float infinity to integer')
  }
  const mode = checkRank(p.mode, shape)
  if (!recompute) {
    const odd = scales?.find(scale => !Number.isFinite(scale))
    if (odd !== undefined) refuseFactor(odd, 'value cannot be converted to type int64_t without overflow')
  }
  const out = scales ? scales.map((scale, i) => Math.trunc((shape[2 + i] ?? 0) * scale) + 0) : perDimension(p.size ?? 1, n)
  if (mode === 'area') checkArea(input, out)
  else checkSizes(input, out)
  checkType(mode, input, out, strides)
  return { mode, out, scales: recompute ? undefined : scales, alignCorners: p.align_corners ?? false }
}

function refuseFactor(factor: number, pytorch: string): never {
  return refuse({ code: 'bad-param', param: 'scale_factor', pytorch, message: say`scale_factor is ${python(factor)}; set it to a finite number.`, fix: setParam('scale_factor', 2) })
}

function checkCount(param: 'size' | 'scale_factor', value: number | readonly number[] | null, text: string, shape: readonly number[]): void {
  const n = shape.length - 2
  if (value === null || typeof value === 'number' || value.length === n) return
  const spatial = sizes(shape.slice(2))
  refuse({
    code: 'shape-mismatch', port: 'input', param,
    message: say`${param} has ${plural(value.length, 'number')}, but the input ${times(shape)} has ${plural(Math.max(n, 0), 'dimension')} behind batch and channels; give as many, or one for all.`,
    pytorch: param === 'size'
      ? otherCount(shape, text)
      : `Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of ${spatial} and scale_factor of shape ${text}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.`,
    ...(value[0] === undefined ? {} : { fix: setParam(param, value[0]) }),
  })
}

function checkRank(word: string, shape: readonly number[]): Mode {
  const rank = shape.length
  const mode = MODES.find(known => known === word)
  if (mode && RANKS[mode].includes(rank)) return mode
  const fitting = FITTING[rank]
  const needs = mode === 'linear' ? 3 : mode === 'bilinear' ? 4 : mode === 'trilinear' ? 5 : 0
  const pytorch = needs && fitting
    ? `Got ${rank}D input, but ${word} mode needs ${needs}D input`
    : `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${word})`
  if (!mode) return refuse({ code: 'bad-param', param: 'mode', pytorch, message: say`mode "${word.slice(0, 30)}" is not known; give ${MODES.join(', ')}.`, fix: setParam('mode', meantWord(word, MODES.filter(known => RANKS[known].includes(rank))) ?? 'nearest', 'nearest') })
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'mode', pytorch,
    message: say`mode ${mode} takes an input of ${RANKS[mode].join(', ')} dimensions, batch and channels first, but it is ${times(shape)}${fitting ? say`; ${fitting} goes with it` : ''}.`,
    ...(fitting ? { fix: setParam('mode', fitting) } : {}),
  })
}

const named = (list: readonly number[]): string => list.map((size, i) => `${'DHW'.slice(-list.length)[i] ?? ''}: ${size}`).join(', ')

function checkSizes({ shape }: TensorType, out: readonly number[]): void {
  const spatial = shape.slice(2)
  if ([...spatial, ...out].some(size => size <= 0)) {
    const between = spatial.length === 1 ? ' and ' : ' '
    refuse({
      code: 'shape-mismatch', port: 'input', pytorch: `Input and output sizes should be greater than 0, but got input (${named(spatial)})${between}output (${named(out)})`,
      message: say`${times(spatial)} would become ${times(out)}, but every size before and after must be at least 1; choose a larger size.`,
    })
  }
  if (numel(shape.slice(1)) === 0) {
    refuse({ code: 'shape-mismatch', port: 'input', pytorch: `Non-empty ${shape.length}D data tensor expected but got a tensor with sizes ${sizes(shape)}`, message: say`The input ${times(shape)} has no channels; give it at least one.` })
  }
}

/** `area` is an adaptive average pooling, the one of one dimension by way of the one of two. */
function checkArea({ shape }: TensorType, out: readonly number[]): void {
  const name = shape.length === 5 ? 'adaptive_avg_pool3d' : 'adaptive_avg_pool2d'
  const [wide, target] = shape.length === 3 ? [[...shape.slice(0, 2), 1, ...shape.slice(2)], [1, ...out]] : [shape, out]
  const negative = (): never => refuse({
    code: 'bad-param', param: 'size', message: say`The size ${times(out)} that comes out has a negative one; choose sizes of 0 or more.`,
    pytorch: `${name}: elements of output_size must be greater than or equal to 0 but received ${shape.length === 5 ? sizes(target) : `{${target.join(', ')}}`}`,
  })
  if (shape.length !== 5 && target.some(size => size < 0)) negative()
  // To one value it is a mean, which nothing has as well: NaN.
  const empty = target.every(size => size === 1) ? -1 : wide.findIndex((size, dim) => dim >= 2 && size === 0)
  if (empty >= 0) {
    refuse({
      code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} is empty, and nothing can be averaged; give it at least one value a dimension.`,
      pytorch: `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${sizes(wide)} with dimension ${empty} being empty`,
    })
  }
  if (target.some(size => size < 0)) negative()
}

/** Height and width together up to which PyTorch takes another kernel for images. */
const SMALL = 128
/** Whether it does: that one names itself otherwise, and knows the sizes that double. */
export const isSmall = (out: readonly number[]): boolean => out.length === 2 && (out[0] ?? 0) + (out[1] ?? 0) <= SMALL

function kernelName(mode: Mode, { shape }: TensorType, out: readonly number[], strides: Strides | undefined): string {
  const rank = shape.length
  if (mode === 'area') return rank === 5 ? 'adaptive_avg_pool3d_cpu' : 'adaptive_avg_pool2d'
  const kind = mode === 'nearest' || mode === 'nearest-exact' ? 'nearest' : mode === 'bicubic' ? 'cubic' : 'linear'
  const value = { shape, strides: strides ?? [] }
  const last = strides !== undefined && !isContiguous(value) && suggestsChannelsLast(value)
  if (kind === 'cubic') return 'compute_indices_weights_cubic'
  if (rank === 4 && (isSmall(out) || (last && (shape[1] ?? 0) > 3))) return `upsample_${kind === 'linear' ? 'bilinear' : 'nearest'}2d_channels_last`
  if (rank === 5 && last && (shape[1] ?? 0) > 3) return `upsample_${kind === 'linear' ? 'trilinear' : 'nearest'}3d_channels_last`
  return `compute_indices_weights_${kind}`
}

const FLOATS: readonly DType[] = ['float32', 'float64', 'float16']

function checkType(mode: Mode, input: TensorType, out: readonly number[], strides: Strides | undefined): void {
  const { dtype } = input
  if (FLOATS.includes(dtype)) return
  const area = mode === 'area'
  if (area && out.length < 3 && numel([...input.shape.slice(0, 2), ...out]) === 0) return
  const kernel = `"${kernelName(mode, input, out, strides)}" not implemented for '${SCALAR_TYPE[dtype]}'`
  const mean = `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${SCALAR_TYPE[dtype]}`
  refuse({
    code: 'type-mismatch', port: 'input', pytorch: area && out.every(size => size === 1) ? mean : kernel,
    message: say`Upsample takes floating values, but the input is ${dtype}; cast it to float32.`, fix: castBefore('input', 'float32'),
  })
}
