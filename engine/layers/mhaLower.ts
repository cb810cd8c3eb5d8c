/** Multi-head attention in plain ONNX: projections, scores for each head, softmax, values, projection. */
import { numel, type TensorType } from '../tensor/dtype'
import { additive, product, softmaxRows, turned, zeros } from './attention'
import type { Value } from './define'
import { filled, int64, reshape, scalarOf, type Emitter } from './emit'
import { isPacked, type MhaParams } from './mha'

const float = (...shape: number[]): TensorType => ({ dtype: 'float32', shape })

/** What is needed of a lowering. */
export interface Weighted extends Emitter {
  tensor(name: string): Value
  emitMany(op: string, inputs: readonly (Value | undefined)[], results: readonly ({ readonly type: TensorType; readonly what: string } | undefined)[], attributes?: Parameters<Emitter['emit']>[4]): readonly (Value | undefined)[]
}

/** `x` times a weight [outputs, inputs], and a bias. */
export function linear(e: Emitter, x: Value, weight: Value, bias: Value | undefined, what: string): Value {
  const [outputs = 0] = weight.type.shape
  const shape = [...x.type.shape.slice(0, -1), outputs]
  const y = product(e, x, turned(e, weight, `${what}/weight`), shape, bias ? `${what}/product` : what)
  return bias ? e.emit('Add', [y, bias], y.type, what) : y
}

/** [batch, length, features] -> [batch, heads, length, features of a head]. */
function headed(e: Emitter, x: Value, heads: number, what: string): Value {
  const [batch = 0, length = 0, features = 0] = x.type.shape
  const each = features / heads
  return e.emit('Transpose', [reshape(e, x, [batch, length, heads, each], `${what}/split`)], float(batch, heads, length, each), what, { perm: { ints: [0, 2, 1, 3] } })
}

function parts(e: Weighted, name: string, count: number, what: string): readonly Value[] {
  const whole = e.tensor(name)
  const [rows = 0, ...rest] = whole.type.shape
  const results = ['q', 'k', 'v'].map(one => ({ type: float(rows / count, ...rest), what: `${what}_${one}` }))
  return e.emitMany('Split', [whole], results, { axis: { int: 0 }, num_outputs: { int: count } }).filter(value => value !== undefined)
}

/** The value with `more` along `axis`. */
function joined(e: Emitter, value: Value, more: Value, axis: number, what: string): Value {
  const shape = value.type.shape.map((n, i) => (i === axis ? n + (more.type.shape[axis] ?? 0) : n))
  return e.emit('Concat', [value, more], { dtype: value.type.dtype, shape }, what, { axis: { int: axis } })
}

/** Keys or values with the layer's own behind them. */
function extended(e: Weighted, p: MhaParams, x: Value, bias: string, what: string): Value {
  const [batch = 0, , features = 0] = x.type.shape
  let out = x
  if (p.add_bias_kv) {
    const row = e.emit('Expand', [e.tensor(bias), e.constant(`${what}/bias/shape`, int64([batch, 1, features]))], float(batch, 1, features), `${what}/bias`)
    out = joined(e, out, row, 1, `${what}/biased`)
  }
  return p.add_zero_attn ? joined(e, out, zeros(e, float(batch, 1, features), `${what}/zero`), 1, `${what}/zeroed`) : out
}

export interface Masks {
  readonly mask: Value | undefined
  readonly padding: Value | undefined
}

/** Both masks as numbers that stretch to [batch, heads, queries, keys]. */
function maskOf(e: Emitter, p: MhaParams, { mask, padding }: Masks, batch: number, what: string): Value | undefined {
  const extra = Number(p.add_bias_kv) + Number(p.add_zero_attn)
  const open = (value: Value, name: string): Value => {
    const numbers = additive(e, value, 'float32', true, name)
    if (!extra) return numbers
    return joined(e, numbers, e.constant(`${name}/open`, filled('float32', [...numbers.type.shape.slice(0, -1), extra], 0)), numbers.type.shape.length - 1, `${name}/longer`)
  }
  let sum: Value | undefined
  if (mask) {
    const numbers = open(mask, `${what}attn_mask`)
    const [, rows = 0, columns = 0] = numbers.type.shape
    sum = mask.type.shape.length === 3 ? reshape(e, numbers, [batch, p.num_heads, rows, columns], `${what}attn_mask/heads`) : numbers
  }
  if (!padding) return sum
  const numbers = open(padding, `${what}padding_mask`)
  const keys = numbers.type.shape.at(-1) ?? 0
  const own = reshape(e, numbers, [batch, 1, 1, keys], `${what}padding_mask/keys`)
  if (!sum) return own
  const rows = sum.type.shape.at(-2) ?? 0
  const heads = sum.type.shape.length === 4 ? p.num_heads : 1
  return e.emit('Add', [sum, own], float(batch, heads, rows, keys), `${what}masks`)
}

/**
 * Attention of query, key and value [batch, length, features]. Gives [batch, length, embed_dim] and the weights
 * [batch, heads, queries, keys]. Where PyTorch does not give the weights, rows that see no key are 0 instead of NaN.
 */
export function attend(e: Weighted, p: MhaParams, inputs: readonly [Value, Value, Value], masks: Masks, prefix = ''): { readonly output: Value; readonly weights: Value } {
  const { embed_dim: embed, num_heads: heads } = p
  const weights = isPacked(p) ? parts(e, `${prefix}in_proj_weight`, 3, `${prefix}weight`) : ['q', 'k', 'v'].map(one => e.tensor(`${prefix}${one}_proj_weight`))
  const biases = p.bias ? parts(e, `${prefix}in_proj_bias`, 3, `${prefix}bias`) : []
  const projected = inputs.map((x, i) => {
    const weight = weights[i]
    if (!weight) throw new Error('Attention has three projections.')
    return linear(e, x, weight, biases[i], `${prefix}${['q', 'k', 'v'][i] ?? ''}`)
  })
  const [q, k, v] = projected
  if (!q || !k || !v) throw new Error('Attention has three inputs.')
  const query = headed(e, q, heads, `${prefix}query`)
  const key = headed(e, extended(e, p, k, `${prefix}bias_k`, `${prefix}k`), heads, `${prefix}key`)
  const value = headed(e, extended(e, p, v, `${prefix}bias_v`, `${prefix}v`), heads, `${prefix}value`)
  const [batch = 0, , length = 0, each = 0] = query.type.shape
  const keys = key.type.shape[2] ?? 0
  const scaled = e.emit('Mul', [query, e.constant(`${prefix}scale`, scalarOf('float32', Math.sqrt(1 / each)))], query.type, `${prefix}query/scaled`)
  const scores = product(e, scaled, turned(e, key, `${prefix}key/turned`), [batch, heads, length, keys], `${prefix}scores`)
  const mask = maskOf(e, p, masks, batch, prefix)
  const masked = mask ? e.emit('Add', [scores, mask], scores.type, `${prefix}masked`) : scores
  // In an encoder layer such a row is NaN by another way, which spares the test.
  const empty = p.need_weights || (!mask && prefix) ? 'none' : mask ? 'shut' : 'fused'
  const soft = numel(masked.type.shape) ? softmaxRows(e, masked, empty, `${prefix}attention`) : masked
  const seen = product(e, soft, value, [batch, heads, length, each], `${prefix}seen`)
  const together = e.emit('Transpose', [seen], float(batch, length, heads, each), `${prefix}together`, { perm: { ints: [0, 2, 1, 3] } })
  const rows = reshape(e, together, [batch, length, embed], `${prefix}rows`)
  const output = linear(e, rows, e.tensor(`${prefix}out_proj.weight`), p.bias ? e.tensor(`${prefix}out_proj.bias`) : undefined, `${prefix}out`)
  return { output, weights: soft }
}

/** A sequence with the batch in front. */
export function batchFirst(e: Emitter, p: MhaParams, x: Value, what: string): Value {
  const { dtype, shape } = x.type
  const [a = 0, b = 0, c = 0] = shape
  if (shape.length === 2) return reshape(e, x, [1, a, b], what)
  return p.batch_first ? x : e.emit('Transpose', [x], { dtype, shape: [b, a, c] }, what, { perm: { ints: [1, 0, 2] } })
}

