/** Values to begin with where PyTorch has no default: a node that runs at once says more than one that complains. */
import type { Json } from '../document/types'
import type { Layer } from './define'

const STARTERS: Readonly<Record<string, Json>> = {
  out_channels: 8, kernel_size: 3, out_features: 10, hidden_size: 16, num_heads: 1, nhead: 1, num_groups: 1, output_size: 1, num_embeddings: 10,
  embedding_dim: 8, dim: 0, dim0: 0, dim1: 1, chunks: 2, split_size_or_sections: 1, index: 0, upscale_factor: 2, downscale_factor: 2, groups: 1,
  k: 1, size: 3, norm_type: 2, threshold: 0, value: 0, padding: 1, dtype: 'float32', p: 2,
}

/** Parameters for a new node of a layer. */
export function starterParams(layer: Layer): Record<string, Json> {
  if (layer.inputs.length === 0) return { shape: [1, 1, 28, 28], value: { kind: 'randn', seed: 0 } }
  const params: Record<string, Json> = {}
  for (const [name, spec] of Object.entries(layer.params)) {
    const value = STARTERS[name]
    if (spec.required && !spec.inferred && value !== undefined) params[name] = value
  }
  return params
}
