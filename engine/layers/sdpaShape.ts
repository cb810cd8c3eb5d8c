/** Scaled dot-product attention's checks, in PyTorch's order and words, and its output's type. */
import { say, type Said } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { refuse, type Inputs, type Refusal } from './define'
import { matmulType } from './matmulShape'
import { castBefore, setParam } from './mends'
import { C_TYPE } from './types'
import { sizes, times } from './words'

export interface SdpaParams {
  readonly is_causal: boolean
  readonly scale: number | null
}

export interface Ports {
  readonly query: TensorType
  readonly key: TensorType
  readonly value: TensorType
  readonly mask: TensorType | undefined
}

const shapeFault = (port: string, pytorch: string, message: Said, fix?: Refusal['fix']): never =>
  refuse({ code: 'shape-mismatch', port, pytorch, message, ...(fix ? { fix } : {}) })

function checkTypes({ query, key, value, mask }: Ports): void {
  const [q, k, v] = [query.dtype, key.dtype, value.dtype]
  if (q !== k || q !== v) {
    const port = q !== k ? 'key' : 'value'
    refuse({
      code: 'type-mismatch', port, fix: castBefore(port, q), message: say`query is ${q}, but ${port} is ${q !== k ? k : v}; cast it to ${q}.`,
      pytorch: `Expected query, key, and value to have the same dtype, but got query.dtype: ${C_TYPE[q]} key.dtype: ${C_TYPE[k]} and value.dtype: ${C_TYPE[v]} instead.`,
    })
  }
  const ranks = [query, key, value].map(({ shape }) => shape.length)
  const flat = ranks.findIndex(rank => rank < 2)
  if (flat >= 0) {
    const port = ['query', 'key', 'value'][flat] ?? 'query'
    shapeFault(port, `Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: ${ranks[0] ?? 0} key.dim: ${ranks[1] ?? 0} and value.dim: ${ranks[2] ?? 0} instead.`,
      say`${port} needs rows of values, at least 2 dimensions, but it has ${ranks[flat] ?? 0}.`)
  }
  if (!mask || mask.dtype === 'bool' || mask.dtype === 'float32' || mask.dtype === q) return
  refuse({
    code: 'type-mismatch', port: 'attn_mask', fix: castBefore('attn_mask', isFloating(q) ? q : 'float32'), message: say`attn_mask is ${mask.dtype}; give bool, float32, or ${q} as the query has.`,
    pytorch: `Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: ${C_TYPE[mask.dtype]} and  query.dtype: ${C_TYPE[q]} instead.`,
  })
}

/** Whether PyTorch's fused kernel takes it; it wants masks of two dimensions at least. */
export function isFused({ query, key, value, mask }: Ports): boolean {
  const [q, k, v] = [query.shape, key.shape, value.shape]
  if (q.length !== 4 || k.length !== 4 || v.length !== 4) return false
  if ([0, 1].some(i => q[i] !== k[i] || q[i] !== v[i])) return false
  if (mask) {
    const m = mask.shape
    if (!m.length) shapeFault('attn_mask', 'Dimension specified as -2 but tensor has no dimensions', maskMessage(m, q, k))
    if (m.length === 1) shapeFault('attn_mask', 'Dimension out of range (expected to be in range of [-1, 0], but got -2)', maskMessage(m, q, k))
    const fits = (size: number | undefined, want: number | undefined): boolean => size === want || size === 1
    if (!fits(m.at(-2), q[2]) || !fits(m.at(-1), k[2])) return false
    if (m.length !== 2 && !(m.length === 4 && fits(m[0], q[0]) && fits(m[1], q[1]))) return false
  }
  return q[3] === k[3] && q[3] === v[3] && numel(q) > 0 && k[2] !== 0 && isFloating(query.dtype)
}

const maskMessage = (mask: readonly number[], query: readonly number[], key: readonly number[]): Said =>
  say`attn_mask is ${times(mask)}, but the scores are ${times([...query.slice(0, -1), key.at(-2) ?? 0])}; the mask has to stretch to that.`

/** What adding the mask in place refuses. */
function checkMask(scores: readonly number[], mask: readonly number[]): void {
  const message = say`attn_mask is ${times(mask)}, but the scores are ${times(scores)}; the mask has to stretch to that.`
  const rank = Math.max(scores.length, mask.length)
  const joined: number[] = []
  for (let i = rank - 1; i >= 0; i--) {
    const [x, y] = [scores[i - rank + scores.length] ?? 1, mask[i - rank + mask.length] ?? 1]
    if (x !== y && x !== 1 && y !== 1) shapeFault('attn_mask', `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${i}`, message)
    joined.unshift(x === 1 ? y : x)
  }
  if (joined.length !== scores.length || joined.some((n, i) => n !== scores[i])) {
    shapeFault('attn_mask', `output with shape ${sizes(scores)} doesn't match the broadcast shape ${sizes(joined)}`, message)
  }
}

/** Shape of the scores, one for each query and key. */
export const scoresShape = (query: TensorType, key: TensorType): readonly number[] =>
  matmulType({ dtype: 'float32', shape: query.shape }, { dtype: 'float32', shape: [...key.shape.slice(0, -2), key.shape.at(-1) ?? 0, key.shape.at(-2) ?? 0] }, { a: 'query', b: 'key' }).shape

/** The output's type, or a refusal. */
export function sdpaType(p: SdpaParams, inputs: Inputs): TensorType | undefined {
  const { query, key, value, attn_mask: mask } = inputs
  if (!query || !key || !value) return undefined
  const ports: Ports = { query, key, value, mask }
  checkTypes(ports)
  const { dtype } = query
  const plain = [...query.shape.slice(0, -1), value.shape.at(-1) ?? 0]
  // PyTorch looks no further where there is nothing to give or to take; sums of bools are int64.
  if (!query.shape.at(-2) || !key.shape.at(-2) || !numel(value.shape)) return { dtype: dtype === 'bool' ? 'int64' : dtype, shape: plain }
  const fused = isFused(ports)
  if (mask?.dtype === 'bool' && (dtype === 'int64' || dtype === 'int32')) {
    refuse({
      code: 'type-mismatch', port: 'query', pytorch: `value cannot be converted to type ${dtype === 'int64' ? 'int64_t' : 'int'} without overflow`, fix: castBefore('query', 'float32'),
      message: say`Attention works on floating point numbers, but query, key and value are ${dtype}; cast them.`,
    })
  }
  if (mask && p.is_causal && !fused) {
    refuse({
      code: 'bad-param', param: 'is_causal', pytorch: '_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True', fix: setParam('is_causal', false, false),
      message: say`is_causal makes a mask of its own, but attn_mask is wired; set is_causal to false or remove the wire.`,
    })
  }
  const [keys, values] = [key.shape.at(-2) ?? 0, value.shape.at(-2) ?? 0]
  if (fused && (keys < values || (keys > values && mask && mask.shape.at(-1) !== 1))) {
    // PyTorch's fused kernel does not look, and reads beyond the end of the keys.
    shapeFault('value', mask && (mask.shape.at(-1) !== 1) ? expanded(ports, values) : '', say`key has ${keys} rows and value ${values}; each key needs its value.`)
  }
  const scores = scoresShape(query, fused ? { dtype, shape: [...key.shape.slice(0, -2), values, key.shape.at(-1) ?? 0] } : key)
  if (mask) checkMask(scores, mask.shape)
  const float: DType = isFloating(dtype) ? dtype : 'float32'
  const { shape } = matmulType({ dtype: float, shape: scores }, value, { a: 'query', b: 'value' })
  return { dtype, shape }
}

function expanded({ query, mask }: Ports, values: number): string {
  const shape = mask?.shape ?? []
  const four = shape.length === 2 ? [1, 1, ...shape] : shape
  const want = [four[0] ?? 1, four[1] ?? 1, query.shape[2] ?? 0, values]
  return `The expanded size of the tensor (${values}) must match the existing size (${four[3] ?? 0}) at non-singleton dimension 3.  Target sizes: ${sizes(want)}.  Tensor sizes: ${sizes(four)}`
}

