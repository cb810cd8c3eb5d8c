/** The order of a norm: a number, or the name of one. */
import type { Json } from '../document/types'
import { say } from '../say'
import type { ParamSpec } from './define'
import { plainScalar, spelled } from './params'
import { pythonType } from './python'

export type Order = number | 'fro' | 'nuc'

/** `p`: any number, "fro" or "nuc". */
export function order(help: string): ParamSpec<Order> {
  const numbers = plainScalar(help, { default: 2 })
  return {
    ...numbers, default: 'fro', control: { kind: 'number', words: ['fro', 'nuc'] },
    parse(json: Json) {
      if (json === 'fro' || json === 'nuc') return { value: json }
      const parsed = numbers.parse(json)
      if ('value' in parsed || parsed.pytorch !== undefined) return parsed
      const refuse = say`${spelled(json)} is no order of a norm; give a number, "fro" or "nuc".`
      if (typeof json === 'string') return { refuse, pytorch: `linalg.matrix_norm: Order ${json} not supported.` }
      return json === null ? { refuse } : { refuse, pytorch: `linalg_vector_norm(): argument 'ord' (position 2) must be Number, not ${pythonType(json)}` }
    },
  }
}
