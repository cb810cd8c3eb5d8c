import { phrases, plural, say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { weightSize } from './argument'
import { defineLayer, type Layout, type Lowering, type Value } from './define'
import { int64, reshapeAttributes } from './emit'
import { checkMha, extraKeys, MHA_NAMES, mhaMacs, mhaTensors, mhaTypes, type MhaParams } from './mha'
import { embedSize, headCount } from './mhaArguments'
import { attend, batchFirst } from './mhaLower'
import { sequence } from './notes'
import { int, nullable, number, size, truth } from './params'
import { times } from './words'

type Params = MhaParams & { readonly average_attn_weights: boolean }

/** The result [batch, length, features] as the port has it. */
function giveSequence(ctx: Lowering<MhaParams>, value: Value, type: TensorType): void {
  if (type.shape.length === 2) ctx.emitOutput('Reshape', [value, ctx.constant('shape', int64(type.shape))], ['output'], reshapeAttributes(type.shape))
  else if (ctx.params.batch_first) ctx.emitOutput('Identity', [value], ['output'])
  else ctx.emitOutput('Transpose', [value], ['output'], { perm: { ints: [1, 0, 2] } })
}

function giveWeights(ctx: Lowering<Params>, weights: Value, { shape }: TensorType): void {
  const { average_attn_weights: average } = ctx.params
  const [batch = 0, , length = 0, keys = 0] = weights.type.shape
  const batched = shape.length === (average ? 3 : 4)
  const axes = ctx.constant('average/axes', int64([1]))
  const port = ['attn_output_weights'] as const
  if (average && batched) ctx.emitOutput('ReduceMean', [weights, axes], port, { keepdims: { int: 0 } })
  else if (batched) ctx.emitOutput('Identity', [weights], port)
  else {
    const mean = average ? ctx.emit('ReduceMean', [weights, axes], { dtype: 'float32', shape: [batch, length, keys] }, 'average', { keepdims: { int: 0 } }) : weights
    ctx.emitOutput('Reshape', [mean, ctx.constant('attn_output_weights/shape', int64(shape))], port, reshapeAttributes(shape))
  }
}

export const MultiheadAttention = defineLayer({
  type: 'MultiheadAttention',
  stem: 'attn',
  category: 'seq',
  summary: 'Several attentions side by side: each head looks at the sequence through weights of its own.',
  keywords: ['attention', 'transformer', 'self-attention', 'cross-attention', 'heads', 'MHA', 'Attention'],
  example: {
    params: { num_heads: 2, batch_first: true },
    inputs: { query: { dtype: 'float32', shape: [2, 5, 8] }, key: { dtype: 'float32', shape: [2, 6, 8] }, value: { dtype: 'float32', shape: [2, 6, 8] } },
  },
  params: {
    embed_dim: embedSize(MHA_NAMES, size('Values of a row of the query and of the output.')),
    num_heads: headCount(MHA_NAMES, int('How many heads share embed_dim; it must divide it.', { min: 1, start: 1 })),
    dropout: number('Share of the weights dropped while training; nothing here.', { default: 0, min: 0, max: 1 }),
    bias: truth('Adds learned numbers to the projections.', { default: true }),
    add_bias_kv: truth('Adds a learned key and value behind those wired in.', { default: false }),
    add_zero_attn: truth('Adds a key and a value of zeros, so that a query may attend to nothing.', { default: false }),
    kdim: nullable(weightSize(1, int('Values of a row of the key; null: embed_dim.', { default: null, min: 1 }))),
    vdim: nullable(weightSize(1, int('Values of a row of the value; null: embed_dim.', { default: null, min: 1 }))),
    batch_first: truth('The batch stands in front of the sequence.', { default: false }),
    need_weights: truth('Gives the attention weights as a second output.', { default: true }),
    average_attn_weights: truth('Takes the mean of those weights over the heads.', { default: true }),
  },
  inputs: [{ name: 'query' }, { name: 'key' }, { name: 'value' }, { name: 'key_padding_mask', optional: true }, { name: 'attn_mask', optional: true }],
  outputs: p => [{ name: 'output' }, ...(p.need_weights ? [{ name: 'attn_output_weights' }] : [])],
  infer: { embed_dim: ({ query }) => query && { value: query.shape.at(-1) ?? 1, port: 'query' } },
  construct: p => checkMha(p, MHA_NAMES),
  tensors: p => mhaTensors(p),
  forward: mhaTypes,
  notes: sequence('query'),
  layout({ params, outputs: { output } }): Record<string, Layout> {
    // PyTorch computes steps first; batch_first is a view of that.
    const [batch = 0, , features = 0] = output?.shape ?? []
    return params.batch_first && output?.shape.length === 3 ? { output: { strides: [features, batch * features, 1] } } : {}
  },
  lower(ctx) {
    const { output, attn_output_weights: weights } = ctx.outputs
    if (!output) return
    const sequence = (port: string): Value => batchFirst(ctx, ctx.params, ctx.input(port), `${port}/batch_first`)
    const optional = (port: string): Value | undefined => (ctx.has(port) ? ctx.input(port) : undefined)
    const found = attend(ctx, ctx.params, [sequence('query'), sequence('key'), sequence('value')], { mask: optional('attn_mask'), padding: optional('key_padding_mask') })
    giveSequence(ctx, found.output, output)
    if (weights) giveWeights(ctx, found.weights, weights)
  },
  macs: (p, _, { output }) => mhaMacs(mhaTensors(p), output),
  caption(p, { query }) {
    const embed: number | undefined = p.embed_dim ?? query?.shape.at(-1)
    return phrases([
      say`${plural(p.num_heads, 'head')}${embed === undefined ? '' : say` of ${embed / p.num_heads}`}`,
      ...(p.kdim === null && p.vdim === null ? [] : [say`keys ${p.kdim ?? embed ?? '?'}, values ${p.vdim ?? embed ?? '?'}`]),
      ...(p.add_bias_kv ? [say`learned key`] : []), ...(p.add_zero_attn ? [say`zero key`] : []), ...(p.batch_first ? [say`batch first`] : []), ...(p.bias ? [] : [say`no bias`]),
    ])
  },
  formula(p, { key }, { output, attn_output_weights: weights }) {
    if (!key || !output) return []
    return [
      { pieces: [{ text: say`a head = ` }, { text: String(p.embed_dim), value: true, param: 'embed_dim' }, { text: ' / ' }, { text: String(p.num_heads), value: true, param: 'num_heads' }, { text: ` = ${p.embed_dim / p.num_heads}; output = ${times(output.shape)}` }] },
      ...(weights ? [{ pieces: [{ text: say`weights = queries × keys${extraKeys(p) ? ` (+ ${extraKeys(p)})` : ''} = ` }, { text: times(weights.shape), value: true }] }] : []),
    ]
  },
})
