/** Words that look like others. */

/** The candidate that a misspelt word most likely means, or undefined where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  // A long text is no misspelling, and the distance is quadratic.
  if (word.length > 64) return undefined
  const wanted = word.toLowerCase()
  let best: string | undefined
  let least = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    const d = distance(wanted, candidate.toLowerCase(), least)
    if (d < least) [best, least] = [candidate, d]
  }
  return best
}

/** Levenshtein distance; gives up with `limit` once it cannot come out below. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? limit
}

/** The option that a word stands for: misspelt, cut short or drawn out. */
export function meantWord(text: string, options: readonly string[]): string | undefined {
  const small = text.toLowerCase()
  if (small.length < 3) return options.find(option => option === small)
  return nearest(text, options) ?? options.find(option => option.startsWith(small) || small.startsWith(option))
}
