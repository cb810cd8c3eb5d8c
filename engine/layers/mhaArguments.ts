/** What PyTorch says to sizes and heads of an attention that are none of its ints. */
import type { ParamSpec } from './define'
import { SIZE, unpacking } from './argument'
import type { MhaNames } from './mha'
import { compared, divides, sizeOf, valueOf } from './operators'
import { pythonText, pythonType } from './python'

const TOO_SMALL = (embed: string, heads: string): string => `embed_dim and num_heads must be greater than 0, got embed_dim=${embed} and num_heads=${heads} instead`
const UNEVEN = 'embed_dim must be divisible by num_heads'

/** The values of a row, which are compared, divided among the heads, and then a size of the weight. */
export const embedSize = <T>({ heads }: MhaNames, inner: ParamSpec<T>): ParamSpec<T> => compared('<=', 'int', inner, (json, { [heads]: count = 1 }) => {
  if ((valueOf(json) ?? 0) <= 0) return TOO_SMALL(pythonText(json), pythonText(count))
  if (!divides(count, json)) return UNEVEN
  return unpacking(SIZE, [json])
})

/** The heads, among which a row is divided. */
export const headCount = <T>({ embed }: MhaNames, inner: ParamSpec<T>): ParamSpec<T> => compared('<=', 'int', inner, (json, params) => inputs => {
  const size = sizeOf(params, embed, inputs)
  if (size === undefined) return undefined
  if ((valueOf(json) ?? 0) <= 0) return TOO_SMALL(String(size), pythonText(json))
  if (!divides(json, size)) return UNEVEN
  return pythonType(json) === 'float' ? unpacking("view(): argument 'size' (position 1)", [0, json]) : undefined
})
