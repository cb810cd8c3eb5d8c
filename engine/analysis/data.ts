/** Lists of numbers in a graph file, as the run would read them. */
import type { Json } from '../document/types'
import type { DType } from '../tensor/dtype'
import { ValueError } from '../tensor/errors'
import { parseData } from '../tensor/parse'

/** Lists are immutable: what is wrong with one is found once. */
const faults = new WeakMap<readonly Json[], Map<DType, ValueError | undefined>>()

/** What keeps a list from being values of a dtype, as the run would find it. */
export function dataFault(data: readonly Json[], dtype: DType): ValueError | undefined {
  const known = faults.get(data) ?? new Map<DType, ValueError | undefined>()
  faults.set(data, known)
  if (!known.has(dtype)) known.set(dtype, attempt(() => parseData(dtype, data)))
  return known.get(dtype)
}

function attempt(action: () => unknown): ValueError | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof ValueError) return error
    throw error
  }
  return undefined
}
