/** Sizes of which one may be -1 and follows from the count, as PyTorch's `reshape` and `unflatten` take them. */
import { sizes } from './words'

export type Inferred = { readonly shape: readonly number[] } | { readonly pytorch: string; readonly why: 'twice' | 'negative' | 'count' | 'ambiguous' }

/** The sizes that `count` values take, the -1 worked out; or why they do not. */
export function inferSizes(wanted: readonly number[], count: number): Inferred {
  let product = 1
  let open = -1
  for (const [at, size] of wanted.entries()) {
    if (size === -1) {
      if (open >= 0) return { why: 'twice', pytorch: 'only one dimension can be inferred' }
      open = at
    } else if (size < 0) return { why: 'negative', pytorch: `invalid shape dimension ${size} at index ${at} of shape ${sizes(wanted)}` }
    else product *= size
  }
  if (product !== count && !(open >= 0 && product > 0 && count % product === 0)) {
    return { why: 'count', pytorch: `shape '${sizes(wanted)}' is invalid for input of size ${count}` }
  }
  if (open < 0) return { shape: wanted }
  if (product === 0) {
    return { why: 'ambiguous', pytorch: `cannot reshape tensor of 0 elements into shape ${sizes(wanted)} because the unspecified dimension size -1 can be any value and is ambiguous` }
  }
  return { shape: wanted.map((size, at) => (at === open ? count / product : size)) }
}
