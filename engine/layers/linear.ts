import { phrases, plural, say } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { weightSize } from './argument'
import { defineLayer, refuse, type TensorSpec } from './define'
import { cast, int64, reshapeAttributes } from './emit'
import { castBefore, insertBefore, setParam } from './mends'
import { int, size, truth } from './params'
import { swallowedBatch } from './swallowed'
import { C_TYPE, SCALAR_TYPE } from './types'
import { sizes, times } from './words'

interface LinearParams {
  readonly in_features: number
  readonly out_features: number
  readonly bias: boolean
}

function check(p: LinearParams): void {
  const shape = [p.out_features, p.in_features]
  const negative = shape.find(n => n < 0)
  if (negative === undefined) return
  const param = p.out_features < 0 ? 'out_features' : 'in_features'
  refuse({ code: 'bad-param', param, pytorch: `Trying to create tensor with negative dimension ${negative}: ${sizes(shape)}`, message: say`${param} is ${negative}; a size cannot be negative.` })
}

function refuseType(p: LinearParams, input: TensorType): never {
  // Linear without a bias goes through another function of PyTorch, with other words.
  return refuse({
    code: 'type-mismatch', port: 'input', message: say`Linear's weights are float32, but the input is ${input.dtype}; give it float32.`, fix: castBefore('input', 'float32'),
    pytorch: p.bias ? `mat1 and mat2 must have the same dtype, but got ${SCALAR_TYPE[input.dtype]} and Float` : `expected m1 and m2 to have the same dtype, but got: ${C_TYPE[input.dtype]} != float`,
  })
}

function refuseFeatures(p: LinearParams, { shape }: TensorType): never {
  const features = shape.at(-1) ?? 0
  const wrong = { code: 'shape-mismatch', port: 'input', pytorch: `mat1 and mat2 shapes cannot be multiplied (${numel(shape.slice(0, -1))}x${features} and ${p.in_features}x${p.out_features})` } as const
  const from = [1, 0, ...shape.keys()].find(dim => dim < shape.length - 1 && numel(shape.slice(dim)) === p.in_features)
  if (from !== undefined) {
    return refuse({
      ...wrong, fix: insertBefore('input', 'Flatten', from === 1 ? {} : { start_dim: from }),
      message: say`in_features is ${p.in_features}, which are all values of ${times(shape.slice(from))} together, but the input ${times(shape)} is not flattened; put a Flatten in front.`,
    })
  }
  if (shape.length > 3) {
    // Images: each a row of all its values is what is nearly always meant.
    const all = numel(shape.slice(1))
    const flatten = insertBefore('input', 'Flatten', {})
    return refuse({
      ...wrong, param: 'in_features', fix: { label: say`${flatten.label}, set in_features to ${all}`, edits: node => [...flatten.edits(node), ...setParam('in_features', all).edits(node)] },
      message: say`in_features is ${p.in_features}, but the input ${times(shape)} is not flattened and has ${plural(features, 'value')} a row; put a Flatten in front and set in_features to ${all}.`,
    })
  }
  return refuse({
    ...wrong, param: 'in_features', fix: setParam('in_features', features),
    message: say`in_features is ${p.in_features}, but the input has ${plural(features, 'value')} a row; set in_features to ${features} or leave it to be inferred.`,
    around(node) {
      const swallowed = swallowedBatch(node, p.in_features)
      return swallowed && { message: say`in_features is ${p.in_features}, but the input has ${plural(features, 'value')} a row: ${swallowed.words}.`, fix: swallowed.fix, instead: swallowed.at }
    },
  })
}

export const Linear = defineLayer({
  type: 'Linear',
  stem: 'fc',
  category: 'lin',
  summary: 'A fully connected layer: every output is a weighted sum of all inputs of a row.',
  keywords: ['dense', 'fully connected', 'fc', 'affine', 'Gemm', 'MatMul', 'F.linear'],
  params: {
    in_features: weightSize(1, size('Values of a row of the input.')),
    out_features: weightSize(0, int('Values of a row of the output.', { min: 1, start: 10 })),
    bias: truth('Adds a learned number to each output.', { default: true }),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  infer: {
    in_features: ({ input }) => input && { value: input.shape.at(-1) ?? 1, port: 'input' },
  },
  construct: check,
  tensors(p) {
    const bound = p.in_features ? 1 / Math.sqrt(p.in_features) : 0
    const weight: TensorSpec = {
      name: 'weight', shape: [p.out_features, p.in_features], dtype: 'float32', role: 'parameter',
      init: { kind: 'uniform', bound: p.in_features ? Math.sqrt(3) * (Math.sqrt(2 / (1 + 5)) / Math.sqrt(p.in_features)) : 0 },
    }
    return p.bias ? [weight, { name: 'bias', shape: [p.out_features], dtype: 'float32', role: 'parameter', init: { kind: 'uniform', bound } }] : [weight]
  },
  forward(p, { input }) {
    if (!input) return {}
    const { shape, dtype } = input
    if (!shape.length) refuse({ code: 'shape-mismatch', port: 'input', pytorch: 'both arguments to linear need to be at least 1D, but they are 0D and 2D', message: say`Linear takes rows of values, but the input is a single number; give it at least one dimension.` })
    const fits = shape.at(-1) === p.in_features
    if (dtype !== 'float32' && (fits || p.bias)) refuseType(p, input)
    if (!fits) refuseFeatures(p, input)
    return { output: { dtype: 'float32', shape: [...shape.slice(0, -1), p.out_features] } }
  },
  lower(ctx) {
    const p = ctx.params
    const x = cast(ctx, ctx.input('input'), 'float32', 'float')
    const output = ctx.outputs['output']
    if (!output) return
    const weight = ctx.tensor('weight')
    const bias = p.bias ? [ctx.tensor('bias')] : []
    const { shape } = x.type
    if (shape.length === 2) {
      ctx.emitOutput('Gemm', [x, weight, ...bias], ['output'], { transB: { int: 1 } })
      return
    }
    const rows = numel(shape.slice(0, -1))
    const flat = ctx.emit('Reshape', [x, ctx.constant('rows/shape', int64([rows, p.in_features]))], { dtype: 'float32', shape: [rows, p.in_features] }, 'rows', reshapeAttributes([rows, p.in_features]))
    const y = ctx.emit('Gemm', [flat, weight, ...bias], { dtype: 'float32', shape: [rows, p.out_features] }, 'gemm', { transB: { int: 1 } })
    ctx.emitOutput('Reshape', [y, ctx.constant('shape', int64(output.shape))], ['output'], reshapeAttributes(output.shape))
  },
  macs(p, { input }) {
    // torchinfo multiplies by the first dimension alone.
    const rows = input && input.shape.length > 1 ? input.shape[0] ?? 1 : 1
    return rows * p.out_features * (p.in_features + (p.bias ? 1 : 0))
  },
  caption(p, { input }) {
    const features: number | undefined = p.in_features ?? input?.shape.at(-1)
    return phrases([say`${features ?? '?'} → ${p.out_features}`, ...(p.bias ? [] : [say`no bias`])])
  },
  formula(p, { input }) {
    if (!input) return []
    const weights = [{ text: String(p.in_features), value: true, param: 'in_features' }, { text: ' · ' }, { text: String(p.out_features), value: true, param: 'out_features' }]
    const count = p.out_features * (p.in_features + (p.bias ? 1 : 0))
    return [
      { pieces: [{ text: say`${times(input.shape.slice(0, -1).concat(p.in_features))} → ${input.shape.slice(0, -1).map(n => `${n} × `).join('')}` }, { text: String(p.out_features), value: true, param: 'out_features' }] },
      { pieces: [{ text: say`parameters = ` }, ...weights, ...(p.bias ? [{ text: ' + ' }, { text: String(p.out_features), value: true, param: 'out_features' }] : []), { text: ' = ' }, { text: String(count), value: true }] },
    ]
  },
})
