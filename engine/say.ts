/**
 * What the engine says to people. A text is English, and nothing but a string; how it was put together is kept beside
 * it, so that a window can say it in another language. Under everything else: all of the engine speaks.
 */
declare const said: unique symbol
/** A text made by `say`, so that the compiler finds those that are not. */
export type Said = string & { readonly [said]: true }

/**
 * How a text was put together: `key` is the English with `{0}`, `{1}`, ... where `values` stand. A value is a name, a
 * number or another's words as they are, or said in its turn. Survives structured clone and JSON.
 */
export interface Wording {
  readonly text: string
  readonly key: string
  readonly values: readonly (string | Wording)[]
}

/** By the English, those without values apart. Who says the same twice in different ways means the same. */
const fixed = new Map<string, Wording>()
/** Those with values: what was said lately, and before. What is said again is of late. */
let late = new Map<string, Wording>()
let before = new Map<string, Wording>()
/** As many of late, and what went before is forgotten: a session of days says a lot. It is then shown in English. */
const KEPT = 50_000

/** Of a template: all templates at one place share it, so it is put together once. */
const keys = new WeakMap<TemplateStringsArray, string>()

function keyOf(strings: TemplateStringsArray): string {
  let key = keys.get(strings)
  if (key === undefined) keys.set(strings, key = strings.reduce((front, piece, i) => `${front}{${i - 1}}${piece}`))
  return key
}

/** A text that is the same in all languages: a name, a number, what PyTorch or the system says. */
export const plain = (text: string): Said => text as Said

function keep(wording: Wording): Said {
  const { text } = wording
  const kept = wording.values.length > 0 ? late : fixed
  if (kept.has(text)) return plain(text)
  kept.set(text, before.get(text) ?? wording)
  if (late.size > KEPT) {
    before = late
    late = new Map()
  }
  return plain(text)
}

/** How the engine put `text` together; undefined where it did not, or long ago. */
export const wordingOf = (text: string): Wording | undefined => fixed.get(text) ?? late.get(text) ?? before.get(text)

/** What was said in another language, of which `pattern` gives the text with its holes open. */
export function inWords({ key, values }: Wording, pattern: (key: string) => string): string {
  return pattern(key).replace(/\{(\d+)\}/g, (_, at: string) => {
    const value = values[Number(at)] ?? ''
    return typeof value === 'string' ? value : inWords(value, pattern)
    // A pattern sets names and numbers off by spaces, but words among Chinese words want none.
  }).replace(/(?<=[\p{Script=Han}，。、；：（）]) (?=[\p{Script=Han}（）])/gu, '')
}

/** Takes in what another process said. */
export function hear(wording: Wording): void {
  for (const value of wording.values) if (typeof value === 'object') hear(value)
  keep(wording)
}

/** A word within a sentence. Without this, one that a node or a port may be called as well is taken for its name. */
export const told = (words: Said): Wording => wordingOf(words) ?? { text: words, key: words, values: [] }

type Value = string | number | bigint | undefined | Wording
const textOf = (value: Value): string => (typeof value === 'object' ? value.text : String(value))
// Nobody calls a node that.
const mayBeName = (text: string): boolean => /^[\w.-]*$/.test(text) && text !== 'scalar'

function part(value: Value): string | Wording {
  if (typeof value === 'object') return value
  const text = String(value)
  return mayBeName(text) ? text : wordingOf(text) ?? text
}

/** A text for people: say`in_channels is ${a}, but the input has ${b} channels`. Values that are words are said as well. */
export function say(strings: TemplateStringsArray, ...values: readonly Value[]): Said {
  return keep({ text: String.raw({ raw: strings }, ...values.map(textOf)), key: keyOf(strings), values: values.map(part) })
}

/** A number with its noun: `plural(2, 'channel')` is "2 channels". The key is the plural, `{0} channels`. */
export const plural = (n: number, word: string): Said => keep({ text: `${n} ${word}${n === 1 ? '' : 's'}`, key: `{0} ${word}s`, values: [String(n)] })

/** Names one behind the other: "a, b, c". */
export const commas = (names: readonly string[]): Said => names.slice(1).reduce<Said>((front, name) => say`${front}, ${name}`, plain(names[0] ?? ''))

/** What there is to say, one behind the other; empty texts are left out. */
export function phrases(texts: readonly (Said | '')[]): Said {
  const [first = plain(''), ...rest] = texts.filter((text): text is Said => text !== '')
  return rest.reduce((front, text) => say`${told(front)}, ${told(text)}`, first)
}

/** Sizes of which some are words: "as it is × 4". */
export const crossed = (words: readonly Said[]): Said => words.slice(1).reduce((front, word) => say`${front} × ${word}`, words[0] ?? plain(''))
