/** Parameters as text in a field, and back. */
import { isNumberLiteral } from '../../engine/layers/define'
import type { Json } from '../../engine/document/types'
import { calculate } from './expression'

/** As a field shows it. */
export function textOf(json: Json | undefined): string {
  if (json === undefined) return ''
  if (json === null) return 'None'
  if (isNumberLiteral(json)) return json.$number
  if (Array.isArray(json)) return (json as readonly Json[]).map(textOf).join(', ')
  return typeof json === 'object' ? JSON.stringify(json) : String(json)
}

const INTEGER = /^[+-]?\d+$/
/** `2.`, `+2.0` and `.0` are none. */
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** An int stays an int, a float with a whole value keeps its point: PyTorch tells them apart. */
export function parseNumber(text: string): Json | undefined {
  const plain = text.trim().replace(/^−/, '-')
  const value = Number(plain)
  if (INTEGER.test(plain)) return Number.isSafeInteger(value) ? value : { $number: String(BigInt(plain)) }
  if (NUMBER.test(plain)) {
    if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
    return Number.isInteger(value) ? { $number: JSON_NUMBER.test(plain) ? plain : value.toFixed(1) } : value
  }
  if (/^\+?inf(inity)?$/i.test(plain) || plain === '∞') return 'Infinity'
  if (/^-inf(inity)?$/i.test(plain) || plain === '-∞') return '-Infinity'
  return undefined
}

/** A number, or a sum that comes to one. */
export function parseSum(text: string): Json | undefined {
  const plain = parseNumber(text)
  const result = plain === undefined ? calculate(text) : undefined
  if (!result) return plain
  return parseNumber(!result.whole && Number.isInteger(result.value) && Math.abs(result.value) < 1e21 ? result.value.toFixed(1) : String(result.value))
}

/** An int, a float that is whole (`6.0`), or a sum whose value is whole. */
export function parseInteger(text: string): Json | undefined {
  const plain = text.trim()
  if (INTEGER.test(plain)) return parseNumber(plain)
  const value = NUMBER.test(plain) ? Number(plain) : calculate(plain)?.value
  return Number.isSafeInteger(value) ? value : undefined
}
export const isNone = (text: string): boolean => /^(none|null)$/i.test(text.trim())

/** `3, 5`, `3 × 5`, `(3 5)`; one alone is a list of one. Undefined where `read` makes nothing of a part: no integer, without it. */
export function parseList(text: string, read: (part: string) => Json | undefined = parseInteger): readonly Json[] | undefined {
  const parts = text.replace(/[[\]()]/g, ' ').split(/[\s,;×x]+/).filter((part) => part !== '')
  const numbers = parts.map(read)
  if (!numbers.includes(undefined)) return numbers as Json[]
  // Sums have spaces and brackets of their own.
  const sums = text.trim().replace(/^\[(.*)\]$|^\((.*,.*)\)$/, '$1$2').split(/[,;×]/).map(read)
  return sums.includes(undefined) ? undefined : (sums as Json[])
}

const BRACKETED = /^\s*(\[.*\]|\(.*,.*\))\s*$/
const READINGS: readonly ((part: string) => Json | undefined)[] = [parseInteger, parseSum, (part) => (isNone(part) ? null : parseInteger(part))]

/**
 * A number, or several, as a parameter takes it (`accepts`): a fraction or None only where it is taken, one alone as a
 * list only where it has to be or (`lists`) stands in brackets. What no form of is taken comes as it was meant, for the
 * problem to say what is wrong with it. Undefined: it means nothing.
 */
export function parseNumbers(text: string, accepts: (json: Json) => boolean, lists = false): Json | undefined {
  for (const read of READINGS) {
    const list = parseList(text, read)
    if (!list) continue
    const [only] = list
    const forms: readonly Json[] = list.length !== 1 || only === undefined ? [list] : lists && BRACKETED.test(text) ? [list, only] : [only, list]
    const taken = forms.find(accepts)
    if (taken !== undefined || read === parseInteger) return taken ?? forms[0]
  }
  return undefined
}

/** A list of numbers as a field shows it; brackets only where lists stand in it. */
export function nestedText(json: Json | undefined): string {
  if (!Array.isArray(json)) return textOf(json)
  const list = json as readonly Json[]
  const inner = (item: Json): string => (Array.isArray(item) ? `[${(item as readonly Json[]).map(inner).join(', ')}]` : textOf(item))
  return list.some((item) => Array.isArray(item)) || list.length === 0 ? inner(list) : list.map(inner).join(', ')
}

/** `0.5, 1`, `[[1, 2], [3, 4]]`; the outermost brackets may be left out. Undefined where something is no number. */
export function parseNested(text: string): Json | undefined {
  const tokens = text.match(/[[\]]|[^\s,;[\]]+/g) ?? []
  let at = 0
  const read = (): Json | undefined => {
    const token = tokens[at++]
    if (token === undefined || token === ']') return undefined
    if (token !== '[') return parseNumber(token)
    const list: Json[] = []
    while (at < tokens.length && tokens[at] !== ']') {
      const item = read()
      if (item === undefined) return undefined
      list.push(item)
    }
    return tokens[at++] === ']' ? list : undefined
  }
  const found: Json[] = []
  while (at < tokens.length) {
    const item = read()
    if (item === undefined) return undefined
    found.push(item)
  }
  const [only] = found
  return found.length === 1 && Array.isArray(only) ? (only as readonly Json[]) : found
}

/** How far stepping and dragging go; what is typed may be beyond, and is told of. */
export interface Limits {
  readonly min?: number
  readonly max?: number
}

/** The next number up or down, no further than the limits; undefined where the text is none. */
export function stepped(text: string, by: number, { min = -Infinity, max = Infinity }: Limits = {}): string | undefined {
  if (!NUMBER.test(text.trim())) return undefined
  const digits = /\.(\d+)$/.exec(text.trim())?.[1]?.length ?? 0
  const from = Number(text)
  const to = from + by * 10 ** -digits
  // A number that is beyond already may come back.
  const next = by < 0 ? Math.max(to, Math.min(from, min)) : Math.min(to, Math.max(from, max))
  return next.toFixed(digits)
}
