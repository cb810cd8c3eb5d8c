/** JSON text to plain data and back, numbers as written. */
import { parse } from 'lossless-json'
import { say, type Said } from '../say'
import { isNumberLiteral, jsonNumber } from './numbers'
import type { Json } from './types'

export type JsonObject = { readonly [key: string]: Json }

export const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json)
/** An object proper: neither a list nor a number kept as text. */
export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !isList(json) && !isNumberLiteral(json)

export type Parsed = { readonly value: Json } | { readonly refused: Said; readonly offset: number }

// Every number that `jsonNumber` keeps as text matches; what matches in vain only costs the slower parser.
const SUSPICIOUS = /-0(?![.\d])|\.\d*0(?!\d)|\d[eE]|\d{16}|\.\d{8}|\d{8}\.|0\.000000/

/** Parses JSON. Never throws: what is wrong comes back as half a sentence, with the offset in the text. */
export function parseJson(text: string): Parsed {
  if (!SUSPICIOUS.test(text)) {
    try {
      return { value: JSON.parse(text) as Json }
    } catch {
      // The other parser says where.
    }
  }
  try {
    return { value: parse(text, undefined, { parseNumber: jsonNumber, onDuplicateKey: ({ newValue }) => newValue }) as Json }
  } catch (error) {
    if (error instanceof RangeError) return { refused: say`its lists and objects are nested too deeply`, offset: 0 }
    return refusal(error instanceof Error ? error.message : String(error), text)
  }
}

// What the parser says without a value of the file in it.
const PARSER: readonly Said[] = [
  say`comma ',' expected after value`, say`colon ':' expected after property name`, say`JSON value expected`, say`array item expected`, say`expected end of input`,
  say`end of string '"' expected`, say`quoted object key expected`, say`quoted object key or end of object '}' expected`, say`array item or end of array ']' expected`,
  say`object value expected after ':'`,
]

function refusal(message: string, text: string): Parsed {
  const found = /^(.*?)(?: (?:but got '.'|but reached end of input))? at position (\d+)$/s.exec(message)
  const offset = Math.min(Number(found?.[2] ?? 0), text.length)
  const what = (found?.[1] ?? message).replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())
  const said = PARSER.find((words) => words === what) ?? what
  if (text.trim() === '') return { refused: say`it is empty`, offset }
  if (offset >= text.trimEnd().length) return { refused: say`it ends too early: ${said}`, offset: text.trimEnd().length }
  return { refused: say`${said}, found ${JSON.stringify(text[offset])}`, offset }
}

/** One line of JSON with ", " and ": ". Numbers that JSON lacks become texts, as in `data`. */
export function writeJson(json: Json): string {
  if (typeof json === 'number') return writeNumber(json)
  if (typeof json !== 'object' || json === null) return JSON.stringify(json)
  if (isList(json)) return `[${json.map(writeJson).join(', ')}]`
  if (isNumberLiteral(json)) return json.$number
  return `{${Object.entries(json).map(([key, value]) => writeEntry(key, value)).join(', ')}}`
}

export const writeEntry = (key: string, value: Json): string => `${JSON.stringify(key)}: ${writeJson(value)}`

function writeNumber(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  if (!Number.isFinite(value)) return JSON.stringify(String(value))
  // String rounds these: 2^60 would end in zeros.
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21 ? String(BigInt(value)) : String(value)
}

/** Whether lists and objects are nested beyond `limit`, where recursion would get into trouble. */
export function isDeeperThan(json: Json, limit: number): boolean {
  if (typeof json !== 'object' || json === null) return false
  if (limit === 0) return true
  const values: readonly Json[] = isList(json) ? json : Object.values(json as JsonObject)
  return values.some((value) => isDeeperThan(value, limit - 1))
}
