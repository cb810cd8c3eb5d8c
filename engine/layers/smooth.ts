/** Activations made of exponentials and logarithms. */
import { phrases, say } from '../say'
import { isFloating, type TensorType } from '../tensor/dtype'
import { activation, bodyOf, inplaceParam, inplaceWords, refuseInput, type Body } from './activation'
import { innerDtype } from './algebra'
import { argument } from './argument'
import { numeral } from './binary'
import { defineLayer, type Value } from './define'
import { cast, scalarOf } from './emit'
import { elementwise } from './layout'
import { scalar } from './params'

type Tools = Pick<Body, 'op' | 'number'>

/** 1 + exp(-x): ONNX Runtime's Sigmoid leaves out the ends, and near 0 is off by 1e-7 of 1, not of itself. */
export const sigmoidDivisor = ({ op, number }: Tools, x: Value): Value => op('Add', [op('Exp', [op('Neg', [x], 'negated')], 'exp'), number(1)], 'divisor')

/** log(1 + exp(-|x|)), also where the exponential is lost beside 1: what the sum rounds away is added again. */
export function logOnePlus({ op, number }: Tools, x: Value): Value {
  const small = op('Exp', [op('Neg', [op('Abs', [x], 'size')], 'depth')], 'small')
  const sum = op('Add', [small, number(1)], 'sum')
  const lost = op('Sub', [small, op('Sub', [sum, number(1)], 'seen')], 'lost')
  return op('Add', [op('Log', [sum], 'log'), op('Div', [lost, sum], 'rest')], 'log_one_plus')
}

/** log(1 + exp(z)) without overflow: max(z, 0) + log(1 + exp(-|z|)). */
function softplus(tools: Tools, z: Value): Value {
  const { op, number } = tools
  return op('Add', [op('Max', [z, number(0)], 'ramp'), logOnePlus(tools, z)], 'softplus')
}

export const Sigmoid = defineLayer({
  type: 'Sigmoid',
  category: 'act',
  summary: 'Squeezes every value between 0 and 1.',
  keywords: ['activation', 'logistic', 'gate', 'probability', 'F.sigmoid', 'torch.sigmoid'],
  params: {},
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (_, { input }) => (input ? { output: floatOf(input) } : {}),
  layout: elementwise,
  lower(ctx) {
    const dtype = ctx.outputs['output']?.dtype
    if (!dtype) return
    const body = bodyOf(ctx, innerDtype(dtype))
    if (ctx.forExport) bodyOut(body, 'Sigmoid')
    else body.out('Reciprocal', [sigmoidDivisor(body, body.x)])
  },
})

export const Tanh = defineLayer({
  type: 'Tanh',
  category: 'act',
  summary: 'Squeezes every value between -1 and 1.',
  keywords: ['activation', 'hyperbolic tangent', 'F.tanh', 'torch.tanh'],
  params: {},
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (_, { input }) => (input ? { output: floatOf(input) } : {}),
  layout: elementwise,
  lower(ctx) {
    const dtype = ctx.outputs['output']?.dtype
    if (dtype) bodyOut(bodyOf(ctx, innerDtype(dtype)), 'Tanh')
  },
})

/** Integers and bools come out as float32. */
function floatOf({ dtype, shape }: TensorType): TensorType {
  return { dtype: isFloating(dtype) ? dtype : 'float32', shape }
}
const bodyOut = ({ x, out }: Body, op: string): void => out(op, [x])

export const SiLU = activation({
  type: 'SiLU',
  kernel: 'silu_cpu',
  summary: 'The input times its own sigmoid; also called swish.',
  keywords: ['activation', 'swish', 'F.silu'],
  params: { inplace: inplaceParam },
  body: body => body.out('Div', [body.x, sigmoidDivisor(body, body.x)]),
  inplace: p => p.inplace,
  caption: inplaceWords,
})

export const Mish = activation({
  type: 'Mish',
  kernel: 'mish_cpu',
  summary: 'The input times the tanh of its softplus: smooth, and slightly negative below 0.',
  keywords: ['activation', 'F.mish'],
  params: { inplace: inplaceParam },
  body: body => body.out('Mul', [body.x, body.op('Tanh', [softplus(body, body.x)], 'tanh')]),
  inplace: p => p.inplace,
  caption: inplaceWords,
})

export const Softplus = activation({
  type: 'Softplus',
  kernel: 'softplus_cpu',
  summary: 'A smooth ReLU, positive everywhere.',
  keywords: ['activation', 'log', 'F.softplus'],
  params: {
    beta: argument("softplus(): argument 'beta' (position 2)", scalar('How sharp the bend is.', { default: { $number: '1.0' } }), 'Number'),
    threshold: argument("softplus(): argument 'threshold' (position 3)", scalar('Where beta times the input is above this, the input passes as it is.', { default: { $number: '20.0' } }), 'Number'),
  },
  numbers: p => ({ beta: p.beta, threshold: p.threshold }),
  body(body, p) {
    const { x, op, number, out } = body
    const beta = number(p.beta.value)
    const z = p.beta.value === 1 ? x : op('Mul', [x, beta], 'scaled')
    const soft = softplus(body, z)
    const bent = p.beta.value === 1 ? soft : op('Div', [soft, beta], 'soft')
    const linear = op('Greater', [z, number(p.threshold.value)], 'linear', 'bool')
    // ONNX Runtime's Where makes 0 of a -0 in its second input.
    if (p.threshold.value < 0) out('Where', [op('Not', [linear], 'curved', 'bool'), bent, x])
    else out('Where', [linear, x, bent])
  },
  caption: p => phrases([p.beta.value === 1 ? '' : say`beta ${numeral(p.beta)}`, p.threshold.value === 20 ? '' : say`threshold ${numeral(p.threshold)}`]),
})

export const LogSigmoid = activation({
  type: 'LogSigmoid',
  layout: () => ({}),
  kernel: 'log_sigmoid_cpu',
  summary: 'The logarithm of the sigmoid, exact also where that is nearly 0.',
  keywords: ['activation', 'log', 'logistic', 'F.logsigmoid'],
  params: {},
  body(body) {
    const { x, op, number, out } = body
    out('Sub', [op('Min', [x, number(0)], 'low'), logOnePlus(body, x)])
  },
})

export const Softsign = defineLayer({
  type: 'Softsign',
  category: 'act',
  summary: 'Squeezes every value between -1 and 1, more slowly than Tanh.',
  keywords: ['activation', 'Softsign', 'F.softsign'],
  params: {},
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(_, { input }): Readonly<Record<string, TensorType>> {
    if (!input) return {}
    if (input.dtype === 'bool') refuseInput('Softsign', input, '"abs_cpu" not implemented for \'Bool\'', say`numbers`)
    return { output: floatOf(input) }
  },
  layout: elementwise,
  lower(ctx) {
    const dtype = ctx.outputs['output']?.dtype
    if (!dtype) return
    const { x, op, number, out } = bodyOf(ctx, innerDtype(dtype))
    const input = ctx.input('input')
    if (isFloating(input.type.dtype)) return out('Div', [x, op('Add', [op('Abs', [x], 'size'), number(1)], 'divisor')])
    // The divisor of integers is an integer, and wraps beyond its range.
    const divisor = op('Add', [op('Abs', [input], 'size'), ctx.constant('one', scalarOf(input.type.dtype, 1))], 'divisor')
    out('Div', [x, cast(ctx, divisor, dtype, 'divisor/wide')])
  },
})

export const Tanhshrink = defineLayer({
  type: 'Tanhshrink',
  category: 'act',
  summary: 'The input less its tanh: nearly 0 around 0.',
  keywords: ['activation', 'F.tanhshrink'],
  params: {},
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(_, { input }): Readonly<Record<string, TensorType>> {
    if (!input) return {}
    if (input.dtype === 'bool') {
      refuseInput('Tanhshrink', input, 'Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.', say`numbers`)
    }
    return { output: floatOf(input) }
  },
  layout: elementwise,
  lower(ctx) {
    const dtype = ctx.outputs['output']?.dtype
    if (!dtype) return
    const { x, op, out } = bodyOf(ctx, innerDtype(dtype))
    // What is left is in the last digits: the tanh is rounded to the type, and correctly.
    const tanh = op('Tanh', [cast(ctx, x, 'float64', 'double')], 'tanh')
    out('Sub', [x, cast(ctx, cast(ctx, tanh, dtype, 'tanh/own'), x.type.dtype, 'tanh/wide')])
  },
})
