/** Parameters that name sizes of the output. */
import type { Json } from '../document/types'
import type { ParamSpec } from './define'
import { intList, ints } from './params'
import { dimsInWords, type Dims } from './dims'
import { capital } from './words'

/** A list of sizes, or null; PyTorch does not take a lone number. */
export function sizeList(help: string): ParamSpec<readonly number[] | null> {
  const inner = intList(help, { default: null })
  return {
    ...inner, nullable: true,
    parse(json) {
      if (json === null) return { value: null }
      if (Array.isArray(json)) return inner.parse(json)
      const kind = typeof json === 'number' ? 'int' : typeof json === 'boolean' ? 'bool' : typeof json === 'string' ? 'str' : undefined
      return { refuse: 'output_size is a list of sizes; give one for each spatial dimension.', ...(kind ? { pytorch: `object of type '${kind}' has no len()` } : {}) }
    },
  }
}

/** A size for each dimension, or one for all; null keeps the input's. */
export function sizesOrNull(n: Dims, help: string, missing: (json: Json) => string | undefined): ParamSpec<readonly (number | null)[]> {
  const inner = ints(n, help, { min: 0, single: false })
  return {
    ...inner,
    parse(json) {
      const pytorch = missing(json)
      if (pytorch !== undefined) return { refuse: `${capital(dimsInWords(n))} cannot be left open here; give whole numbers.`, pytorch }
      if (!Array.isArray(json)) return inner.parse(json)
      const listed = json as readonly Json[]
      // Nulls stand aside while the numbers are read.
      const parsed = inner.parse(listed.map(entry => entry ?? 0))
      return 'refuse' in parsed ? parsed : { value: parsed.value.map((size, i) => (listed[i] === null ? null : size)) }
    },
  }
}
