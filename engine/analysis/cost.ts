/** What a node costs, as the summary lists it: parameters without buffers, multiply-adds, bytes. */
import { countOf, nodeBytes } from './memory'
import type { NodeAnalysis } from './types'

export interface Cost {
  readonly parameters: number
  readonly macs: number
  /** Of outputs, parameters and buffers together. */
  readonly bytes: number
}

/** The cost of a node; nothing where there is none. */
export function costOf(found: NodeAnalysis | undefined): Cost {
  if (!found) return { parameters: 0, macs: 0, bytes: 0 }
  const parameters = (found.tensors ?? []).reduce((sum, spec) => (spec.role === 'parameter' ? sum + countOf(spec.shape) : sum), 0)
  return { parameters, macs: found.macs, bytes: nodeBytes(found.outputs, found.tensors) }
}

/** The cost of several nodes together. */
export function totalCost(all: Iterable<NodeAnalysis | undefined>): Cost {
  let [parameters, macs, bytes] = [0, 0, 0]
  for (const found of all) {
    const cost = costOf(found)
    parameters += cost.parameters
    macs += cost.macs
    bytes += cost.bytes
  }
  return { parameters, macs, bytes }
}
