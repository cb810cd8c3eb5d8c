/** Which values a model gives: its Output nodes, or without any, every output that feeds nothing. */
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import type { PortRef } from '../document/types'
import type { ModelPort } from './model'
import { valueKey } from './names'

/** In file order. `nameOf` gives the value of "id.port". */
export function exportOutputs(doc: GraphDocument, analysis: GraphAnalysis, nameOf: (key: string) => string | undefined): ModelPort[] {
  const outputs: ModelPort[] = []
  const add = (id: string, port: string): void => {
    const key = valueKey(id, port)
    const name = nameOf(key)
    const type = analysis.node(id)?.outputs[port]
    if (name !== undefined && type) outputs.push({ key, name, type })
  }
  const present = doc.graph.nodes.filter((node) => !node.bypass && node.type !== 'Input')
  const named = present.filter((node) => node.type === 'Output')
  if (named.length > 0) {
    for (const { id } of named) add(id, 'output')
    return outputs
  }
  const fed = new Set<string>()
  for (const edge of doc.graph.edges) if (doc.node(edge.to[0])?.bypass !== true) fed.add(valueKey(...origin(doc, analysis, edge.from)))
  for (const { id } of present) {
    for (const port of Object.keys(analysis.node(id)?.outputs ?? {})) if (!fed.has(valueKey(id, port))) add(id, port)
  }
  return outputs
}

/** Where a value comes from once nodes that are stepped over are gone. */
function origin(doc: GraphDocument, analysis: GraphAnalysis, from: PortRef): PortRef {
  let at = from
  const seen = new Set<string>()
  while (doc.node(at[0])?.bypass && !seen.has(at[0])) {
    seen.add(at[0])
    const id = at[0]
    const first = analysis.node(id)?.layer?.inputs[0]?.name
    const source = doc.incoming(id).find((edge) => edge.to[1] === first)?.from
    if (!source) break
    at = source
  }
  return at
}
