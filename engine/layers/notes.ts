/** Notes that several layers make. */
import { say, type Said } from '../say'
import type { Inputs } from './define'

/** `notes` of a layer that also takes its input without a batch: said where `port` has this many dimensions. */
export const unbatched = (rank: number, port = 'input') => (_: unknown, inputs: Inputs): readonly { readonly severity: 'note'; readonly message: Said }[] =>
  inputs[port]?.shape.length === rank ? [{ severity: 'note', message: say`unbatched` }] : []

/** `notes` of a layer over sequences: whether there is no batch, or the steps come before it, as PyTorch has it unless `batch_first` is set. */
export const sequence = (port = 'input') => (p: { readonly batch_first: boolean }, inputs: Inputs): readonly { readonly severity: 'note'; readonly message: Said }[] => {
  const rank = inputs[port]?.shape.length
  return rank === 3 && !p.batch_first ? [{ severity: 'note', message: say`steps first` }] : unbatched(2, port)(p, inputs)
}
