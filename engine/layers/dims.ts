/** Layers over one, two or three spatial dimensions: what the dimensions are called. */
import { say, told, type Said, type Wording } from '../say'

export type Dims = 1 | 2 | 3

/** Over how many dimensions a kernel or window goes. */
export const dimsOf = (p: { readonly kernel_size: readonly number[] }): Dims => p.kernel_size.length as Dims

const WORDS: Readonly<Record<Dims, readonly Said[]>> = { 1: [say`length`], 2: [say`height`, say`width`], 3: [say`depth`, say`height`, say`width`] }
const LETTERS: Readonly<Record<Dims, readonly string[]>> = { 1: ['L'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] }

/** `height` for the first of two. */
export const dimWord = (n: Dims, i: number): Wording | undefined => { const word = WORDS[n][i]; return word && told(word) }
/** `height and width` */
export const dimsInWords = (n: Dims): Said => (n === 1 ? say`length` : n === 2 ? say`height and width` : say`depth, height and width`)
/** `H`, `W`, as a size formula names them. */
export const dimLetters = (n: Dims): readonly string[] => LETTERS[n]
/** `channels × height × width`, what stands behind the batch. */
export const layout = (n: Dims): Said => (n === 1 ? say`channels × length` : n === 2 ? say`channels × height × width` : say`channels × depth × height × width`)
/** What a layer works on, in a learner's words. */
export const subject = (n: Dims): Said => (n === 1 ? say`sequence` : n === 2 ? say`image` : say`volume`)

/** The entry of a list that is known to have it; negative counts from the end. */
export const at = (list: readonly number[], i: number): number => list.at(i) ?? 0
