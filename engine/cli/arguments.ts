/** Ids on a command line, held against the graphs they are meant for. An id may hold any character, `=` and `,` too. */
import { resolve } from 'node:path'
import { unusable } from './failure'
import type { Loaded } from './load'

/** The ids of nodes that `keep` picks, over all graphs; undefined where none could be read, so nothing is known. */
function idsOf(graphs: readonly Loaded[], keep: (type: string) => boolean): Set<string> | undefined {
  const readable = graphs.flatMap(({ graph }) => (graph ? [graph] : []))
  if (readable.length === 0) return undefined
  return new Set(readable.flatMap((graph) => graph.nodes.flatMap(({ id, type }) => (keep(type) ? [id] : []))))
}

/** `--input ID=FILE`: Input id to file, made absolute. Throws where an id is no Input of any graph. */
export function inputFiles(given: readonly string[], graphs: readonly Loaded[]): Map<string, string> {
  const files = new Map<string, string>()
  const known = idsOf(graphs, (type) => type === 'Input')
  for (const text of given) {
    let split = -1
    for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) if (!known || known.has(text.slice(0, at))) split = at
    const first = text.indexOf('=')
    if (first <= 0 || first === text.length - 1) throw unusable(`--input ${text}: give it as ID=FILE.`)
    if (split < 0) throw unusable(`--input ${text}: there is no Input ${text.slice(0, first)}${known && known.size > 0 ? `; there is ${[...known].slice(0, 10).join(', ')}` : ''}.`)
    const id = text.slice(0, split)
    if (files.has(id)) throw unusable(`--input is given twice for ${id}.`)
    files.set(id, resolve(text.slice(split + 1)))
  }
  return files
}

/** `--only ID,...`: the ids named. Throws where one is in no graph. */
export function onlyIds(given: readonly string[], graphs: readonly Loaded[]): Set<string> | undefined {
  if (given.length === 0) return undefined
  const known = idsOf(graphs, () => true)
  const ids = new Set<string>()
  for (const text of given) {
    const pieces = text.split(',')
    for (let at = 0; at < pieces.length;) {
      // The longest id that fits: an id may hold commas.
      let end = pieces.length
      while (end > at && known && !known.has(pieces.slice(at, end).join(','))) end--
      if (end === at) throw unusable(pieces[at] === '' ? `--only ${text}: an id is empty.` : `--only ${text}: there is no node ${pieces[at] ?? ''}.`)
      ids.add(pieces.slice(at, end).join(','))
      at = end
    }
  }
  return ids
}
