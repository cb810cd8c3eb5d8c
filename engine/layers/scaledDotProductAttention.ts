import { phrases, say } from '../say'
import { numel, type DType, type TensorType } from '../tensor/dtype'
import { additive, causal, product, softmaxRows, turned } from './attention'
import { argument } from './argument'
import { defineLayer, type Lowering, type Value } from './define'
import { cast, filled, int64, ONNX_TYPE, scalarOf } from './emit'
import { bool, nullable, number } from './params'
import { isFused, scoresShape, sdpaType, type SdpaParams } from './sdpaShape'
import { times } from './words'

/** The scores, scaled and masked, as PyTorch has them. */
function scoresOf(ctx: Lowering<SdpaParams>, query: Value, key: Value, shape: readonly number[], fused: boolean): Value {
  const { scale, is_causal } = ctx.params
  const { dtype } = query.type
  const given = scale ?? 1 / Math.sqrt(query.type.shape.at(-1) ?? 1)
  const type: TensorType = { dtype, shape }
  const ahead = is_causal ? causal(ctx, dtype, shape.at(-2) ?? 0, shape.at(-1) ?? 0, 'causal') : undefined
  const mask = ctx.has('attn_mask') ? additive(ctx, ctx.input('attn_mask'), dtype, false, 'mask') : undefined
  const by = (value: Value, factor: number, what: string): Value => ctx.emit('Mul', [value, ctx.constant(`${what}/scale`, scalarOf(dtype, factor))], value.type, what)
  const add = (value: Value, term: Value | undefined, what: string): Value => (term ? ctx.emit('Add', [value, term], type, what) : value)
  if (fused) {
    // PyTorch's fused kernel scales after it has shut what lies ahead: with a scale of 0 or less that is NaN.
    const raw = product(ctx, query, turned(ctx, key, 'key/turned'), shape, 'product')
    return add(by(add(raw, ahead, 'behind'), given, 'scores'), mask, 'masked')
  }
  const factor = Math.sqrt(Math.abs(given))
  const scores = product(ctx, by(query, given < 0 ? -factor : factor, 'query/scaled'), turned(ctx, by(key, factor, 'key/scaled'), 'key/turned'), shape, 'scores')
  return add(scores, ahead ?? mask, 'masked')
}

/** PyTorch's fused kernel looks at as many keys as there are values. */
function firstRows(ctx: Lowering<SdpaParams>, key: Value, count: number): Value {
  const { dtype, shape } = key.type
  if ((shape.at(-2) ?? 0) <= count) return key
  const bounds = [int64([0]), int64([count]), int64([-2])].map((bound, i) => ctx.constant(`key/${['from', 'to', 'axis'][i] ?? ''}`, bound))
  return ctx.emit('Slice', [key, ...bounds], { dtype, shape: [...shape.slice(0, -2), count, shape.at(-1) ?? 0] }, 'key')
}

function lower(ctx: Lowering<SdpaParams>): void {
  const type = ctx.outputs['output']
  if (!type) return
  const [q, k, v] = [ctx.input('query'), ctx.input('key'), ctx.input('value')]
  if (!numel(type.shape) || !numel(v.type.shape)) {
    ctx.emitOutput('ConstantOfShape', [ctx.constant('shape', int64(type.shape))], ['output'], { value: { tensor: filled(type.dtype, [1], 0) } })
    return
  }
  const fused = isFused({ query: q.type, key: k.type, value: v.type, mask: ctx.has('attn_mask') ? ctx.input('attn_mask').type : undefined })
  // Halves are worked out in float32 and rounded once.
  const dtype: DType = type.dtype === 'float64' ? 'float64' : 'float32'
  const [query, keys, value] = [cast(ctx, q, dtype, 'query'), cast(ctx, k, dtype, 'keys'), cast(ctx, v, dtype, 'value')]
  const key = fused ? firstRows(ctx, keys, value.type.shape.at(-2) ?? 0) : keys
  const shape = scoresShape(query.type, key.type)
  const weights = softmaxRows(ctx, scoresOf(ctx, query, key, shape, fused), fused && !ctx.has('attn_mask') ? 'fused' : 'shut', 'weights')
  if (type.dtype === dtype) ctx.emitOutput('MatMul', [weights, value], ['output'])
  else ctx.emitOutput('Cast', [product(ctx, weights, value, type.shape, 'float')], ['output'], { to: { int: ONNX_TYPE[type.dtype] } })
}

export const ScaledDotProductAttention = defineLayer({
  type: 'ScaledDotProductAttention',
  stem: 'sdpa',
  category: 'seq',
  summary: 'Each query looks at all keys and takes the mean of their values, weighted by likeness.',
  keywords: ['attention', 'sdpa', 'self-attention', 'softmax', 'causal', 'F.scaled_dot_product_attention', 'Attention'],
  example: { params: {}, inputs: { query: { dtype: 'float32', shape: [1, 2, 5, 4] }, key: { dtype: 'float32', shape: [1, 2, 6, 4] }, value: { dtype: 'float32', shape: [1, 2, 6, 4] } } },
  params: {
    is_causal: argument("scaled_dot_product_attention(): argument 'is_causal'", bool('A query sees no key behind its own place.', { default: false })),
    scale: argument("scaled_dot_product_attention(): argument 'scale'", nullable(number('Multiplies the scores; null: 1 / √ of the size of a key.', { default: null }))),
  },
  inputs: [{ name: 'query' }, { name: 'key' }, { name: 'value' }, { name: 'attn_mask', optional: true }],
  outputs: () => [{ name: 'output' }],
  forward(p, inputs): Record<string, TensorType> {
    const output = sdpaType(p, inputs)
    return output ? { output } : {}
  },
  notes(_, { query, key, value, attn_mask: mask }) {
    const [keys, values] = [key?.shape.at(-2) ?? 0, value?.shape.at(-2) ?? 0]
    if (!query || !key || !value || keys <= values || !isFused({ query, key, value, mask })) return []
    return [{ severity: 'warning', message: say`key has ${keys} rows, but value ${values}: PyTorch looks at the first ${values} keys alone.` }]
  },
  lower,
  caption: p => phrases([...(p.is_causal ? [say`causal`] : []), ...(p.scale === null ? [] : [say`scale ${p.scale}`])]),
  formula(_, { query, key }, { output }) {
    if (!query || !key || !output) return []
    return [
      { pieces: [{ text: say`scores = ` }, { text: times(scoresShape(query, key)), value: true }, { text: say`, one for each query and key` }] },
      { pieces: [{ text: say`output = queries × values = ` }, { text: times(output.shape), value: true }] },
    ]
  },
})
