/** The Transformer's encoder layer: parameters, tensors and checks in PyTorch's order and words. */
import { say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { numeral } from './binary'
import { refuse, type Inputs, type Scalar, type TensorSpec } from './define'
import { castBefore, setParam } from './mends'
import { checkAttention, checkMaskType, checkMha, linearTensors, mhaTensors, type MhaNames, type MhaParams } from './mha'
import { pythonNumber } from './python'
import { sizes } from './words'

export interface EncoderParams {
  readonly d_model: number
  readonly nhead: number
  readonly dim_feedforward: number
  readonly dropout: Scalar
  readonly activation: string
  readonly layer_norm_eps: number
  readonly batch_first: boolean
  readonly norm_first: boolean
  readonly bias: boolean
}

export const ENCODER_NAMES: MhaNames = { layer: 'TransformerEncoderLayer', embed: 'd_model', heads: 'nhead', query: 'src', attnMask: 'src_mask', paddingMask: 'src_key_padding_mask' }

/** The attention inside. */
export const attentionOf = (p: EncoderParams): MhaParams => ({
  embed_dim: p.d_model, num_heads: p.nhead, bias: p.bias, add_bias_kv: false, add_zero_attn: false, kdim: null, vdim: null, batch_first: p.batch_first, need_weights: false,
})

/** What the constructor refuses. */
export function checkEncoder(p: EncoderParams): void {
  checkMha(attentionOf(p), ENCODER_NAMES)
  if (p.dim_feedforward < 0) {
    refuse({
      code: 'bad-param', param: 'dim_feedforward', pytorch: `Trying to create tensor with negative dimension ${p.dim_feedforward}: ${sizes([p.dim_feedforward, p.d_model])}`,
      message: say`dim_feedforward is ${p.dim_feedforward}; a size cannot be negative.`, fix: setParam('dim_feedforward', 2048, 2048),
    })
  }
  if (!(p.dropout.value >= 0 && p.dropout.value <= 1)) {
    refuse({ code: 'bad-param', param: 'dropout', pytorch: `dropout probability has to be between 0 and 1, but got ${pythonNumber(p.dropout)}`, message: say`dropout is ${numeral(p.dropout)}; it is a share, from 0 to 1.`, fix: setParam('dropout', 0.1, 0.1) })
  }
}

/** All tensors in the order of their draws. */
export function encoderTensors(p: EncoderParams): readonly TensorSpec[] {
  const norm = (name: string): TensorSpec[] => [1, 0].slice(0, p.bias ? 2 : 1).map(value =>
    ({ name: `${name}.${value ? 'weight' : 'bias'}`, shape: [p.d_model], dtype: 'float32', role: 'parameter', init: { kind: 'constant', value } }))
  return [
    ...mhaTensors(attentionOf(p), 'self_attn.'),
    ...linearTensors('linear1', p.dim_feedforward, p.d_model, p.bias),
    ...linearTensors('linear2', p.d_model, p.dim_feedforward, p.bias),
    ...norm('norm1'), ...norm('norm2'),
  ]
}

/** What LayerNorm refuses, which comes first with norm_first. */
function checkNorm(p: EncoderParams, src: TensorType): void {
  const { shape, dtype } = src
  if (shape.at(-1) !== p.d_model) {
    refuse({
      code: 'shape-mismatch', port: 'src', ...(shape.length ? { param: 'd_model', fix: setParam('d_model', shape.at(-1) ?? 1) } : {}),
      pytorch: `Given normalized_shape=[${p.d_model}], expected input with shape [*, ${p.d_model}], but got input of size${sizes(shape)}`,
      message: shape.length ? say`d_model is ${p.d_model}, but src has rows of ${shape.at(-1) ?? 0}; set d_model to that or leave it to be inferred.` : say`src is a single number; give it a sequence of rows.`,
    })
  }
  // Halves pass here, and are refused by the attention.
  if (dtype === 'float32' || dtype === 'float16') return
  refuse({
    code: 'type-mismatch', port: 'src', fix: castBefore('src', 'float32'), message: say`The weights are float32, but src is ${dtype}; cast it to float32.`,
    pytorch: 'mixed dtype (CPU): all inputs must share same datatype.',
  })
}

/** What `forward` refuses, and the output's type. */
export function encoderType(p: EncoderParams, { src, src_mask: mask, src_key_padding_mask: padding }: Inputs): TensorType | undefined {
  if (!src) return undefined
  checkMaskType('src_key_padding_mask', padding, src, 'src')
  checkMaskType('src_mask', mask, src, 'src')
  if (p.norm_first) checkNorm(p, src)
  const attention = attentionOf(p)
  checkAttention({ p: attention, names: ENCODER_NAMES, ports: { query: 'src', key: 'src', value: 'src' }, query: src, key: src, value: src, padding, mask })
  return { dtype: 'float32', shape: src.shape }
}

