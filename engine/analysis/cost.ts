/** What a node costs, as the summary lists it: parameters without buffers, multiply-adds, bytes. */
import type { GraphAnalysis } from './analysis'
import { countOf, nodeBytes } from './memory'

export interface Cost {
  readonly parameters: number
  readonly macs: number
  /** Of outputs, parameters and buffers together. */
  readonly bytes: number
}

export function costOf(analysis: GraphAnalysis, id: string): Cost {
  const found = analysis.node(id)
  if (!found) return { parameters: 0, macs: 0, bytes: 0 }
  const parameters = (found.tensors ?? []).reduce((sum, spec) => (spec.role === 'parameter' ? sum + countOf(spec.shape) : sum), 0)
  return { parameters, macs: found.macs, bytes: nodeBytes(found.outputs, found.tensors) }
}
