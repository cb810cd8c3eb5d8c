/**
 * Nodes that are like one before: of the same layer, with the same parameters and the same inputs. Networks are made of
 * repeated blocks, and what a layer makes of its inputs follows from these three alone, so it is worked out once.
 */
import type { Layer, Layout } from '../layers/define'
import type { TensorType } from '../tensor/dtype'
import type { NodeResult } from './result'

/** Beyond so many, a long session's edits have left more behind than the graph has kinds of nodes. */
const MOST = 20_000

/** What was worked out, to be given again to nodes that are alike. */
export class Alike {
  readonly #known = new Map<Layer, Map<string, NodeResult>>()
  readonly #names = new Map<string, number>()
  #count = 0

  /** A short name for what arrives: the same for outputs of one type that lie in memory alike. */
  nameOf(type: TensorType, layout: Layout | undefined): number {
    const text = `${type.dtype}${type.shape.join()}/${layout?.strides.join() ?? ''}`
    let name = this.#names.get(text)
    if (name === undefined) this.#names.set(text, name = this.#names.size)
    return name
  }

  find(layer: Layer, key: string): NodeResult | undefined {
    return this.#known.get(layer)?.get(key)
  }

  /** Keeps the result of a sound node that nothing is said of: all else names the node. */
  keep(layer: Layer, key: string, result: NodeResult): void {
    if (result.analysis.problems.length > 0) return
    if (++this.#count > MOST) {
      this.#known.clear()
      this.#count = 1
    }
    const known = this.#known.get(layer)
    if (known) known.set(key, result)
    else this.#known.set(layer, new Map([[key, result]]))
  }
}

/** Short names of the outputs by port. */
export function namesOf({ outputs, memory }: Pick<NodeResult['analysis'], 'outputs' | 'memory'>, alike: Alike): Record<string, number> {
  const names: Record<string, number> = {}
  for (const port in outputs) {
    const type = outputs[port]
    if (type) names[port] = alike.nameOf(type, memory.layouts[port])
  }
  return names
}
