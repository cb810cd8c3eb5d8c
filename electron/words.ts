/** What native menus and dialogs say, in the language of the page, which hands its words over with its menu. Until then English. */
import { z } from 'zod'
import { inWords, wordingOf } from '../engine/say'

export const wordsSchema = z.record(z.string().max(100), z.string().min(1).max(200))

let words: Readonly<Record<string, string>> = {}

/** By the English. */
export function setWords(next: Readonly<Record<string, string>>): void {
  words = next
}

/** `{name}` stands for a value. */
export function word(text: string, values: Readonly<Record<string, string>> = {}): string {
  return (Object.hasOwn(words, text) ? words[text] ?? text : text).replace(/\{(\w+)\}/g, (hole, key: string) => values[key] ?? hole)
}

/** What the engine's side said, in the page's language where the page handed its words over; else as it was said. */
export function sentence(text: string): string {
  const wording = wordingOf(text)
  return wording ? inWords(wording, word) : text
}
