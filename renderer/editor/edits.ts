/** What a gesture means as edits of the document. */
import type { GraphDocument } from '../../engine/document/document'
import type { Edge, Edit, PortRef } from '../../engine/document/types'
import { sameEnds } from '../../engine/document/wires'
import { layerOf } from '../../engine/layers'
import type { Layer } from '../../engine/layers/define'
import { starterParams } from '../../engine/layers/starters'

/** Gives ids not yet taken, each once: `conv1`, `conv2`, ... from the type's name in short. */
export class FreshIds {
  private readonly given = new Set<string>()
  /** The last number tried, by stem: of thousands none is tried twice. */
  private readonly tried = new Map<string, number>()

  constructor(private readonly doc: GraphDocument) {}

  of(type: string): string {
    const stem = layerOf(type)?.stem ?? type.toLowerCase().replace(/\d+d$/, '').replace(/[^a-z0-9]/g, '')
    for (let n = (this.tried.get(stem) ?? 0) + 1; ; n++) {
      const id = `${stem}${n}`
      if (!this.take(id)) continue
      this.tried.set(stem, n)
      return id
    }
  }

  /** Whether an id was free; it is taken now. */
  take(id: string): boolean {
    if (this.doc.has(id) || this.given.has(id)) return false
    this.given.add(id)
    return true
  }
}

/** Adds a node; where `after` is given and both fit, wired to its first output. */
export function addLayer(doc: GraphDocument, layer: Layer, position: readonly [number, number], after?: string): { id: string; edits: Edit[] } {
  const id = new FreshIds(doc).of(layer.type)
  const edits: Edit[] = [{ kind: 'addNode', node: { id, type: layer.type, params: starterParams(layer), position } }]
  const port = layer.inputs[0]?.name
  if (after !== undefined && port !== undefined) edits.push({ kind: 'addEdge', edge: { from: [after, 'output'], to: [id, port] } })
  return { id, edits }
}

/** Wires an output to an input; what was wired there goes. Nothing where it is wired already. */
export function connect(doc: GraphDocument, from: PortRef, to: PortRef, moved?: Edge): Edit[] {
  if (moved && sameEnds(moved, { from, to })) return []
  const edits: Edit[] = moved ? [{ kind: 'removeEdge', edge: moved }] : []
  for (const edge of doc.incoming(to[0])) {
    if (edge.to[1] !== to[1] || edge === moved) continue
    if (sameEnds(edge, { from, to })) return edits
    edits.push({ kind: 'removeEdge', edge })
  }
  edits.push({ kind: 'addEdge', edge: { from, to } })
  return edits
}

/** Removes nodes (their wires and tensors go along) and wires. */
export function removeAll(nodes: readonly string[], edges: readonly Edge[]): Edit[] {
  const gone = new Set(nodes)
  return [
    ...edges.filter((edge) => !gone.has(edge.from[0]) && !gone.has(edge.to[0])).map((edge): Edit => ({ kind: 'removeEdge', edge })),
    ...nodes.map((id): Edit => ({ kind: 'removeNode', id })),
  ]
}

/** A node and everything behind it: wired into it, these would close a circle. */
export function downstream(doc: GraphDocument, id: string): ReadonlySet<string> {
  const seen = new Set<string>()
  const stack = [id]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    for (const edge of doc.outgoing(next)) stack.push(edge.to[0])
  }
  return seen
}
