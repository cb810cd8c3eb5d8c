/** What F.pad refuses, which the convolutions' padding modes other than zeros go through. */
import { plural, say, type Said } from '../say'
import { refuse } from './define'
import { at, dimWord, layout, type Dims } from './dims'
import { setParam } from './mends'
import type { PaddingMode, Pads } from './pad'
import { rankMend } from './rankMends'
import type { TensorType } from '../tensor/dtype'
import { brief, sizes, times } from './words'

/** How C++ names the padding of a mode, and how it writes an input that is too small for it. */
const KERNEL = { reflect: 'reflection_pad', replicate: 'replication_pad' } as const
const tooSmall = (mode: 'reflect' | 'replicate', image: readonly number[]): string => {
  const [a = 0, b = 0, c = 0] = image
  if (image.length === 1) return `input (W: ${a}) is too small.`
  if (image.length === 3) return `input (D: ${a} H: ${b}, W: ${c}) is too small.`
  return mode === 'reflect' ? `input (H: ${a}, W: ${b}) is too small.` : `input (H: ${a}, W: ${b} ) is too small.`
}

/** Without the end of the sentence. */
export const rankWords = (type: string, n: Dims, shape: readonly number[]): Said =>
  say`${type} takes ${layout(n)}, with a batch in front or not, but the input is ${times(shape)}, of ${plural(shape.length, 'dimension')}`

/** Checks the padding of an input, and gives the type it has then. */
export function padType(n: Dims, mode: Exclude<PaddingMode, 'zeros'>, pads: Pads, input: TensorType): TensorType {
  const { shape } = input
  const rank = shape.length
  const words = rankWords(`Conv${n}d`, n, shape)
  const message = say`${words}.`
  if (n > rank) {
    refuse({ code: 'shape-mismatch', port: 'input', message, ...rankMend(n, words, 'in_channels'), pytorch: `Padding length should be less than or equal to two times the input dimension but got padding length ${2 * n} and input of dimension ${rank}` })
  }
  if (rank !== n + 1 && rank !== n + 2) refuse({ code: 'shape-mismatch', port: 'input', message, ...rankMend(n, words, 'in_channels'), pytorch: `Padding size ${2 * n} is not supported for ${rank}D input tensor.` })
  const image = shape.slice(-n)
  const out = image.map((size, i) => size + (pads[i]?.[0] ?? 0) + (pads[i]?.[1] ?? 0))
  if (mode === 'circular') {
    checkCircular(pads, image)
  } else {
    checkEdges(n, mode, pads, shape, out)
    if (input.dtype === 'bool') {
      refuse({ code: 'type-mismatch', port: 'input', pytorch: `"${KERNEL[mode]}${n}d" not implemented for 'Bool'`, message: say`Conv${n}d's weights are float32, but the input is bool; give it float32.` })
    }
  }
  return { dtype: input.dtype, shape: [...shape.slice(0, -n), ...out] }
}

function checkCircular(pads: Pads, image: readonly number[]): void {
  image.forEach((size, i) => {
    const [front, behind] = pads[i] ?? [0, 0]
    if (front > size || behind > size) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'padding', pytorch: 'Padding value causes wrapping around more than once.',
        message: say`Circular padding wraps around once at most, but padding is ${Math.max(front, behind)} and the size ${size}; use another padding_mode or at most ${size}.`, fix: setParam('padding_mode', 'zeros', 'zeros'),
      })
    }
    if (size + front + behind < 0) refuse({ code: 'shape-mismatch', port: 'input', param: 'padding', pytorch: 'Negative padding value is resulting in an empty dimension', message: say`padding ${front} takes more than the input's ${size}; set it to 0 or more.`, fix: setParam('padding', 0, 0) })
  })
}

function checkEdges(n: Dims, mode: 'reflect' | 'replicate', pads: Pads, shape: readonly number[], out: readonly number[]): void {
  const rank = shape.length
  if (shape.slice(rank === n + 2 ? 1 : 0).includes(0)) {
    refuse({
      code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} is empty, and ${mode} padding needs at least one value a dimension.`,
      pytorch: `Expected ${n + 1}D or ${n + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${sizes(shape)}`,
    })
  }
  // From the last dimension to the first, as PyTorch lists its arguments.
  for (let i = n - 1; mode === 'reflect' && i >= 0; i--) {
    const dim = rank - n + i
    const [front, behind] = pads[i] ?? [0, 0]
    const size = at(shape, dim)
    if (front < size && behind < size) continue
    refuse({
      code: 'shape-mismatch', port: 'input', param: 'padding',
      pytorch: `Argument #${4 + 2 * (n - 1 - i)}: Padding size should be less than the corresponding input dimension, but got: padding (${front}, ${behind}) at dimension ${dim} of input ${sizes(shape)}`,
      message: say`Reflecting pads by less than the size, but padding is ${Math.max(front, behind)} and the input's ${dimWord(n, i)} ${size}; use another padding_mode or at most ${Math.max(size - 1, 0)}.`,
      fix: setParam('padding_mode', 'zeros', 'zeros'),
    })
  }
  const words = { code: 'shape-mismatch', port: 'input', param: 'padding', message: say`padding ${brief(pads.map(pair => pair[0]))} takes away all of the input ${times(shape)}; set it to 0 or more.`, fix: setParam('padding', 0, 0) } as const
  if (out.every(size => size < 1)) {
    const letters = n === 3 ? ['D', 'H', 'W'] : n === 2 ? ['H', 'W'] : ['W']
    refuse({ ...words, pytorch: `${tooSmall(mode, shape.slice(-n))} Calculated output ${letters.map((letter, i) => `${letter}: ${at(out, i)}`).join(' ')}` })
  }
  const negative = out.find(size => size < 0)
  if (negative === undefined) return
  refuse({ ...words, pytorch: n === 2 && mode === 'reflect' ? 'numel: integer multiplication overflow' : `Trying to create tensor with negative dimension ${negative}: ${sizes([...shape.slice(0, -n), ...out])}` })
}
