/** What PyTorch checks of the windows of every pooling layer, in its order and words. */
import { plural, say, told } from '../say'
import type { TensorType } from '../tensor/dtype'
import { refuse, type Refusal } from './define'
import { at, dimsOf, layout, subject, type Dims } from './dims'
import { poolInTheWay, takeOut } from './fronts'
import { setParam } from './mends'
import { rankMend } from './rankMends'
import { ceilSize, extent, floorSize, type Axis } from './spatial'
import { brief, sizes, times, window } from './words'

export interface Windows {
  readonly kernel_size: readonly number[]
  readonly stride: readonly number[] | null
  /** Undefined where the layer has no such parameter. */
  readonly padding?: readonly number[]
  readonly dilation?: readonly number[]
  readonly ceil_mode: boolean
}
type Name = 'kernel_size' | 'stride' | 'padding' | 'dilation'

/** The spatial dimensions as the window sees them. */
export function poolAxes(p: Windows, input: TensorType): readonly Axis[] {
  return p.kernel_size.map((kernel, i) => {
    const amount = p.padding ? at(p.padding, i) : 0
    return {
      n: at(input.shape, input.shape.length - p.kernel_size.length + i), kernel, stride: at(p.stride ?? p.kernel_size, i),
      padding: [amount, amount], dilation: p.dilation ? at(p.dilation, i) : 1,
    }
  })
}

const poolSize = (axis: Axis, ceil: boolean): number => (ceil ? ceilSize(axis) : floorSize(axis))
export const poolSizes = (axes: readonly Axis[], ceil: boolean): readonly number[] => axes.map(axis => poolSize(axis, ceil))

/** A rank that is neither that of a batch nor of one sample. */
export function poolRank(type: string, n: Dims, shape: readonly number[]): Pick<Refusal, 'code' | 'port' | 'message' | 'around'> {
  const words = say`${type} takes ${layout(n)}, with a batch in front or not, but the input is ${times(shape)}, of ${plural(shape.length, 'dimension')}`
  return { code: 'shape-mismatch', port: 'input', message: say`${words}.`, ...rankMend(n, words) }
}

const values = (p: Windows, param: Name): readonly number[] => (param === 'stride' ? p.stride ?? p.kernel_size : p[param] ?? [0])
/** Where stride is left out, it is the kernel's size that is at fault. */
const named = (p: Windows, param: Name): Name => (param === 'stride' && !p.stride ? 'kernel_size' : param)

function mend(param: Name): Pick<Refusal, 'fix'> {
  if (param === 'stride') return { fix: { label: say`Leave stride out`, edits: node => [{ kind: 'setParam', node: node.id, param }] } }
  return { fix: param === 'kernel_size' ? setParam(param, 2) : setParam(param, param === 'dilation' ? 1 : 0, param === 'dilation' ? 1 : 0) }
}

/** A number of a window that is too small. */
export function refuseNumber(p: Windows, param: Name, least: 0 | 1, pytorch: string): never {
  const at = named(p, param)
  return refuse({ code: 'bad-param', param: at, pytorch, message: say`${at} is ${brief(values(p, at))}; set it to ${least} or more.`, ...mend(at) })
}

/** More padding than half of the window. */
export function refusePadding(p: Windows, pytorch: string): never {
  const padding = p.padding ?? []
  const most = padding.map((n, i) => Math.max(0, Math.min(n, Math.floor(at(p.kernel_size, i) / 2))))
  return refuse({
    code: 'bad-param', param: 'padding', pytorch,
    message: say`padding is ${brief(padding)}, more than half of the window ${window(p.kernel_size)}; set it to at most ${brief(most)}.`, fix: setParam('padding', most, 0),
  })
}

/** The numbers of every dimension that PyTorch checks before it works out the size. */
export function checkAxes(p: Windows, axes: readonly Axis[]): void {
  for (const { kernel, stride, padding: [amount], dilation } of axes) {
    if (stride === 0) refuseNumber(p, 'stride', 1, 'stride should not be zero')
    if (amount < 0) refuseNumber(p, 'padding', 0, `pad must be non-negative, but got pad: ${amount}`)
    if (amount <= Math.trunc(extent(kernel, dilation) / 2)) continue
    const pytorch = `pad should be at most half of effective kernel size, but got pad=${amount}, kernel_size=${kernel} and dilation=${dilation}`
    if (kernel > 0 && dilation > 0) refusePadding(p, pytorch)
    refuseNumber(p, kernel > 0 ? 'dilation' : 'kernel_size', 1, pytorch)
  }
}

/** `kH: 3 kW: 2`; a sequence counts as an image of height 1. */
function listed(n: Dims, letter: string, numbers: readonly number[]): string {
  const names = n === 3 ? ['T', 'H', 'W'] : ['H', 'W']
  const all = n === 1 ? [1, ...numbers] : numbers
  return names.map((name, i) => `${letter}${name}: ${at(all, i)}`).join(' ')
}

/** Kernel, stride and dilation of at least 1. */
export function checkPositive(p: Windows): void {
  const n = dimsOf(p)
  const positive = (param: 'kernel_size' | 'stride' | 'dilation', word: string, letter: string): void => {
    const numbers = values(p, param)
    if (numbers.some(value => value <= 0)) refuseNumber(p, param, 1, `${word} should be greater than zero, but got ${listed(n, letter, numbers)}`)
  }
  positive('kernel_size', 'kernel size', 'k')
  positive('stride', 'stride', 'd')
  if (p.dilation) positive('dilation', 'dilation', 'dilation')
}

/** An input that has channels or an image without values, or the wrong rank, in the words of the layers over images. */
export function checkImage(p: Windows, shape: readonly number[], type: string): void {
  const n = dimsOf(p)
  const flat = n === 1 ? [...shape.slice(0, -1), 1, ...shape.slice(-1)] : shape
  if ((flat.length === 3 || flat.length === 4) && !flat.slice(-3).includes(0)) return
  refuse({
    ...(flat.length === 3 || flat.length === 4 ? { code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} has no values; only the batch may be empty.` } : poolRank(type, n, shape)),
    pytorch: `Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${sizes(flat)}`,
  })
}

/** The same for volumes. */
export function checkVolume(shape: readonly number[], caller: string): void {
  if (!shape.slice(-4).includes(0)) return
  refuse({
    code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} has no values; only the batch may be empty.`,
    pytorch: `${caller}(): Expected input's non-batch dimensions to have positive length, but input has a shape of ${sizes(shape)} and non-batch dimension 0 has length zero!`,
  })
}

/** Padding of more than half the kernel itself, which dilation hides from the first check. */
export function checkHalf(p: Windows): void {
  const { kernel_size: kernel, padding = [] } = p
  if (!padding.some((n, i) => n > Math.floor(at(kernel, i) / 2))) return
  const n = dimsOf(p)
  const [k, pads] = n === 1 ? [[1, ...kernel], [0, ...padding]] : [kernel, padding]
  const numbers = n === 3
    ? `kT: ${at(k, 0)} kW: ${at(k, 2)} kH: ${at(k, 1)} padT: ${at(pads, 0)} padW: ${at(pads, 2)} padH: ${at(pads, 1)}`
    : `padW = ${at(pads, 1)}, padH = ${at(pads, 0)}, kW = ${at(k, 1)}, kH = ${at(k, 0)}`
  refusePadding(p, `pad should be smaller than or equal to half of kernel size, but got ${numbers}`)
}

/** An output without values. */
export function checkOutput(p: Windows, input: TensorType, axes: readonly Axis[], out: readonly number[]): void {
  if (out.every(size => size >= 1)) return
  const n = dimsOf(p)
  const image = input.shape.slice(-n)
  const line = (values: readonly number[]): string => [at(input.shape, -n - 1), ...(n === 1 ? [1] : []), ...values].join('x')
  refuseSmall(p, axes, image, `Given input size: (${line(image)}). Calculated output size: (${line(out)}). Output size is too small`)
}

export function refuseSmall(p: Windows, axes: readonly Axis[], image: readonly number[], pytorch: string): never {
  const cover = axes.map(axis => extent(axis.kernel, axis.dilation))
  const padding = axes.map((axis, i) => Math.max(axis.padding[0], Math.ceil((at(cover, i) - axis.n) / 2)))
  const name = told(subject(dimsOf(p)))
  const small = say`The window covers ${window(cover)}, but the ${name} is only ${window(image)}`
  const padded = p.padding && padding.every((amount, i) => amount <= Math.floor(at(p.kernel_size, i) / 2)) ? { word: say`set padding to ${brief(padding)}`, param: 'padding', fix: setParam('padding', padding, 0) } : undefined
  const fitting = axes.map(axis => Math.max(1, Math.min(axis.kernel, Math.floor((axis.n + 2 * axis.padding[0] - 1) / axis.dilation) + 1)))
  const fits = (p.padding ?? []).every((amount, i) => amount <= Math.floor(at(fitting, i) / 2))
  const { word, param, fix } = padded ?? { word: say`make the window smaller`, param: 'kernel_size', fix: fits ? setParam('kernel_size', fitting) : undefined }
  return refuse({
    code: 'shape-mismatch', port: 'input', param, pytorch, message: say`${small}; ${word} or keep the ${name} larger in front.`, ...(fix ? { fix } : {}),
    around(node) {
      const pool = poolInTheWay(node, 'input')
      return pool && { message: say`${small}; take out ${pool.id} in front, or ${word}.`, fix: takeOut(pool) }
    },
  })
}
