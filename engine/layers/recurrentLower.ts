/** RNN, LSTM and GRU as ONNX's operators, layer on layer; what those cannot do (proj_size, NaN and infinity) is a Scan. */
import type { TensorType } from '../tensor/dtype'
import type { Attributes, Lowering, Value } from './define'
import { cast, int64, reshape, reshapeAttributes, scalarOf } from './emit'
import { scanLayer, type Kind, type LayerResult, type LayerStart } from './recurrentScan'
import { cells, directions, GATES, recurrentTensors, type Cell, type RecurrentParams } from './recurrent'

/** Where each of ONNX's gates stands in PyTorch's rows: i o f c of i f g o, and z r h of r z n. */
const ORDER: Readonly<Record<Cell, readonly number[]>> = { RNN: [0], LSTM: [0, 3, 1, 2], GRU: [1, 0, 2] }
const float = (...shape: number[]): TensorType => ({ dtype: 'float32', shape })

type LowerLayer = (ctx: Lowering<RecurrentParams>, kind: Kind, x: Value, layer: number, start: LayerStart) => LayerResult
/** Takes the last node on the way to an output. */
type Give = (port: string, op: string, inputs: readonly Value[], attributes?: Attributes) => void

/** Weights of all directions together [directions, blocks * gates * hidden, ...], their gates in ONNX's order. */
function stacked(ctx: Lowering<RecurrentParams>, cell: Cell, names: readonly string[], blocks: number, what: string): Value {
  const { hidden_size: hidden } = ctx.params
  const parts = names.map(name => ctx.tensor(name))
  const [first] = parts
  const tail = first?.type.shape.slice(1) ?? []
  const rows = parts.length * GATES[cell] * hidden
  const joined = parts.length === 1 && first ? first : ctx.emit('Concat', parts, float(rows, ...tail), `${what}/all`, { axis: { int: 0 } })
  const order = ORDER[cell]
  const index = Array.from({ length: rows }, (_, row) => {
    const gate = Math.floor(row / hidden)
    const block = Math.floor(gate / order.length)
    return (block * order.length + (order[gate % order.length] ?? 0)) * hidden + row % hidden
  })
  const ordered = order.length === 1 ? joined : ctx.emit('Gather', [joined, ctx.constant(`${what}/gates`, int64(index))], joined.type, `${what}/ordered`, { axis: { int: 0 } })
  const count = directions(ctx.params)
  return reshape(ctx, ordered, [count, blocks * GATES[cell] * hidden, ...tail], what)
}

function operatorLayer(ctx: Lowering<RecurrentParams>, { cell, nonlinearity }: Kind, x: Value, layer: number, start: LayerStart): LayerResult {
  const p = ctx.params
  const count = directions(p)
  const [length = 0, batch = 0] = x.type.shape
  const suffixes = cells(p).filter(one => one.layer === layer).map(one => one.suffix)
  const name = `l${layer}`
  const w = stacked(ctx, cell, suffixes.map(s => `weight_ih${s}`), 1, `${name}/W`)
  const r = stacked(ctx, cell, suffixes.map(s => `weight_hh${s}`), 1, `${name}/R`)
  const b = p.bias ? stacked(ctx, cell, suffixes.flatMap(s => [`bias_ih${s}`, `bias_hh${s}`]), 2, `${name}/B`) : undefined
  const attributes: Attributes = {
    hidden_size: { int: p.hidden_size }, direction: { string: p.bidirectional ? 'bidirectional' : 'forward' },
    ...(cell === 'GRU' ? { linear_before_reset: { int: 1 } } : {}),
    ...(cell === 'RNN' ? { activations: { strings: Array<string>(count).fill(nonlinearity) } } : {}),
  }
  const state = float(count, batch, p.hidden_size)
  const results = [{ type: float(length, count, batch, p.hidden_size), what: `${name}/Y` }, { type: state, what: `${name}/h` }, ...(cell === 'LSTM' ? [{ type: state, what: `${name}/c` }] : [])]
  const [y, h, c] = ctx.emitMany(cell, [x, w, r, b, undefined, start.h_0, start.c_0], results, attributes)
  if (!y || !h) throw new Error(`${cell} gives its states.`)
  const beside = count === 1 ? y : ctx.emit('Transpose', [y], float(length, batch, count, p.hidden_size), `${name}/beside`, { perm: { ints: [0, 2, 1, 3] } })
  return { states: reshape(ctx, beside, [length, batch, count * p.hidden_size], `${name}/states`), h, ...(c ? { c } : {}) }
}

/** The rows of a start state that belong to one layer. */
function startOf(ctx: Lowering<RecurrentParams>, whole: Value | undefined, port: string, layer: number): Value | undefined {
  if (!whole || ctx.params.num_layers === 1) return whole
  const count = directions(ctx.params)
  const [, ...rest] = whole.type.shape
  const bounds = [int64([layer * count]), int64([(layer + 1) * count]), int64([0])]
  const inputs = bounds.map((bound, i) => ctx.constant(`${port}/l${layer}/${['from', 'to', 'axis'][i] ?? ''}`, bound))
  return ctx.emit('Slice', [whole, ...inputs], float(count, ...rest), `${port}/l${layer}`)
}

/** The last states of all layers, as the port has them. */
function giveLast(ctx: Lowering<RecurrentParams>, give: Give, port: string, parts: readonly Value[]): void {
  const type = ctx.outputs[port]
  const [first] = parts
  if (!type || !first) return
  const { shape } = first.type
  const rows = parts.reduce((sum, part) => sum + (part.type.shape[0] ?? 0), 0)
  if (type.shape.length === 3) return give(port, 'Concat', parts, { axis: { int: 0 } })
  const all = parts.length === 1 ? first : ctx.emit('Concat', parts, float(rows, ...shape.slice(1)), `${port}/batched`, { axis: { int: 0 } })
  give(port, 'Reshape', [all, ctx.constant(`${port}/shape`, int64(type.shape))])
}

/** No batch, no values: ONNX Runtime's own kernels will not have it. */
function giveEmpty(ctx: Lowering<RecurrentParams>): void {
  for (const [port, { shape }] of Object.entries(ctx.outputs)) ctx.emitOutput('ConstantOfShape', [ctx.constant(`${port}/shape`, int64(shape))], [port])
}

/** The sequence [length, batch, features] and the states [rows, batch, size] that the layers begin with. */
interface Begin {
  readonly x: Value
  readonly h_0: Value | undefined
  readonly c_0: Value | undefined
}

function begin(ctx: Lowering<RecurrentParams>): Begin {
  const input = ctx.input('input')
  const { shape } = input.type
  const [first = 0, second = 0] = shape
  const batched = shape.length === 3
  const x = !batched ? reshape(ctx, input, [first, 1, second], 'batched')
    : ctx.params.batch_first ? ctx.emit('Transpose', [input], float(second, first, ctx.params.input_size), 'sequence', { perm: { ints: [1, 0, 2] } }) : input
  const batchOf = (port: 'h_0' | 'c_0'): Value | undefined => {
    if (!ctx.has(port)) return undefined
    const state = cast(ctx, ctx.input(port), 'float32', `${port}/float`)
    return batched ? state : reshape(ctx, state, [state.type.shape[0] ?? 0, 1, state.type.shape[1] ?? 0], `${port}/batched`)
  }
  return { x, h_0: batchOf('h_0'), c_0: batchOf('c_0') }
}

/** Layer on layer, and the outputs as the ports have them. The states of each layer over time. */
function lowerLayers(ctx: Lowering<RecurrentParams>, kind: Kind, from: Begin, lowerLayer: LowerLayer, give: Give): readonly Value[] {
  const p = ctx.params
  const { shape = [] } = ctx.outputs['output'] ?? {}
  let { x } = from
  const results: LayerResult[] = []
  for (let layer = 0; layer < p.num_layers; layer++) {
    const [h0, c0] = [startOf(ctx, from.h_0, 'h_0', layer), startOf(ctx, from.c_0, 'c_0', layer)]
    const result = lowerLayer(ctx, kind, x, layer, { ...(h0 ? { h_0: h0 } : {}), ...(c0 ? { c_0: c0 } : {}) })
    x = result.states
    results.push(result)
  }
  if (shape.length !== 3) give('output', 'Reshape', [x, ctx.constant('shape', int64(shape))], reshapeAttributes(shape))
  else if (p.batch_first) give('output', 'Transpose', [x], { perm: { ints: [1, 0, 2] } })
  else give('output', 'Identity', [x])
  giveLast(ctx, give, 'h_n', results.map(({ h }) => h))
  if (kind.cell === 'LSTM') giveLast(ctx, give, 'c_n', results.flatMap(({ c }) => c ?? []))
  return results.map(({ states }) => states)
}

/** Whether all of these are finite: their squares' sum times zero is then zero, and NaN otherwise (also where it overflows). */
function allFinite(ctx: Lowering<RecurrentParams>, values: readonly Value[]): Value {
  const scalar = float()
  const sums = values.map((value, i) => ctx.emit('ReduceSumSquare', [value], scalar, `finite/${i}`, { keepdims: { int: 0 } }))
  const total = ctx.emit('Sum', sums, scalar, 'finite/sum')
  const zero = ctx.constant('finite/zero', scalarOf('float32', 0))
  return ctx.emit('Equal', [ctx.emit('Mul', [total, zero], scalar, 'finite/nothing'), zero], { dtype: 'bool', shape: [] }, 'finite')
}

/** Beyond this a state shows by how much (1e-7) the gates of ONNX Runtime's kernels are off. */
const LARGE_STATE = 32

/** Whether all values of the states are small enough for ONNX Runtime's gates; NaN is not. */
function allSmall(ctx: Lowering<RecurrentParams>, states: readonly Value[]): Value[] {
  const bound = states.length ? ctx.constant('small/bound', scalarOf('float32', LARGE_STATE)) : undefined
  return states.map((state, i) => {
    const largest = ctx.emit('ReduceMax', [ctx.emit('Abs', [state], state.type, `small/${i}/size`)], float(), `small/${i}/largest`, { keepdims: { int: 0 } })
    return ctx.emit('Less', [largest, bound], { dtype: 'bool', shape: [] }, `small/${i}`)
  })
}

/**
 * Lowers a recurrent layer; `nonlinearity` is RNN's. ONNX Runtime's kernels clamp what goes into a gate, so that a NaN
 * or the difference of two infinities comes out as a number, and round the gates by their distance from 1, not from 0:
 * in a run a Scan computes anew what has met non-finite values or begins with a large state.
 */
export function lowerRecurrent(cell: Cell, ctx: Lowering<RecurrentParams>, nonlinearity = 'Tanh'): void {
  const { shape } = ctx.input('input').type
  if (shape.slice(0, -1).includes(0)) return giveEmpty(ctx)
  const kind = { cell, nonlinearity }
  const from = begin(ctx)
  if (ctx.params.proj_size || ctx.forExport) {
    lowerLayers(ctx, kind, from, ctx.params.proj_size ? scanLayer : operatorLayer, (port, op, inputs, attributes) => { ctx.emitOutput(op, inputs, [port], attributes) })
    return
  }
  const ports = Object.entries(ctx.outputs)
  const collected = (lowerLayer: LowerLayer, what: string): { readonly values: ReadonlyMap<string, Value>; readonly states: readonly Value[] } => {
    const values = new Map<string, Value>()
    const states = lowerLayers(ctx, kind, from, lowerLayer, (port, op, inputs, attributes) => {
      const type = ctx.outputs[port]
      if (type) values.set(port, ctx.emit(op, inputs, type, `${what}/${port}`, attributes))
    })
    return { values, states }
  }
  const quick = collected(operatorLayer, 'quick')
  const weights = recurrentTensors(cell, ctx.params).map(({ name }) => ctx.tensor(name))
  const { x, h_0, c_0 } = from
  // A rectified state knows no bound: it may have grown beyond float32.
  const finite = allFinite(ctx, [x, ...(h_0 ? [h_0] : []), ...(c_0 ? [c_0] : []), ...weights, ...(nonlinearity === 'Relu' ? quick.states : [])])
  const small = cell === 'RNN' ? [] : allSmall(ctx, [h_0, c_0].flatMap(state => state ?? []))
  const plain = small.reduce((all, one, i) => ctx.emit('And', [all, one], all.type, `plain/${i}`), finite)
  const branch = (what: string, values: () => ReadonlyMap<string, Value>, op?: string): Attributes[string] => ctx.body(what, [], () => {
    const found = values()
    return ports.flatMap(([port, type]) => {
      const value = found.get(port)
      return !value ? [] : op ? [ctx.emit(op, [value], type, `${what}/${port}`)] : [value]
    })
  })
  ctx.emitOutput('If', [plain], ports.map(([port]) => port), {
    then_branch: branch('as_is', () => quick.values, 'Identity'),
    else_branch: branch('exact', () => collected(scanLayer, 'exact').values),
  })
}
