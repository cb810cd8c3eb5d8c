/** Losses by class index: what NLLLoss refuses, and its lowering, which CrossEntropyLoss shares. */
import { say, type Said } from '../say'
import { isFloating, numel, sameSizes, type DType, type Tensor, type TensorType } from '../tensor/dtype'
import { give, giveConstant, innerDtype } from './algebra'
import { refuse, type Fault, type FormulaLine, type Inputs, type Lowering, type Mend, type Value } from './define'
import { cast, int64, reshape, scalarOf } from './emit'
import { outOfRange, unless, wrongIndex } from './faults'
import { lossFormula, opsOf, reducedTo, refusePort, total } from './loss'
import type { Reduction } from './lossParams'
import { alike, insertBefore, leaveOut } from './mends'
import { reduced } from './reduce'
import { SCALAR_TYPE } from './types'
import { sizes, times } from './words'

export interface IndexParams {
  readonly weight: Tensor | null
  readonly ignore_index: number
  readonly reduction: Reduction
}

/** Where the classes stand. */
export const classDim = (shape: readonly number[]): number => (shape.length === 1 ? 0 : 1)

/** What the input lacks, where it is the input that is not as it was meant: every step of a sequence in place of the last, or a 1 in front. */
function inputMend(shape: readonly number[], target: readonly number[]): { readonly fix: Mend; readonly words: Said } | undefined {
  if (shape.length !== 3 || target.length !== 1) return undefined
  if (shape[0] === 1 && shape[1] === target[0]) return { fix: insertBefore('input', 'Squeeze', { dim: 0 }), words: say`put a Squeeze of dim 0 in front of the input` }
  if (shape[0] === target[0]) return { fix: insertBefore('input', 'Select', { dim: 1, index: -1 }), words: say`where the last of ${shape[1] ?? 0} steps counts, put a Select of it in front of the input` }
  return undefined
}

function refuseTarget(shape: readonly number[], target: TensorType, pytorch: string, want: readonly number[]): never {
  const takes = want.length ? times(want) : say`a single number`
  const meant = inputMend(shape, target.shape)
  const mend = meant ?? alike('target', target.shape, want)
  const base = { code: 'shape-mismatch', port: 'target', pytorch } as const
  if (meant) return refuse({ ...base, fix: meant.fix, message: say`The target is ${times(target.shape)}, but of the input ${times(shape)} dimension 1 counts as classes and the others as places, which takes ${takes}; ${meant.words}.` })
  if (shape.length === 2 && target.shape.length === 1) return refuse({ ...base, message: say`The input ${times(shape)} is a batch of ${shape[0] ?? 0}, but the target one of ${target.shape[0] ?? 0}; give both as many.` })
  const message = mend
    ? say`The target is ${times(target.shape)}, but a class for each place of the input takes ${takes}; put ${mend.words} in front.`
    : say`The target is ${times(target.shape)}, but a class for each place of the input takes ${takes}.`
  return refuse({ ...base, message, ...(mend && { fix: mend.fix }) })
}

export function refuseWeight(weight: Tensor, classes: number, pytorch: string): never {
  return refuse({
    code: 'shape-mismatch', port: 'input', param: 'weight', pytorch, fix: leaveOut('weight'),
    message: say`weight has the size ${times(weight.shape)}, but the input has ${classes === 1 ? say`${classes} class` : say`${classes} classes`}; give one number a class, or leave weight out.`,
  })
}

function checkTargetType(target: TensorType): void {
  if (target.dtype !== 'int64') refusePort('target', target, say`Classes are int64`, `expected target dtype to be Long or Byte, but got ${SCALAR_TYPE[target.dtype]}`, 'int64')
}

/** One or two dimensions: classes, with a batch in front or not. */
function checkRows(p: IndexParams, { shape }: TensorType, target: TensorType): void {
  const want = shape.slice(0, -1)
  const rank = target.shape.length
  if (rank > 1) refuseTarget(shape, target, '0D or 1D target tensor expected, multi-target not supported', want)
  checkTargetType(target)
  if (shape.length === 1 && rank === 1 && target.shape[0] !== 1) refuseTarget(shape, target, `For 1D input, 1D target must have size 1, but got target size: ${target.shape[0] ?? 0}`, want)
  const classes = shape.at(-1) ?? 0
  if (p.weight && !(p.weight.shape.length === 1 && p.weight.data.length === classes)) {
    refuseWeight(p.weight, classes, `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${sizes(p.weight.shape)}`)
  }
}

/** Three dimensions and more: a class for each place. */
function checkPlaces(p: IndexParams, { shape }: TensorType, target: TensorType): void {
  const want = [shape[0] ?? 0, ...shape.slice(2)]
  if (shape.length === 4) {
    if (target.shape.length !== 3) refuseTarget(shape, target, `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.shape.length}`, want)
  } else if (!sameSizes(target.shape.slice(1), shape.slice(2))) refuseTarget(shape, target, `Expected target size ${sizes(want)}, got ${sizes(target.shape)}`, want)
  checkTargetType(target)
  const classes = shape[1] ?? 0
  if (p.weight && p.weight.data.length !== classes) refuseWeight(p.weight, classes, 'weight tensor should be defined either for all or no classes')
  if (shape.length !== 4 && numel(shape) === 0 && numel(target.shape) > 0) {
    // PyTorch makes images of both first, and of the empty one an empty image.
    refuseTarget(shape, target, `size mismatch (got input: ${sizes([shape[0] ?? 0, classes, 0, 0])} , target: ${sizes([shape[0] ?? 0, 1, numel(target.shape.slice(1))])}`, want)
  }
  if (!sameSizes(target.shape, want)) refuseTarget(shape, target, `size mismatch (got input: ${sizes(shape)} , target: ${sizes(target.shape)}`, want)
}

/** What `nll_loss_nd` refuses; gives the output's shape. */
export function indexLossShape(type: string, p: IndexParams, input: TensorType, target: TensorType): readonly number[] {
  const { shape, dtype } = input
  if (!shape.length) {
    refuse({ code: 'shape-mismatch', port: 'input', pytorch: 'Expected 1 or more dimensions (got 0)', message: say`${type} takes a number for each class, but the input is a single one; give it at least one dimension.` })
  }
  if (shape.length > 1) {
    const [batch = 0] = shape
    const [found = 0] = target.shape
    if (found !== batch) refuseTarget(shape, target, `Expected input batch_size (${batch}) to match target batch_size (${found}).`, [batch, ...shape.slice(2)])
    if (!target.shape.length) refuseTarget(shape, target, 'Dimension specified as 0 but tensor has no dimensions', [batch, ...shape.slice(2)])
  }
  const rows = shape.length < 3
  if (rows) checkRows(p, input, target)
  else checkPlaces(p, input, target)
  if (!isFloating(dtype)) refusePort('input', input, say`${type} takes floating-point numbers`, `"nll_loss${rows ? '' : '2d'}_${rows ? '' : 'forward_'}out_frame" not implemented for '${SCALAR_TYPE[dtype]}'`)
  if (p.weight && dtype !== 'float32') refusePort('input', input, say`weight is float32`, `expected scalar type ${SCALAR_TYPE[dtype]} but found Float`)
  return reducedTo(p.reduction, rows ? shape.slice(0, -1) : [shape[0] ?? 0, ...shape.slice(2)])
}

/** A loss for each place, which has a number for each class. */
export const placeFormula = ({ reduction }: Pick<IndexParams, 'reduction'>, inputs: Inputs, { output }: Readonly<Record<string, TensorType>>): readonly FormulaLine[] =>
  lossFormula(reduction, inputs, (inputs['input']?.shape ?? []).filter((_, dim, shape) => dim !== classDim(shape)), output)

/** A class that the input does not have. */
export const classFault: Fault<IndexParams> = {
  ports: ['target'],
  find({ ignore_index: ignored }, { input }, values) {
    const { target = [] } = values
    const { shape } = input ?? { shape: [] }
    const classes = shape[classDim(shape)] ?? 0
    const at = outOfRange(target, classes, ignored)
    return at === undefined ? undefined : wrongIndex('target', target[at] ?? 0, at, classes, 'classes', `Target ${target[at] ?? 0} is out of bounds.`)
  },
}

/** weight as a constant of `dtype`, which stands along the classes of a value of `rank` dimensions. */
export function classWeights(ctx: Pick<Lowering<unknown>, 'emit' | 'constant' | 'tensor'>, weight: Tensor, dtype: DType, rank: number): Value {
  const shape = rank === 1 ? [weight.data.length] : [weight.data.length, ...Array.from({ length: rank - 2 }, () => 1)]
  return cast(ctx, reshape(ctx, ctx.tensor('weight'), shape, 'weight/column'), dtype, 'weight/typed')
}

/** The loss of log-probabilities by class index; `smoothing` mixes in the mean over all classes. */
export function lowerIndexLoss(ctx: Lowering<IndexParams>, logs: Value, smoothing: number): void {
  const { weight, ignore_index: ignored, reduction } = ctx.params
  const { dtype, shape } = logs.type
  const axis = classDim(shape)
  const classes = shape[axis] ?? 0
  const places = shape.filter((_, i) => i !== axis)
  const op = opsOf(ctx)
  const target = reshape(ctx, ctx.input('target'), places, 'target')
  if (numel(shape) === 0) {
    const empty = reduction === 'mean' ? NaN : 0
    if (numel(places) === 0) return giveConstant(ctx, empty)
    // Without classes every target is wrong that is not left out.
    const wrong = op('Not', [op('Equal', [target, ctx.constant('ignored', scalarOf('int64', ignored))], 'skipped', 'bool')], 'wrong', 'bool')
    const none = unless(ctx, wrong, empty, dtype, 'classes')
    return reduction === 'none' ? give(ctx, ctx.emit('Expand', [none, ctx.constant('places', int64(places))], { dtype, shape: places }, 'none')) : give(ctx, none)
  }
  const number = (value: number, what: string): Value => ctx.constant(what, scalarOf(dtype, value))
  const index = (value: number, what: string): Value => ctx.constant(what, scalarOf('int64', value))
  const skipped = op('Equal', [target, index(ignored, 'ignored')], 'skipped', 'bool')
  // ONNX counts negative indices from the end; PyTorch refuses them, and beyond the end both do.
  const strict = op('Where', [op('Less', [target, index(0, 'first')], 'negative', 'bool'), index(classes, 'beyond'), target], 'strict')
  const at = op('Where', [skipped, index(0, 'first'), strict], 'class')
  const column = shape.map((n, i) => (i === axis ? 1 : n))
  const picked = ctx.emit('GatherElements', [logs, reshape(ctx, at, column, 'column')], { dtype, shape: column }, 'picked', { axis: { int: axis } })
  const loss = op('Neg', [reshape(ctx, picked, places, 'log')], 'loss')
  const ones = weight
    ? ctx.emit('Gather', [classWeights(ctx, weight, dtype, 1), at], { dtype, shape: places }, 'weights', { axis: { int: 0 } })
    : undefined
  const none = number(0, 'none')
  const kept = (value: Value, what: string): Value => op('Where', [skipped, none, value], what)
  const count = reduction === 'mean' ? total(ctx, op('Where', [skipped, none, ones ?? number(1, 'one')], 'counted'), 'count') : undefined
  const brought = (value: Value, what: string): Value => {
    if (reduction === 'none') return value
    const sum = total(ctx, value, `${what}/total`)
    return count ? op('Div', [sum, count], `${what}/mean`) : sum
  }
  const sharp = brought(kept(ones ? op('Mul', [loss, ones], 'weighted') : loss, 'each'), 'each')
  if (smoothing <= 0) return give(ctx, sharp)
  const spread = weight ? op('Mul', [logs, classWeights(ctx, weight, dtype, shape.length)], 'spread') : logs
  const smooth = brought(kept(op('Neg', [reduced(ctx, 'ReduceSum', spread, [axis], false, 'smooth/sum')], 'smooth'), 'smooth/kept'), 'smooth')
  give(ctx, op('Add', [op('Mul', [sharp, number(1 - smoothing, 'share')], 'sharp'), op('Mul', [smooth, number(smoothing / classes, 'rest')], 'blurred')], 'mixed'))
}

/** Log-probabilities in the type that the loss is computed in. */
export const widenedLogs = (ctx: Lowering<unknown>, input: Value): Value => cast(ctx, input, innerDtype(input.type.dtype), 'wide')
