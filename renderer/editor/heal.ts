/** Taking nodes out of a chain and joining what was in front to what was behind. */
import { GraphAnalysis } from '../../engine/analysis/analysis'
import { applyAll } from '../../engine/document/history'
import { GraphDocument } from '../../engine/document/document'
import type { Edge, Edit, PortRef } from '../../engine/document/types'
import { removeAll } from './edits'

/** Edits that remove the nodes and heal the chain; a join that would not fit its consumer's shapes is left out. */
export function removeHealing(doc: GraphDocument, ids: readonly string[]): readonly Edit[] {
  const gone = new Set(ids)
  const joins: Edge[] = []
  for (const id of ids) {
    for (const edge of doc.outgoing(id)) {
      if (gone.has(edge.to[0])) continue
      const from = origin(doc, id, gone)
      if (from) joins.push({ from, to: edge.to })
    }
  }
  const removal = removeAll(ids, [])
  const sound = joins.length === 0 ? [] : fitting(doc, removal, joins)
  return [...removal, ...sound.map((edge): Edit => ({ kind: 'addEdge', edge }))]
}

/** Edits that take a node off all its wires, joining what was in front to what was behind where that fits. */
export function detached(doc: GraphDocument, id: string): readonly Edit[] {
  const edges = [...new Set([...doc.incoming(id), ...doc.outgoing(id)])]
  const removal = edges.map((edge): Edit => ({ kind: 'removeEdge', edge }))
  const from = origin(doc, id, new Set([id]))
  const joins = from ? doc.outgoing(id).filter((edge) => doc.has(edge.to[0])).map((edge): Edge => ({ from, to: edge.to })) : []
  return [...removal, ...(joins.length > 0 ? fitting(doc, removal, joins) : []).map((edge): Edit => ({ kind: 'addEdge', edge }))]
}

/** What a removed node's first wired input came from, past others that go as well. */
function origin(doc: GraphDocument, id: string, gone: ReadonlySet<string>): PortRef | undefined {
  const seen = new Set<string>()
  let at = id
  while (!seen.has(at)) {
    seen.add(at)
    const [first] = doc.incoming(at)
    if (!first) return undefined
    if (!gone.has(first.from[0])) return first.from
    at = first.from[0]
  }
  return undefined
}

/** The joins after which their consumers have no fault that they did not have before. */
function fitting(doc: GraphDocument, removal: readonly Edit[], joins: readonly Edge[]): readonly Edge[] {
  const before = new GraphAnalysis(new GraphDocument(doc.graph))
  const trial = new GraphDocument(doc.graph)
  applyAll(trial, [...removal, ...joins.map((edge): Edit => ({ kind: 'addEdge', edge }))])
  const after = new GraphAnalysis(trial)
  const faults = (analysis: GraphAnalysis, id: string): number => (analysis.node(id)?.problems ?? []).filter((problem) => problem.severity === 'error').length
  return joins.filter(({ to: [id] }) => faults(after, id) <= faults(before, id))
}
