/** The numbers of `data` lists: plain wherever that keeps their values, whether they come from a file or an edit. */
import { isList, isObject } from './json'
import { dataNumber } from './numbers'
import type { Json, Params } from './types'

/** The same list where there is nothing to do. */
export const tidyData = (data: readonly Json[]): readonly Json[] =>
  data.some((item) => dataNumber(item) !== item) ? data.map(dataNumber) : data

/** Does so for the `value` of an Input or Constant. */
export function tidyParams(params: Params): Params {
  const value = Object.hasOwn(params, 'value') ? params['value'] : undefined
  if (!isObject(value) || !Object.hasOwn(value, 'data') || !isList(value['data'])) return params
  const data = tidyData(value['data'])
  return data === value['data'] ? params : { ...params, value: { ...value, data } }
}
