/** The state_dict of a whole graph: drawn as PyTorch draws it, then overridden by the graph's `tensors`. */
import type { GraphAnalysis } from '../analysis/analysis'
import { nodeBytes } from '../analysis/memory'
import type { GraphDocument } from '../document/document'
import type { TensorEntry } from '../document/types'
import type { TensorSpec } from '../layers/define'
import { drawTensor, lowSeed, skipTensor } from '../tensor/init'
import { Generator } from '../tensor/random'
import { convert } from '../tensor/convert'
import { ValueError } from '../tensor/errors'
import { parseData } from '../tensor/parse'
import { numel, type Tensor } from '../tensor/dtype'
import { valueKey } from './names'

/** A tensor of a .safetensors file, as it is there; undefined where there is none. */
export type TensorFile = (file: string, key: string) => Tensor | undefined

/**
 * All parameters and buffers by state_dict name, in draw order: after `torch.manual_seed(seed)` node by node in file
 * order. An overridden tensor is drawn all the same; a node whose shapes are unknown draws nothing, nor does one that by
 * itself is more than the memory limit: PyTorch could not build it either. `wanted` picks the ones to keep; the stream
 * passes over the rest, and stops behind the last one.
 */
export function graphWeights(doc: GraphDocument, analysis: GraphAnalysis, tensorFile: TensorFile, wanted?: (key: string) => boolean): Map<string, Tensor> {
  const weights = new Map<string, Tensor>()
  const generator = new Generator(lowSeed(doc.graph.seed))
  const limit = analysis.options.memoryLimit ?? Infinity
  const draws = doc.graph.nodes.flatMap(({ id }) => {
    const specs = analysis.node(id)?.tensors ?? []
    if (nodeBytes({}, specs) > limit) return []
    const runs = !analysis.isTooLarge(id)
    return specs.map((spec) => {
      const key = valueKey(id, spec.name)
      return { spec, key, kept: runs && wanted?.(key) !== false }
    })
  })
  for (const { spec, key, kept } of draws.slice(0, draws.findLastIndex((draw) => draw.kept) + 1)) {
    const entry = kept && Object.hasOwn(doc.graph.tensors, key) ? doc.graph.tensors[key] : undefined
    const given = entry && override(entry, spec, tensorFile)
    if (given || !kept) skipTensor(generator, spec)
    if (kept) weights.set(key, given ?? drawTensor(generator, spec))
  }
  return weights
}

/** What an entry holds, as `copy_` brings it into the parameter; undefined where it does not fit (an analysis says so). */
function override(entry: TensorEntry, spec: TensorSpec, tensorFile: TensorFile): Tensor | undefined {
  const { shape, dtype } = spec
  const given = 'file' in entry ? tensorFile(entry.file, entry.key) : inline(entry, spec)
  if (!given || given.shape.length !== shape.length || given.shape.some((size, i) => size !== shape[i])) return undefined
  return { ...convert(given, dtype), shape }
}

function inline(entry: Extract<TensorEntry, { data: unknown }>, { dtype }: TensorSpec): Tensor | undefined {
  if (entry.data.length !== numel(entry.shape)) return undefined
  try {
    return { dtype, shape: entry.shape, data: parseData(dtype, entry.data) }
  } catch (error) {
    if (error instanceof ValueError) return undefined
    throw error
  }
}
