import { say } from '../say'
import type { TensorType } from '../tensor/dtype'
import { opOf } from './algebra'
import { broadcast, numeral, stretchFormula } from './binary'
import { defineLayer, refuse, type Inputs, type Lowering, type Scalar, type Value } from './define'
import { cast, numberTensor } from './emit'
import { elementwise } from './layout'
import { extremeOf } from './maximum'
import { castBefore, setParam } from './mends'
import { checkFits } from './numbers'
import { operand } from './params'
import { resultType } from './types'

interface ClampParams {
  readonly min: Scalar | undefined
  readonly max: Scalar | undefined
}

const BOUNDS = ['min', 'max'] as const

function clampType(p: ClampParams, inputs: Inputs): TensorType | undefined {
  const { input } = inputs
  if (!input) return undefined
  const bounds = BOUNDS.map(name => inputs[name] ?? p[name]).filter(bound => bound !== undefined)
  if (!bounds.length) {
    refuse({
      code: 'missing-input', port: 'min', pytorch: "torch.clamp: At least one of 'min' or 'max' must not be None",
      message: say`Clamp has no bounds; wire a tensor to min or max, or set one of them to a number.`, fix: setParam('min', 0),
    })
  }
  const wired = BOUNDS.filter(name => inputs[name])
  const number = BOUNDS.find(name => !inputs[name] && p[name])
  if (wired.length && number) {
    refuse({
      code: 'bad-param', param: number,
      message: say`${number} is a number, but ${wired[0] ?? ''} is wired; wire both bounds, or make both of them numbers.`,
      fix: { label: say`Remove ${number}`, edits: node => [{ kind: 'setParam', node: node.id, param: number }] },
    })
  }
  const dtype = resultType(input, ...bounds)
  // A bound of NaN makes all NaN, before anything is converted.
  const isNaN = !wired.length && BOUNDS.some(name => Number.isNaN(p[name]?.value))
  if (!wired.length && !isNaN) for (const name of BOUNDS) checkFits(name, p[name], dtype)
  if (dtype === 'bool' && wired.length !== 1) {
    const kernel = wired.length ? 'clamp' : p.min && p.max ? 'clamp_scalar' : p.min ? 'clamp_min_scalar' : 'clamp_max_scalar'
    refuse({
      code: 'type-mismatch', port: 'input', pytorch: `"${kernel}_cpu" not implemented for 'Bool'`,
      message: say`Clamp takes numbers, but the input and its bounds are bool; cast the input to int64.`, fix: castBefore('input', 'int64'),
    })
  }
  return { dtype, shape: wired.reduce((shape, name) => broadcast(shape, inputs[name]?.shape ?? [], ['input', name]), input.shape) }
}

function bound(ctx: Lowering<ClampParams>, name: 'min' | 'max', dtype: TensorType['dtype']): Value | undefined {
  if (ctx.has(name)) return cast(ctx, ctx.input(name), dtype, name)
  const number = ctx.params[name]
  return number && ctx.constant(name, numberTensor(dtype, number))
}

export const Clamp = defineLayer({
  type: 'Clamp',
  category: 'math',
  summary: 'Keeps each value between min and max; above max counts as max, below min as min.',
  keywords: ['clip', 'limit', 'bound', 'saturate', 'Clip', 'torch.clamp'],
  example: { params: { min: 0, max: 6 }, inputs: { input: { dtype: 'float32', shape: [4, 8] } } },
  params: {
    min: operand('The least value, where nothing is wired to min.'),
    max: operand('The greatest value, where nothing is wired to max.'),
  },
  inputs: [{ name: 'input' }, { name: 'min', optional: true, numberForm: true }, { name: 'max', optional: true, numberForm: true }],
  outputs: () => [{ name: 'output' }],
  forward(p, inputs): Record<string, TensorType> {
    const output = clampType(p, inputs)
    return output ? { output } : {}
  },
  layout: elementwise,
  lower(ctx) {
    const dtype = ctx.outputs['output']?.dtype ?? 'float32'
    const x = cast(ctx, ctx.input('input'), dtype, 'input')
    const min = bound(ctx, 'min', dtype)
    const max = bound(ctx, 'max', dtype)
    // NaN goes through Max and Min as through PyTorch; ONNX says nothing of it for Clip.
    const raised = min ? extremeOf(ctx, 'Max', x, min) : { op: 'Identity', inputs: [x] }
    if (!max) return ctx.emitOutput(raised.op, raised.inputs, ['output'])
    const lowered = extremeOf(ctx, 'Min', min ? opOf(ctx)(raised.op, raised.inputs, 'raised') : x, max)
    ctx.emitOutput(lowered.op, lowered.inputs, ['output'])
  },
  formula: stretchFormula,
  caption(p, inputs) {
    const min = inputs['min'] || !p.min ? undefined : numeral(p.min)
    const max = inputs['max'] || !p.max ? undefined : numeral(p.max)
    if (min !== undefined && max !== undefined) return say`${min} to ${max}`
    return min !== undefined ? say`at least ${min}` : max !== undefined ? say`at most ${max}` : ''
  },
})
