/** Multi-head attention: parameters, tensors, and the checks in PyTorch's order and words. The encoder layer has one inside. */
import { plural, say, type Said } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { refuse, type Inputs, type Refusal, type TensorSpec } from './define'
import { castBefore, insertBefore, setParam } from './mends'
import { C_TYPE, promote, SCALAR_TYPE } from './types'
import { sizes, times } from './words'

export interface MhaParams {
  readonly embed_dim: number
  readonly num_heads: number
  readonly bias: boolean
  readonly add_bias_kv: boolean
  readonly add_zero_attn: boolean
  readonly kdim: number | null
  readonly vdim: number | null
  readonly batch_first: boolean
  readonly need_weights: boolean
}

/** What a layer calls the parameters and ports, where it has an attention inside. */
export interface MhaNames {
  readonly layer: string
  readonly embed: string
  readonly heads: string
  /** The port whose rows are divided among the heads. */
  readonly query: string
  readonly attnMask: string
  readonly paddingMask: string
}
export const MHA_NAMES: MhaNames = { layer: 'MultiheadAttention', embed: 'embed_dim', heads: 'num_heads', query: 'query', attnMask: 'attn_mask', paddingMask: 'key_padding_mask' }

const keySize = (p: MhaParams): number => p.kdim ?? p.embed_dim
const valueSize = (p: MhaParams): number => p.vdim ?? p.embed_dim
/** Whether one weight holds all three projections. */
export const isPacked = (p: MhaParams): boolean => keySize(p) === p.embed_dim && valueSize(p) === p.embed_dim
/** Keys that the layer adds to those that are wired. */
export const extraKeys = (p: MhaParams): number => Number(p.add_bias_kv) + Number(p.add_zero_attn)

const torchSize = (shape: readonly number[]): string => `torch.Size(${sizes(shape)})`
const tuple = (shape: readonly number[]): string => `(${shape.join(', ')})`

/** PyTorch's words for sizes that are none, and for heads that cannot share a row. */
export const tooSmall = (embed: string, heads: string): string => `embed_dim and num_heads must be greater than 0, got embed_dim=${embed} and num_heads=${heads} instead`
export const UNEVEN = 'embed_dim must be divisible by num_heads'

/** What the constructor refuses. */
export function checkMha(p: MhaParams, names: MhaNames): void {
  const { embed_dim: embed, num_heads: heads } = p
  if (embed <= 0 || heads <= 0) {
    const param = embed <= 0 ? names.embed : names.heads
    refuse({
      code: 'bad-param', param, pytorch: tooSmall(String(embed), String(heads)),
      message: say`${param} is ${embed <= 0 ? embed : heads}; set it to 1 or more.`, ...(embed <= 0 ? {} : { fix: setParam(names.heads, 1) }),
    })
  }
  if (embed % heads) {
    const best = Array.from({ length: Math.min(heads, 4096) }, (_, i) => Math.min(heads, embed, 4096) - i).find(n => embed % n === 0) ?? 1
    refuse({
      code: 'bad-param', param: names.heads, pytorch: UNEVEN, fix: setParam(names.heads, best),
      message: say`${plural(heads, 'head')} cannot share ${names.embed} = ${embed} evenly; set ${names.heads} to a divisor such as ${best}.`,
    })
  }
  for (const [param, size] of [['kdim', p.kdim], ['vdim', p.vdim]] as const) {
    if (size !== null && size < 0) refuse({ code: 'bad-param', param, pytorch: `Trying to create tensor with negative dimension ${size}: ${sizes([embed, size])}`, message: say`${param} is ${size}; a size cannot be negative.`, fix: setParam(param, embed) })
  }
}

const parameter = (name: string, shape: readonly number[], init: TensorSpec['init']): TensorSpec => ({ name, shape, dtype: 'float32', role: 'parameter', init })

/** Weight and bias of a Linear, as it draws them; `zero`: the bias is drawn and then set to 0. */
export function linearTensors(name: string, outputs: number, inputs: number, bias: boolean, zero = false): readonly TensorSpec[] {
  const weight = parameter(`${name}.weight`, [outputs, inputs], { kind: 'uniform', bound: inputs ? Math.sqrt(3) * (Math.sqrt(2 / (1 + 5)) / Math.sqrt(inputs)) : 0 })
  return bias ? [weight, parameter(`${name}.bias`, [outputs], { kind: 'uniform', bound: zero || !inputs ? 0 : 1 / Math.sqrt(inputs) })] : [weight]
}

/** xavier_uniform_ of a matrix. */
function xavier(name: string, rows: number, columns: number): TensorSpec {
  const sum = rows + columns
  return parameter(name, [rows, columns], { kind: 'uniform', bound: sum ? Math.sqrt(3) * Math.sqrt(2 / sum) : 0 })
}

/** All tensors in the order of their draws. */
export function mhaTensors(p: MhaParams, prefix = ''): readonly TensorSpec[] {
  const { embed_dim: embed } = p
  const normal = { kind: 'normal', std: Math.sqrt(2 / (embed + embed)) } as const
  const projections = isPacked(p)
    ? [xavier(`${prefix}in_proj_weight`, 3 * embed, embed)]
    : [xavier(`${prefix}q_proj_weight`, embed, embed), xavier(`${prefix}k_proj_weight`, embed, keySize(p)), xavier(`${prefix}v_proj_weight`, embed, valueSize(p))]
  return [
    ...linearTensors(`${prefix}out_proj`, embed, embed, p.bias, true),
    ...projections,
    ...(p.bias ? [parameter(`${prefix}in_proj_bias`, [3 * embed], { kind: 'constant', value: 0 })] : []),
    ...(p.add_bias_kv ? ['bias_k', 'bias_v'].map(name => parameter(prefix + name, [1, 1, embed], normal)) : []),
  ]
}

const fault = (port: string, pytorch: string, message: Said, more: Partial<Refusal> = {}): never => refuse({ code: 'shape-mismatch', port, pytorch, message, ...more })

/** A mask must be bool or of floating point; as bool it becomes numbers of the query's type. */
export function checkMaskType(port: string, mask: TensorType | undefined, query: TensorType, queryPort: string): void {
  if (!mask) return
  if (mask.dtype !== 'bool' && !isFloating(mask.dtype)) {
    refuse({ code: 'type-mismatch', port, pytorch: `only bool and floating types of ${port} are supported`, message: say`${port} is ${mask.dtype}; give bool (true: not attended to) or float32 (added to the scores).`, fix: castBefore(port, 'bool') })
  }
  const { dtype } = query
  if (mask.dtype !== 'bool' || (dtype !== 'int64' && dtype !== 'int32')) return
  refuse({
    code: 'type-mismatch', port: queryPort, pytorch: `value cannot be converted to type ${dtype === 'int64' ? 'int64_t' : 'int'} without overflow`, fix: castBefore(queryPort, 'float32'),
    message: say`The weights are float32, but ${queryPort} is ${dtype}; cast it to float32.`,
  })
}

/** Query, key and value where they come from one port each, or all from `src`. */
export interface MhaPorts {
  readonly query: string
  readonly key: string
  readonly value: string
}

interface Call {
  readonly p: MhaParams
  readonly names: MhaNames
  readonly ports: MhaPorts
  readonly query: TensorType
  readonly key: TensorType
  readonly value: TensorType
  readonly padding: TensorType | undefined
  readonly mask: TensorType | undefined
}

function checkRanks({ p, names, ports, query, key, value, padding, mask }: Call): void {
  const rank = query.shape.length
  if (p.batch_first && rank === 3) {
    for (const [port, { shape }] of [[ports.key, key], [ports.value, value]] as const) {
      if (shape.length < 2) fault(port, 'Dimension out of range (expected to be in range of [-1, 0], but got 1)', say`${port} is ${times(shape)}, but a batch of sequences has 3 dimensions.`)
    }
  }
  if (rank !== 2 && rank !== 3) {
    fault(ports.query, `query should be unbatched 2D or batched 3D tensor but received ${rank}-D query tensor`, say`${names.layer} takes a sequence of rows, with a batch or without: 3 or 2 dimensions, but ${ports.query} is ${times(query.shape)}.`)
  }
  const words = `For ${rank === 3 ? 'batched' : 'unbatched'} (${rank}-D) \`query\`, expected`
  const odd = ([[ports.key, key], [ports.value, value]] as const).find(([, { shape }]) => shape.length !== rank)
  if (odd) {
    fault(odd[0], `${words} \`key\` and \`value\` to be ${rank}-D but found ${key.shape.length}-D and ${value.shape.length}-D tensors respectively`,
      say`${odd[0]} is ${times(odd[1].shape)}, but the query has ${rank} dimensions; all three need the same.`)
  }
  if (padding && padding.shape.length !== rank - 1) {
    fault(names.paddingMask, `${words} \`key_padding_mask\` to be \`None\` or ${rank - 1}-D but found ${padding.shape.length}-D tensor instead`,
      say`${names.paddingMask} is ${times(padding.shape)}; it takes one value a key${rank === 3 ? say` of each batch` : ''}, ${rank - 1} dimensions.`)
  }
  if (!mask) return
  if (mask.shape.length !== 2 && mask.shape.length !== 3) {
    fault(names.attnMask, `${words} \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${mask.shape.length}-D tensor instead`,
      say`${names.attnMask} is ${times(mask.shape)}; it takes queries × keys, for all heads or for each.`)
  }
  const want = [p.num_heads, query.shape[0] ?? 0, key.shape[0] ?? 0]
  if (rank === 2 && mask.shape.length === 3 && mask.shape.some((n, i) => n !== want[i])) {
    fault(names.attnMask, `Expected \`attn_mask\` shape to be ${tuple(want)} but got ${torchSize(mask.shape)}`, say`${names.attnMask} is ${times(mask.shape)}, but heads × queries × keys are ${times(want)}.`)
  }
}

/** [length, batch, features], as PyTorch works on them. */
const laid = (p: MhaParams, { shape }: TensorType): readonly [number, number, number] => {
  const [a = 0, b = 0, c = 0] = shape
  return shape.length === 2 ? [a, 1, b] : p.batch_first ? [b, a, c] : [a, b, c]
}

/** What a projection by a float32 weight [outputs, inputs] refuses. */
function checkLinear({ p, ports }: Call, which: keyof MhaPorts, type: TensorType, outputs: number, inputs: number): void {
  const [length, batch, features] = laid(p, type)
  const port = ports[which]
  // Turned around it no longer lies in one piece, and PyTorch goes another way, with other words.
  const whole = type.shape.length === 2 || !p.batch_first || length <= 1 || batch <= 1 || features === 0
  const addmm = p.bias && whole
  const { dtype } = type
  const shapes = features !== inputs
  if (dtype !== 'float32' && (addmm || !shapes)) {
    refuse({
      code: 'type-mismatch', port, fix: castBefore(port, 'float32'), message: say`The weights are float32, but ${port} is ${dtype}; cast it to float32.`,
      pytorch: addmm ? `mat1 and mat2 must have the same dtype, but got ${SCALAR_TYPE[dtype]} and Float` : `expected m1 and m2 to have the same dtype, but got: ${C_TYPE[dtype]} != float`,
    })
  }
  if (!shapes) return
  const param = which === 'key' ? 'kdim' : 'vdim'
  fault(port, `mat1 and mat2 shapes cannot be multiplied (${length * batch}x${features} and ${inputs}x${outputs})`,
    say`${port} has rows of ${features}, but the layer was made for ${inputs}; set ${param} to ${features} or feed rows of ${inputs}.`, { param, fix: setParam(param, features) })
}

function checkProjections(call: Call): void {
  const { p, names, ports, query, key, value } = call
  const { embed_dim: embed } = p
  const [, , features] = laid(p, query)
  if (features !== embed) {
    // Tokens in columns, as an image of them is when it was flattened.
    if (query.shape.length === 3 && query.shape[1] === embed) {
      fault(ports.query, `was expecting embedding dimension of ${embed}, but got ${features}`, say`${names.embed} is ${embed}, but ${ports.query} ${times(query.shape)} has columns of that size and rows of ${features}; put a Transpose of its last two dimensions in front.`, { param: names.embed, fix: insertBefore(ports.query, 'Transpose', { dim0: -2, dim1: -1 }) })
    }
    fault(ports.query, `was expecting embedding dimension of ${embed}, but got ${features}`, say`${names.embed} is ${embed}, but ${ports.query} has rows of ${features}; set ${names.embed} to ${features} or leave it to be inferred.`, { param: names.embed, fix: setParam(names.embed, features) })
  }
  const [k, v] = [laid(p, key), laid(p, value)]
  const apart = say`key is ${times(key.shape)} and value ${times(value.shape)}; each key needs its value.`
  if (isPacked(p)) {
    if (k.some((n, i) => n !== v[i])) fault(ports.value, `key shape ${torchSize(k)} does not match value shape ${torchSize(v)}`, apart)
    // One wire into several ports is one tensor, which PyTorch projects at once; but not without a batch.
    const [one, two] = query.shape.length === 3 ? [key === value, query === key] : [false, false]
    checkLinear(call, 'query', query, one && two ? 3 * embed : embed, embed)
    if (!(one && two)) checkLinear(call, 'key', key, one ? 2 * embed : embed, embed)
    if (!one) checkLinear(call, 'value', value, embed, embed)
    return
  }
  if (k[0] !== v[0] || k[1] !== v[1]) fault(ports.value, `key's sequence and batch dims ${torchSize(k.slice(0, 2))} do not match value's ${torchSize(v.slice(0, 2))}`, apart)
  for (const [which, param, want, got] of [['key', 'kdim', keySize(p), k[2]], ['value', 'vdim', valueSize(p), v[2]]] as const) {
    if (want === got) continue
    fault(ports[which], `expecting ${which} weights shape of ${tuple([embed, got])}, but got ${torchSize([embed, want])}`, say`${param} is ${want}, but ${ports[which]} has rows of ${got}; set ${param} to ${got}.`, { param, fix: setParam(param, got) })
  }
  checkLinear(call, 'query', query, embed, embed)
  checkLinear(call, 'key', key, embed, keySize(p))
  checkLinear(call, 'value', value, embed, valueSize(p))
}

function checkMasks(call: Call): void {
  const { p, names, ports, query, key, padding, mask } = call
  const { num_heads: heads, embed_dim: embed } = p
  const [length, batch] = laid(p, query)
  const [keys, keyBatch] = laid(p, key)
  if (mask) {
    const want = mask.shape.length === 2 ? [length, keys] : [batch * heads, length, keys]
    if (mask.shape.some((n, i) => n !== want[i])) {
      fault(names.attnMask, `The shape of the ${want.length}D attn_mask is ${torchSize(mask.shape)}, but should be ${tuple(want)}.`,
        say`${names.attnMask} is ${times(mask.shape)}, but ${want.length === 2 ? say`queries × keys` : say`batches and heads × queries × keys`} are ${times(want)}.`)
    }
  }
  const biased = keys + Number(p.add_bias_kv)
  if (keyBatch !== batch) {
    const message = say`${ports.query} is a batch of ${batch} and ${ports.key} of ${keyBatch}; the two must be the same.`
    if (p.add_bias_kv) fault(ports.key, `Sizes of tensors must match except in dimension 0. Expected size ${keyBatch} but got size ${batch} for tensor number 1 in the list.`, message)
    if (biased) fault(ports.key, `shape '${sizes([biased, batch * heads, embed / heads])}' is invalid for input of size ${biased * keyBatch * embed}`, message)
  }
  const total = keys + extraKeys(p)
  if (padding) {
    const [rows, columns] = padding.shape.length === 1 ? [1, padding.shape[0] ?? 0] : [padding.shape[0] ?? 0, padding.shape[1] ?? 0]
    const message = say`${names.paddingMask} is ${times(padding.shape)}, but there are ${plural(keys, 'key')}${query.shape.length === 3 ? say` in a batch of ${batch}` : ''}; give one value a key.`
    if (rows !== batch) fault(names.paddingMask, `Expected key_padded_mask.shape[0] to be ${batch}, but got ${rows}`, message)
    if (columns !== keys) fault(names.paddingMask, `Expected key_padded_mask.shape[1] to be ${total}, but got ${columns + extraKeys(p)}`, message)
  }
  checkMaskPrecision(call)
  const split = padding ?? (mask?.shape.length === 3 ? mask : undefined)
  if (!p.need_weights && split && batch * heads !== 1 && !(batch && total)) {
    fault(padding ? names.paddingMask : names.attnMask, `cannot reshape tensor of 0 elements into shape ${sizes([batch, heads, -1, total])} because the unspecified dimension size -1 can be any value and is ambiguous`,
      say`PyTorch cannot lay out a mask of no values; set need_weights to true, or feed ${batch ? say`at least one key` : say`a batch`}.`, { fix: setParam('need_weights', true, true) })
  }
}

/** Masks of numbers have to end up as float32. */
function checkMaskPrecision({ p, names, padding, mask }: Call): void {
  const of = (type: TensorType | undefined): DType | undefined => (type?.dtype === 'bool' ? 'float32' : type?.dtype)
  const [a, b] = [of(mask), of(padding)]
  const dtype = a && b ? promote(a, b) : a ?? b
  if (!dtype || dtype === 'float32') return
  const port = a === dtype ? names.attnMask : names.paddingMask
  refuse({
    code: 'type-mismatch', port, message: say`The scores are float32, but ${port} is ${dtype}; cast it to float32.`, fix: castBefore(port, 'float32'),
    pytorch: p.need_weights ? `Input dtypes must be the same, got: input ${C_TYPE[dtype]}, batch1: float, batch2: float`
      : `Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: ${C_TYPE[dtype]} and  query.dtype: float instead.`,
  })
}

/** Runs all of `forward`'s checks. */
export function checkAttention(call: Call): void {
  checkRanks(call)
  checkProjections(call)
  checkMasks(call)
}

/** What `forward` refuses, and the outputs' types. */
export function mhaTypes(p: MhaParams & { readonly average_attn_weights: boolean }, inputs: Inputs): Readonly<Record<string, TensorType>> {
  const { query, key, value, key_padding_mask: padding, attn_mask: mask } = inputs
  if (!query || !key || !value) return {}
  checkMaskType('key_padding_mask', padding, query, 'query')
  checkMaskType('attn_mask', mask, query, 'query')
  checkAttention({ p, names: MHA_NAMES, ports: { query: 'query', key: 'key', value: 'value' }, query, key, value, padding, mask })
  const [length, batch] = laid(p, query)
  const lead = [...(query.shape.length === 3 ? [batch] : []), ...(p.average_attn_weights ? [] : [p.num_heads])]
  const weights: TensorType = { dtype: 'float32', shape: [...lead, length, laid(p, key)[0] + extraKeys(p)] }
  const output: TensorType = { dtype: 'float32', shape: [...query.shape.slice(0, -1), p.embed_dim] }
  return { output, ...(p.need_weights ? { attn_output_weights: weights } : {}) }
}

/** Every weight once for each row and batch. */
export const mhaMacs = (tensors: readonly TensorSpec[], output: TensorType | undefined): number =>
  (output ? numel(output.shape.slice(0, 2)) * tensors.reduce((sum, { shape }) => sum + numel(shape), 0) : 0)
