import type { Json, NumberLiteral } from '../document/types'

/** Tells a number that is kept as its text (see NumberLiteral) from every other JSON value. */
export const isNumberLiteral = (json: Json | undefined): json is NumberLiteral =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && typeof (json as { $number?: unknown }).$number === 'string'
