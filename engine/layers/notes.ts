/** Notes that several layers make. */
import type { Inputs } from './define'

/** `notes` of a layer that also takes its input without a batch: said where `port` has this many dimensions. */
export const unbatched = (rank: number, port = 'input') => (_: unknown, inputs: Inputs): readonly { readonly severity: 'note'; readonly message: string }[] =>
  inputs[port]?.shape.length === rank ? [{ severity: 'note', message: 'unbatched' }] : []
