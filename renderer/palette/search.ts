/** Finds layers by their type, what they do and what others call them. */
import uFuzzy from '@leeoniya/ufuzzy'
import { computed } from 'vue'
import { LAYERS } from '../../engine/layers'
import type { Layer } from '../../engine/layers/define'
import { t } from '../i18n'

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
  const parts = layer.type.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((part) => part.toLowerCase())
  return { layer, name: layer.type.toLowerCase(), words: [...parts, ...keywords], keywords }
})

/** What the fuzzy search reads, in the window's language too. */
const texts = computed(() => entries.map(({ layer, keywords }) => [layer.type, ...keywords, layer.summary, t(layer.summary)].join(' ')))

/** Exact before prefix before word before fuzzy, so that what one types is what one gets. */
function rank({ name, words }: Entry, needle: string): number {
  if (name === needle) return 0
  if (name.startsWith(needle)) return 1
  if (words.includes(needle)) return 2
  if (words.some((word) => word.startsWith(needle))) return 3
  return name.includes(needle) ? 4 : Infinity
}

/** Best first; by name before by meaning. All for an empty search. */
export function findLayers(search: string): readonly Layer[] {
  const needle = search.trim().toLowerCase()
  if (needle === '') return LAYERS
  const near = entries.map((entry) => ({ entry, at: rank(entry, needle) })).filter(({ at }) => at < Infinity)
  near.sort((a, b) => a.at - b.at || a.entry.name.length - b.entry.name.length)
  const [indexes, info, order] = fuzzy.search(texts.value, needle, 1)
  const far = order && info ? order.map((i) => info.idx[i]!) : indexes ?? []
  return [...new Set([...near.map(({ entry }) => entry.layer), ...far.map((i) => entries[i]!.layer)])]
}

/** Other texts (nodes, commands) by the same search. */
export function findTexts<T>(items: readonly T[], text: (item: T) => string, search: string): readonly T[] {
  const needle = search.trim()
  if (needle === '') return items
  const [indexes, info, order] = fuzzy.search(items.map(text), needle, 1)
  return (order && info ? order.map((i) => info.idx[i]!) : indexes ?? []).map((i) => items[i]!)
}
