/** LSTM with proj_size, which ONNX's operator lacks: a Scan over the steps. */
import type { DType, TensorType } from '../tensor/dtype'
import type { Lowering, Value } from './define'
import { filled, int64, reshape } from './emit'
import { cells, directions, stateSize, type RecurrentParams } from './recurrent'
import type { LayerResult, LayerStart } from './recurrentLower'

type Ctx = Lowering<RecurrentParams>
const dtype: DType = 'float32'
const float = (...shape: number[]): TensorType => ({ dtype, shape })

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

/** One step: the gates of the input come in, the states go around. */
function step(ctx: Ctx, name: string, batch: number, weights: { readonly hh: Value; readonly hr: Value; readonly bias: Value | undefined }, [h, c, x]: readonly Value[]): readonly Value[] {
  const { hidden_size: hidden } = ctx.params
  const projected = stateSize(ctx.params)
  const gates = float(batch, 4 * hidden)
  const cell = float(batch, hidden)
  const emit = (op: string, inputs: readonly (Value | undefined)[], type: TensorType, what: string): Value => ctx.emit(op, inputs, type, `${name}/step/${what}`)
  const recurrent = emit('MatMul', [h, weights.hh], gates, 'recurrent')
  const biased = weights.bias ? emit('Add', [recurrent, weights.bias], gates, 'biased') : recurrent
  const sum = emit('Add', [x, biased], gates, 'gates')
  const parts = ctx.emitMany('Split', [sum], ['i', 'f', 'g', 'o'].map(gate => ({ type: cell, what: `${name}/step/${gate}_sum` })), { axis: { int: 1 }, num_outputs: { int: 4 } })
  const [i, f, g, o] = parts.map((part, k) => emit(k === 2 ? 'Tanh' : 'Sigmoid', [part], cell, ['i', 'f', 'g', 'o'][k] ?? ''))
  const next = emit('Add', [emit('Mul', [f, c], cell, 'kept'), emit('Mul', [i, g], cell, 'added')], cell, 'c')
  const hidden_state = emit('Mul', [o, emit('Tanh', [next], cell, 'shown')], cell, 'hidden')
  const state = emit('MatMul', [hidden_state, weights.hr], float(batch, projected), 'h')
  return [state, next, emit('Identity', [state], state.type, 'y')]
}

function direction(ctx: Ctx, x: Value, suffix: string, reverse: boolean, start: LayerStart): { readonly states: Value; readonly h: Value; readonly c: Value } {
  const p = ctx.params
  const name = suffix.slice(1)
  const [length = 0, batch = 0] = x.type.shape
  const { hidden_size: hidden } = p
  const projected = stateSize(p)
  const gates = float(length, batch, 4 * hidden)
  const product = ctx.emit('MatMul', [x, transposed(ctx, `weight_ih${suffix}`, `${name}/ih`)], gates, `${name}/product`)
  const given = p.bias ? ctx.emit('Add', [product, ctx.tensor(`bias_ih${suffix}`)], gates, `${name}/given`) : product
  const weights = { hh: transposed(ctx, `weight_hh${suffix}`, `${name}/hh`), hr: transposed(ctx, `weight_hr${suffix}`, `${name}/hr`), bias: p.bias ? ctx.tensor(`bias_hh${suffix}`) : undefined }
  const [hType, cType] = [float(batch, projected), float(batch, hidden)]
  const around = [{ type: hType, what: `${name}/step/h_in` }, { type: cType, what: `${name}/step/c_in` }, { type: float(batch, 4 * hidden), what: `${name}/step/x` }]
  const body = ctx.body(`${name}/step`, around, inputs => step(ctx, name, batch, weights, inputs))
  const at = reverse ? 1 : 0
  const begin = [row(ctx, start.h_0, at, batch, projected, `${name}/h_0`), row(ctx, start.c_0, at, batch, hidden, `${name}/c_0`)]
  const results = [{ type: hType, what: `${name}/h` }, { type: cType, what: `${name}/c` }, { type: float(length, batch, projected), what: `${name}/Y` }]
  const way = { ints: [at] }
  const [h, c, states] = ctx.emitMany('Scan', [...begin, given], results, { body, num_scan_inputs: { int: 1 }, scan_input_directions: way, scan_output_directions: way })
  if (!h || !c || !states) throw new Error('Scan gives all its results.')
  return { states, h, c }
}

/** One layer of an LSTM with proj_size, in both directions where it has them. */
export function lowerProjected(ctx: Ctx, x: Value, layer: number, start: LayerStart): LayerResult {
  const p = ctx.params
  const [length = 0, batch = 0] = x.type.shape
  const found = cells(p).filter(one => one.layer === layer).map(({ suffix, reverse }) => direction(ctx, x, suffix, reverse, start))
  const [only] = found
  if (!only) throw new Error('A layer has a direction.')
  const single = found.length === 1
  const joined = (values: readonly Value[], n: number, what: string): Value => {
    const rows = values.map((value, i) => reshape(ctx, value, [1, batch, n], `l${layer}/${what}${i}`))
    return single && rows[0] ? rows[0] : ctx.emit('Concat', rows, float(directions(p), batch, n), `l${layer}/${what}`, { axis: { int: 0 } })
  }
  const states = single ? only.states : ctx.emit('Concat', found.map(one => one.states), float(length, batch, 2 * stateSize(p)), `l${layer}/states`, { axis: { int: 2 } })
  return { states, h: joined(found.map(one => one.h), stateSize(p), 'h'), c: joined(found.map(one => one.c), p.hidden_size, 'c') }
}
