/** Mends that several layers offer. */
import type { Edit, Json } from '../document/types'
import { say, type Said } from '../say'
import type { Mend, NodeRef } from './define'
import type { DType } from '../tensor/dtype'
import { spell, times } from './words'

/** Sets a parameter; `initial` is its default, which the file leaves out. */
export function setParam(param: string, value: number | string | boolean | readonly number[], initial?: Json): Mend {
  const json = typeof value === 'object' ? spell(value) : value
  const label = say`Set ${param} to ${typeof json === 'object' ? json.join(' × ') : String(json)}`
  return { label, edits: node => [json === initial ? { kind: 'setParam', node: node.id, param } : { kind: 'setParam', node: node.id, param, value: json }] }
}

/** Divisors that a sentence lists at most. */
const LISTED = 6
/** The divisors of `n`, from the smallest on. */
export const divisorsOf = (n: number): readonly number[] => Array.from({ length: Math.min(Math.abs(n), 4096) }, (_, i) => i + 1).filter(d => n % d === 0)
/** A few of these numbers, `best` among them. */
export function someAbout(numbers: readonly number[], best: number): readonly number[] {
  const from = Math.max(0, Math.min(numbers.indexOf(best) - LISTED / 2, numbers.length - LISTED))
  return numbers.slice(from, from + LISTED)
}

/** The divisor of `n` nearest to `wanted`, the smaller of two. */
export function nearestDivisor(n: number, wanted: number): number {
  let best = 1
  for (let d = 1; d * d <= n; d++) {
    if (n % d) continue
    for (const one of [d, n / d]) {
      const nearer = Math.abs(one - wanted) - Math.abs(best - wanted)
      if (nearer < 0 || (nearer === 0 && one < best)) best = one
    }
  }
  return best
}

/** Sets a parameter that is a list, also where all its numbers are equal. */
export const setList = (param: string, value: readonly number[]): Mend =>
  ({ label: say`Set ${param} to ${times(value)}`, edits: node => [{ kind: 'setParam', node: node.id, param, value }] })

/** Puts a one-input layer into the wire that enters `port`. */
export function insertBefore(port: string, type: string, params: Readonly<Record<string, Json>>): Mend {
  return {
    label: say`Insert ${type}`,
    edits(node: NodeRef): readonly Edit[] {
      const source = node.sources[port]
      if (!source) return []
      const id = node.freshId(type.toLowerCase())
      const [x, y] = node.position
      return [
        { kind: 'removeEdge', edge: { from: source, to: [node.id, port] } },
        { kind: 'addNode', node: { id, type, params, position: [x - 110, y + 130] } },
        { kind: 'addEdge', edge: { from: source, to: [id, 'input'] } },
        { kind: 'addEdge', edge: { from: [id, 'output'], to: [node.id, port] } },
      ]
    },
  }
}

/** Puts a Cast into the wire that enters `port`. */
export const castBefore = (port: string, dtype: DType): Mend => ({ ...insertBefore(port, 'Cast', { dtype }), label: say`Insert Cast to ${dtype}` })

/** Leaves a parameter at its default, None. */
export const leaveOut = (param: string): Mend => ({ label: say`Leave ${param} out`, edits: node => [{ kind: 'setParam', node: node.id, param }] })

/** Puts a Squeeze or an Unsqueeze into the wire that enters `port`, where a 1 is all that is too much or missing; `words`: what to put there. */
export function alike(port: string, from: readonly number[], to: readonly number[]): { readonly fix: Mend; readonly words: Said } | undefined {
  const [long, short] = from.length > to.length ? [from, to] : [to, from]
  if (long.length !== short.length + 1) return undefined
  const dim = long.findLastIndex((size, at) => size === 1 && long.every((n, i) => i === at || n === short[i < at ? i : i - 1]))
  if (dim < 0) return undefined
  return long === from
    ? { fix: insertBefore(port, 'Squeeze', { dim }), words: say`a Squeeze of dim ${dim}` }
    : { fix: insertBefore(port, 'Unsqueeze', { dim }), words: say`an Unsqueeze of dim ${dim}` }
}
