import { numel, type TensorType } from '../tensor/dtype'
import { defineLayer } from './define'
import { cast, filled, int64, ONNX_TYPE } from './emit'
import { matmulType } from './matmulShape'
import { times } from './words'

const SIDES = { a: 'input', b: 'other' } as const

export const MatMul = defineLayer({
  type: 'MatMul',
  category: 'lin',
  summary: 'The matrix product of two tensors; dimensions in front are a batch and stretch.',
  keywords: ['matrix product', 'dot', 'bmm', 'mm', '@', 'torch.matmul', 'MatMul'],
  example: { params: {}, inputs: { input: { dtype: 'float32', shape: [4, 8] }, other: { dtype: 'float32', shape: [8, 3] } } },
  params: {},
  inputs: [{ name: 'input' }, { name: 'other' }],
  outputs: () => [{ name: 'output' }],
  forward(_, { input, other }): Record<string, TensorType> {
    return input && other ? { output: matmulType(input, other, SIDES) } : {}
  },
  lower(ctx) {
    const type = ctx.outputs['output']
    if (!type) return
    const [a, b] = [ctx.input('input'), ctx.input('other')]
    if (!numel(type.shape) || !numel(a.type.shape)) {
      // Nothing to sum: zeros, and of bools as well.
      ctx.emitOutput('ConstantOfShape', [ctx.constant('shape', int64(type.shape))], ['output'], { value: { tensor: filled(type.dtype, [1], 0) } })
    } else if (type.dtype === 'float16') {
      const float = ctx.emit('MatMul', [cast(ctx, a, 'float32', 'input'), cast(ctx, b, 'float32', 'other')], { dtype: 'float32', shape: type.shape }, 'float')
      ctx.emitOutput('Cast', [float], ['output'], { to: { int: ONNX_TYPE.float16 } })
    } else ctx.emitOutput('MatMul', [a, b], ['output'])
  },
  formula(_, { input, other }, { output }) {
    if (!input || !other || !output) return []
    return [{ pieces: [{ text: `(${times(input.shape)}) @ (${times(other.shape)}) = ` }, { text: times(output.shape), value: true }] }]
  },
})
