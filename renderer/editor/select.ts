/** Which nodes a chain of wires reaches. */
import type { GraphDocument } from '../../engine/document/document'

/** These nodes and everything in front of them (or behind them), nearest first. */
export function reached(doc: GraphDocument, ids: Iterable<string>, direction: 'upstream' | 'downstream'): readonly string[] {
  const seen = new Set<string>(ids)
  // A set hands out what is added while it is walked.
  for (const id of seen) {
    const edges = direction === 'upstream' ? doc.incoming(id) : doc.outgoing(id)
    for (const edge of edges) {
      const [next] = direction === 'upstream' ? edge.from : edge.to
      if (doc.has(next)) seen.add(next)
    }
  }
  return [...seen]
}
