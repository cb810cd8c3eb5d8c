import { phrases, plain, plural, say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { argument, weightSize, worded } from './argument'
import { defineLayer, type Lowering, type Value } from './define'
import { embedSize, headCount } from './mhaArguments'
import { compared } from './operators'
import { attentionOf, checkEncoder, ENCODER_NAMES, encoderTensors, encoderType, type EncoderParams } from './encoder'
import { int64, reshapeAttributes } from './emit'
import { layerNorm } from './layerNormLower'
import { elementwise } from './layout'
import { mhaMacs } from './mha'
import { attend, batchFirst, linear } from './mhaLower'
import { sequence } from './notes'
import { choice, int, number, share, size, truth } from './params'
import { times } from './words'

function activated(ctx: Lowering<EncoderParams>, x: Value): Value {
  if (ctx.params.activation === 'relu') return ctx.emit('Relu', [x], x.type, 'activation')
  return ctx.emit('Gelu', [x], x.type, 'activation')
}

function lower(ctx: Lowering<EncoderParams>): void {
  const p = ctx.params
  const type = ctx.outputs['output']
  if (!type) return
  const attention = attentionOf(p)
  const src = ctx.input('src')
  if (type.shape.includes(0)) {
    ctx.emitOutput('Identity', [src], ['output'])
    return
  }
  const bias = (name: string): Value | undefined => (p.bias ? ctx.tensor(name) : undefined)
  const norm = (x: Value, name: string): Value => layerNorm(ctx, x, ctx.tensor(`${name}.weight`), bias(`${name}.bias`), p.layer_norm_eps, name)
  const add = (a: Value, b: Value, what: string): Value => ctx.emit('Add', [a, b], a.type, what)
  const masks = { mask: ctx.has('src_mask') ? ctx.input('src_mask') : undefined, padding: ctx.has('src_key_padding_mask') ? ctx.input('src_key_padding_mask') : undefined }
  const attended = (x: Value): Value => attend(ctx, attention, [x, x, x], masks, 'self_attn.').output
  const forward = (x: Value): Value => linear(ctx, activated(ctx, linear(ctx, x, ctx.tensor('linear1.weight'), bias('linear1.bias'), 'linear1')), ctx.tensor('linear2.weight'), bias('linear2.bias'), 'linear2')
  const x = batchFirst(ctx, attention, src, 'batch_first')
  let out: Value
  if (p.norm_first) {
    const first = add(x, attended(norm(x, 'norm1')), 'attended')
    out = add(first, forward(norm(first, 'norm2')), 'forwarded')
  } else {
    const first = norm(add(x, attended(x), 'attended'), 'norm1')
    out = norm(add(first, forward(first), 'forwarded'), 'norm2')
  }
  if (type.shape.length === 2) ctx.emitOutput('Reshape', [out, ctx.constant('shape', int64(type.shape))], ['output'], reshapeAttributes(type.shape))
  else if (p.batch_first) ctx.emitOutput('Identity', [out], ['output'])
  else ctx.emitOutput('Transpose', [out], ['output'], { perm: { ints: [1, 0, 2] } })
}

export const TransformerEncoderLayer = defineLayer({
  type: 'TransformerEncoderLayer',
  stem: 'encoder',
  category: 'seq',
  summary: 'Self-attention, then two linear layers for each row, each with a way around and a LayerNorm.',
  keywords: ['transformer', 'encoder', 'attention', 'BERT', 'ViT', 'block'],
  example: { params: { nhead: 2, dim_feedforward: 32, batch_first: true }, inputs: { src: { dtype: 'float32', shape: [2, 5, 8] } } },
  params: {
    d_model: embedSize(ENCODER_NAMES, size('Values of a row of the sequence.')),
    nhead: headCount(ENCODER_NAMES, int('Heads of the attention; it must divide d_model.', { min: 1, start: 1 })),
    dim_feedforward: weightSize(0, int('Values of a row between the two linear layers.', { default: 2048, min: 1 })),
    dropout: compared('<', 'int', share('Share dropped while training; nothing here.', { default: 0.1 })),
    activation: worded(choice(['relu', 'gelu'], 'What bends the rows between the two linear layers.', { default: 'relu', unknown: word => `activation should be relu/gelu, not ${word}` }), type => `'${type}' object is not callable`),
    layer_norm_eps: argument("layer_norm(): argument 'eps' (position 5)", number('Keeps the normalisations from dividing by 0.', { default: 1e-5, min: 0 })),
    batch_first: truth('The batch stands in front of the sequence.', { default: false }),
    norm_first: truth('Normalises before attention and linear layers instead of behind them.', { default: false }),
    bias: truth('Adds learned numbers in all parts.', { default: true }),
  },
  inputs: [{ name: 'src' }, { name: 'src_mask', optional: true }, { name: 'src_key_padding_mask', optional: true }],
  outputs: () => [{ name: 'output' }],
  infer: { d_model: ({ src }) => src && { value: src.shape.at(-1) ?? 1, port: 'src' } },
  construct: checkEncoder,
  tensors: encoderTensors,
  forward(p, inputs): Record<string, TensorType> {
    const output = encoderType(p, inputs)
    return output ? { output } : {}
  },
  notes: sequence('src'),
  // What is added to src lies as src does; a LayerNorm at the end lies row by row.
  layout: memory => (memory.params.norm_first && memory.inputs['src'] ? elementwise({ ...memory, inputs: { src: memory.inputs['src'] } }) : {}),
  lower,
  macs: (p, _, { output }) => mhaMacs(encoderTensors(p), output),
  caption(p) {
    return phrases([
      plural(p.nhead, 'head'), ...(p.dim_feedforward === 2048 ? [] : [say`feedforward ${p.dim_feedforward}`]), ...(p.activation === 'relu' ? [] : [plain(p.activation)]),
      ...(p.norm_first ? [say`norm first`] : []), ...(p.batch_first ? [say`batch first`] : []), ...(p.bias ? [] : [say`no bias`]),
    ])
  },
  formula(p, { src }, { output }) {
    if (!src || !output) return []
    return [{ pieces: [{ text: say`rows: ` }, { text: String(p.d_model), value: true, param: 'd_model' }, { text: ' → ' }, { text: String(p.dim_feedforward), value: true, param: 'dim_feedforward' }, { text: ` → ${p.d_model}; output = ${times(output.shape)}` }] }]
  },
})
