/** The values of Input and Constant nodes. */
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import type { Json } from '../document/types'
import { say } from '../say'
import type { DType, Tensor } from '../tensor/dtype'
import { inputTensor } from '../tensor/values'

/** Reads files that a graph names. */
export interface TensorSource {
  tensor(path: string, shape: readonly number[], dtype: DType): Tensor
  safetensor(file: string, key: string): Tensor | undefined
}

const ZEROS: Json = { kind: 'zeros' }

/** What an Input or Constant holds. Throws where its file cannot be read as that, or the node has no type. */
export function inputValue(doc: GraphDocument, analysis: GraphAnalysis, files: Pick<TensorSource, 'tensor'>, id: string): Tensor {
  const type = analysis.node(id)?.outputs['output']
  if (!type) throw new Error(say`${id} has no value.`)
  const value = doc.node(id)?.params['value'] ?? ZEROS
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { kind, path } = value as { readonly kind?: Json; readonly path?: Json }
    if (kind === 'file' && typeof path === 'string') return files.tensor(path, type.shape, type.dtype)
  }
  return inputTensor(type.shape, type.dtype, value)
}
