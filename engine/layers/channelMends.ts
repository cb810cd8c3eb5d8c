/** What convolutions and their transposes say of channels in the wrong number or place, with the mends. */
import { plural, say, told, type Said } from '../say'
import type { TensorType } from '../tensor/dtype'
import { rankWords } from './convPad'
import type { Mend, NodeRef, Note, Refusal } from './define'
import { at, dimsInWords, type Dims } from './dims'
import { keepsSizes, upstream } from './fronts'
import { insertBefore, setParam } from './mends'
import { rankMend } from './rankMends'
import { times } from './words'

interface Last {
  readonly words: Said
  readonly fix: Mend
}

/** A Permute that brings channels from the last place to their own. */
function channelsFirst(n: Dims, rank: number): Last {
  const batch = rank === n + 2 ? [0] : []
  const dims = [...batch, rank - 1, ...Array.from({ length: n }, (_, i) => i + batch.length)]
  return {
    words: say`the channels seem to stand last, and PyTorch wants them before ${told(dimsInWords(n))}: put a Permute to ${dims.join(', ')} in front`,
    fix: insertBefore('input', 'Permute', { dims }),
  }
}

/** A rank that is neither that of a batch nor of one sample. */
export function refusedRank(type: string, n: Dims, shape: readonly number[]): Pick<Refusal, 'code' | 'port' | 'message' | 'around'> {
  const words = rankWords(type, n, shape)
  return { code: 'shape-mismatch', port: 'input', message: say`${words}.`, ...rankMend(n, words, 'in_channels') }
}

/** Another number of channels than in_channels says. */
export function wrongChannels(n: Dims, wanted: number, { shape }: TensorType): Pick<Refusal, 'message' | 'fix'> {
  const channels = at(shape, shape.length - n - 1)
  const says = say`in_channels is ${wanted}, but the input ${times(shape)} has ${plural(channels, 'channel')}`
  if (shape.at(-1) === wanted) {
    const { words, fix } = channelsFirst(n, shape.length)
    return { message: say`${says}; ${words}.`, fix }
  }
  const set = say`set in_channels to ${channels} or leave it to be inferred`
  // Samples of one channel that nobody gave a dimension for it.
  if (wanted === 1 && shape.length === n + 1) {
    return { message: say`${says}, as there is no batch; put an Unsqueeze of dim 1 in front if the ${channels} are a batch, or ${set}.`, fix: insertBefore('input', 'Unsqueeze', { dim: 1 }) }
  }
  return { message: say`${says}; ${set}.`, fix: setParam('in_channels', channels) }
}

/** Sizes such as those of images whose channels stand last. */
function looksLast(n: Dims, shape: readonly number[]): boolean {
  const [height = 0, width = 0, channels = 0] = shape.slice(-3)
  if (n !== 2 || (shape.length !== n + 1 && shape.length !== n + 2)) return false
  return (channels === 3 || channels === 4 || (channels === 1 && height === width)) && Math.min(height, width) >= 8
}

/** Images with their channels last, straight from an input of the graph, with in_channels left to be inferred. */
export function channelsLastIn(node: NodeRef, n: Dims, { shape }: TensorType): Last | undefined {
  if (!looksLast(n, shape) || node.params['in_channels'] !== undefined) return undefined
  for (const front of upstream(node, 'input')) {
    if (front.layer.type === 'Input') return channelsFirst(n, shape.length)
    if (!keepsSizes(front)) return undefined
  }
  return undefined
}

/** `advice` of a convolution over images that would take the height for channels without a word. */
export function channelsLastAdvice(n: Dims, input: TensorType | undefined): ((node: NodeRef) => readonly Note[]) | undefined {
  if (!input || !looksLast(n, input.shape)) return undefined
  return node => {
    const last = channelsLastIn(node, n, input)
    if (!last) return []
    const channels = plural(at(input.shape, input.shape.length - n - 1), 'channel')
    return [{ severity: 'warning', message: say`The input ${times(input.shape)} counts as ${channels}, but ${last.words}.`, param: 'in_channels', fix: last.fix }]
  }
}
