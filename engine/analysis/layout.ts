/** How the values of a node lie in memory, worked out beside their sizes: what shares memory with what follows from it. */
import { type Inputs, type Layer, type Layout, type Memory, refuse } from '../layers/define'
import { setParam } from '../layers/mends'
import { say } from '../say'
import { contiguous, isFolded, type Strides } from '../tensor/strides'
import type { NodeContext } from './context'
import type { NodeMemory } from './types'
import type { Wiring } from './wiring'

export const NO_MEMORY: NodeMemory = { layouts: {}, shares: false }

export type InputStrides = Readonly<Record<string, Strides>>

/** How what arrives at the inputs lies in memory, by port. */
export function inputStrides(inputs: Inputs, sources: Wiring['sources'], context: NodeContext): InputStrides {
  const strides: Record<string, Strides> = {}
  for (const port in inputs) {
    const from = sources.get(port)
    const layout = from && context.result(from[0])?.analysis.memory.layouts[from[1]]
    strides[port] = layout?.strides ?? contiguous(inputs[port]?.shape ?? [])
  }
  return strides
}

/** Refuses to overwrite a value of which several elements are one place in memory. */
export function checkInplace(layer: Layer, params: Readonly<Record<string, unknown>>, inputs: Inputs, strides: InputStrides): void {
  const port = layer.inputs[0]?.name
  const input = port === undefined ? undefined : inputs[port]
  if (port === undefined || !input || !layer.inplace?.(params)) return
  if (!isFolded({ shape: input.shape, strides: strides[port] ?? [] })) return
  refuse({
    code: 'shape-mismatch', port, param: 'inplace', fix: setParam('inplace', false, false),
    pytorch: 'unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.',
    message: say`${layer.type} is in place, but several values of its expanded input are one place in memory; set inplace to false.`,
  })
}

/** `stepped`: the node is stepped over and is its first input. */
export function memoryOf(layer: Layer, memory: Memory<Readonly<Record<string, unknown>>>, stepped: boolean): NodeMemory {
  const { params, inputs, outputs, strides } = memory
  const first = layer.inputs[0]?.name ?? ''
  const own = strides[first]
  const inplace = stepped || layer.inplace?.(params) === true
  const shares = !inplace && own !== undefined && layer.view?.shares(params, inputs, strides) === true
  const told = inplace ? {} : layer.layout?.(memory) ?? {}
  const layouts: Record<string, Layout> = {}
  for (const port in outputs) {
    const same = (shares || inplace) && own?.length === outputs[port]?.shape.length
    layouts[port] = told[port] ?? { strides: (same ? own : undefined) ?? contiguous(outputs[port]?.shape ?? []) }
  }
  return { layouts, shares }
}
