import { phrases, say } from '../say'
import { isFloating, numel, type DType, type Tensor, type TensorType } from '../tensor/dtype'
import { innerDtype } from './algebra'
import { defineLayer, refuse, type Lowering, type Value } from './define'
import { cast, scalarOf } from './emit'
import { fitTogether, giveReduced, LOSS_PORTS, lossFormula, opsOf, reducedTo, reductionWords, refusePort } from './loss'
import { elementwise } from './layout'
import { doneTwice } from './lossAdvice'
import { lossBuffers, reduction, tensor, type Reduction } from './lossParams'
import { alike } from './mends'
import { logOnePlus } from './smooth'
import { promote, resultType, SCALAR_TYPE } from './types'
import { sizes, times } from './words'

interface BceParams {
  readonly weight: Tensor | null
  readonly pos_weight: Tensor | null
  readonly reduction: Reduction
}

/** A weight multiplies in place: it must not make the loss larger than the input. */
function checkWeight(param: 'weight' | 'pos_weight', found: readonly number[], shape: readonly number[], own: readonly number[]): void {
  const fit = fitTogether(shape, found)
  const grown = 'shape' in fit && fit.shape.join() !== shape.join()
  if ('shape' in fit && !grown) return
  refuse({
    code: 'shape-mismatch', port: 'input', param, pytorch: 'shape' in fit ? `output with shape ${sizes(shape)} doesn't match the broadcast shape ${sizes(fit.shape)}` : fit.pytorch,
    message: say`${param} has the size ${times(own)}, which does not stretch to the input ${times(shape)}; give it the input's last sizes.`,
  })
}

/** 1 + (pos_weight - 1) * target, whose size and type pos_weight and target settle. */
function positiveType(weight: Tensor, target: TensorType): TensorType {
  const fit = fitTogether(weight.shape, target.shape)
  if ('shape' in fit) return { dtype: resultType(weight, target), shape: fit.shape }
  return refuse({
    code: 'shape-mismatch', port: 'target', param: 'pos_weight', pytorch: fit.pytorch,
    message: say`pos_weight has the size ${times(weight.shape)}, which does not stretch to the target ${times(target.shape)}; give it the target's last sizes.`,
  })
}

function outputType(p: BceParams, input: TensorType, target: TensorType): TensorType {
  const { shape, dtype } = input
  if (shape.join() !== target.shape.join()) {
    const mend = alike('target', target.shape, shape)
    refuse({
      code: 'shape-mismatch', port: 'target', pytorch: `Target size (torch.Size(${sizes(target.shape)})) must be the same as input size (torch.Size(${sizes(shape)}))`, ...(mend && { fix: mend.fix }),
      message: mend ? say`The target is ${times(target.shape)}, but the input ${times(shape)}; put ${mend.words} in front of the target.` : say`The target is ${times(target.shape)}, but the input ${times(shape)}; give both the same sizes.`,
    })
  }
  if (!isFloating(dtype)) refusePort('input', input, say`${'BCEWithLogitsLoss'} takes floating-point numbers`, `"log_sigmoid_cpu" not implemented for '${SCALAR_TYPE[dtype]}'`)
  if (p.pos_weight) checkWeight('pos_weight', positiveType(p.pos_weight, target).shape, shape, p.pos_weight.shape)
  if (target.dtype === 'bool') {
    refusePort('target', target, say`${'BCEWithLogitsLoss'} takes a target of floating-point numbers`,
      'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.')
  }
  if (!isFloating(target.dtype)) {
    refusePort('target', target, say`${'BCEWithLogitsLoss'} takes a target of floating-point numbers`, `result type ${SCALAR_TYPE[dtype]} can't be cast to the desired output type ${SCALAR_TYPE[target.dtype]}`)
  }
  if (p.weight) checkWeight('weight', p.weight.shape, shape, p.weight.shape)
  // PyTorch goes on in the memory of 1 - target.
  return { dtype: target.dtype, shape: reducedTo(p.reduction, shape) }
}

function lower(ctx: Lowering<BceParams>): void {
  const p = ctx.params
  const [input, target] = [ctx.input('input'), ctx.input('target')]
  const op = opsOf(ctx)
  const number = (value: number, dtype: DType, what: string): Value => ctx.constant(what, scalarOf(dtype, value))
  const wide = promote(innerDtype(input.type.dtype), innerDtype(target.type.dtype))
  const x = cast(ctx, input, wide, 'input/wide')
  // log(sigmoid(x)) = min(x, 0) - log(1 + exp(-|x|))
  const one = number(1, wide, 'one')
  const log = logOnePlus({ op, number: () => one }, x)
  // PyTorch keeps it in the input's type throughout.
  let logSigmoid = cast(ctx, op('Sub', [op('Min', [x, number(0, wide, 'none')], 'low'), log], 'log_sigmoid'), input.type.dtype, 'log_sigmoid/own')
  const t = cast(ctx, target, wide, 'target/wide')
  // Each step of PyTorch's is kept in the type of what it multiplies into: float16 is rounded on the way.
  const kept = (value: Value, dtype: DType, what: string): Value => (dtype === wide ? value : cast(ctx, cast(ctx, value, dtype, `${what}/kept`), wide, `${what}/on`))
  if (p.pos_weight && numel(input.type.shape) > 0) {
    const less = op('Sub', [ctx.tensor('pos_weight'), number(1, 'float32', 'certain_weight')], 'pos_weight/less')
    const above = cast(ctx, less, wide, 'pos_weight/wide')
    const known = cast(ctx, logSigmoid, wide, 'log_sigmoid/typed')
    const { dtype } = positiveType(p.pos_weight, target.type)
    const factor = kept(op('Add', [kept(op('Mul', [t, above], 'positive'), dtype, 'positive'), number(1, wide, 'whole')], 'factor'), dtype, 'factor')
    logSigmoid = cast(ctx, op('Mul', [known, factor], 'log_weighted'), input.type.dtype, 'log_weighted/own')
  }
  const own = target.type.dtype
  const rest = kept(op('Mul', [kept(op('Sub', [number(1, wide, 'certain'), t], 'negative'), own, 'negative'), x], 'rest'), own, 'rest')
  let loss = kept(op('Sub', [rest, cast(ctx, logSigmoid, wide, 'log_sigmoid/wide')], 'loss'), own, 'loss')
  if (p.weight && numel(input.type.shape) > 0) loss = op('Mul', [loss, cast(ctx, ctx.tensor('weight'), wide, 'weight/wide')], 'weighted')
  if (p.weight && p.reduction !== 'none') loss = kept(loss, own, 'weighted')
  giveReduced(ctx, loss, p.reduction)
}

export const BCEWithLogitsLoss = defineLayer({
  type: 'BCEWithLogitsLoss',
  stem: 'loss',
  category: 'loss',
  summary: 'How far the scores, by way of a sigmoid, are from targets between 0 and 1.',
  keywords: ['binary cross entropy', 'logistic', 'sigmoid', 'F.binary_cross_entropy_with_logits'],
  params: {
    weight: tensor('weight', 'How much each element counts; null counts all the same.'),
    reduction,
    pos_weight: tensor('pos_weight', 'How much more the positive ones count, class by class; null counts both the same.'),
  },
  inputs: LOSS_PORTS,
  tensors: ({ weight, pos_weight: positive }) => lossBuffers({ weight, pos_weight: positive }),
  outputs: () => [{ name: 'output' }],
  forward: (p, { input, target }) => (input && target ? { output: outputType(p, input, target) } : {}),
  advice: doneTwice('BCEWithLogitsLoss', 'Sigmoid'),
  lower,
  caption: p => phrases([p.weight ? say`weighted` : '', p.pos_weight ? say`positives weighted` : '', ...reductionWords(p.reduction)]),
  formula: (p, inputs, { output }) => lossFormula(p.reduction, inputs, inputs['input']?.shape ?? [], output),
  layout: memory => (memory.params.reduction === 'none' ? elementwise(memory) : {}),
})
