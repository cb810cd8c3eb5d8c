/** Initial weights as PyTorch draws them, and the seed they start from. */
import type { Init, TensorSpec } from '../layers/define'
import { say } from '../say'
import { isNumberLiteral } from './literal'
import type { NumberLiteral } from '../document/types'
import { allocate, numel, type Tensor } from './dtype'
import { ValueError } from './errors'
import type { Generator } from './random'
import { convert } from './convert'

/** What a draw needs to know of a tensor: `TensorSpec` fits. `zeroRow`: a row set to 0 after it was drawn (padding_idx). */
export type DrawSpec = Pick<TensorSpec, 'shape' | 'dtype'> & { readonly init: Init & { readonly zeroRow?: number | undefined } }

/** Draws one parameter or buffer from the stream. Uniform with bound 0 gives zeros that were drawn all the same. */
export function drawTensor(g: Generator, spec: DrawSpec): Tensor {
  const { shape, dtype, init } = spec
  const n = numel(shape)
  if (init.kind === 'constant') return { dtype, shape, data: constant(dtype, n, init.value) }
  if (init.kind === 'given') return convert({ dtype: 'float64', shape, data: Float64Array.from(init.values) }, dtype)
  const data = init.kind === 'uniform' ? g.uniform(n, -init.bound, init.bound) : g.normal(n, 0, init.std)
  if (init.zeroRow !== undefined && n > 0) {
    const row = n / shape[0]!
    data.fill(0, init.zeroRow * row, (init.zeroRow + 1) * row)
  }
  return convert({ dtype: 'float32', shape, data }, dtype)
}

/** Moves the stream past a tensor without keeping it: for one that is overridden. */
export function skipTensor(g: Generator, spec: DrawSpec): void {
  const n = numel(spec.shape)
  if (spec.init.kind === 'uniform') g.skip(n)
  else if (spec.init.kind === 'normal') {
    if (n < 16) g.normal(n, 0, 1)
    else g.skip(n % 16 ? n + 16 : n)
  }
}

function constant(dtype: Tensor['dtype'], n: number, value: number): Tensor['data'] {
  const data = allocate(dtype, n)
  if (value === 0) return data
  const one = convert({ dtype: 'float64', shape: [], data: Float64Array.of(value) }, dtype).data[0]!
  if (data instanceof BigInt64Array) data.fill(BigInt(one))
  else data.fill(Number(one))
  return data
}

/**
 * The low 32 bits of a seed as an unsigned number, two's complement for negative ones. Of any integer, also where
 * PyTorch's own seeds end, [-2^63, 2^64). Throws ValueError where it is none.
 */
export function lowSeed(seed: number | NumberLiteral): number {
  const text = isNumberLiteral(seed) ? seed.$number : undefined
  const whole = text === undefined ? Number.isInteger(seed) : /^-?\d+$/.test(text)
  if (!whole) throw new ValueError(say`A seed must be an integer, not ${text ?? JSON.stringify(seed)}.`, 'manual_seed expected a long, but got float')
  return Number(BigInt.asUintN(32, BigInt(text ?? (seed as number))))
}
