/** Finds layers by their type, what they do and what others call them. */
import uFuzzy from '@leeoniya/ufuzzy'
import { computed } from 'vue'
import { LAYERS } from '../../engine/layers'
import { CATEGORIES, type Layer } from '../../engine/layers/define'
import { language, t } from '../i18n'
import { placeOf } from './usual'

const fuzzy = new uFuzzy({ intraMode: 1 })

interface Entry {
  readonly layer: Layer
  readonly name: string
  /** The name's words, and what others call it. */
  readonly words: readonly string[]
  readonly keywords: readonly string[]
}
const entries: readonly Entry[] = LAYERS.map((layer) => {
  const keywords = (layer.keywords ?? []).map((word) => word.toLowerCase())
  const parts = layer.type.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).flatMap((part) => [part.toLowerCase(), part.toLowerCase().replace(/\dd$/, '')])
  return { layer, name: layer.type.toLowerCase(), words: [...parts, ...keywords], keywords }
})

const KINDS = new Map(CATEGORIES)
/** What the fuzzy search reads, in the window's language too; there a layer is also found by its kind. */
const texts = computed(() => entries.map(({ layer, keywords }) => [layer.type, ...keywords, layer.summary, t(layer.summary), ...(language.value === 'en' ? [] : [t(KINDS.get(layer.category) ?? '')])].join(' ')))

/** How well something was found: exact before prefix before word before fuzzy, so that what one types is what one gets. */
export const FOUND = { exact: 0, prefix: 1, word: 2, wordPrefix: 3, part: 4, fuzzy: 5 } as const

export interface Ranked<T> {
  readonly item: T
  readonly at: number
}

function rank(names: readonly string[], words: readonly string[], needle: string): number {
  if (names.includes(needle)) return FOUND.exact
  if (names.some((name) => name.startsWith(needle))) return FOUND.prefix
  if (words.includes(needle)) return FOUND.word
  if (words.some((word) => word.startsWith(needle))) return FOUND.wordPrefix
  return names.some((name) => name.includes(needle)) ? FOUND.part : FOUND.fuzzy
}

/** Whether a name begins with the first letter and has the others in this order, as those type who know it: `bn2d`, `mxpool`. */
function hasLetters(name: string, needle: string): boolean {
  if (!name.startsWith(needle.charAt(0))) return false
  let at = 0
  for (const letter of needle) {
    at = name.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

const isForeign = (needle: string): boolean => /[^\p{ASCII}]/u.test(needle)

/** Indexes of the texts that hold all words as they are, the earlier the better: the fuzzy search knows Latin letters alone. */
function literally(texts: readonly string[], needle: string): readonly number[] {
  const words = needle.toLowerCase().split(/\s+/)
  return texts.map((text, i) => ({ i, places: words.map((word) => text.toLowerCase().indexOf(word)) })).filter(({ places }) => places.every((place) => place >= 0))
    .sort((a, b) => Math.min(...a.places) - Math.min(...b.places)).map(({ i }) => i)
}

/** Indexes of what the fuzzy search finds, best first. */
function fuzzily(texts: string[], needle: string): readonly number[] {
  if (isForeign(needle)) return literally(texts, needle)
  const [indexes, info, order] = fuzzy.search(texts, needle, 1)
  return order && info ? order.map((i) => info.idx[i]!) : indexes ?? []
}

/** As `findLayers`, each with how well it was found. */
export function rankLayers(search: string, fits: (layer: Layer) => boolean = () => true): readonly Ranked<Layer>[] {
  const needle = search.trim().toLowerCase()
  if (needle === '') return LAYERS.map((item) => ({ item, at: FOUND.exact }))
  const near = entries.map((entry) => ({ entry, at: rank([entry.name], entry.words, needle) })).filter(({ at }) => at < FOUND.fuzzy)
    .map(({ entry, at }) => ({ item: entry.layer, at, unfit: fits(entry.layer) ? 0 : 1, place: placeOf(entry.layer.type), length: entry.name.length }))
    .sort((a, b) => a.at - b.at || a.unfit - b.unfit || a.place - b.place || a.length - b.length)
  const known = new Set(near.map(({ item }) => item))
  const short = entries.filter(({ name }) => hasLetters(name, needle)).map(({ layer }) => layer).sort((a, b) => placeOf(a.type) - placeOf(b.type) || a.type.length - b.type.length)
  const meant = fuzzily(texts.value, needle).map((i) => entries[i]!.layer)
  // Where in its sentence a layer has the word says nothing.
  const far = new Set([...(isForeign(needle) ? meant.toSorted((a, b) => placeOf(a.type) - placeOf(b.type)) : meant), ...short])
  return [...near, ...[...far].filter((layer) => !known.has(layer)).map((item) => ({ item, at: FOUND.fuzzy }))]
}

/** Best first, of those found equally well what `fits` and then the more usual; by name before by meaning. All for an empty search. */
export const findLayers = (search: string, fits?: (layer: Layer) => boolean): readonly Layer[] => rankLayers(search, fits).map(({ item }) => item)

/** Other texts (nodes, commands) by the same search, with how well they were found; `names` are what an exact search names. */
export function rankTexts<T>(items: readonly T[], text: (item: T) => string, names: (item: T) => readonly string[], search: string): readonly Ranked<T>[] {
  const needle = search.trim()
  if (needle === '') return items.map((item) => ({ item, at: FOUND.exact }))
  const lower = needle.toLowerCase()
  const found = fuzzily(items.map(text), needle).map((i) => {
    const called = names(items[i]!).map((name) => name.toLowerCase())
    return { item: items[i]!, at: rank(called, called.flatMap((name) => name.split(/[\s…:.,()]+/)), lower) }
  })
  return found.sort((a, b) => a.at - b.at)
}

export const findTexts = <T>(items: readonly T[], text: (item: T) => string, search: string): readonly T[] => rankTexts(items, text, (item) => [text(item)], search).map(({ item }) => item)
