/** Which nodes have to run so that some values become known, from the values that are. */
import type { NodeAnalysis } from '../analysis/types'
import { numel, type Tensor } from '../tensor/dtype'
import type { RunNode } from './memory'

export interface Part {
  /** Nodes to compute. */
  readonly only: ReadonlySet<string>
  /** Values in front of them ("id.port"), which are known. */
  readonly feeds: ReadonlySet<string>
}

/**
 * The nodes that computing `wanted` takes. `has` says which values ("id.port") are known. A value that was overwritten
 * before it is read is not fed: all that share its memory run again, so that the reader sees what it saw.
 */
export function partFor(wanted: Iterable<string>, nodes: ReadonlyMap<string, RunNode>, has: (key: string, from: string) => boolean): Part {
  const only = new Set<string>()
  const stack: string[] = []
  const add = (id: string): void => {
    if (only.has(id)) return
    only.add(id)
    stack.push(id)
  }
  for (const id of wanted) if (nodes.has(id)) add(id)
  const feeds = new Map<string, string>()
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const read of nodes.get(id)?.reads ?? []) {
      if (read.writers.length > 0) for (const other of read.touched) add(other)
      else if (has(read.key, read.from)) feeds.set(read.key, read.from)
      else add(read.from)
    }
  }
  for (const [key, from] of feeds) if (only.has(from)) feeds.delete(key)
  return { only, feeds: new Set(feeds.keys()) }
}

/**
 * Cuts `ids`, in execution order, into runs of about `budget` multiply-adds, so that a newer edit does not wait for
 * long. At least one node a run.
 */
export function cut(ids: readonly string[], macs: (id: string) => number, budget: number): string[][] {
  const runs: string[][] = []
  let run: string[] = []
  let cost = 0
  for (const id of ids) {
    const own = macs(id)
    if (run.length > 0 && cost + own > budget) {
      runs.push(run)
      run = []
      cost = 0
    }
    run.push(id)
    cost += own
  }
  if (run.length > 0) runs.push(run)
  return runs
}

/** Multiply-adds of one step: tens of milliseconds on a CPU. */
export const STEP_MACS = 4e9
const NODE_MACS = 2e7
const ELEMENT_MACS = 20

/** What a node computes in the coin of multiply-adds. */
export function workOf(found: NodeAnalysis | undefined): number {
  const elements = Object.values(found?.outputs ?? {}).reduce((sum, { shape }) => sum + numel(shape), 0)
  return (found?.macs ?? 0) + elements * ELEMENT_MACS
}

/** What a node takes: building it and handing its values over cost time too. */
export const costOf = (found: NodeAnalysis | undefined): number => NODE_MACS + workOf(found)

/** Values that later steps of a run read, kept until the last of them has run: a cache may be too small for that. */
export class Held {
  readonly #values = new Map<string, Tensor>()
  readonly #place: ReadonlyMap<string, number>
  readonly #lastRead: ReadonlyMap<string, number>

  /** `order`: the nodes that will run. */
  constructor(order: readonly string[], nodes: ReadonlyMap<string, RunNode>) {
    this.#place = new Map(order.map((id, i) => [id, i]))
    this.#lastRead = new Map(order.flatMap((id, i) => (nodes.get(id)?.reads ?? []).map((read) => [read.key, i])))
  }

  get(key: string): Tensor | undefined {
    return this.#values.get(key)
  }

  add(values: ReadonlyMap<string, Tensor>): void {
    for (const [key, tensor] of values) this.#values.set(key, tensor)
  }

  /** Lets go of what nothing behind this node reads. */
  passed(id: string): void {
    const place = this.#place.get(id) ?? 0
    for (const key of this.#values.keys()) if ((this.#lastRead.get(key) ?? -1) <= place) this.#values.delete(key)
  }
}
