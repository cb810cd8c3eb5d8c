/** Notes that several layers make. */
import { say, type Said } from '../say'
import type { Inputs } from './define'

/** `notes` of a layer that also takes its input without a batch: said where `port` has this many dimensions. */
export const unbatched = (rank: number, port = 'input') => (_: unknown, inputs: Inputs): readonly { readonly severity: 'note'; readonly message: Said }[] =>
  inputs[port]?.shape.length === rank ? [{ severity: 'note', message: say`unbatched` }] : []
