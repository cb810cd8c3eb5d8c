/** How values are spread. */
import { halvesToFloats } from '../../engine/tensor/half'
import type { Tensor } from '../../engine/tensor/dtype'
import type { Stats } from '../../engine/protocol'

const MOST = 2 ** 20
export const BINS = 58

/** Whether there is a spread to show, of values few enough to be fetched whole. */
export const hasHistogram = ({ min, max, count }: Stats): boolean =>
  count >= 2 && count <= MOST && min !== null && max !== null && Number.isFinite(min) && Number.isFinite(max) && max > min

const numbers = ({ dtype, data }: Tensor): ArrayLike<number> =>
  (data instanceof BigInt64Array ? Float64Array.from(data, Number) : dtype === 'float16' ? halvesToFloats(data as Uint16Array) : data)

/** Heights of the bars from the smallest value to the largest, 0..1 on a logarithmic scale. */
export function histogramOf(tensor: Tensor, min: number, max: number): readonly number[] {
  const values = numbers(tensor)
  const counts = new Array<number>(BINS).fill(0)
  const scale = BINS / (max - min)
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(BINS - 1, Math.floor((values[i]! - min) * scale))
    if (bin >= 0) counts[bin]!++
  }
  const most = Math.log1p(Math.max(...counts))
  return counts.map((n) => Math.log1p(n) / most)
}
