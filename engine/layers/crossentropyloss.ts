import { phrases, say } from '../say'
import { isFloating, numel, type Tensor, type TensorType } from '../tensor/dtype'
import { giveConstant, give, innerDtype } from './algebra'
import { argument } from './argument'
import { numeral } from './binary'
import { defineLayer, refuse, type Lowering, type Scalar, type Value } from './define'
import { cast, scalarOf } from './emit'
import { classDim, classFault, classWeights, indexLossShape, lowerIndexLoss, placeFormula, refuseWeight, widenedLogs, type IndexParams } from './indexLoss'
import { doneTwice } from './lossAdvice'
import { LOSS_PORTS, opsOf, reducedTo, reductionWords, refusePort, total } from './loss'
import { lossBuffers, reduction, tensor } from './lossParams'
import { setParam } from './mends'
import { int, scalar } from './params'
import { cppNumber } from './python'
import { reduced } from './reduce'
import { logSoftmax } from './softmax'
import { promote, SCALAR_TYPE } from './types'
import { sizes } from './words'

interface CrossParams extends IndexParams {
  readonly label_smoothing: Scalar
}

/** Input and target of one size: the target gives a probability for each class. */
const byProbability = (input: TensorType, target: TensorType): boolean =>
  input.shape.length === target.shape.length && input.shape.every((n, i) => n === target.shape[i])

function checkSmoothing({ label_smoothing: smoothing }: CrossParams): void {
  if (!(smoothing.value > 1)) return
  refuse({
    code: 'bad-param', param: 'label_smoothing', pytorch: `label_smoothing must be between 0.0 and 1.0. Got: ${cppNumber(smoothing.value)}`,
    message: say`label_smoothing is ${numeral(smoothing)}; a share is between 0 and 1.`, fix: setParam('label_smoothing', 0.1, 0),
  })
}

function checkLogits(input: TensorType): void {
  if (isFloating(input.dtype) || numel(input.shape) === 0) return
  const last = classDim(input.shape) === Math.max(input.shape.length, 1) - 1
  refusePort('input', input, say`${'CrossEntropyLoss'} takes floating-point numbers`, `"log_softmax${last ? '_lastdim' : ''}_kernel_impl" not implemented for '${SCALAR_TYPE[input.dtype]}'`)
}

function checkWeight(weight: Tensor | null, { shape }: TensorType): void {
  const classes = shape[classDim(shape)] ?? 0
  if (!weight || (weight.shape.length === 1 && weight.data.length === classes)) return
  refuseWeight(weight, classes, `cross_entropy: weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${sizes(weight.shape)}`)
}

const refuseSingle = (pytorch: string): never => refuse({
  code: 'shape-mismatch', port: 'input', pytorch, message: say`CrossEntropyLoss takes a number for each class, but the input is a single one; give it at least one dimension.`,
})

/** The target's probabilities against the input's. */
function probabilityType(p: CrossParams, input: TensorType, target: TensorType): TensorType {
  const { shape } = input
  if (!isFloating(target.dtype)) refusePort('target', target, say`Probabilities are floating-point numbers`, `Expected floating point type for target with class probabilities, got ${SCALAR_TYPE[target.dtype]}`)
  if (p.ignore_index >= 0) {
    refuse({
      code: 'bad-param', param: 'ignore_index', pytorch: 'ignore_index is not supported for floating point target', fix: setParam('ignore_index', -100, -100),
      message: say`ignore_index is ${p.ignore_index}, but the target gives probabilities, of which no class can be left out; leave it at -100.`,
    })
  }
  if (!shape.length) refuseSingle('Dimension specified as 1 but tensor has no dimensions')
  checkWeight(p.weight, input)
  checkLogits(input)
  checkSmoothing(p)
  const dtype = [target.dtype, ...(p.weight ? (['float32'] as const) : [])].reduce(promote, input.dtype)
  return { dtype, shape: reducedTo(p.reduction, shape.filter((_, i) => i !== classDim(shape))) }
}

function lowerProbability(ctx: Lowering<CrossParams>, output: TensorType): void {
  const { weight, label_smoothing: { value: smoothing }, reduction } = ctx.params
  const input = ctx.input('input')
  const { shape } = input.type
  if (numel(shape) === 0) return giveConstant(ctx, reduction === 'mean' ? NaN : 0)
  const op = opsOf(ctx)
  const axis = classDim(shape)
  const classes = shape[axis] ?? 1
  const dtype = innerDtype(output.dtype)
  // Both keep their own types, and are rounded to them, until they meet.
  const logs = cast(ctx, cast(ctx, logSoftmax(ctx, cast(ctx, input, dtype, 'wide'), axis, input.type.dtype), input.type.dtype, 'logs/own'), dtype, 'logs/typed')
  let target = ctx.input('target')
  const own = (value: number, what: string): Value => ctx.constant(what, scalarOf(target.type.dtype, value))
  if (smoothing > 0) target = op('Add', [op('Mul', [target, own(1 - smoothing, 'share')], 'sharp'), own(smoothing / classes, 'rest')], 'smoothed')
  target = cast(ctx, target, dtype, 'target/typed')
  const product = op('Mul', [logs, target], 'product')
  const each = op('Neg', [weight ? op('Mul', [product, classWeights(ctx, weight, dtype, shape.length)], 'weighted') : product], 'each')
  if (reduction === 'none') give(ctx, reduced(ctx, 'ReduceSum', each, [axis], false, 'loss'))
  else if (reduction === 'sum') give(ctx, total(ctx, each, 'sum'))
  else give(ctx, op('Div', [total(ctx, each, 'sum'), ctx.constant('count', scalarOf(dtype, numel(shape) / classes))], 'mean'))
}

export const CrossEntropyLoss = defineLayer({
  type: 'CrossEntropyLoss',
  stem: 'loss',
  category: 'loss',
  summary: 'How far the scores of the classes are from the right class, or from given probabilities.',
  keywords: ['classification', 'softmax', 'log loss', 'F.cross_entropy', 'SoftmaxCrossEntropyLoss'],
  params: {
    weight: tensor('weight', 'How much each class counts; null counts all the same.'),
    ignore_index: argument("cross_entropy_loss(): argument 'ignore_index' (position 5)", int('A class that counts for nothing.', { default: -100 })),
    reduction,
    label_smoothing: argument("cross_entropy_loss(): argument 'label_smoothing' (position 6)", scalar('The share of the target that is spread over all classes.', { default: { $number: '0.0' } })),
  },
  inputs: LOSS_PORTS,
  tensors: ({ weight }) => lossBuffers({ weight }),
  outputs: () => [{ name: 'output' }],
  forward(p, { input, target }): Readonly<Record<string, TensorType>> {
    if (!input || !target) return {}
    if (byProbability(input, target)) return { output: probabilityType(p, input, target) }
    if (p.label_smoothing.value > 0) checkSmoothing(p)
    if (!input.shape.length) refuseSingle('Dimension out of range (expected to be in range of [-1, 0], but got 1)')
    checkLogits(input)
    return { output: { dtype: input.dtype, shape: indexLossShape('CrossEntropyLoss', p, input, target) } }
  },
  advice: doneTwice('CrossEntropyLoss', 'Softmax'),
  fault: {
    ports: classFault.ports,
    find: (p, inputs, values) => (inputs['target']?.dtype === 'int64' ? classFault.find(p, inputs, values) : undefined),
  },
  lower(ctx) {
    const output = ctx.outputs['output']
    const input = ctx.input('input')
    if (!output) return
    if (byProbability(input.type, ctx.input('target').type)) lowerProbability(ctx, output)
    else lowerIndexLoss(ctx, numel(input.type.shape) ? logSoftmax(ctx, widenedLogs(ctx, input), classDim(input.type.shape), input.type.dtype) : input, ctx.params.label_smoothing.value)
  },
  formula: placeFormula,
  caption(p) {
    const smoothing = p.label_smoothing.value === 0 ? '' : say`smoothing ${numeral(p.label_smoothing)}`
    return phrases([p.weight ? say`weighted` : '', p.ignore_index === -100 ? '' : say`class ${p.ignore_index} ignored`, smoothing, ...reductionWords(p.reduction)])
  },
})
