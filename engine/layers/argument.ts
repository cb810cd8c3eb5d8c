/** What Python and PyTorch's argument parser say to a value of a type that they do not take there. */
import { numberOf } from '../document/numbers'
import type { Json, Params } from '../document/types'
import type { ParamSpec, Words } from './define'
import { pythonType } from './python'

/** What PyTorch says of an int beyond 64 bits where nothing more is said. */
const OVERFLOW = 'Overflow when unpacking long long'

/** The same parameter, with PyTorch's words for a value that it refuses because of its type; they may name the input's sizes. */
export function worded<T>(inner: ParamSpec<T>, words: (type: string, json: Json, params: Params) => Words | undefined): ParamSpec<T> {
  return {
    ...inner,
    parse(json, params = {}) {
      const parsed = inner.parse(json, params)
      if ('value' in parsed || (parsed.pytorch !== undefined && parsed.pytorch !== OVERFLOW)) return parsed
      const pytorch = words(pythonType(json), json, params)
      return pytorch === undefined ? parsed : { ...parsed, pytorch }
    },
  }
}

/** The same parameter, with PyTorch's words where nothing else has any: an int that is too large keeps its own. */
export const told = <T>(inner: ParamSpec<T>, words: (json: Json, params: Params) => Words | undefined): ParamSpec<T> => ({
  ...inner,
  parse(json, params = {}) {
    const parsed = inner.parse(json, params)
    if ('value' in parsed || typeof parsed.pytorch === 'string') return parsed
    const [first, second] = [parsed.pytorch, words(json, params)]
    if (first === undefined) return second === undefined ? parsed : { ...parsed, pytorch: second }
    return { ...parsed, pytorch: inputs => first(inputs) ?? (typeof second === 'function' ? second(inputs) : second) }
  },
})

/** "glu(): argument 'dim' (position 2)"; some functions go by another name with other parameters. */
type Place = string | ((params: Params) => string)
const placeOf = (place: Place, params: Params): string => (typeof place === 'string' ? place : place(params))

type Kind = 'int' | 'float' | 'bool' | 'str' | 'Number' | 'Tensor' | 'torch.dtype'
const KINDS: Readonly<Record<string, Kind>> = { int: 'int', size: 'int', number: 'float', switch: 'bool', choice: 'str', text: 'str' }

/** An argument of one of PyTorch's functions; `place` is where PyTorch says it is, `kind` what it must be there, if not what the control says. */
export const argument = <T>(place: Place, inner: ParamSpec<T>, kind = KINDS[inner.control.kind]): ParamSpec<T> =>
  worded(inner, (type, _, params) => (type === kind || kind === undefined ? undefined : `${placeOf(place, params)} must be ${kind}, not ${type}`))

/** The values of a list, and the place of the first that is none of PyTorch's ints. */
function wrong(listed: readonly Json[], boolsAfter: boolean): { readonly at: number; readonly type: string; readonly overflow: boolean } | undefined {
  const at = listed.findIndex((one, i) => {
    const type = pythonType(one)
    return type === 'int' ? isTooWide(one) : !(boolsAfter && i > 0 && type === 'bool')
  })
  const found = listed[at]
  return found === undefined ? undefined : { at, type: pythonType(found), overflow: pythonType(found) === 'int' }
}
const isTooWide = (json: Json): boolean => Math.abs(numberOf(json) ?? 0) >= 2 ** 63
const overflowAt = (place: string, at: number): string => `${place} failed to unpack the object at pos ${at + 1} with error "${OVERFLOW}`
/** What PyTorch says to the first of a list's ints that is beyond 64 bits. */
export function overflowIn(place: string, list: readonly Json[]): string | undefined {
  const at = list.findIndex(isTooWide)
  return at < 0 ? undefined : overflowAt(place, at)
}
const alone = (place: string): string => place.replace(/ \(position \d+\)$/, '')
const listOf = (json: Json): readonly Json[] | undefined => (Array.isArray(json) ? json as readonly Json[] : undefined)

/** What stands at a place of a list of ints and is none. */
const notUnpacked = (place: string, at: number, type: string): string => `${place} failed to unpack the object at pos ${at + 1} with error "type must be tuple of ints,but got ${type}"`
const notFirst = (place: string, type: string): string => `${place} must be tuple of ints, but found element of type ${type} at pos 0`

/** What PyTorch says to the first of a list that is none of its ints. */
export function unpacking(place: string, list: readonly Json[], later = alone(place)): string | undefined {
  const found = wrong(list, true)
  if (!found) return undefined
  if (found.overflow) return overflowAt(later, found.at)
  return found.at === 0 ? notFirst(place, found.type) : notUnpacked(later, found.at, found.type)
}

/** What is said of the first of a list comes from the parser, of the others from who unpacks them: `later` is the place then, if another. */
export const intsArgument = <T>(where: Place, inner: ParamSpec<T>, asIs = false, later?: (params: Params) => string | undefined): ParamSpec<T> => worded(inner, (single, json, params) => {
  const place = placeOf(where, params)
  const list = listOf(json)
  if (!list && asIs && single !== 'int') return `${place} must be tuple of ints, not ${single}`
  // The size of a new tensor is unpacked even where it stands alone; elsewhere Python's own words for a large int come through.
  if (!list && asIs && !place.endsWith("'size' (position 1)")) return undefined
  return unpacking(place, list ?? [json], later?.(params))
})

/** Ints in a list of another length than `n`; `words` has the list, and the node's other parameters. */
export const counted = <T>(n: number, inner: ParamSpec<T>, words: (list: readonly number[], params: Params) => string | undefined): ParamSpec<T> => worded(inner, (_, json, params) => {
  const list = listOf(json)?.map(one => (pythonType(one) === 'int' ? numberOf(one) : undefined)).filter(one => one !== undefined)
  return list === undefined || list.length === n || list.length !== listOf(json)?.length ? undefined : words(list, params)
})

/** What a convolution says to a list of another length than its weight has dimensions. */
export const matched = <T>(name: string, n: number, inner: ParamSpec<T>): ParamSpec<T> => counted(n, inner, list => mismatch(name, n, list))
const mismatch = (name: string, n: number, list: readonly number[]): string =>
  `expected ${name} to be a single integer value or a list of ${n} values to match the convolution dimensions, but got ${name}=[${list.join(', ')}]`

/** A kernel of a convolution along `n` dimensions: of another length, it is the stride that does not fit. */
export const kernelSize = <T>(n: number, inner: ParamSpec<T>): ParamSpec<T> => weightSize(2, counted(n, inner, (list, { stride = 1 }) => {
  if (list.length === 0) return 'weight should have at least three dimensions'
  const steps = Array.isArray(stride) && stride.length !== 1 ? stride : Array<Json>(n).fill(Array.isArray(stride) ? (stride as readonly Json[])[0] ?? 1 : stride)
  const numbers = (steps as readonly Json[]).map(one => numberOf(one)).filter(one => one !== undefined)
  return n === 1 ? undefined : mismatch('stride', list.length, numbers)
}))

/** The kernel of a convolution along one dimension: one of more is a weight of more, which the input does not have. `sides`: the weight's first two sizes. */
export const longKernel = <T>(inner: ParamSpec<T>, sides: (inChannels: number, outChannels: number, groups: number) => readonly [number, number]): ParamSpec<T> => worded(inner, (_, json, params) => {
  const list = listOf(json)?.map(one => (pythonType(one) === 'int' ? numberOf(one) : undefined))
  if (!list || list.length < 2 || list.some(one => one === undefined)) return undefined
  return ({ input }) => {
    if (!input || input.shape.length < 2) return undefined
    const batched = input.shape.length === 2 ? [1, ...input.shape] : input.shape
    const numbers = [params['in_channels'] ?? batched[1] ?? 1, params['out_channels'] ?? 1, params['groups'] ?? 1].map(one => numberOf(one) ?? 1)
    const weight = [...sides(numbers[0] ?? 1, numbers[1] ?? 1, numbers[2] ?? 1), ...list.map(Number)]
    const negative = weight.find(size => size < 0)
    if (negative !== undefined) return `Trying to create tensor with negative dimension ${negative}: [${weight.join(', ')}]`
    return `Expected ${weight.length}-dimensional input for ${weight.length}-dimensional weight [${weight.join(', ')}], but got ${batched.length}-dimensional input of size [${batched.join(', ')}] instead`
  }
})

/** The kernel of a pool is its stride as well where that is left out, and the stride is unpacked first. */
export const asStride = (place: (name: string) => string) => ({ stride = null }: Params): string | undefined => (stride === null ? place('stride') : undefined)

/** The window of a pool: what its function says to a list of another length. */
export const windowList = <T>(pool: 'avg' | 'max', n: number, name: 'kernel_size' | 'stride' | 'padding' | 'dilation', inner: ParamSpec<T>): ParamSpec<T> => counted(n, inner, (list, params) => {
  const fn = `${pool}_pool${n}d`
  if (n === 1) {
    if (pool === 'avg' || params['return_indices'] === true) return `${fn}() argument '${name}' should contain one int (got ${list.length})`
    const comma = name === 'padding' || name === 'stride' ? ',' : ''
    return `${fn}() ${name} must be ${name === 'stride' ? 'None, ' : ''}an int, list of ints${comma} or tuple of ints of size 1 but got size ${list.length}`
  }
  const omitted = name === 'stride' ? 'omitted, ' : ''
  const either = pool === 'avg' && n === 3 ? `must be ${omitted}` : name === 'dilation' ? 'must be either ' : `must either be ${omitted}`
  return `${fn}: ${name} ${either}a single int, or a tuple of ${n === 2 ? 'two' : 'three'} ints`
})

/** A pool's stride: an empty list is as good as none. */
export const poolSteps = <T>(inner: ParamSpec<T>): ParamSpec<T | null> => ({
  ...inner, nullable: true, parse: (json, params) => (json === null || listOf(json)?.length === 0 ? { value: null } : inner.parse(json, params)),
})

export const SIZE = "empty(): argument 'size' (position 1)"

/** Sizes of a weight that a module makes, from its dimension `at` on. */
export const weightSize = <T>(at: number, inner: ParamSpec<T>): ParamSpec<T> => worded(inner, (_, json) => {
  const list = inner.control.kind === 'ints' ? listOf(json) : undefined
  const found = wrong(list ?? [json], false)
  if (!found) return undefined
  const place = at + found.at
  if (found.overflow) return overflowAt(alone(SIZE), place)
  return place === 0 ? notFirst(SIZE, found.type) : notUnpacked(alone(SIZE), place, found.type)
})

/** Channels that are divided among groups before they are the size of a weight. */
export const channelSize = <T>(name: string, at: number, inner: ParamSpec<T>): ParamSpec<T> => {
  const sized = weightSize(at, inner)
  return worded(inner, (type, json, params) => {
    const groups = numberOf(params['groups'] ?? 1) ?? 1
    if (type === 'str') return 'not all arguments converted during string formatting'
    if (type !== 'int' && type !== 'float' && type !== 'bool') return `unsupported operand type(s) for %: '${type}' and 'int'`
    if ((typeof json === 'string' ? NaN : numberOf(json) ?? 0) % groups !== 0) return `${name} must be divisible by groups`
    const parsed = sized.parse(json, params)
    return 'refuse' in parsed ? parsed.pytorch : undefined
  })
}
