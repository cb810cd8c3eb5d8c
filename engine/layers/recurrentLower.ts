/** RNN, LSTM and GRU as ONNX's operators, layer on layer; what those cannot do (proj_size) is a Scan. */
import type { TensorType } from '../tensor/dtype'
import type { Attributes, Lowering, Value } from './define'
import { cast, int64, reshape, reshapeAttributes } from './emit'
import { lowerProjected } from './lstmProjected'
import { cells, directions, GATES, type Cell, type RecurrentParams } from './recurrent'

/** Where each of ONNX's gates stands in PyTorch's rows: i o f c of i f g o, and z r h of r z n. */
const ORDER: Readonly<Record<Cell, readonly number[]>> = { RNN: [0], LSTM: [0, 3, 1, 2], GRU: [1, 0, 2] }
const float = (...shape: number[]): TensorType => ({ dtype: 'float32', shape })

/** What a layer gives: its states over time [length, batch, directions * state], and the last ones. */
export interface LayerResult {
  readonly states: Value
  readonly h: Value
  readonly c?: Value
}
export type LayerStart = Readonly<Partial<Record<'h_0' | 'c_0', Value>>>

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

function lowerLayer(ctx: Lowering<RecurrentParams>, cell: Cell, x: Value, layer: number, start: LayerStart, nonlinearity: string | undefined): LayerResult {
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
    ...(nonlinearity ? { activations: { strings: Array<string>(count).fill(nonlinearity) } } : {}),
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
function giveLast(ctx: Lowering<RecurrentParams>, port: string, parts: readonly Value[]): void {
  const type = ctx.outputs[port]
  const [first] = parts
  if (!type || !first) return
  const { shape } = first.type
  const rows = parts.reduce((sum, part) => sum + (part.type.shape[0] ?? 0), 0)
  if (type.shape.length === 3) {
    ctx.emitOutput('Concat', parts, [port], { axis: { int: 0 } })
    return
  }
  const all = parts.length === 1 ? first : ctx.emit('Concat', parts, float(rows, ...shape.slice(1)), `${port}/batched`, { axis: { int: 0 } })
  ctx.emitOutput('Reshape', [all, ctx.constant(`${port}/shape`, int64(type.shape))], [port])
}

/** No batch, no values: ONNX Runtime's own kernels will not have it. */
function giveEmpty(ctx: Lowering<RecurrentParams>): void {
  for (const [port, { shape }] of Object.entries(ctx.outputs)) ctx.emitOutput('ConstantOfShape', [ctx.constant(`${port}/shape`, int64(shape))], [port])
}

/** Lowers a recurrent layer; `nonlinearity` is RNN's, by ONNX's name. */
export function lowerRecurrent(cell: Cell, ctx: Lowering<RecurrentParams>, nonlinearity?: string): void {
  const p = ctx.params
  const input = ctx.input('input')
  const { shape } = input.type
  const type = ctx.outputs['output']
  if (!type) return
  if (shape.slice(0, -1).includes(0)) return giveEmpty(ctx)
  const [first = 0, second = 0] = shape
  const batched = shape.length === 3
  const swap = batched && p.batch_first
  let x = !batched ? reshape(ctx, input, [first, 1, second], 'batched')
    : swap ? ctx.emit('Transpose', [input], float(second, first, p.input_size), 'sequence', { perm: { ints: [1, 0, 2] } }) : input
  const batchOf = (port: 'h_0' | 'c_0'): Value | undefined => {
    if (!ctx.has(port)) return undefined
    const state = cast(ctx, ctx.input(port), 'float32', `${port}/float`)
    return batched ? state : reshape(ctx, state, [state.type.shape[0] ?? 0, 1, state.type.shape[1] ?? 0], `${port}/batched`)
  }
  const starts = { h_0: batchOf('h_0'), c_0: batchOf('c_0') }
  const hs: Value[] = []
  const cs: Value[] = []
  for (let layer = 0; layer < p.num_layers; layer++) {
    const [h0, c0] = [startOf(ctx, starts.h_0, 'h_0', layer), startOf(ctx, starts.c_0, 'c_0', layer)]
    const start: LayerStart = { ...(h0 ? { h_0: h0 } : {}), ...(c0 ? { c_0: c0 } : {}) }
    const { states, h, c } = p.proj_size ? lowerProjected(ctx, x, layer, start) : lowerLayer(ctx, cell, x, layer, start, nonlinearity)
    x = states
    hs.push(h)
    if (c) cs.push(c)
  }
  if (swap) ctx.emitOutput('Transpose', [x], ['output'], { perm: { ints: [1, 0, 2] } })
  else if (batched) ctx.emitOutput('Identity', [x], ['output'])
  else ctx.emitOutput('Reshape', [x, ctx.constant('shape', int64(type.shape))], ['output'], reshapeAttributes(type.shape))
  giveLast(ctx, 'h_n', hs)
  if (cell === 'LSTM') giveLast(ctx, 'c_n', cs)
}

