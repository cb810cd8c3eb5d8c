/** Parameters of the losses: how values are reduced, and tensors that are no wire. */
import type { Json } from '../document/types'
import { say } from '../say'
import type { Tensor } from '../tensor/dtype'
import type { ParamSpec, TensorSpec } from './define'
import { valueOf } from './operators'
import { choice, spelled } from './params'
import { pythonType } from './python'

const REDUCTIONS = ['none', 'mean', 'sum'] as const
export type Reduction = (typeof REDUCTIONS)[number]

export const reduction = choice(REDUCTIONS, 'The mean of all losses, their sum, or each by itself.', {
  default: 'mean', unknownAny: text => `${text} is not a valid value for reduction`,
  meant: word => (/^(avg|average|elementwise_mean|batchmean|true)$/i.test(word) ? 'mean' : /^(add|total)$/i.test(word) ? 'sum' : /^(no|off|false)$/i.test(word) ? 'none' : undefined),
})


/** The sizes of a nested list, going by its first elements. */
function shapeOf(json: Json): number[] {
  if (!Array.isArray(json)) return []
  const list = json as readonly Json[]
  const [first] = list
  return first === undefined ? [0] : [list.length, ...shapeOf(first)]
}

type Parsed = ReturnType<ParamSpec<Tensor>['parse']>

/** What `torch.tensor` says to an element. */
function noNumber(json: Json): { readonly pytorch?: string } {
  if (typeof json === 'string') return { pytorch: "too many dimensions 'str'" }
  return json === null ? { pytorch: 'must be real number, not NoneType' } : {}
}

/** Collects the elements in row-major order; gives what is wrong instead, if something is. */
function collect(json: Json, shape: readonly number[], dim: number, into: number[]): Exclude<Parsed, { readonly value: Tensor }> | undefined {
  if (dim === shape.length) {
    const value = Array.isArray(json) ? undefined : valueOf(json)
    if (value === undefined) return { refuse: say`${spelled(json)} is no number; give a list of numbers, nested where it has more dimensions.`, ...noNumber(json) }
    into.push(value)
    return undefined
  }
  const want = shape[dim] ?? 0
  if (!Array.isArray(json)) return { refuse: say`${spelled(json)} stands where a list of ${want} numbers should; give every row as many.` }
  const list = json as readonly Json[]
  if (list.length !== want) {
    return { refuse: say`One row has ${want} and another ${list.length} elements; give every row as many.`, pytorch: `expected sequence of length ${want} at dim ${dim} (got ${list.length})` }
  }
  for (const item of list) {
    const wrong = collect(item, shape, dim + 1, into)
    if (wrong) return wrong
  }
  return undefined
}

/** A float32 tensor as a list, nested where it has more dimensions; null for none. */
export function tensor(name: string, help: string): ParamSpec<Tensor | null> {
  return {
    control: { kind: 'tensor' }, help, required: false, default: null, inferred: false, nullable: true,
    parse(json) {
      if (json === null) return { value: null }
      if (typeof json === 'boolean' || (typeof json === 'string' && valueOf(json) === undefined)) {
        return { refuse: say`${spelled(json)} is no number; give a list of numbers, nested where it has more dimensions.`, pytorch: `cannot assign '${pythonType(json)}' object to buffer '${name}' (torch Tensor or None required)` }
      }
      const shape = shapeOf(json)
      const values: number[] = []
      const wrong = collect(json, shape, 0, values)
      return wrong ?? { value: { dtype: 'float32', shape, data: Float32Array.from(values) } }
    },
  }
}

/** The buffers of a loss, which its state_dict has: the weights that are given, by their names. */
export function lossBuffers(weights: Readonly<Record<string, Tensor | null>>): readonly TensorSpec[] {
  return Object.entries(weights).flatMap(([name, weight]): TensorSpec[] =>
    (weight ? [{ name, shape: weight.shape, dtype: weight.dtype, role: 'buffer', init: { kind: 'given', values: Array.from(weight.data, Number) } }] : []))
}
