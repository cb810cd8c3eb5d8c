/** Parameter kinds of the layers that rearrange values. */
import { isList } from '../document/json'
import { isFloatLiteral, numberOf } from '../document/numbers'
import type { Json } from '../document/types'
import { say } from '../say'
import type { Control, ParamSpec } from './define'
import { numberOrWord, spelled, tooWide, wide } from './params'
import { pythonType } from './python'

interface Options {
  /** As the file would spell it; left out: the parameter is required. */
  readonly default?: Json
}

const LIST: Control = { kind: 'ints', n: 0 }

function spec<T>(control: Control, help: string, options: Options, parse: ParamSpec<T>['parse']): ParamSpec<T> {
  return { control, help, required: options.default === undefined, default: options.default, inferred: false, nullable: options.default === null, parse }
}

function wholeNumbers(json: readonly Json[]): readonly number[] | undefined {
  const values = json.map(one => (isFloatLiteral(one) ? undefined : numberOf(one))).filter(value => value !== undefined && Number.isInteger(value))
  return values.length === json.length ? values as readonly number[] : undefined
}

/** A list of whole numbers, not one alone; `call` is the function and argument as PyTorch names them in its refusal. */
export function intTuple(help: string, call: { readonly fn: string; readonly argument: string }): ParamSpec<readonly number[]> {
  return spec(LIST, help, {}, json => {
    const must = `${call.fn}(): argument '${call.argument}' (position 2) must be tuple of ints`
    if (!isList(json)) return { refuse: say`${spelled(json)} is not a list of whole numbers; give one.`, pytorch: `${must}, not ${pythonType(json)}` }
    const value = wholeNumbers(json)
    if (value) return { value }
    const at = json.findIndex(one => wholeNumbers([one]) === undefined)
    return { refuse: say`${spelled(json)} is not a list of whole numbers.`, pytorch: `${must}, but found element of type ${pythonType(json[at] ?? null)} at pos ${at}` }
  })
}

/** Sizes that Unflatten cuts a dimension into. */
export function unflattenedSize(help: string): ParamSpec<readonly number[]> {
  return spec(LIST, help, {}, json => {
    if (!isList(json)) return { refuse: say`${spelled(json)} is not a list of sizes; give one such as [2, 3].`, pytorch: `unflattened_size must be a tuple of ints, but found type ${pythonType(json)}` }
    const value = wholeNumbers(json)
    if (value) return { value }
    const at = json.findIndex(one => wholeNumbers([one]) === undefined)
    return { refuse: say`${spelled(json)} is not a list of whole numbers.`, pytorch: `unflattened_size must be tuple of ints, but found element of type ${pythonType(json[at] ?? null)} at pos ${at}` }
  })
}

/** One whole number or a list of them, told apart: Split's sections are a list even where there is but one. */
export function intOrList(help: string): ParamSpec<number | readonly number[]> {
  return spec<number | readonly number[]>(LIST, help, {}, json => {
    const value = wholeNumbers(isList(json) ? json : [json])
    if (!value) return { refuse: say`${spelled(json)} is not a whole number or a list of them.` }
    if ((isList(json) ? json : [json]).some(tooWide)) return wide(json)
    return { value: isList(json) ? value : value[0] ?? 0 }
  })
}

/** Amounts of padding in front of and behind the last dimensions, the last one first (`names`); one number stands for all. */
export function padding(names: readonly string[], help: string): ParamSpec<readonly number[]> {
  const n = names.length
  return spec<readonly number[]>({ kind: 'ints', n, names }, help, {}, json => {
    const value = wholeNumbers(isList(json) ? json : [json])
    if (!value) return { refuse: say`${spelled(json)} is not a whole number or a list of ${n}.` }
    return { value: isList(json) ? value : Array<number>(n).fill(value[0] ?? 0) }
  })
}

/** A number or a list of numbers, or null; `ints`: whole ones. */
export function perDimension(help: string, ints: boolean): ParamSpec<number | readonly number[] | null> {
  return spec<number | readonly number[] | null>(LIST, help, { default: null }, json => {
    if (json === null) return { value: null }
    const listed = isList(json) ? json : [json]
    const values = ints ? wholeNumbers(listed) : listed.map(numberOrWord)
    const known = values?.filter(value => value !== undefined)
    if (!known || known.length !== listed.length) return { refuse: say`${spelled(json)} is not ${ints ? say`a whole number` : say`a number`} or a list of them.` }
    return { value: isList(json) ? known : known[0] ?? 0 }
  })
}

