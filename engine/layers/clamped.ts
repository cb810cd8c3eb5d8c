/** Activations made of straight pieces between two bounds. */
import { phrases, say } from '../say'
import { isFloating, type DType, type TensorType } from '../tensor/dtype'
import { activation, bodyOf, inplaceParam, inplaceWords, refuseInput, type Body } from './activation'
import { innerDtype } from './algebra'
import { argument, worded } from './argument'
import { numeral } from './binary'
import { defineLayer, refuse, type Lowering, type Scalar, type Value } from './define'
import { elementwise } from './layout'
import { setParam } from './mends'
import { scalar } from './params'
import { pythonNumber, pythonType } from './python'
import { checkFits, fitted } from './scalars'
import { SCALAR_TYPE } from './types'

const zero: Scalar = { value: 0, float: false }
const six: Scalar = { value: 6, float: false }

/** Between two bounds; NaN stays. */
function clamp(ctx: Pick<Lowering<unknown>, 'input' | 'emit' | 'emitOutput' | 'constant' | 'outputs'>, low: Scalar, high: Scalar): void {
  const dtype = ctx.outputs['output']?.dtype
  if (!dtype) return
  const inner = innerDtype(dtype)
  const { x, op, number, out } = bodyOf(ctx, inner)
  const [least, greatest] = [number(fitted(low, inner)), number(fitted(high, inner))]
  // ONNX Runtime's Clip, Max and Min of int64 are wrong beyond 32 bits.
  if (inner === 'int64') {
    const raised = op('Where', [op('Less', [x, least], 'below', 'bool'), least, x], 'raised')
    out('Where', [op('Greater', [raised, greatest], 'above', 'bool'), greatest, raised])
  }
  else out('Clip', [x, least, greatest])
}

/** Numbers of every type but bool. */
function clampType(type: string, input: TensorType, bounds: readonly (readonly [string, Scalar])[]): TensorType {
  if (input.dtype === 'bool') refuseInput(type, input, 'Bool inputs not supported for hardtanh', say`numbers`)
  // Bounds of integers go by way of int64.
  const types: readonly DType[] = isFloating(input.dtype) ? [input.dtype] : ['int64', input.dtype]
  for (const dtype of types) for (const [name, bound] of bounds) checkFits(name, bound, dtype)
  return input
}

export const ReLU6 = defineLayer({
  type: 'ReLU6',
  category: 'act',
  summary: 'Turns negative values to 0 and cuts off above 6.',
  keywords: ['activation', 'rectifier', 'clip', 'Clip', 'F.relu6', 'MobileNet'],
  params: { inplace: inplaceParam },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (_, { input }) => (input ? { output: clampType('ReLU6', input, []) } : {}),
  layout: elementwise,
  lower: ctx => clamp(ctx, zero, six),
  inplace: p => p.inplace,
  caption: inplaceWords,
})

export const Hardtanh = defineLayer({
  type: 'Hardtanh',
  category: 'act',
  summary: 'Cuts values off below and above.',
  keywords: ['activation', 'clamp', 'clip', 'Clip', 'F.hardtanh'],
  params: {
    min_val: worded(scalar('The least value that comes out.', { default: { $number: '-1.0' } }), (type, _, { max_val: max = { $number: '1.0' } }) => `'<=' not supported between instances of '${pythonType(max)}' and '${type}'`),
    max_val: worded(scalar('The greatest value that comes out.', { default: { $number: '1.0' } }), (type, _, { min_val: min = { $number: '-1.0' } }) => `'<=' not supported between instances of '${type}' and '${pythonType(min)}'`),
    inplace: inplaceParam,
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  construct({ min_val: low, max_val: high }) {
    if (high.value > low.value) return
    refuse({
      code: 'bad-param', param: 'max_val', pytorch: `max_val (${pythonNumber(high)}) must be greater than min_val (${pythonNumber(low)})`,
      message: say`max_val is ${numeral(high)}, which is not above min_val, ${numeral(low)}; set it to more than that.`, ...(Number.isFinite(low.value) ? { fix: setParam('max_val', low.value + 1) } : {}),
    })
  },
  forward: (p, { input }) => (input ? { output: clampType('Hardtanh', input, [['min_val', p.min_val], ['max_val', p.max_val]]) } : {}),
  layout: elementwise,
  lower: ctx => clamp(ctx, ctx.params.min_val, ctx.params.max_val),
  inplace: p => p.inplace,
  caption: p => phrases([say`${numeral(p.min_val)} to ${numeral(p.max_val)}`, inplaceWords(p)]),
})

/** x + 3 between 0 and 6. */
const ramp = ({ x, op, number }: Body): Value => op('Clip', [op('Add', [x, number(3)], 'moved'), number(0), number(6)], 'ramp')

export const Hardsigmoid = activation({
  type: 'Hardsigmoid',
  kernel: 'hardsigmoid_cpu',
  summary: 'A sigmoid of straight pieces: 0 below -3, 1 above 3.',
  keywords: ['activation', 'HardSigmoid', 'F.hardsigmoid', 'gate'],
  params: { inplace: inplaceParam },
  body: body => body.out('Div', [ramp(body), body.number(6)]),
  inplace: p => p.inplace,
  caption: inplaceWords,
})

export const Hardswish = activation({
  type: 'Hardswish',
  kernel: 'hardswish_cpu',
  summary: 'A SiLU of straight pieces: the input times its hard sigmoid.',
  keywords: ['activation', 'HardSwish', 'F.hardswish', 'MobileNet'],
  params: { inplace: inplaceParam },
  body: body => body.out('Div', [body.op('Mul', [body.x, ramp(body)], 'product'), body.number(6)]),
  inplace: p => p.inplace,
  caption: inplaceWords,
})

export const Threshold = defineLayer({
  type: 'Threshold',
  category: 'act',
  summary: 'Replaces what is not above a threshold by a fixed value.',
  keywords: ['activation', 'cutoff', 'F.threshold'],
  params: {
    threshold: argument("threshold(): argument 'threshold' (position 2)", scalar('Values above this pass.', { start: 0 }), 'Number'),
    value: argument("threshold(): argument 'value' (position 3)", scalar('What stands in for the others.', { start: 0 }), 'Number'),
    inplace: inplaceParam,
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    if (input.dtype === 'bool') refuseInput('Threshold', input, `"threshold_cpu" not implemented for '${SCALAR_TYPE.bool}'`, say`numbers`)
    checkFits('threshold', p.threshold, innerDtype(input.dtype))
    checkFits('value', p.value, input.dtype)
    return { output: input }
  },
  layout: elementwise,
  lower(ctx) {
    const dtype: DType | undefined = ctx.outputs['output']?.dtype
    if (!dtype) return
    const inner = innerDtype(dtype)
    const { x, op, number, out } = bodyOf(ctx, inner)
    // NaN is not below anything, and passes.
    out('Where', [op('LessOrEqual', [x, number(fitted(ctx.params.threshold, inner))], 'below', 'bool'), number(fitted(ctx.params.value, inner)), x])
  },
  inplace: p => p.inplace,
  caption: p => phrases([say`above ${numeral(p.threshold)}, else ${numeral(p.value)}`, inplaceWords(p)]),
})
