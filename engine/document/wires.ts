/** The edges in file order, and which of them meet at a node. */
import { OrderedMap } from './ordered'
import type { Edge } from './types'

const NONE: readonly Edge[] = []

/** Lists handed out are snapshots: changes replace them. Ends need not exist as nodes. */
export class Wires {
  readonly #edges = new OrderedMap<Edge, Edge>()
  readonly #incoming = new Map<string, readonly Edge[]>()
  readonly #outgoing = new Map<string, readonly Edge[]>()

  constructor(edges: readonly Edge[]) {
    const collect = (lists: Map<string, Edge[]>, id: string, edge: Edge): void => {
      const list = lists.get(id)
      if (list) list.push(edge)
      else lists.set(id, [edge])
    }
    const incoming = new Map<string, Edge[]>()
    const outgoing = new Map<string, Edge[]>()
    for (const given of edges) {
      const edge = this.#own(given)
      this.#edges.insert(edge, edge)
      collect(incoming, edge.to[0], edge)
      collect(outgoing, edge.from[0], edge)
    }
    this.#incoming = incoming
    this.#outgoing = outgoing
  }

  get size(): number {
    return this.#edges.size
  }

  list(): readonly Edge[] {
    return this.#edges.values()
  }

  indexOf(edge: Edge): number {
    return this.#edges.indexOf(edge)
  }

  incoming(id: string): readonly Edge[] {
    return this.#incoming.get(id) ?? NONE
  }

  outgoing(id: string): readonly Edge[] {
    return this.#outgoing.get(id) ?? NONE
  }

  /** All edges at a node in file order, one from it to itself once. */
  touching(id: string): Edge[] {
    return this.#edges.sort([...new Set([...this.incoming(id), ...this.outgoing(id)])])
  }

  /** The edges between the same two ports, in file order. */
  alike(edge: Edge): readonly Edge[] {
    return this.incoming(edge.to[0]).filter((other) => sameEnds(other, edge))
  }

  /** The edge that is meant: between the same ports, best with the same unknown keys. */
  find(edge: Edge): Edge | undefined {
    const alike = this.alike(edge)
    const keys = JSON.stringify(edge.unknown)
    return alike.find((other) => JSON.stringify(other.unknown) === keys) ?? alike[0]
  }

  add(given: Edge, index = this.size): void {
    const edge = this.#own(given)
    this.#edges.insert(edge, edge, index)
    this.#link(this.#incoming, edge.to[0], edge)
    this.#link(this.#outgoing, edge.from[0], edge)
  }

  /** Removes an edge that is there; gives the index where it stood. */
  remove(edge: Edge): number {
    unlink(this.#incoming, edge.to[0], edge)
    unlink(this.#outgoing, edge.from[0], edge)
    return this.#edges.delete(edge).index
  }

  /** Removes all edges at a node. */
  cut(id: string): void {
    const edges = this.touching(id)
    this.#incoming.delete(id)
    this.#outgoing.delete(id)
    for (const edge of edges) this.remove(edge)
  }

  /** Renames a node at the ends of its edges, which keep their places. */
  rename(id: string, to: string): void {
    const end = (ref: Edge['from']): Edge['from'] => (ref[0] === id ? [to, ref[1]] : ref)
    const renames = this.touching(id).map((edge) => ({ from: edge, to: { ...edge, from: end(edge.from), to: end(edge.to) } }))
    for (const { from } of renames) {
      unlink(this.#incoming, from.to[0], from)
      unlink(this.#outgoing, from.from[0], from)
    }
    this.#edges.rename(renames.map((rename) => ({ ...rename, value: rename.to })))
    for (const { to: edge } of renames) {
      this.#link(this.#incoming, edge.to[0], edge)
      this.#link(this.#outgoing, edge.from[0], edge)
    }
  }

  /** Edges are told apart as objects, so that one given twice is copied. */
  #own(edge: Edge): Edge {
    return this.#edges.has(edge) ? { ...edge } : edge
  }

  #link(lists: Map<string, readonly Edge[]>, id: string, edge: Edge): void {
    const list = lists.get(id) ?? NONE
    let at = list.length
    while (at > 0 && this.#edges.isBefore(edge, list[at - 1]!)) at--
    lists.set(id, [...list.slice(0, at), edge, ...list.slice(at)])
  }
}

function unlink(lists: Map<string, readonly Edge[]>, id: string, edge: Edge): void {
  const left = lists.get(id)?.filter((other) => other !== edge)
  if (left && left.length > 0) lists.set(id, left)
  else lists.delete(id)
}

export const sameEnds = (a: Edge, b: Edge): boolean =>
  a.from[0] === b.from[0] && a.from[1] === b.from[1] && a.to[0] === b.to[0] && a.to[1] === b.to[1]
