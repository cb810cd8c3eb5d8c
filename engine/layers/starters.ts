import type { Json } from '../document/types'
import type { Layer } from './define'

/** Parameters for a new node of a layer: what its declaration says that one begins with. */
export function starterParams(layer: Layer): Record<string, Json> {
  return Object.fromEntries(Object.entries(layer.params).flatMap(([name, { start }]) => (start === undefined ? [] : [[name, start]])))
}
