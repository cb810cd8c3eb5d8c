/** Numbers as the file writes them: what a literal means, and when the text says more than the value. */
import { isNumberLiteral } from '../tensor/literal'
import type { Json, NumberLiteral } from './types'

export { isNumberLiteral }

const FRACTION = /[.eE]/

/**
 * What a JSON number's text becomes: a plain number where writing that gives the same text back and its value is exact,
 * otherwise the text itself (`2.0`, `1e3`, `-0`, integers beyond 2^53). `text` must be a JSON number.
 */
export function jsonNumber(text: string): number | NumberLiteral {
  const value = Number(text)
  if (String(value) !== text) return { $number: text }
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? { $number: text } : value
}

/** The value of a number or literal, rounded to float64; undefined for everything else. */
export function numberOf(json: Json | undefined): number | undefined {
  if (typeof json === 'number') return json
  return isNumberLiteral(json) ? Number(json.$number) : undefined
}

/** Whether Python would read a float: written with a point or an exponent, or not whole. */
export function isFloatLiteral(json: Json | undefined): boolean {
  if (typeof json === 'number') return !Number.isInteger(json) || Object.is(json, -0)
  return isNumberLiteral(json) && FRACTION.test(json.$number)
}

/** The exact integer that Python would read as int; undefined for floats (`2.0` too) and everything else. */
export function integerOf(json: Json | undefined): bigint | undefined {
  if (json === undefined || isFloatLiteral(json)) return undefined
  if (typeof json === 'number') return BigInt(json)
  return isNumberLiteral(json) ? BigInt(json.$number) : undefined
}

/**
 * An element of a `data` list: a plain number wherever that keeps the value. Left as written are integers beyond 2^53,
 * zeros with a sign and numbers beyond float64.
 */
export function dataNumber(json: Json): Json {
  if (!isNumberLiteral(json)) return json
  const value = Number(json.$number)
  if (!Number.isFinite(value) || Object.is(value, -0)) return json
  return FRACTION.test(json.$number) || Number.isSafeInteger(value) ? value : json
}
