import { phrases, plural, say } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { weightSize } from './argument'
import { defineLayer, refuse, type TensorSpec } from './define'
import { int64, reshape, reshapeAttributes } from './emit'
import { giveConstant } from './emit'
import { refusePort } from './loss'
import { setParam } from './mends'
import { int, size, truth } from './params'
import { C_TYPE } from './types'
import { sizes, times } from './words'

interface BilinearParams {
  readonly in1_features: number
  readonly in2_features: number
  readonly out_features: number
  readonly bias: boolean
}

const weightShape = (p: BilinearParams): readonly number[] => [p.out_features, p.in1_features, p.in2_features]

function check(p: BilinearParams): void {
  const shape = weightShape(p)
  const names = ['out_features', 'in1_features', 'in2_features'] as const
  const at = shape.findIndex(n => n < 0)
  const param = names[at]
  if (param) {
    refuse({ code: 'bad-param', param, pytorch: `Trying to create tensor with negative dimension ${p[param]}: ${sizes(shape)}`, message: say`${param} is ${p[param]}; a size cannot be negative.` })
  }
  if (p.in1_features === 0) refuse({ code: 'bad-param', param: 'in1_features', pytorch: 'in1_features must be > 0, but got (in1_features=0)', message: say`in1_features is 0; set it to 1 or more.` })
}

function outputType(p: BilinearParams, first: TensorType, second: TensorType): TensorType {
  if (first.dtype !== 'float32' || second.dtype !== 'float32') {
    const port = first.dtype === 'float32' ? 'input2' : 'input1'
    refusePort(port, port === 'input1' ? first : second, say`${'Bilinear'}'s weights are float32`,
      `All tensors must have the same dtype, got input1: ${C_TYPE[first.dtype]}, input2: ${C_TYPE[second.dtype]}, weight: float${p.bias ? ', bias: float' : ''}`)
  }
  const rank = first.shape.length
  if (second.shape.length !== rank) {
    refuse({
      code: 'shape-mismatch', port: 'input2', pytorch: `bilinear(): input dimensions do not match: got ${rank} and ${second.shape.length}`,
      message: say`input1 ${times(first.shape)} and input2 ${times(second.shape)} differ in their number of dimensions; give both the same rows.`,
    })
  }
  const differ = first.shape.slice(0, -1).findIndex((n, i) => n !== second.shape[i])
  if (differ >= 0) {
    refuse({
      code: 'shape-mismatch', port: 'input2', pytorch: `bilinear(): input batch dimensions do not match at dim ${differ}: got ${first.shape[differ] ?? 0} and ${second.shape[differ] ?? 0}`,
      message: say`Dimension ${differ} is ${first.shape[differ] ?? 0} in input1 and ${second.shape[differ] ?? 0} in input2; give both the same rows.`,
    })
  }
  if (!rank) {
    refuse({ code: 'shape-mismatch', port: 'input1', pytorch: 'Dimension specified as -1 but tensor has no dimensions', message: say`Bilinear takes rows of values, but the inputs are single numbers; give them at least one dimension.` })
  }
  if (p.in2_features === 0 && second.shape.at(-1) === 0) {
    refuse({
      code: 'shape-mismatch', port: 'input2', pytorch: 'cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be any value and is ambiguous',
      message: say`Rows of input2 have no values; give them at least one.`,
    })
  }
  for (const [i, type] of [first, second].entries()) {
    const param = i ? 'in2_features' : 'in1_features'
    const found = type.shape.at(-1) ?? 0
    if (found !== p[param]) {
      refuse({
        code: 'shape-mismatch', port: `input${i + 1}`, param, pytorch: `bilinear(): input${i + 1} size does not match weight size: got ${found} but expected ${p[param]}`,
        message: say`${param} is ${p[param]}, but input${i + 1} has ${plural(found, 'value')} a row; set ${param} to ${found} or leave it to be inferred.`, fix: setParam(param, found),
      })
    }
  }
  return { dtype: 'float32', shape: [...first.shape.slice(0, -1), p.out_features] }
}

export const Bilinear = defineLayer({
  type: 'Bilinear',
  category: 'lin',
  summary: 'Every output is a weighted sum of all products of a value of the one input and a value of the other.',
  keywords: ['two inputs', 'product', 'Einsum', 'F.bilinear'],
  params: {
    in1_features: weightSize(1, size('Values of a row of input1.')),
    in2_features: weightSize(2, size('Values of a row of input2.')),
    out_features: weightSize(0, int('Values of a row of the output.', { min: 1, start: 10 })),
    bias: truth('Adds a learned number to each output.', { default: true }),
  },
  inputs: [{ name: 'input1' }, { name: 'input2' }],
  outputs: () => [{ name: 'output' }],
  infer: {
    in1_features: ({ input1 }) => input1 && { value: input1.shape.at(-1) ?? 1, port: 'input1' },
    in2_features: ({ input2 }) => input2 && { value: input2.shape.at(-1) ?? 1, port: 'input2' },
  },
  construct: check,
  tensors(p) {
    const init = { kind: 'uniform', bound: 1 / Math.sqrt(p.in1_features) } as const
    const weight: TensorSpec = { name: 'weight', shape: weightShape(p), dtype: 'float32', role: 'parameter', init }
    return p.bias ? [weight, { name: 'bias', shape: [p.out_features], dtype: 'float32', role: 'parameter', init }] : [weight]
  },
  forward: (p, { input1, input2 }) => (input1 && input2 ? { output: outputType(p, input1, input2) } : {}),
  lower(ctx) {
    const p = ctx.params
    const output = ctx.outputs['output']
    if (!output) return
    const [first, second] = [ctx.input('input1'), ctx.input('input2')]
    if (numel(output.shape) === 0) return giveConstant(ctx, 0)
    const float = (...shape: number[]): TensorType => ({ dtype: 'float32', shape })
    const rows = numel(output.shape.slice(0, -1))
    // In PyTorch's order, which tells where an infinity becomes NaN: input1 with the weights, and that with input2.
    const left = reshape(ctx, first, [rows, p.in1_features], 'left')
    const right = reshape(ctx, second, [1, rows, p.in2_features, 1], 'right')
    const half = ctx.emit('MatMul', [left, ctx.tensor('weight')], float(p.out_features, rows, p.in2_features), 'half')
    const whole = ctx.emit('MatMul', [reshape(ctx, half, [p.out_features, rows, 1, p.in2_features], 'half/rows'), right], float(p.out_features, rows, 1, 1), 'whole')
    const beside = ctx.emit('Transpose', [reshape(ctx, whole, [p.out_features, rows], 'whole/rows')], float(rows, p.out_features), 'beside', { perm: { ints: [1, 0] } })
    const sum = p.bias ? ctx.emit('Add', [beside, ctx.tensor('bias')], beside.type, 'sum') : beside
    ctx.emitOutput('Reshape', [sum, ctx.constant('shape', int64(output.shape))], ['output'], reshapeAttributes(output.shape))
  },
  macs: (p, { input1 }) => (input1 && input1.shape.length > 1 ? input1.shape[0] ?? 1 : 1) * (numel(weightShape(p)) + (p.bias ? p.out_features : 0)),
  caption(p, { input1, input2 }) {
    const [a, b]: readonly (number | undefined)[] = [p.in1_features ?? input1?.shape.at(-1), p.in2_features ?? input2?.shape.at(-1)]
    return phrases([say`${a ?? '?'}, ${b ?? '?'} → ${p.out_features}`, ...(p.bias ? [] : [say`no bias`])])
  },
  formula(p, { input1 }) {
    if (!input1) return []
    const count = p.out_features * (p.in1_features * p.in2_features + (p.bias ? 1 : 0))
    const value = (n: number, param: string): { readonly text: string; readonly value: true; readonly param: string } => ({ text: String(n), value: true, param })
    return [
      { pieces: [{ text: say`${times(input1.shape)}, ${p.in2_features} → ${input1.shape.slice(0, -1).map(n => `${n} × `).join('')}` }, value(p.out_features, 'out_features')] },
      { pieces: [{ text: say`parameters = ` }, value(p.out_features, 'out_features'), { text: ' · ' }, value(p.in1_features, 'in1_features'), { text: ' · ' }, value(p.in2_features, 'in2_features'), ...(p.bias ? [{ text: ' + ' }, value(p.out_features, 'out_features')] : []), { text: ' = ' }, { text: String(count), value: true }] },
    ]
  },
})
