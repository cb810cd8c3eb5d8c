/** What layers that look at their input's memory in another way have in common. */
import { say } from '../say'
import { numel } from '../tensor/dtype'
import { contiguous, viewStrides, type Strided, type Strides } from '../tensor/strides'
import { refuse, type Inputs, type Layout, type LayerDefinition, type Lowering, type Memory, type ParamSpecs, type Value, type ViewWrite } from './define'
import { int64, reshape, reshapeAttributes, type Emitter } from './emit'
import { setParam } from './mends'
import { times } from './words'

type View<S extends ParamSpecs> = NonNullable<LayerDefinition<S>['view']>

interface Bounds {
  /** What the mend sets; `initial` is the default, which the file leaves out. */
  readonly fitting?: number
  readonly initial?: number
  /** Dimensions that may be named beyond the input's: one for Unsqueeze and Stack. */
  readonly extra?: number
  readonly port?: string
}

/** A dimension counted from the front; refuses one that is not there. A 0-d tensor counts as one of a single dimension. */
export function dimension(param: string, dim: number, shape: readonly number[], { fitting = -1, initial, extra = 0, port = 'input' }: Bounds = {}): number {
  const rank = Math.max(shape.length + extra, 1)
  if (dim >= -rank && dim < rank) return dim < 0 ? dim + rank : dim
  const has = shape.length === 1 ? say`1 dimension` : say`${shape.length} dimensions`
  return refuse({
    code: 'shape-mismatch', port, param, fix: setParam(param, fitting, initial),
    pytorch: `Dimension out of range (expected to be in range of [${-rank}, ${rank - 1}], but got ${dim})`,
    message: say`${param} is ${dim}, but the input ${times(shape)} has ${has}; set it to ${-rank} to ${rank - 1}.`,
  })
}

/** The output is the input in another shape. */
export function lowerReshape(ctx: Lowering<unknown>): void {
  const shape = ctx.outputs['output']?.shape ?? []
  ctx.emitOutput('Reshape', [ctx.input('input'), ctx.constant('shape', int64(shape))], ['output'], reshapeAttributes(shape))
}

/** What is written through another shape. */
export const writeReshaped = (ctx: ViewWrite<unknown>): Value => reshape(ctx, ctx.written, ctx.base.type.shape, 'written')

/** Strides of the input seen in another shape; undefined where PyTorch has to copy for it. */
export function reshapedStrides(inputs: Inputs, strides: Readonly<Record<string, Strides>>, shape: readonly number[] | undefined): Strides | undefined {
  const { input } = inputs
  return input && shape && viewStrides({ shape: input.shape, strides: strides['input'] ?? contiguous(input.shape) }, shape)
}

/** Layout of a view in another shape, if it can be one. */
export function reshapedLayout({ inputs, outputs, strides }: Memory<unknown>): Readonly<Record<string, Layout>> {
  const found = reshapedStrides(inputs, strides, outputs['output']?.shape)
  return found ? { output: { strides: found } } : {}
}

/** A view that always is one, in another shape. */
export const ALWAYS_RESHAPED = { shares: () => true, write: writeReshaped } satisfies View<Record<never, never>>

/**
 * What the base holds once `written` came in at `places` of one dimension: both laid side by side, and each place taken
 * from the one or the other. `written` has the base's rank.
 */
export function writeAlong(ctx: ViewWrite<unknown>, written: Value, axis: number, places: readonly number[]): Value {
  const { base } = ctx
  const { dtype, shape } = base.type
  const size = shape[axis] ?? 0
  if (places.length === size && places.every((place, i) => place === i)) return written
  const sized = (n: number): readonly number[] => shape.map((own, dim) => (dim === axis ? n : own))
  const both = ctx.emit('Concat', [base, written], { dtype, shape: sized(size + places.length) }, 'both', { axis: { int: axis } })
  const from = Array.from({ length: size }, (_, i) => i)
  places.forEach((place, i) => { from[place] = size + i })
  return ctx.emit('Gather', [both, ctx.constant('from', int64(from))], base.type, 'written', { axis: { int: axis } })
}

/** Strides of the input, by dimension. */
export const ownStrides = ({ inputs, strides }: Memory<unknown>): Strides => strides['input'] ?? contiguous(inputs['input']?.shape ?? [])

/** Strides with a new dimension of size 1 at `at`. */
export const unsqueezed = ({ shape, strides }: Strided, at: number): Strides =>
  [...strides.slice(0, at), at < strides.length ? (shape[at] ?? 1) * (strides[at] ?? 1) : 1, ...strides.slice(at)]

/** A value without elements, of the same dtype. */
export function nothing(e: Emitter, value: Value, shape: readonly number[]): Value {
  const flat = reshape(e, value, [numel(value.type.shape)], 'flat')
  const none = e.emit('Slice', [flat, e.constant('none/starts', int64([0])), e.constant('none/ends', int64([0]))], { dtype: value.type.dtype, shape: [0] }, 'none')
  return reshape(e, none, shape, 'empty')
}
