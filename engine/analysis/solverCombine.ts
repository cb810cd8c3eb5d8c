/** Choices for each axis put together, the nearest first. */
import { Heap } from 'heap-js'
import type { AxisChoice } from './solverAxis'

interface Candidate {
  readonly lists: readonly (readonly AxisChoice[])[]
  readonly at: readonly number[]
  readonly cost: number
}

/**
 * One choice of each list, in the order of their weighted costs. A group is a list an axis, each sorted by cost; the
 * groups' combinations come merged into one sequence.
 */
export function* combinations(groups: readonly (readonly (readonly AxisChoice[])[])[], weights: readonly number[]): Generator<{ readonly choices: readonly AxisChoice[]; readonly cost: number }> {
  const heap = new Heap<Candidate>((a, b) => a.cost - b.cost)
  const push = (lists: Candidate['lists'], at: readonly number[]): void => {
    const costs = lists.map((list, i) => list[at[i] ?? 0]?.cost)
    if (costs.every(cost => cost !== undefined)) heap.push({ lists, at, cost: costs.reduce((sum, cost, i) => sum + cost * (weights[i] ?? 0), 0) })
  }
  for (const lists of groups) push(lists, lists.map(() => 0))
  for (let next = heap.pop(); next; next = heap.pop()) {
    const { lists, at, cost } = next
    yield { choices: lists.flatMap((list, i) => list[at[i] ?? 0] ?? []), cost }
    // Only places behind the last that has moved move on, so that each combination comes once.
    const moved = at.findLastIndex(place => place > 0)
    for (let i = Math.max(moved, 0); i < at.length; i++) push(lists, at.map((place, k) => (k === i ? place + 1 : place)))
  }
}

/** Subsets of `n`. */
export function subsets<T>(items: readonly T[], n: number): readonly (readonly T[])[] {
  if (n === 0) return [[]]
  return items.flatMap((item, i) => subsets(items.slice(i + 1), n - 1).map(rest => [item, ...rest]))
}

/** A subset an axis, in all ways whose union is everything. */
export function covers<T>(items: readonly T[], axes: number): readonly (readonly (readonly T[])[])[] {
  const all = Array.from({ length: items.length + 1 }, (_, n) => subsets(items, n)).flat()
  const tuples = Array.from({ length: axes }).reduce<(readonly (readonly T[])[])[]>(made => made.flatMap(tuple => all.map(one => [...tuple, one])), [[]])
  return tuples.filter(tuple => items.every(item => tuple.some(one => one.includes(item))))
}
