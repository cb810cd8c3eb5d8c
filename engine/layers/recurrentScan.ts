/** RNN, LSTM and GRU step by step, each product spelled out: a Scan, which carries NaN and infinity as PyTorch does and knows proj_size. */
import type { DType, TensorType } from '../tensor/dtype'
import type { Lowering, Value } from './define'
import { filled, int64, reshape, scalarOf } from './emit'
import { cells, directions, GATES, stateSize, type Cell, type RecurrentParams } from './recurrent'

type Ctx = Lowering<RecurrentParams>
const dtype: DType = 'float32'
const float = (...shape: number[]): TensorType => ({ dtype, shape })

/** What a layer gives: its states over time [length, batch, directions * state], and the last ones. */
export interface LayerResult {
  readonly states: Value
  readonly h: Value
  readonly c?: Value
}
export type LayerStart = Readonly<Partial<Record<'h_0' | 'c_0', Value>>>

/** Which cell, and what bends a plain RNN's state, by ONNX's name. */
export interface Kind {
  readonly cell: Cell
  readonly nonlinearity: string
}

/** Row `at` of a state [directions, batch, n], or zeros. */
function row(ctx: Ctx, state: Value | undefined, at: number, batch: number, n: number, what: string): Value {
  if (!state) return ctx.constant(what, filled(dtype, [batch, n], 0))
  return ctx.emit('Gather', [state, ctx.constant(`${what}/at`, { ...int64([at]), shape: [] })], float(batch, n), what, { axis: { int: 0 } })
}

function transposed(ctx: Ctx, name: string, what: string): Value {
  const weight = ctx.tensor(name)
  const [rows = 0, columns = 0] = weight.type.shape
  return ctx.emit('Transpose', [weight], float(columns, rows), what, { perm: { ints: [1, 0] } })
}

interface StepWeights {
  readonly hh: Value
  readonly hr: Value | undefined
  readonly bias: Value | undefined
}

/** What a step is made of: its gates, each [batch, hidden_size]. */
interface Tools {
  emit(op: string, inputs: readonly Value[], what: string): Value
  sigmoid(value: Value, what: string): Value
  split(value: Value, names: readonly string[]): readonly Value[]
}

const missing = (): never => {
  throw new Error('A step has its states.')
}

function rnnStep({ emit }: Tools, given: Value, recurrent: Value, nonlinearity: string): Value {
  return emit(nonlinearity, [emit('Add', [given, recurrent], 'sum')], 'h')
}

function gruStep({ emit, sigmoid, split }: Tools, given: Value, recurrent: Value, h: Value): Value {
  const [rx = missing(), zx = missing(), nx = missing()] = split(given, ['rx', 'zx', 'nx'])
  const [rh = missing(), zh = missing(), nh = missing()] = split(recurrent, ['rh', 'zh', 'nh'])
  const r = sigmoid(emit('Add', [rh, rx], 'r_sum'), 'r')
  const z = sigmoid(emit('Add', [zh, zx], 'z_sum'), 'z')
  const n = emit('Tanh', [emit('Add', [nx, emit('Mul', [nh, r], 'n_reset')], 'n_sum')], 'n')
  return emit('Add', [emit('Mul', [emit('Sub', [h, n], 'change'), z], 'kept'), n], 'h')
}

function lstmStep({ emit, sigmoid, split }: Tools, given: Value, recurrent: Value, c: Value): { readonly hidden: Value; readonly next: Value } {
  const [i, f, g, o] = split(emit('Add', [given, recurrent], 'gates'), ['i', 'f', 'g', 'o'].map(gate => `${gate}_sum`))
    .map((part, k) => (k === 2 ? emit('Tanh', [part], 'g') : sigmoid(part, ['i', 'f', 'g', 'o'][k] ?? '')))
  if (!i || !f || !g || !o) return missing()
  const next = emit('Add', [emit('Mul', [f, c], 'kept'), emit('Mul', [i, g], 'added')], 'c')
  return { hidden: emit('Mul', [o, emit('Tanh', [next], 'shown')], 'hidden'), next }
}

/** One step: the gates of the input come in, the states go around. */
function step(ctx: Ctx, { cell, nonlinearity }: Kind, name: string, batch: number, weights: StepWeights, values: readonly Value[]): readonly Value[] {
  const { hidden_size: hidden } = ctx.params
  const [h = missing(), ...others] = values
  const given = others.at(-1) ?? missing()
  const emit = (op: string, inputs: readonly (Value | undefined)[], type: TensorType, what: string): Value => ctx.emit(op, inputs, type, `${name}/step/${what}`)
  const bent = (op: string, inputs: readonly Value[], what: string): Value => emit(op, inputs, inputs[0]?.type ?? float(batch, hidden), what)
  const tools: Tools = {
    emit: bent,
    // ONNX Runtime's Sigmoid is off near 0, which a large state shows.
    sigmoid: (value, what) => (ctx.forExport ? bent('Sigmoid', [value], what)
      : bent('Reciprocal', [bent('Add', [bent('Exp', [bent('Neg', [value], `${what}_negated`)], `${what}_exp`), ctx.constant(`${name}/step/${what}_one`, scalarOf(dtype, 1))], `${what}_divisor`)], what)),
    split: (value, names) => ctx.emitMany('Split', [value], names.map(gate => ({ type: float(batch, hidden), what: `${name}/step/${gate}` })), { axis: { int: 1 }, num_outputs: { int: names.length } })
      .map(part => part ?? missing()),
  }
  const product = emit('MatMul', [h, weights.hh], given.type, 'recurrent')
  const recurrent = weights.bias ? emit('Add', [product, weights.bias], given.type, 'biased') : product
  const shown = (state: Value): Value => emit('Identity', [state], state.type, 'y')
  if (cell === 'LSTM') {
    const { hidden: full, next } = lstmStep(tools, given, recurrent, others[0] ?? missing())
    const state = weights.hr ? emit('MatMul', [full, weights.hr], h.type, 'h') : full
    return [state, next, shown(state)]
  }
  const state = cell === 'RNN' ? rnnStep(tools, given, recurrent, nonlinearity) : gruStep(tools, given, recurrent, h)
  return [state, shown(state)]
}

interface Direction {
  readonly states: Value
  readonly h: Value
  readonly c?: Value
}

function direction(ctx: Ctx, kind: Kind, x: Value, suffix: string, reverse: boolean, start: LayerStart): Direction {
  const p = ctx.params
  const name = suffix.slice(1)
  const lstm = kind.cell === 'LSTM'
  const [length = 0, batch = 0] = x.type.shape
  const { hidden_size: hidden } = p
  const rows = GATES[kind.cell] * hidden
  const gates = float(length, batch, rows)
  const product = ctx.emit('MatMul', [x, transposed(ctx, `weight_ih${suffix}`, `${name}/ih`)], gates, `${name}/product`)
  const given = p.bias ? ctx.emit('Add', [product, ctx.tensor(`bias_ih${suffix}`)], gates, `${name}/given`) : product
  const weights: StepWeights = {
    hh: transposed(ctx, `weight_hh${suffix}`, `${name}/hh`),
    hr: p.proj_size ? transposed(ctx, `weight_hr${suffix}`, `${name}/hr`) : undefined,
    bias: p.bias ? ctx.tensor(`bias_hh${suffix}`) : undefined,
  }
  const h = { type: float(batch, stateSize(p)), what: `${name}/h` }
  const c = { type: float(batch, hidden), what: `${name}/c` }
  const states = { type: float(length, batch, stateSize(p)), what: `${name}/Y` }
  const around = [{ ...h, what: `${name}/step/h_in` }, ...(lstm ? [{ ...c, what: `${name}/step/c_in` }] : []), { type: float(batch, rows), what: `${name}/step/x` }]
  const body = ctx.body(`${name}/step`, around, inputs => step(ctx, kind, name, batch, weights, inputs))
  const at = reverse ? 1 : 0
  const begin = [row(ctx, start.h_0, at, batch, stateSize(p), `${name}/h_0`), ...(lstm ? [row(ctx, start.c_0, at, batch, hidden, `${name}/c_0`)] : [])]
  const way = { ints: [at] }
  const results = ctx.emitMany('Scan', [...begin, given], [h, ...(lstm ? [c] : []), states], { body, num_scan_inputs: { int: 1 }, scan_input_directions: way, scan_output_directions: way })
  const cell = lstm ? results[1] : undefined
  return { states: results.at(-1) ?? missing(), h: results[0] ?? missing(), ...(cell ? { c: cell } : {}) }
}

/** One layer, in both directions where it has them. */
export function scanLayer(ctx: Ctx, kind: Kind, x: Value, layer: number, start: LayerStart): LayerResult {
  const p = ctx.params
  const [length = 0, batch = 0] = x.type.shape
  const found = cells(p).filter(one => one.layer === layer).map(({ suffix, reverse }) => direction(ctx, kind, x, suffix, reverse, start))
  const [only = missing()] = found
  const single = found.length === 1
  const joined = (values: readonly Value[], n: number, what: string): Value => {
    const rows = values.map((value, i) => reshape(ctx, value, [1, batch, n], `l${layer}/${what}${i}`))
    return single && rows[0] ? rows[0] : ctx.emit('Concat', rows, float(directions(p), batch, n), `l${layer}/${what}`, { axis: { int: 0 } })
  }
  const states = single ? only.states : ctx.emit('Concat', found.map(one => one.states), float(length, batch, 2 * stateSize(p)), `l${layer}/states`, { axis: { int: 2 } })
  const cs = found.flatMap(one => one.c ?? [])
  return { states, h: joined(found.map(one => one.h), stateSize(p), 'h'), ...(cs.length ? { c: joined(cs, p.hidden_size, 'c') } : {}) }
}
