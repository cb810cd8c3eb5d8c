/** How sizes are written: PyTorch's way in its own messages, ours everywhere else. */
import { commas, plain, say, type Said } from '../say'


/** `[1, 3, 28, 28]`, as PyTorch writes a size. */
export const sizes = (shape: readonly number[]): string => `[${shape.join(', ')}]`
/** `1 × 3 × 28 × 28`; `scalar` for a 0-d tensor. */
export const times = (shape: readonly number[]): Said => (shape.length ? plain(shape.join(' × ')) : say`scalar`)
/** `5×5` */
export const window = (pair: readonly number[]): string => pair.join('×')
/** `2`, or `2×1` where the dimensions differ. */
export const brief = (pair: readonly number[]): string => (pair.every(n => n === pair[0]) ? String(pair[0] ?? '') : window(pair))
/** `[2, 1]` as the file would have it: one number where all are equal. */
export const spell = (pair: readonly number[]): number | readonly number[] => (pair.length && pair.every(n => n === pair[0]) ? (pair[0] ?? 0) : pair)
/** `1, 2 or 4` */
export const either = (values: readonly (number | string)[]): Said =>
  values.length < 2 ? plain(values.join('')) : say`${commas(values.slice(0, -1).map(String))} or ${values.at(-1) ?? ''}`
/** The first letter in capitals, for the start of a sentence. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
