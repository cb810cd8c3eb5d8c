import type { Json, NumberLiteral } from '../document/types'

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** A number kept as its text. An object that merely looks like one (`{"$number": "two"}`) is none. */
export function isNumberLiteral(json: Json | undefined): json is NumberLiteral {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  const text = (json as { readonly $number?: unknown }).$number
  return typeof text === 'string' && NUMBER.test(text) && Object.keys(json).length === 1
}
