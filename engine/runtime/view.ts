/** What is shown of a value: statistics and a picture. */
import type { Stats, Thumb } from '../protocol'
import type { Tensor } from '../tensor/dtype'
import { statistics } from './stats'
import { thumbnail } from './thumbs'

export interface View {
  readonly stats: Stats
  readonly thumb: Thumb
}

/** `input`: the value is an Input's, which may be an image; `sample`: of a batch, the one in the picture. */
export function viewOf(tensor: Tensor, input: boolean, sample = 0): View {
  const stats = statistics(tensor)
  const { min, max, nan, inf } = stats
  const known = nan === 0 && inf === 0 && min !== null && max !== null
  return { stats, thumb: thumbnail(tensor, { input, sample, ...(known ? { range: { lo: min, hi: max } } : {}) }) }
}

/** About how much memory it takes. */
export const viewBytes = (view: View): number => view.thumb.data.byteLength + 500
