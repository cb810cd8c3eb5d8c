/** What PyTorch says to the arguments of a convolution that are none of its numbers. */
import { numberOf } from '../document/numbers'
import type { Json, Params } from '../document/types'
import { say } from '../say'
import { overflowIn, SIZE, unpacking, worded } from './argument'
import type { Inputs, ParamSpec } from './define'
import type { Dims } from './dims'
import { compared, divides, valueOf } from './operators'
import { spelled } from './params'
import { pythonType } from './python'

export const STRIDED = "padding='same' is not supported for strided convolutions"

const typesOf = (json: Json): readonly string[] => (Array.isArray(json) ? json as readonly Json[] : [json]).map(pythonType)

/** The parser names what it got, of which padding may be a text. */
function words(n: Dims, name: string, json: Json, { bias = true, padding = 0, padding_mode: mode = 'zeros' }: Params): string | undefined {
  const list = Array.isArray(json) ? json as readonly Json[] : [json]
  const known = typesOf(json).every(type => type === 'int')
  const wide = known ? overflowIn(`conv${n}d(): argument '${name}'`, list) : undefined
  if (wide !== undefined) return wide
  // With padding='same' the constructor has the first word.
  if (name === 'stride' && padding === 'same' && !(list.length > 0 && list.every(one => valueOf(one) === 1))) return STRIDED
  const later = Array.isArray(json) && pythonType(list[0] ?? null) === 'int' ? unpacking(`conv${n}d(): argument '${name}' (position 0)`, list) : undefined
  if (later !== undefined) return later
  // An empty text is a list of nothing, which has another fault.
  if (json === '') return `expected ${name} to be a single integer value or a list of ${n} values to match the convolution dimensions, but got ${name}=[]`
  const around = typeof padding === 'string' && mode === 'zeros' ? 'str' : 'tuple'
  return known ? undefined : `conv${n}d() received an invalid combination of arguments - got (Tensor, Parameter, ${bias ? 'Parameter' : 'NoneType'}, tuple, ${around}, tuple, int), but expected one of:`
}

/** Stride or dilation. */
export const argumentOf = <T>(n: Dims, name: string, inner: ParamSpec<T>): ParamSpec<T> => worded(inner, (_, json, params) => words(n, name, json, params))

/** How many dimensions an input may have for so many amounts of padding. */
const padded = (count: number): readonly number[] => [count / 2 + 1, count / 2 + 2]

/** What the padding function says to another number of amounts than the dimensions have; two for each. */
function otherPadding(count: number, { input }: Inputs): string | undefined {
  const rank = input?.shape.length ?? 0
  if (count > 2 * rank) return `Padding length should be less than or equal to two times the input dimension but got padding length ${count} and input of dimension ${rank}`
  return count === 0 || !padded(count).includes(rank) ? `Padding size ${count} is not supported for ${rank}D input tensor.` : undefined
}

/** Padding. In a mode other than zeros it is an argument of another function, which takes it twice, from the last dimension on. */
export function paddingOf<T>(n: Dims, inner: ParamSpec<T>): ParamSpec<T> {
  const told = worded(inner, (type, json, params) => {
    const { padding_mode: mode = 'zeros' } = params
    if (type === 'str') return undefined
    if (mode === 'zeros') return words(n, 'padding', json, { ...params, padding: 0 })
    const list = Array.isArray(json) ? json as readonly Json[] : Array<Json>(n).fill(json)
    return unpacking("pad(): argument 'pad' (position 2)", [...list].reverse().flatMap(one => [one, one]))
  })
  return {
    ...told,
    parse(json, params = {}) {
      const { padding_mode: mode = 'zeros' } = params
      const other = mode !== 'zeros' && Array.isArray(json) && json.length !== n && typesOf(json).every(type => type === 'int')
      return other ? { refuse: say`${spelled(json)} has ${json.length} numbers; give one, or ${n}.`, pytorch: inputs => otherPadding(2 * json.length, inputs) } : told.parse(json, params)
    },
  }
}

/** Groups: compared with 0, then channels are divided by them, and what comes out is the size of a weight. `flag`: what is said of True. */
export const groupCount = <T>(n: Dims, inner: ParamSpec<T>, flag: (bias: boolean) => string): ParamSpec<T> => compared('<=', 'int', inner, (json, params) => (inputs: Inputs) => {
  if ((valueOf(json) ?? 0) <= 0) return 'groups must be a positive integer'
  const channels = numberOf(params['in_channels']) ?? inputs['input']?.shape.at(-n - 1)
  if (channels === undefined) return undefined
  if (!divides(json, channels)) return 'in_channels must be divisible by groups'
  if (!divides(json, params['out_channels'] ?? 0)) return 'out_channels must be divisible by groups'
  if (pythonType(json) === 'bool') return flag(params['bias'] !== false)
  return pythonType(json) === 'float' ? unpacking(SIZE, [1, json]) : undefined
})
