/** Why a node could not run: what its declaration finds in the values that came in, or else what ONNX Runtime says. */
import type { GraphAnalysis } from '../analysis/analysis'
import type { Problem } from '../document/types'
import type { Found } from '../layers/define'
import { say } from '../say'
import type { Tensor } from '../tensor/dtype'
import type { RunNode } from './memory'
import { numbersOf } from './numbers'

export interface Cause {
  /** ONNX Runtime's words. */
  readonly error: string
  readonly found?: Found
}

/** `value` gives the value that a port reads, undefined where it cannot be had. */
export async function causeOf(node: RunNode | undefined, analysis: GraphAnalysis, error: string, value: (read: RunNode['reads'][number]) => Promise<Tensor | undefined>): Promise<Cause> {
  const { layer, params, inputs } = (node && analysis.node(node.id)) ?? {}
  if (!node || !layer?.fault || !params || !inputs) return { error }
  const values: Record<string, ArrayLike<number>> = {}
  for (const read of node.reads) {
    const tensor = layer.fault.ports.includes(read.port) ? await value(read) : undefined
    if (tensor) values[read.port] = numbersOf(tensor, 0, tensor.data.length)
  }
  const found = layer.fault.find(params, inputs, values)
  return found ? { error, found } : { error }
}

/** The problem at a node that could not run. */
export const faultAt = (node: string, { error, found }: Cause): Problem =>
  ({ severity: 'error', code: 'runtime', node, ...(found ?? { message: say`${node} could not run: ${error}` }) })
