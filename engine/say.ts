/**
 * What the engine says to people. A text is English, and nothing but a string; how it was put together is kept beside
 * it, so that a window can say it in another language. Under everything else: all of the engine speaks.
 */
declare const said: unique symbol
/** A text made by `say`, so that the compiler finds those that are not. */
export type Said = string & { readonly [said]: true }

/** How a text was put together: `key` is the English with `{0}`, `{1}`, ... where `values` stand, texts among them. */
export interface Wording {
  readonly key: string
  readonly values: readonly string[]
}

/** A text with all that it is made of: crosses between processes. */
export interface Spoken extends Omit<Wording, 'values'> {
  readonly text: string
  readonly values: readonly (string | Spoken)[]
}

/** By the English, those without values apart. Who says the same twice in different ways means the same. */
const fixed = new Map<string, Wording>()
const wordings = new Map<string, Wording>()
/** The oldest with values are forgotten beyond this: a session of days says a lot. They are then shown in English. */
const KEPT = 100_000

/** Of a template: all templates at one place share it, so it is put together once. */
const keys = new WeakMap<TemplateStringsArray, string>()

function keyOf(strings: TemplateStringsArray): string {
  let key = keys.get(strings)
  if (key === undefined) keys.set(strings, key = strings.reduce((front, piece, i) => `${front}{${i - 1}}${piece}`))
  return key
}

/** A text that is the same in all languages: a name, a number, what PyTorch or the system says. */
export const plain = (text: string): Said => text as Said

function keep(text: string, wording: Wording): Said {
  const kept = wording.values.length > 0 ? wordings : fixed
  if (!kept.has(text)) {
    kept.set(text, wording)
    if (wordings.size > KEPT) for (const oldest of wordings.keys()) if (wordings.delete(oldest)) break
  }
  return plain(text)
}

/** A text for people: say`in_channels is ${a}, but the input has ${b} channels`. Values that are words are said as well. */
export function say(strings: TemplateStringsArray, ...values: readonly (string | number | bigint | undefined)[]): Said {
  return keep(String.raw({ raw: strings }, ...values), { key: keyOf(strings), values: values.map(String) })
}

/** A number with its noun: `plural(2, 'channel')` is "2 channels". The key is the plural, `{0} channels`. */
export const plural = (n: number, word: string): Said => keep(`${n} ${word}${n === 1 ? '' : 's'}`, { key: `{0} ${word}s`, values: [String(n)] })

/** Words one behind the other: "a, b, c". */
export const commas = (words: readonly string[]): Said => words.slice(1).reduce<Said>((front, word) => say`${front}, ${word}`, plain(words[0] ?? ''))

/** Sizes of which some are words: "as it is × 4". */
export const crossed = (words: readonly Said[]): Said => words.slice(1).reduce((front, word) => say`${front} × ${word}`, words[0] ?? plain(''))

/** What there is to say, one behind the other; empty texts are left out. */
export const phrases = (texts: readonly (Said | '')[]): Said => commas(texts.filter((text) => text !== ''))

/** How the engine put `text` together; undefined where it did not, or long ago. */
export const wordingOf = (text: string): Wording | undefined => fixed.get(text) ?? wordings.get(text)

/** `text` with its wording, for another process; undefined where there is none. */
export function spoken(text: string): Spoken | undefined {
  const wording = wordingOf(text)
  return wording && { text, key: wording.key, values: wording.values.map((value) => (value === text ? value : spoken(value) ?? value)) }
}

/** Takes in what another process said. */
export function hear({ text, key, values }: Spoken): void {
  for (const value of values) if (typeof value === 'object') hear(value)
  keep(text, { key, values: values.map((value) => (typeof value === 'object' ? value.text : value)) })
}
