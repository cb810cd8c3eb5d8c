/** Parameters that name sizes of the output, or that PyTorch tells a number and a list apart in. */
import type { Json } from '../document/types'
import { plural, say } from '../say'
import type { Inputs, ParamSpec, Words } from './define'
import { int, intList, spelled } from './params'
import { pythonType } from './python'

/** A list of sizes, or null; PyTorch does not take a lone number. */
export function sizeList(help: string, length: (count: number, inputs: Inputs) => string | undefined, compared: (type: string) => string): ParamSpec<readonly number[] | null> {
  const inner = intList(help, { default: null })
  return {
    ...inner, nullable: true,
    parse(json) {
      if (json === null) return { value: null }
      // To Python a text is a list of its letters.
      const count = typeof json === 'string' || Array.isArray(json) ? json.length : undefined
      const parsed = Array.isArray(json) ? inner.parse(json) : undefined
      if (parsed && ('value' in parsed || count === undefined)) return parsed
      // Of as many as there should be, each is compared.
      const odd = (typeof json === 'string' ? [...json] : Array.isArray(json) ? json as readonly Json[] : []).map(pythonType).find(type => type !== 'int' && type !== 'float' && type !== 'bool')
      const words = (inputs: Inputs): string | undefined => length(count ?? 0, inputs) ?? (odd === undefined ? undefined : compared(odd))
      if (parsed && count !== undefined) return { ...parsed, pytorch: words }
      const kind = pythonType(json)
      return { refuse: say`output_size is a list of sizes; give one for each spatial dimension.`, pytorch: count === undefined ? `object of type '${kind}' has no len()` : words }
    },
  }
}

/** Sizes, and whether they were given as a list. */
export interface Given<T> {
  readonly values: readonly T[]
  readonly listed: boolean
}

interface GivenOptions {
  readonly default?: Json
  readonly min?: number
  /** PyTorch counts with 32 bits here. */
  readonly narrow?: boolean
  /** PyTorch's message for null itself; without it null is one of the values. */
  readonly none?: string
  /** PyTorch's message for null in a list; without it, it is one of the values. */
  readonly noneListed?: string
  /** PyTorch's message for a list of another length. */
  readonly length?: (count: number) => Words
}

const isNull = (json: Json): boolean => json === null

/** `n` sizes or one for all, null among them where PyTorch takes it; whether it was a list is kept. */
export function given(n: number, help: string, options: GivenOptions): ParamSpec<Given<number | null>> {
  const one = int(help)
  return {
    ...one,
    control: { kind: 'ints', n, ...(options.min === undefined ? {} : { min: options.min }) },
    required: options.default === undefined,
    default: options.default,
    parse(json) {
      const listed = Array.isArray(json)
      const entries: readonly Json[] = listed ? json as readonly Json[] : Array<Json>(n).fill(json)
      if (entries.some(isNull)) {
        const pytorch = listed ? options.noneListed : options.none
        if (pytorch !== undefined) return { refuse: say`null stands for no size here; give a whole number.`, pytorch }
      }
      const values: (number | null)[] = []
      for (const entry of entries) {
        const parsed = isNull(entry) ? { value: null } : one.parse(entry)
        if ('refuse' in parsed) return parsed
        values.push(parsed.value)
      }
      if (options.narrow && values.some(value => value !== null && (value >= 2 ** 31 || value < -(2 ** 31)))) return { refuse: say`${spelled(json)} takes more than 32 bits; give a smaller number.`, pytorch: 'value cannot be converted to type int without overflow' }
      if (values.length === n) return { value: { values, listed } }
      return { refuse: say`${JSON.stringify(values)} has ${plural(values.length, 'number')}; give one, or ${n}.`, ...(options.length ? { pytorch: options.length(values.length) } : {}) }
    },
  }
}
