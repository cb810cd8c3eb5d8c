/** A batch that was joined with the values of its samples, which PyTorch does without a word. */
import { say, type Said } from '../say'
import type { Edit, Params } from '../document/types'
import { numel } from '../tensor/dtype'
import type { FrontNode, Mend, NodeRef } from './define'
import { inputOf, keepsSizes, passed, upstream } from './fronts'
import { times } from './words'

/** What keeps the batch: of a Flatten its start_dim, of a Reshape a Flatten in its place. */
function keeping(front: FrontNode): { readonly words: Said; readonly fix: Mend } | undefined {
  const { id, layer } = front
  if (layer.type === 'Flatten') return { words: say`set its start_dim to 1`, fix: { label: say`Set start_dim of ${id} to 1`, edits: () => [{ kind: 'setParam', node: id, param: 'start_dim' }] } }
  if (layer.type === 'Reshape') return { words: say`make it a Flatten`, fix: { label: say`Make ${id} a Flatten`, edits: (): readonly Edit[] => [{ kind: 'setType', node: id, type: 'Flatten', params: {} }] } }
  return undefined
}

const parameters = (front: FrontNode, features: number): Params | undefined => {
  if (front.layer.type === 'Flatten') return Object.fromEntries(Object.entries(front.params).filter(([name]) => name !== 'start_dim'))
  const batch = inputOf(front)?.shape[0]
  return batch === undefined ? undefined : { ...front.params, shape: [batch, features] }
}

interface Swallowed {
  readonly words: Said
  readonly fix: Mend
  /** Where the batch was lost. */
  readonly at: { readonly node: string; readonly param: string }
}

/** Whether a Flatten or Reshape in front of `input` joined the batch with the rest, so that rows of `features` values did not come out; and the mend there. */
export function swallowedBatch(node: NodeRef, features: number): Swallowed | undefined {
  const path: FrontNode[] = []
  for (const front of upstream(node, 'input')) {
    const mend = keeping(front)
    if (mend) {
      const input = inputOf(front)
      const params = parameters(front, features)
      if (!input || !params || numel(input.shape.slice(1)) !== features) return undefined
      const kept = passed(path, front.gives(front.inputs, params)?.[front.port])
      return kept?.shape.at(-1) === features ? { words: say`${front.id} joins the batch of ${input.shape[0] ?? 0} with the rest; ${mend.words}`, fix: mend.fix, at: { node: front.id, param: front.layer.type === 'Flatten' ? 'start_dim' : 'shape' } } : undefined
    }
    if (!keepsSizes(front)) return undefined
    path.push(front)
  }
  return undefined
}

/**
 * Sizes that a -1 took from the batch: another first size than the input's, though neither only leading dimensions are
 * joined (rows of all samples) nor only the first is split.
 */
export function changesBatch(wanted: readonly number[], input: readonly number[], output: readonly number[]): boolean {
  if (!wanted.includes(-1) || input.length < 2 || (input[0] ?? 0) < 2 || output[0] === input[0]) return false
  const ends = (long: readonly number[], short: readonly number[]): boolean => short.length > 0 && times(long.slice(-short.length)) === times(short)
  const [within, without] = [input.slice(1), output.slice(1)]
  return !ends(within, without) && !ends(without, within)
}
