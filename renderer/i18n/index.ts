/**
 * The window's languages. The English text is the key (`t('Save as…')`), so that a component reads as it looks;
 * `zh/` has the Chinese of each. A test finds what is missing.
 */
import i18next from 'i18next'
import { ref } from 'vue'
import { inWords, wordingOf } from '../../engine/say'
import { zh } from './zh'

export const LANGUAGES = [['en', 'English'], ['zh', '简体中文']] as const
export type Language = (typeof LANGUAGES)[number][0]
const KEY = 'tensorloom.language'

export const language = ref<Language>('en')

void i18next.init({
  lng: 'en', fallbackLng: 'en', initAsync: false, resources: { en: { translation: {} }, zh: { translation: zh } },
  keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
})
/** Texts in their languages: i18next takes a while for each, and an edit shows a hundred. */
const known = new Map<Language, Map<string, string>>(LANGUAGES.map(([name]) => [name, new Map()]))

/** The text in the window's language with its holes open, for those who fill them elsewhere. Reactive as `t`. */
export function pattern(text: string): string {
  const texts = known.get(language.value)
  const found = texts?.get(text)
  if (found !== undefined) return found
  const made = i18next.t(text, { lng: language.value, skipInterpolation: true })
  texts?.set(text, made)
  return made
}

/** The text in the window's language; `{name}` stands for a value. Reactive in templates and computed values. */
export function t(text: string, values?: Readonly<Record<string, string | number>>): string {
  const open = pattern(text)
  return values ? open.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole)) : open
}

/** How the names of steps were put together, by what they came to. */
const steps = new Map<string, { readonly text: string; readonly values: Readonly<Record<string, string | number>> }>()
const STEPS_KEPT = 10_000

/** `t` for the name of a step, which a history shows long after: `said` gives it in the language of then. */
export function step(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  const name = t(text, values)
  steps.delete(name)
  steps.set(name, { text, values })
  if (steps.size > STEPS_KEPT) for (const oldest of steps.keys()) { steps.delete(oldest); break }
  return name
}

/** What the engine said, or the name of a step, in the window's language; what it only passed on (PyTorch's words, names) stays. Reactive as `t`. */
export function said(text: string): string {
  const named = steps.get(text)
  if (named) return t(named.text, Object.fromEntries(Object.entries(named.values).map(([key, value]) => [key, typeof value === 'string' && value !== text ? said(value) : value])))
  const wording = language.value === 'en' ? undefined : wordingOf(text)
  return wording ? inWords(wording, pattern) : text
}

/** Marks a text that is translated where it is shown, so that the test of the dictionaries sees it. */
export const mark = <const T extends string>(text: T): T => text

/** One form or the other by a number: `n(3, '{n} node', '{n} nodes')`. */
export const n = (count: number, one: string, many: string, values: Readonly<Record<string, string | number>> = {}): string =>
  t(count === 1 ? one : many, { n: count, ...values })

function apply(next: Language): void {
  language.value = next
  document.documentElement.lang = next === 'zh' ? 'zh-Hans' : 'en'
}

/** The language chosen before in this browser profile, or else the system's. */
export function startLanguage(): void {
  const kept = localStorage.getItem(KEY)
  apply(kept === 'en' || kept === 'zh' ? kept : /^zh\b/i.test(navigator.language) ? 'zh' : 'en')
}

/** Changes the language and keeps the choice in this browser profile. */
export function setLanguage(next: Language): void {
  apply(next)
  localStorage.setItem(KEY, next)
}
