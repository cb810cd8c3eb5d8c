/** What Python says where PyTorch's own Python code compares, divides or converts a parameter that is no such number. */
import { integerOf, numberOf } from '../document/numbers'
import type { Json, Params } from '../document/types'
import type { TensorType } from '../tensor/dtype'
import { told, worded } from './argument'
import type { ParamSpec, Words } from './define'
import { numberOrWord } from './params'
import { pythonType } from './python'

const NUMBERS: ReadonlySet<string> = new Set(['int', 'float', 'bool'])

/** Python's value of a number, True and False among them. */
export const valueOf = (json: Json): number | undefined => (typeof json === 'boolean' ? Number(json) : numberOrWord(json))

/** The rest as Python's `%` has it, exact for large ints; of no interest but for being 0. */
export function divides(divisor: Json, number: Json): boolean {
  const [a, b] = [integerOf(number), integerOf(divisor)]
  if (a !== undefined && b !== undefined) return b !== 0n && a % b === 0n
  return (valueOf(number) ?? NaN) % (valueOf(divisor) ?? NaN) === 0
}

/**
 * A parameter that the constructor compares with a number first: `if groups <= 0:`. `then` has the words for a number
 * that is none of PyTorch's ints and got past that.
 */
export const compared = <T>(operator: '<' | '<=' | '>', other: 'int' | 'float', inner: ParamSpec<T>, then?: (json: Json, params: Params) => Words | undefined): ParamSpec<T> => worded(inner, (type, json, params) => {
  if (!NUMBERS.has(type)) return `'${operator}' not supported between instances of '${type}' and '${other}'`
  return then?.(json, params)
})

/** A parameter that is calculated with first: `size // 2`. */
export const calculated = <T>(operator: '//' | '%', inner: ParamSpec<T>, then?: (json: Json, params: Params) => Words | undefined): ParamSpec<T> => worded(inner, (type, json, params) => {
  if (type === 'str' && operator === '%') return 'not all arguments converted during string formatting'
  if (!NUMBERS.has(type)) return `unsupported operand type(s) for ${operator}: '${type}' and 'int'`
  return then?.(json, params)
})

/** What `float()` says. */
export function notFloat(json: Json): string | undefined {
  if (typeof json === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$|^\s*[-+]?(inf|infinity|nan)\s*$/i.test(json)) return undefined
  if (typeof json === 'string') return `could not convert string to float: '${json}'`
  return NUMBERS.has(pythonType(json)) ? undefined : `float() argument must be a string or a real number, not '${pythonType(json)}'`
}
export const floated = <T>(inner: ParamSpec<T>): ParamSpec<T> => told(inner, notFloat)

/** A size that is given, or follows from a dimension of the input. */
export const sizeOf = (params: Params, name: string, input: TensorType | undefined, dim = -1): number | undefined => numberOf(params[name]) ?? input?.shape.at(dim)

/** What Python takes for true: `if bidirectional:`. */
export const truthy = (json: Json): boolean => (Array.isArray(json) ? json.length > 0 : typeof json === 'string' ? json !== '' : json !== null && valueOf(json) !== 0)
