/** Finds layers by their type, what they do and what others call them. */
import uFuzzy from '@leeoniya/ufuzzy'
import { LAYERS } from '../../engine/layers'
import type { Category, Layer } from '../../engine/layers/define'
import { mark } from '../i18n'

export const CATEGORIES: readonly (readonly [Category, string])[] = [
  ['io', mark('In and out')], ['conv', mark('Convolution')], ['pool', mark('Pooling')], ['act', mark('Activation')], ['lin', mark('Linear')],
  ['norm', mark('Normalisation and dropout')], ['seq', mark('Recurrent and attention')], ['shape', mark('Shape')], ['math', mark('Functions')], ['loss', mark('Loss')],
]

const fuzzy = new uFuzzy({ intraMode: 1 })
const names = LAYERS.map((layer) => layer.type)
const texts = LAYERS.map((layer) => [layer.type, ...(layer.keywords ?? []), layer.summary].join(' '))

/** Best first; by name before by meaning. All for an empty search. */
export function findLayers(search: string): readonly Layer[] {
  const needle = search.trim()
  if (needle === '') return LAYERS
  const ranked = (haystack: string[]): readonly number[] => {
    const [indexes, info, order] = fuzzy.search(haystack, needle, 1)
    return order && info ? order.map((i) => info.idx[i]!) : indexes ?? []
  }
  return [...new Set([...ranked(names), ...ranked(texts)])].map((i) => LAYERS[i]!)
}

/** Other texts (nodes, commands) by the same search. */
export function findTexts<T>(items: readonly T[], text: (item: T) => string, search: string): readonly T[] {
  const needle = search.trim()
  if (needle === '') return items
  const [indexes, info, order] = fuzzy.search(items.map(text), needle, 1)
  return (order && info ? order.map((i) => info.idx[i]!) : indexes ?? []).map((i) => items[i]!)
}
