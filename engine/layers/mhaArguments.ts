/** What PyTorch says to sizes and heads of an attention that are none of its ints. */
import type { ParamSpec } from './define'
import { SIZE, unpacking } from './argument'
import { tooSmall, UNEVEN, type MhaNames } from './mha'
import { compared, divides, sizeOf, valueOf } from './operators'
import { pythonText, pythonType } from './python'

/** The values of a row, which are compared, divided among the heads, and then a size of the weight. */
export const embedSize = <T>({ heads }: MhaNames, inner: ParamSpec<T>): ParamSpec<T> => compared('<=', 'int', inner, (json, { [heads]: count = 1 }) => {
  if ((valueOf(json) ?? 0) <= 0) return tooSmall(pythonText(json), pythonText(count))
  if (!divides(count, json)) return UNEVEN
  return unpacking(SIZE, [json])
})

/** The heads, among which a row is divided. */
export const headCount = <T>({ embed, query }: MhaNames, inner: ParamSpec<T>): ParamSpec<T> => compared('<=', 'int', inner, (json, params) => inputs => {
  const size = sizeOf(params, embed, inputs[query])
  if (size === undefined) return undefined
  if ((valueOf(json) ?? 0) <= 0) return tooSmall(String(size), pythonText(json))
  if (!divides(json, size)) return UNEVEN
  return pythonType(json) === 'float' ? unpacking("view(): argument 'size' (position 1)", [0, json]) : undefined
})
