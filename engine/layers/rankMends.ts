/** Mends of an input with the wrong number of dimensions: a layer in front that gives it the right one. */
import { say, type Said } from '../say'
import type { Params } from '../document/types'
import { numel, type TensorType } from '../tensor/dtype'
import type { NodeRef, Refusal } from './define'
import type { Dims } from './dims'
import { insertBefore } from './mends'
import { times } from './words'

/** A layer to put in front, what comes out of it, and how a sentence says it. */
interface Way {
  readonly type: string
  readonly params: Params
  readonly shape: readonly number[]
  readonly words: Said
}

const unsqueeze = (shape: readonly number[], dim: number): Way =>
  ({ type: 'Unsqueeze', params: { dim }, shape: [...shape.slice(0, dim), 1, ...shape.slice(dim)], words: say`an Unsqueeze of dim ${dim}` })

/** Rows of values as square images (cubes, sequences) of so many channels; of a single pixel where as many channels are set as a row is long. */
function unrolled(n: Dims, shape: readonly number[], channels: number, set: boolean): Way | undefined {
  const count = shape.at(-1) ?? 0
  const side = Math.round((count / channels) ** (1 / n))
  const image = [channels, ...Array<number>(n).fill(side)]
  if ((side < 2 && !set) || numel(image) !== count) return undefined
  return { type: 'Reshape', params: { shape: [-1, ...image] }, shape: [...shape.slice(0, -1), ...image], words: say`a Reshape to ${times([-1, ...image])}` }
}

/** What brings an input to `n` spatial dimensions behind the channels, the likeliest first. */
function ways(n: Dims, shape: readonly number[], channels: number | undefined): readonly Way[] {
  const rank = shape.length
  const found: (Way | undefined)[] = []
  const square = rank === n && shape.every(size => size === shape[0])
  // Rows of values, one a sample, unless they look like one image.
  if (rank === 2 && n > 1 && !square) found.push(...(channels === undefined ? [1, 3] : [channels]).map(count => unrolled(n, shape, count, channels !== undefined)))
  if (rank === n) found.push(unsqueeze(shape, 0))
  const single = shape.indexOf(1)
  if (rank > n + 2 && single >= 0) found.push({ type: 'Squeeze', params: { dim: single }, shape: shape.filter((_, dim) => dim !== single), words: say`a Squeeze of dim ${single}` })
  return found.filter(way => way !== undefined)
}

/** The first that the node takes then. */
function taken(node: NodeRef, port: string, dtype: TensorType['dtype'], found: readonly Way[]): Way | undefined {
  return found.find(({ shape }) => node.gives({ ...node.inputs, [port]: { dtype, shape } }) !== undefined)
}

/** `around` of a refusal over the rank: says what to put in front where something helps. `words`: the sentence without it, and without its end. */
export function rankMend(n: Dims, words: Said, channels?: 'in_channels' | 'num_features'): Pick<Refusal, 'around'> {
  return {
    around(node) {
      const { input } = node.inputs
      const given = channels && node.params[channels]
      const way = input && taken(node, 'input', input.dtype, ways(n, input.shape, typeof given === 'number' ? given : undefined))
      return way && { message: say`${words}; put ${way.words} in front.`, fix: insertBefore('input', way.type, way.params) }
    },
  }
}
