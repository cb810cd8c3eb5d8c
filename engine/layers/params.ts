/** Makers of parameter specs: each parses one kind of value as PyTorch takes it. */
import { integerOf as exactIntegerOf, isFloatLiteral, numberOf } from '../document/numbers'
import type { Json } from '../document/types'
import { commas, say, type Said } from '../say'
import { pythonText } from './python'
import { isNumberLiteral, type Control, type ParamSpec, type Scalar } from './define'
import { either } from './words'

type Parsed<T> = ReturnType<ParamSpec<T>['parse']>

interface Options {
  /** As the file would spell it; left out: the parameter is required, unless `optional`. */
  readonly default?: Json
  readonly optional?: boolean
  /** What a new node begins with where PyTorch has no default. */
  readonly start?: Json
}

function spec<T>(control: Control, help: string, options: Options, parse: (json: Json) => Parsed<T>): ParamSpec<T> {
  const required = options.default === undefined && options.optional !== true
  return { control, help, required, default: options.default, inferred: false, nullable: false, parse, ...(options.start === undefined ? {} : { start: options.start }) }
}

/** The same parameter, with what a new node begins with. */
export const starting = <T>(start: Json, inner: ParamSpec<T>): ParamSpec<T> => ({ ...inner, start })

/** Characters of a value that a message has. */
const SPELLED = 80

/** A value as the file has it, for messages: a long one by its beginning. */
export function spelled(json: Json): string {
  const text = JSON.stringify(json, (_, value: Json) => (isNumberLiteral(value) ? `\u0000${value.$number}\u0000` : value)).replaceAll(/"\\u0000(.*?)\\u0000"/g, '$1')
  return text.length > SPELLED ? `${text.slice(0, SPELLED)}...` : text
}

/** An integer; undefined for `2.0`, fractions, texts and everything else. */
function integerOf(json: Json): number | undefined {
  const value = isFloatLiteral(json) ? undefined : numberOf(json)
  return value !== undefined && Number.isInteger(value) ? value : undefined
}

/** A whole number. Limits are for the control: what PyTorch refuses, the layer refuses in PyTorch's order. */
export function int(help: string, options: Options & { readonly min?: number; readonly max?: number } = {}): ParamSpec<number> {
  const { min, max } = options
  const control = { kind: 'int', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) } as const
  return spec(control, help, options, json => {
    const value = integerOf(json)
    // With hundreds of digits it is whole, but no number of JavaScript's.
    if (value === undefined && exactIntegerOf(json) === undefined) return { refuse: say`${spelled(json)} is not a whole number; give one.` }
    return value === undefined || tooWide(json) ? wide(json) : { value }
  })
}

/** Whether an int is beyond PyTorch's 64 bits; the largest of them is a power of two as a number. */
export function tooWide(json: Json): boolean {
  const value = numberOf(json) ?? 0
  if (value === 2 ** 63) return (exactIntegerOf(json) ?? 2n ** 63n) >= 2n ** 63n
  return value > 2 ** 63 || value < -(2 ** 63)
}
export const wide = (json: Json): Exclude<Parsed<never>, { readonly value: never }> =>
  ({ refuse: say`${spelled(json)} takes more than 64 bits; give a smaller number.`, pytorch: 'Overflow when unpacking long long' })

/** A size that follows from the input where it is left out; the typed value is undefined until the input is known. */
export function size(help: string): ParamSpec<number> {
  return { ...int(help, { optional: true }), control: { kind: 'size' }, inferred: true }
}

const WORDS: Readonly<Record<string, number>> = { Infinity, '-Infinity': -Infinity, NaN }

/** A number, or one that JSON has only a word for. */
export const numberOrWord = (json: Json): number | undefined => (typeof json === 'string' ? (Object.hasOwn(WORDS, json) ? WORDS[json] : undefined) : numberOf(json))

/** Python's True and False are 1 and 0 where a number belongs. */
const anyNumber = (json: Json): number | undefined => (typeof json === 'boolean' ? Number(json) : numberOrWord(json))

/** Any number, `"Infinity"` and `"-Infinity"` included. */
export function number(help: string, options: Options & { readonly min?: number; readonly max?: number } = {}): ParamSpec<number> {
  const { min, max } = options
  const control = { kind: 'number', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) } as const
  return spec(control, help, options, json => {
    const value = anyNumber(json)
    return value === undefined ? { refuse: say`${spelled(json)} is not a number; give one.` } : { value }
  })
}

function scalarOf(json: Json): Scalar | undefined {
  const value = anyNumber(json)
  if (value === undefined) return undefined
  const exact = Number.isSafeInteger(value) || typeof json === 'string' || typeof json === 'boolean' ? undefined : exactIntegerOf(json)
  return { value, float: isFloatLiteral(json) || !Number.isInteger(value), ...(typeof json === 'boolean' ? { bool: true as const } : {}), ...(exact === undefined ? {} : { exact }) }
}

/** What PyTorch says to an int that fits neither int64 nor uint64; undefined where it does. */
const tooBig = ({ exact = 0n }: Scalar): string | undefined =>
  exact >= 2n ** 64n ? 'int too big to convert' : exact < -(2n ** 63n) ? "can't convert negative int to unsigned" : undefined

function parseScalar(json: Json, mend: Said): Parsed<Scalar> {
  const value = scalarOf(json)
  if (!value) return { refuse: say`${spelled(json)} is not a number; ${mend}.` }
  const pytorch = tooBig(value)
  return pytorch === undefined ? { value } : { refuse: say`${spelled(json)} takes more than 64 bits; give a smaller number, or one with a fraction.`, pytorch }
}

/** A Python number, int and float told apart. */
export function scalar(help: string, options: Options = {}): ParamSpec<Scalar> {
  return spec({ kind: 'number' }, help, options, json => parseScalar(json, say`give one`))
}

/** A Python number however large: an int beyond 64 bits becomes a double, or is compared before anything else. */
export function anyScalar(help: string, options: Options & { readonly min?: number; readonly max?: number } = {}): ParamSpec<Scalar> {
  const { min, max } = options
  return spec({ kind: 'number', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }, help, options, json => {
    const value = scalarOf(json)
    return value ? { value } : { refuse: say`${spelled(json)} is not a number; give one.` }
  })
}
/** A share of 1. */
export const share = (help: string, options: Options = {}): ParamSpec<Scalar> => anyScalar(help, { ...options, min: 0, max: 1 })

/** A Python number of which only the value counts. */
export function plainScalar(help: string, options: Options = {}): ParamSpec<number> {
  const inner = scalar(help, options)
  return {
    ...inner,
    parse(json) {
      const parsed = inner.parse(json)
      return 'value' in parsed ? { value: parsed.value.value } : parsed
    },
  }
}

/** The number that stands in for an unwired port of the same name; null is as good as left out. */
export function operand(help: string): ParamSpec<Scalar | undefined> {
  const parse = (json: Json): Parsed<Scalar | undefined> => (json === null ? { value: undefined } : parseScalar(json, say`give one, or wire the port`))
  return { ...spec<Scalar | undefined>({ kind: 'number' }, help, { optional: true }, parse), nullable: true }
}

interface IntsOptions extends Options {
  readonly min?: number
  /** Texts taken instead: `same`. */
  readonly words?: readonly string[]
  /** PyTorch's message for another text. */
  readonly unknownWord?: (word: string) => string
  /** Whether PyTorch takes a list of one for all dimensions as well. */
  readonly single?: boolean
  /** PyTorch counts with 32 bits here. */
  readonly narrow?: boolean
}

function parseInts(n: number, options: IntsOptions, json: Json): Parsed<readonly number[] | string> {
  const words = options.words ?? []
  if (typeof json === 'string') {
    if (words.includes(json)) return { value: json }
    const refuse = words.length ? say`"${json}" is not known; give ${either(words.map(word => `"${word}"`))}, or whole numbers.` : say`"${json}" is not a whole number.`
    return options.unknownWord ? { refuse, pytorch: options.unknownWord(json) } : { refuse }
  }
  const listed = Array.isArray(json) ? (json as readonly Json[]).map(integerOf) : [integerOf(json)]
  const values = listed.filter(value => value !== undefined)
  const [first] = values
  if (values.length !== listed.length || first === undefined) return { refuse: say`${spelled(json)} is not a whole number or a list of ${n}.` }
  if ((Array.isArray(json) ? json as readonly Json[] : [json]).some(tooWide)) return wide(json)
  if (options.narrow && values.some(value => value >= 2 ** 31 || value < -(2 ** 31))) return { refuse: say`${spelled(json)} takes more than 32 bits; give a smaller number.`, pytorch: 'value cannot be converted to type int without overflow' }
  if (values.length === n) return { value: values }
  if (!Array.isArray(json) || (options.single && values.length === 1)) return { value: Array<number>(n).fill(first) }
  return { refuse: say`${spelled(json)} has ${values.length} numbers; give one, or ${n}.` }
}

/** `n` whole numbers, or one that stands for all; the typed value always has `n`. */
export function ints(n: number, help: string, options: IntsOptions = {}): ParamSpec<readonly number[]> {
  const control = { kind: 'ints', n, ...(options.min === undefined ? {} : { min: options.min }) } as const
  return spec(control, help, options, json => {
    const parsed = parseInts(n, options, json)
    return 'value' in parsed && typeof parsed.value === 'string' ? { refuse: say`"${parsed.value}" is not a whole number.` } : parsed as Parsed<readonly number[]>
  })
}

/** `n` whole numbers, one that stands for all, or a word. */
export function intsOrWord(n: number, help: string, options: IntsOptions & { readonly words: readonly string[] }): ParamSpec<readonly number[] | string> {
  const control = { kind: 'ints', n, words: options.words, ...(options.min === undefined ? {} : { min: options.min }) } as const
  return spec(control, help, options, json => parseInts(n, options, json))
}

interface ChoiceOptions extends Options {
  readonly unknown?: (word: string) => string
  readonly unknownAny?: (text: string) => string
  /** Looked up in a set, in which no list can be. */
  readonly hashed?: boolean
  /** What another word is likely to mean, beyond a misspelling. */
  readonly meant?: (word: string) => string | undefined
}

/** One of a few texts. `unknown` is what PyTorch says of another text, `unknownAny` of any other value, as Python prints it. */
export function choice<const C extends readonly string[]>(choices: C, help: string, options: ChoiceOptions = {}): ParamSpec<C[number]> {
  return spec<C[number]>({ kind: 'choice', options: choices }, help, options, json => {
    const value = choices.find(option => option === json)
    if (value !== undefined) return { value }
    const refuse = say`${spelled(json)} is not known; give ${commas(choices.map(option => `"${option}"`))}.`
    const { unknown, unknownAny } = options
    const meant = typeof json === 'string' ? options.meant?.(json) : undefined
    const unfit = { refuse, ...(meant === undefined ? {} : { meant }) }
    if (unknownAny) return { ...unfit, pytorch: options.hashed && Array.isArray(json) ? "unhashable type: 'list'" : unknownAny(pythonText(json)) }
    return typeof json === 'string' && unknown ? { ...unfit, pytorch: unknown(json) } : unfit
  })
}

/** What Python takes for true or false where it only asks `if bias:`. A text is refused: "false" would be true. */
export function truth(help: string, options: Options = {}): ParamSpec<boolean> {
  return spec({ kind: 'switch' }, help, options, json => {
    if (typeof json === 'boolean') return { value: json }
    const value = json === null ? 0 : numberOf(json)
    return value === undefined ? { refuse: say`${spelled(json)} is neither true nor false.` } : { value: value !== 0 }
  })
}

/** true or false. */
export function bool(help: string, options: Options = {}): ParamSpec<boolean> {
  return spec({ kind: 'switch' }, help, options, json =>
    typeof json === 'boolean' ? { value: json } : { refuse: say`${spelled(json)} is neither true nor false.` })
}

/** The same parameter with Python's None besides. */
export function nullable<T>(inner: ParamSpec<T>): ParamSpec<T | null> {
  return { ...inner, nullable: true, parse: (json, params) => (json === null ? { value: null } : inner.parse(json, params)) }
}

/** Whole numbers, as many as are given; a single one is a list of one (`dim=1`, `normalized_shape=10`). */
export function intList(help: string, options: Options = {}): ParamSpec<readonly number[]> {
  return spec<readonly number[]>({ kind: 'ints', n: 0 }, help, options, json => {
    const listed = Array.isArray(json) ? (json as readonly Json[]) : [json]
    const values = listed.map(integerOf).filter(value => value !== undefined)
    if (values.length !== listed.length) return { refuse: say`${spelled(json)} is not a whole number or a list of them.` }
    return listed.some(tooWide) ? wide(json) : { value: values }
  })
}

/** A shape: a list of sizes, none negative. */
export function shape(help: string): ParamSpec<readonly number[]> {
  return spec<readonly number[]>({ kind: 'ints', n: 0, min: 0 }, help, {}, json => {
    if (!Array.isArray(json)) return { refuse: say`${spelled(json)} is not a shape; give a list of sizes such as [1, 3, 32, 32].` }
    const sizes = (json as readonly Json[]).map(integerOf).filter(value => value !== undefined)
    if (sizes.length !== json.length) return { refuse: say`${spelled(json)} is not a shape: a size is a whole number.` }
    const negative = sizes.find(value => value < 0)
    if (negative === undefined) return { value: sizes }
    return { refuse: say`The shape has a negative size, ${negative}.`, pytorch: `Trying to create tensor with negative dimension ${negative}: [${sizes.join(', ')}]` }
  })
}

/** How an input begins: an object with `kind`, held against shape and dtype by the analysis. */
export function value(help: string): ParamSpec<Json> {
  return spec<Json>({ kind: 'value' }, help, { default: { kind: 'zeros' } }, json => ({ value: json }))
}
