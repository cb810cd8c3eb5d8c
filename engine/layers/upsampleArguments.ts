/** What PyTorch's `interpolate` says to arguments of a type that it does not take. */
import type { Json, Params } from '../document/types'
import type { Inputs } from './define'
import { unpacking } from './argument'
import { notFloat, truthy } from './operators'
import { combination } from './overloads'
import { pythonRepr, pythonType } from './python'
import { BOTH_SIZES, NOT_INTERPOLATING, NOT_RECOMPUTED, otherCount, tuple } from './upsampleShape'

const SMOOTH = ['linear', 'bilinear', 'bicubic', 'trilinear']

/** The function that does the work, called with sizes that are none, or with corners that are neither aligned nor not. */
function call({ mode = 'nearest', size = null, align_corners: corners = null, recompute_scale_factor: recompute = null }: Params, n: number): string | undefined {
  const [sized, factors] = size === null ? ['NoneType', truthy(recompute) ? 'NoneType' : 'list'] : [Array.isArray(size) ? 'tuple' : 'list', 'NoneType']
  if (mode === 'nearest' || mode === 'nearest-exact') return `${mode === 'nearest' ? 'upsample_nearest' : '_upsample_nearest_exact'}${n}d(Tensor, ${sized}, ${factors})`
  if (typeof mode !== 'string' || !SMOOTH.includes(mode)) return undefined
  return `upsample_${mode}${n}d(Tensor, ${sized}, ${corners === null ? 'bool' : pythonType(corners)}, ${factors})`
}
const told = (params: Params, n: number): string | undefined => {
  const text = call(params, n)
  return text === undefined ? undefined : combination(text)
}

/** Sizes: counted, then looked at one by one where they are a list, and by the function itself where there is one for all. */
export const sizeWords = (json: Json, params: Params) => ({ input }: Inputs): string | undefined => {
  if (!input) return undefined
  const { scale_factor: factor = null } = params
  if (truthy(factor)) return BOTH_SIZES
  const n = input.shape.length - 2
  const list = Array.isArray(json) ? json as readonly Json[] : undefined
  if (list && list.length !== n) return otherCount(input.shape, tuple(list.map(pythonRepr)))
  const odd = list?.some(one => pythonType(one) !== 'int' && pythonType(one) !== 'bool')
  if (list && odd) return `expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], but got size with types [${list.map(one => `<class '${pythonType(one)}'>`).join(', ')}]`
  if (params['mode'] === 'area') return unpacking(`adaptive_avg_pool${n}d(): argument 'output_size' (position 2)`, list ?? [json])
  return told({ ...params, size: json }, n)
}

/** Factors, each of which becomes a float. */
export const factorWords = (json: Json): string | undefined => (Array.isArray(json) ? json as readonly Json[] : [json]).map(notFloat).find(words => words !== undefined)

export const cornersWords = (json: Json, params: Params) => ({ input }: Inputs): string | undefined => {
  const { mode = 'nearest' } = params
  if (typeof mode !== 'string' || !SMOOTH.includes(mode)) return NOT_INTERPOLATING
  return input && told({ ...params, align_corners: json }, input.shape.length - 2)
}

/** Where a size is given, whatever counts as true is too much. */
export const recomputeWords = (json: Json, { size = null }: Params): string | undefined => (size !== null && truthy(json) ? NOT_RECOMPUTED : undefined)
