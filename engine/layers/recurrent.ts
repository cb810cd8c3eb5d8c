/** What RNN, LSTM and GRU have in common: parameters, checks, tensors and sizes, in PyTorch's order and words. */
import { isObject } from '../document/json'
import { numberOf } from '../document/numbers'
import type { Params } from '../document/types'
import { phrases, plural, say, type Said } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { told, worded } from './argument'
import { refuse, type FormulaLine, type Inputs, type Layout, type Memory, type Mend, type ParamSpec, type ParamSpecs, type Refusal, type TensorSpec } from './define'
import { compared, notFloat, truthy, valueOf } from './operators'
import { overloaded } from './overloads'
import { alike, castBefore, insertBefore, setParam } from './mends'
import { bool, int, number, starting } from './params'
import { pythonType } from './python'
import { typedBool, typedInt, typedSize } from './seqParams'
import { C_TYPE, SCALAR_TYPE } from './types'
import { sizes, times } from './words'

export interface RecurrentParams {
  readonly input_size: number
  readonly hidden_size: number
  readonly num_layers: number
  readonly bias: boolean
  readonly batch_first: boolean
  readonly dropout: number
  readonly bidirectional: boolean
  /** LSTM's alone. */
  readonly proj_size?: number
}

/** How many values each kind of cell has for one of the hidden state. */
export const GATES = { RNN: 1, GRU: 3, LSTM: 4 } as const
export type Cell = keyof typeof GATES

const NO_SHARE = 'dropout should be a number in range [0, 1] representing the probability of an element being zeroed'

/** A number, but not Python's True or False. */
const droppedShare = (inner: ParamSpec<number>): ParamSpec<number> => worded(
  { ...inner, parse: json => (typeof json === 'boolean' ? { refuse: say`${String(json)} is not a number; give one.`, pytorch: NO_SHARE } : inner.parse(json)) },
  (_, json) => notFloat(json) ?? (typeof json === 'string' ? NO_SHARE : undefined),
)

export const inputSize = typedSize('input_size', 'Values of one step of the sequence.')
export const hiddenSize = starting(16, typedInt('hidden_size', 'Values of the hidden state: what the layer remembers.'))
export const shared = {
  num_layers: compared('<=', 'int', int('Layers on top of each other, each reading the states of the one below.', { default: 1, min: 1 }), json => {
    if ((valueOf(json) ?? 0) <= 0) return 'num_layers must be greater than zero'
    return typeof json === 'boolean' ? undefined : `'${pythonType(json)}' object cannot be interpreted as an integer`
  }),
  bias: typedBool('bias', 'Adds learned numbers to the gates.', true),
  batch_first: typedBool('batch_first', 'The batch stands in front of the sequence, in input and output.', false),
  dropout: droppedShare(number('Share dropped between the layers while training; nothing here.', { default: 0, min: 0, max: 1 })),
  bidirectional: bool('A second set of weights reads the sequence backwards.', { default: false }),
} as const

/** What is said of states for one direction where there are two. */
function missingStates(cell: string, { hidden_size: hidden, proj_size: proj, num_layers: layers = 1, batch_first: first = false }: Params, { input, h_0: state }: Inputs): string | undefined {
  const size = numberOf(proj) || numberOf(hidden)
  if (!input || state?.shape.length !== input.shape.length || size === undefined) return undefined
  const batched = input.shape.length === 3
  const want = [2 * (numberOf(layers) ?? 1), batched ? input.shape[first === true ? 0 : 1] ?? 1 : 1, size]
  const got = batched ? state.shape : state.shape.toSpliced(1, 0, 1)
  return got.every((n, i) => n === want[i]) ? undefined : `Expected hidden${cell === 'lstm' ? '[0]' : ''} size ${tuple(want)}, got ${sizes(got)}`
}

/** The same parameters, with what is said of those that only the function itself looks at. */
export const callWords = <const S extends ParamSpecs>(cell: 'rnn' | 'lstm' | 'gru', params: S): S => overloaded(({ nonlinearity = 'tanh', bidirectional = false }, { h_0: state }) => {
  const fn = cell === 'rnn' ? `rnn_${nonlinearity === 'relu' ? 'relu' : 'tanh'}` : cell
  // Both directions want twice the states that are wired, which is found first.
  return state && truthy(bidirectional) ? undefined : `${fn}(Tensor, ${cell === 'lstm' ? 'tuple' : 'Tensor'}, list, $bias, $num_layers, float, bool, $bidirectional, $batch_first)`
}, { ...params, ...(params['bidirectional'] ? { bidirectional: told(params['bidirectional'], (json, given) => inputs => (truthy(json) ? missingStates(cell, given, inputs) : undefined)) } : {}) }, ['num_layers', 'bidirectional'])

export const directions = (p: RecurrentParams): 1 | 2 => (p.bidirectional ? 2 : 1)
/** Values of the hidden state as the next step sees it. */
export const stateSize = (p: RecurrentParams): number => (p.proj_size ? p.proj_size : p.hidden_size)
export const inferInputSize = ({ input }: Partial<Inputs>): { readonly value: number; readonly port: string } | undefined =>
  input && { value: input.shape.at(-1) ?? 1, port: 'input' }

function badParam(param: string, pytorch: string, message: Said, fix?: Refusal['fix']): never {
  return refuse({ code: 'bad-param', param, pytorch, message, ...(fix ? { fix } : {}) })
}

const MOST_LAYERS = 10_000

/** What the constructor refuses. */
export function checkRecurrent(p: RecurrentParams): void {
  if (!(p.dropout >= 0 && p.dropout <= 1)) {
    badParam('dropout', NO_SHARE, say`dropout is ${p.dropout}; it is a share, from 0 to 1.`, setParam('dropout', 0, 0))
  }
  for (const param of ['input_size', 'hidden_size', 'num_layers'] as const) {
    if (p[param] <= 0) badParam(param, `${param} must be greater than zero`, say`${param} is ${p[param]}; set it to 1 or more.`, param === 'input_size' ? undefined : setParam(param, 1, param === 'num_layers' ? 1 : undefined))
  }
  // Each has weights of its own: PyTorch, too, would go on making them until the memory is full.
  if (p.num_layers > MOST_LAYERS) refuse({ code: 'bad-param', param: 'num_layers', message: say`num_layers is ${p.num_layers}, and each layer has weights of its own; set it to ${MOST_LAYERS} or fewer.`, fix: setParam('num_layers', MOST_LAYERS, 1) })
  if (p.proj_size === undefined) return
  if (p.proj_size < 0) badParam('proj_size', 'proj_size should be a positive integer or zero to disable projections', say`proj_size is ${p.proj_size}; set it to 0 for no projection, or more.`, setParam('proj_size', 0, 0))
  if (p.proj_size >= p.hidden_size) badParam('proj_size', 'proj_size has to be smaller than hidden_size', say`proj_size is ${p.proj_size}, which is not smaller than hidden_size, ${p.hidden_size}; set it to ${p.hidden_size - 1} or less.`, setParam('proj_size', p.hidden_size - 1, 0))
}

/** `_l0`, `_l0_reverse`, `_l1`, ... with the size of that layer's input. */
export function cells(p: RecurrentParams): readonly { readonly suffix: string; readonly layer: number; readonly reverse: boolean; readonly features: number }[] {
  return Array.from({ length: p.num_layers * directions(p) }, (_, i) => {
    const layer = Math.floor(i / directions(p))
    const reverse = i % directions(p) === 1
    return { suffix: `_l${layer}${reverse ? '_reverse' : ''}`, layer, reverse, features: layer ? directions(p) * stateSize(p) : p.input_size }
  })
}

/** Weights and biases in the order of their draws, all uniform in 1/√hidden_size. */
export function recurrentTensors(cell: Cell, p: RecurrentParams): readonly TensorSpec[] {
  const rows = GATES[cell] * p.hidden_size
  const init = { kind: 'uniform', bound: 1 / Math.sqrt(p.hidden_size) } as const
  const spec = (name: string, shape: readonly number[]): TensorSpec => ({ name, shape, dtype: 'float32', role: 'parameter', init })
  return cells(p).flatMap(({ suffix, features }) => [
    spec(`weight_ih${suffix}`, [rows, features]),
    spec(`weight_hh${suffix}`, [rows, stateSize(p)]),
    ...(p.bias ? [spec(`bias_ih${suffix}`, [rows]), spec(`bias_hh${suffix}`, [rows])] : []),
    ...(p.proj_size ? [spec(`weight_hr${suffix}`, [p.proj_size, p.hidden_size])] : []),
  ])
}

/** `(1, 2, 4)`, a size as Python writes a tuple. */
const tuple = (shape: readonly number[]): string => `(${shape.join(', ')})`

function mismatch(port: string, pytorch: string, message: Said, fix?: Refusal['fix'], param?: string): never {
  return refuse({ code: 'shape-mismatch', port, pytorch, message, ...(fix ? { fix } : {}), ...(param ? { param } : {}) })
}

function checkRank(cell: Cell, { shape }: TensorType): void {
  if (shape.length === 2 || shape.length === 3) return
  mismatch('input', `${cell}: Expected input to be 2D or 3D, got ${shape.length}D ${cell === 'RNN' ? 'tensor instead' : 'instead'}`,
    say`${cell} takes a sequence of rows, with a batch or without: 3 or 2 dimensions, but the input is ${times(shape)}.`,
    // The rows of an image of one channel are its steps.
    shape.length === 4 && shape[1] === 1 ? insertBefore('input', 'Squeeze', { dim: 1 }) : shape.length > 3 ? insertBefore('input', 'Flatten', { start_dim: 2 }) : undefined)
}

/** A state of another size; the mend is what brings it about with the least: an exchange of two dimensions, a parameter, or the Input's shape. */
function mismatchedState(p: RecurrentParams, port: string, shape: readonly number[], want: readonly number[], pytorch: string, words: Said): never {
  const same = (other: readonly number[]): boolean => other.length === want.length && other.every((size, i) => size === want[i])
  const [first = 0, second = 0, ...rest] = shape
  const layers = first / directions(p)
  const mend = (how: Said, fix: Mend, param?: string): never => mismatch(port, pytorch, say`${words}; ${how}.`, fix, param)
  if (shape.length === 3 && same([second, first, ...rest])) mend(say`put a Transpose in front, also with batch_first its first size is that of the layers`, insertBefore(port, 'Transpose', { dim0: 0, dim1: 1 }))
  if (same(shape.with(-1, want.at(-1) ?? 0)) && !p.proj_size && (shape.at(-1) ?? 0) > 0) mend(say`set hidden_size to ${shape.at(-1) ?? 0} or give states of that size`, setParam('hidden_size', shape.at(-1) ?? 0), 'hidden_size')
  if (same(shape.with(0, want[0] ?? 0)) && Number.isInteger(layers) && layers > 0) mend(say`set num_layers to ${layers} or give as many states`, setParam('num_layers', layers, 1), 'num_layers')
  return refuse({ code: 'shape-mismatch', port, pytorch, message: say`${words}.`, around: inputShape(port, want, words) })
}

/** The mend of an Input in front, whose shape may be any. */
const inputShape = (port: string, want: readonly number[], words: Said): NonNullable<Refusal['around']> => node => {
  const front = node.front(port)
  const kind = front?.params['value']
  if (front?.layer.type !== 'Input' || (isObject(kind) && (kind['kind'] === 'data' || kind['kind'] === 'file'))) return undefined
  return { message: say`${words}; set shape of ${front.id} to that.`, fix: { label: say`Set shape of ${front.id} to ${times(want)}`, edits: () => [{ kind: 'setParam', node: front.id, param: 'shape', value: want }] } }
}

/** The ranks of the states, which PyTorch looks at before anything else about them. */
function checkStateRanks(cell: Cell, input: TensorType, states: readonly (readonly [string, TensorType])[], sizesOf: Readonly<Record<string, readonly number[]>>): void {
  const rank = input.shape.length
  const wrong = states.find(([, type]) => type.shape.length !== rank)
  if (!wrong) return
  const [port, { shape }] = wrong
  const want = rank === 3 ? sizesOf[port] ?? [] : (sizesOf[port] ?? []).toSpliced(1, 1)
  const batch = `${rank === 3 ? 'batched 3-D' : 'unbatched 2-D'} input`
  const got = states.map(([, type]) => `${type.shape.length}-D`).join(', ')
  const words = say`${port} is ${times(shape)}, but the input has ${rank} dimensions, so ${port} needs ${rank} as well: ${times(want)}`
  const mend = alike(port, shape, want)
  refuse({
    code: 'shape-mismatch', port, message: say`${words}.`, ...(mend ? { fix: mend.fix } : { around: inputShape(port, want, words) }),
    pytorch: cell === 'LSTM' ? `For ${batch}, hx and cx should also be ${rank}-D but got (${got}) tensors` : `For ${batch}, hx should also be ${rank}-D but got ${got} tensor`,
  })
}

/** Tokens as rows of the size that is set; how many words there are cannot be known. */
const EMBEDDED: Mend = {
  label: insertBefore('input', 'Embedding', {}).label,
  edits(node) {
    const { input_size: size } = node.params
    return insertBefore('input', 'Embedding', { num_embeddings: 1000, embedding_dim: typeof size === 'number' ? size : 64 }).edits(node)
  },
}

function checkFeatures(p: RecurrentParams, { shape, dtype }: TensorType): void {
  if (dtype !== 'float32') {
    const tokens = dtype === 'int64' && shape.length === 2
    refuse({
      code: 'type-mismatch', port: 'input', fix: tokens ? EMBEDDED : castBefore('input', 'float32'),
      message: tokens ? say`The weights are float32, but the input ${times(shape)} is int64; if it holds tokens, put an Embedding in front, else cast it to float32.` : say`The weights are float32, but the input is ${dtype}; cast it to float32.`,
      pytorch: `RNN input dtype (torch.${dtype}) does not match weight dtype (torch.float32). Convert input: input.to(torch.float32), or convert model: model.to(torch.${dtype})`,
    })
  }
  const features = shape.at(-1) ?? 0
  if (features === p.input_size) return
  mismatch('input', `input.size(-1) must be equal to input_size. Expected ${p.input_size}, got ${features}`,
    say`input_size is ${p.input_size}, but a step of the input has ${plural(features, 'value')}; set input_size to ${features} or leave it to be inferred.`, setParam('input_size', features), 'input_size')
}

const NO_KERNEL = 'could not create a primitive descriptor for the LSTM forward propagation primitive. Run workload with environment variable ONEDNN_VERBOSE=all to get additional diagnostic information.'

/** Whether PyTorch leaves the cell to oneDNN. */
const byOneDnn = (cell: Cell, p: RecurrentParams, input: TensorType): boolean => cell === 'LSTM' && !p.proj_size && numel(input.shape) > 0

/** PyTorch's words for a state of another type. */
function stateWords(cell: Cell, p: RecurrentParams, input: TensorType, { dtype }: TensorType): string {
  if (byOneDnn(cell, p, input)) return dtype === 'float16' ? NO_KERNEL : 'get_mkldnn_dtype: unsupported data type'
  return p.bias ? `mat1 and mat2 must have the same dtype, but got ${SCALAR_TYPE[dtype]} and Float` : `expected m1 and m2 to have the same dtype, but got: ${C_TYPE[dtype]} != float`
}

/** A state whose type the weights do not go with. PyTorch's own cell only multiplies c_0 by a gate, which makes float32 of all but float64. */
function checkStateTypes(cell: Cell, p: RecurrentParams, input: TensorType, states: readonly (readonly [string, TensorType])[]): void {
  const promotes = !byOneDnn(cell, p, input)
  const found = states.find(([port, { dtype }]) => dtype !== 'float32' && !(promotes && port === 'c_0' && dtype !== 'float64'))
  if (!found) return
  const [port, type] = found
  const pytorch = promotes && port === 'c_0' ? 'expected m1 and m2 to have the same dtype, but got: double != float' : stateWords(cell, p, input, type)
  refuse({ code: 'type-mismatch', port, pytorch, fix: castBefore(port, 'float32'), message: say`The weights are float32, but ${port} is ${type.dtype}; cast it to float32.` })
}

/** What `forward` refuses, and the outputs' types. */
export function recurrentTypes(cell: Cell, p: RecurrentParams, inputs: Inputs): Readonly<Record<string, TensorType>> {
  const { input, h_0, c_0 } = inputs
  if (!input) return {}
  checkRank(cell, input)
  if (cell === 'LSTM' && !h_0 !== !c_0) {
    const [port, other] = h_0 ? ['c_0', 'h_0'] : ['h_0', 'c_0']
    refuse({ code: 'missing-input', port, message: say`${other} is wired, but ${port} is not; wire both or neither.` })
  }
  const states: (readonly [string, TensorType])[] = [...(h_0 ? [['h_0', h_0] as const] : []), ...(c_0 ? [['c_0', c_0] as const] : [])]
  const batched = input.shape.length === 3
  const [first = 0, second = 0] = input.shape
  const [batch, length] = !batched ? [1, first] : p.batch_first ? [first, second] : [second, first]
  const rows = p.num_layers * directions(p)
  const sizesOf = { h_0: [rows, batch, stateSize(p)], c_0: [rows, batch, p.hidden_size] }
  checkStateRanks(cell, input, states, sizesOf)
  checkFeatures(p, input)
  states.forEach(([port, { shape }], i) => {
    const want = port === 'c_0' ? sizesOf.c_0 : sizesOf.h_0
    const got = batched ? shape : [shape[0] ?? 0, 1, shape[1] ?? 0]
    if (want.every((n, k) => n === got[k])) return
    const plain = batched ? want : [rows, want[2] ?? 0]
    mismatchedState(p, port, shape, plain, `Expected hidden${cell === 'LSTM' ? `[${i}]` : ''} size ${tuple(want)}, got ${sizes(got)}`,
      say`${port} is ${times(shape)}, but ${plural(rows, 'state')}${batched ? say` for a batch of ${batch}` : ''} of ${want[2] ?? 0} values each are ${times(plain)}`)
  })
  if (!length) mismatch('input', 'Expected sequence length to be larger than 0 in RNN', say`The input ${times(input.shape)} is a sequence of no steps; give it at least one.`)
  checkStateTypes(cell, p, input, states)
  const of = (shape: readonly number[]): TensorType => ({ dtype: 'float32', shape })
  const drop = (shape: readonly number[]): TensorType => of(batched ? shape : [shape[0] ?? 0, shape[2] ?? 0])
  return {
    output: of([...input.shape.slice(0, -1), directions(p) * stateSize(p)]),
    h_n: drop(sizesOf.h_0),
    ...(cell === 'LSTM' ? { c_n: drop(sizesOf.c_0) } : {}),
  }
}

/** torchinfo's: every weight once a step and row of the batch. */
export function recurrentMacs(cell: Cell, p: RecurrentParams, { input }: Inputs): number {
  if (!input) return 0
  return numel(input.shape.slice(0, -1)) * recurrentTensors(cell, p).reduce((sum, spec) => sum + numel(spec.shape), 0)
}

export function recurrentCaption(p: RecurrentParams, { input }: Partial<Inputs>): Said {
  const features: number | undefined = (p as Partial<RecurrentParams>).input_size ?? input?.shape.at(-1)
  return phrases([
    say`${features ?? '?'} → ${p.hidden_size}${p.proj_size ? say` → ${p.proj_size}` : ''}`,
    ...(p.num_layers === 1 ? [] : [plural(p.num_layers, 'layer')]),
    ...(p.bidirectional ? [say`both directions`] : []), ...(p.batch_first ? [say`batch first`] : []), ...(p.bias ? [] : [say`no bias`]),
  ])
}

/** `output = 5 × 2 × (2 directions · 20) = 5 × 2 × 40` */
export function recurrentFormula(p: RecurrentParams, { input }: Inputs, { output, h_n }: Readonly<Record<string, TensorType>>): readonly FormulaLine[] {
  if (!input || !output || !h_n) return []
  const state = { text: String(stateSize(p)), value: true, param: p.proj_size ? 'proj_size' : 'hidden_size' }
  const count = { text: String(directions(p)), value: true, param: 'bidirectional' }
  const [first = 0, second = 0, values] = input.shape
  const read = values === undefined ? [] : [{ pieces: [{ text: p.batch_first ? say`input: a batch of ${first} × ${second} steps × ${values} values` : say`input: ${first} steps × a batch of ${second} × ${values} values` }] }]
  const lead = input.shape.slice(0, -1).map(n => `${n} × `).join('')
  return [
    ...read,
    { pieces: [{ text: `output = ${lead}(` }, count, { text: ' · ' }, state, { text: `) = ${times(output.shape)}` }] },
    { pieces: [{ text: 'h_n = (' }, { text: String(p.num_layers), value: true, param: 'num_layers' }, { text: ' · ' }, count, { text: `)${input.shape.length === 3 ? ` × ${h_n.shape[1] ?? 0}` : ''} × ` }, state, { text: ` = ${times(h_n.shape)}` }] },
  ]
}

/** PyTorch computes steps first; batch_first is a view of that. */
export function recurrentLayout({ params, outputs: { output } }: Memory<RecurrentParams>): Readonly<Record<string, Layout>> {
  const [batch, steps, features] = output?.shape ?? []
  if (!params.batch_first || batch === undefined || steps === undefined || features === undefined) return {}
  return { output: { strides: [features, batch * features, 1] } }
}
