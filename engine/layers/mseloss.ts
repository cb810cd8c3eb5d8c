/** The losses of two tensors of one size: MSELoss and L1Loss. */
import { phrases, say } from '../say'
import { isFloating, numel } from '../tensor/dtype'
import { defineLayer, type Value } from './define'
import { cast } from './emit'
import { sumOfIntegers } from './integers'
import { give } from './algebra'
import { giveReduced, LOSS_PORTS, lossDtype, lossFormula, lossShape, opsOf, reducedTo, reductionWords, refusePort, sizeNotes } from './loss'
import { elementwise } from './layout'
import { reduction } from './lossParams'
import { promote, SCALAR_TYPE } from './types'

export const MSELoss = defineLayer({
  type: 'MSELoss',
  stem: 'loss',
  category: 'loss',
  summary: 'The mean of the squared differences of input and target.',
  keywords: ['mean squared error', 'L2', 'regression', 'F.mse_loss'],
  params: { reduction },
  inputs: LOSS_PORTS,
  outputs: () => [{ name: 'output' }],
  forward(p, { input, target }) {
    if (!input || !target) return {}
    const shape = lossShape(input, target)
    const dtype = promote(input.dtype, target.dtype)
    if (!isFloating(dtype)) refusePort('input', input, say`${'MSELoss'} takes floating-point numbers`, `"mse_cpu" not implemented for '${SCALAR_TYPE[dtype]}'`)
    return { output: { dtype, shape: reducedTo(p.reduction, shape) } }
  },
  notes: (_, { input, target }) => sizeNotes(input, target),
  lower(ctx) {
    const dtype = lossDtype(ctx.outputs['output']?.dtype ?? 'float32')
    const op = opsOf(ctx)
    const difference = op('Sub', [cast(ctx, ctx.input('input'), dtype, 'input'), cast(ctx, ctx.input('target'), dtype, 'target')], 'difference')
    giveReduced(ctx, op('Mul', [difference, difference], 'square'), ctx.params.reduction)
  },
  caption: p => phrases(reductionWords(p.reduction)),
  formula: (p, inputs, { output }) => lossFormula(p.reduction, inputs, inputs['input'] && inputs['target'] ? lossShape(inputs['input'], inputs['target']) : [], output),
  layout: memory => (memory.params.reduction === 'none' ? elementwise(memory) : {}),
})

export const L1Loss = defineLayer({
  type: 'L1Loss',
  stem: 'loss',
  category: 'loss',
  summary: 'The mean of the differences of input and target, without sign.',
  keywords: ['mean absolute error', 'MAE', 'regression', 'F.l1_loss'],
  params: { reduction },
  inputs: LOSS_PORTS,
  outputs: () => [{ name: 'output' }],
  forward(p, { input, target }) {
    if (!input || !target) return {}
    const shape = lossShape(input, target)
    const bools = [input, target].filter(type => type.dtype === 'bool').length
    if (bools) {
      refusePort(input.dtype === 'bool' ? 'input' : 'target', input.dtype === 'bool' ? input : target, say`${'L1Loss'} takes numbers`, bools === 2
        ? 'Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead.'
        : 'Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.')
    }
    const dtype = promote(input.dtype, target.dtype)
    if (!isFloating(dtype) && p.reduction === 'mean') {
      refusePort('input', input, say`A mean has fractions`, `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${SCALAR_TYPE[dtype]}`)
    }
    return { output: { dtype: p.reduction === 'sum' && !isFloating(dtype) ? 'int64' : dtype, shape: reducedTo(p.reduction, shape) } }
  },
  notes: (_, { input, target }) => sizeNotes(input, target),
  lower(ctx) {
    const [input, target] = [ctx.input('input'), ctx.input('target')]
    const dtype = lossDtype(promote(input.type.dtype, target.type.dtype))
    const op = opsOf(ctx)
    const each: Value = op('Abs', [op('Sub', [cast(ctx, input, dtype, 'input'), cast(ctx, target, dtype, 'target')], 'difference')], 'size')
    if (isFloating(dtype) || ctx.params.reduction === 'none' || numel(each.type.shape) === 0) giveReduced(ctx, each, ctx.params.reduction)
    else give(ctx, sumOfIntegers(ctx, cast(ctx, each, 'int64', 'wide'), [...each.type.shape.keys()], false, dtype === 'int32' ? 32 : 63))
  },
  caption: p => phrases(reductionWords(p.reduction)),
  formula: (p, inputs, { output }) => lossFormula(p.reduction, inputs, inputs['input'] && inputs['target'] ? lossShape(inputs['input'], inputs['target']) : [], output),
  layout: memory => (memory.params.reduction === 'none' ? elementwise(memory) : {}),
})
