import type { TensorType } from '../tensor/dtype'
import { opOf } from './algebra'
import { binaryType, stretched, stretchFormula } from './binary'
import { defineLayer, type Layer, type Value } from './define'
import { cast, type Emitter } from './emit'
import { elementwise } from './layout'

/**
 * The greater or lesser of two values of one dtype, as an ONNX node to be made of it; NaN wins over everything. ONNX
 * Runtime's own Max and Min of int64 see the lower 32 bits alone.
 */
export function extremeOf(e: Emitter, op: 'Max' | 'Min', a: Value, b: Value): { readonly op: string; readonly inputs: readonly Value[] } {
  if (a.type.dtype === 'bool') return { op: op === 'Max' ? 'Or' : 'And', inputs: [a, b] }
  if (a.type.dtype !== 'int64') return { op, inputs: [a, b] }
  return { op: 'Where', inputs: [opOf(e)(op === 'Max' ? 'Greater' : 'Less', [a, b], 'chosen', 'bool'), a, b] }
}

/** The greater or lesser of two tensors; NaN wins over everything. */
function extreme(type: 'Maximum' | 'Minimum', word: string, op: 'Max' | 'Min'): Layer {
  return defineLayer({
    type,
    category: 'math',
    summary: `The ${word} of input and other, element by element; sizes of 1 stretch.`,
    keywords: [word, op, 'elementwise', `torch.${type.toLowerCase()}`],
    example: stretched(),
    params: {},
    inputs: [{ name: 'input' }, { name: 'other' }],
    outputs: () => [{ name: 'output' }],
    forward: (_, { input, other }): Record<string, TensorType> => (input && other ? { output: binaryType(input, other) } : {}),
    layout: elementwise,
    lower(ctx) {
      const dtype = ctx.outputs['output']?.dtype ?? 'float32'
      const made = extremeOf(ctx, op, cast(ctx, ctx.input('input'), dtype, 'input'), cast(ctx, ctx.input('other'), dtype, 'other'))
      ctx.emitOutput(made.op, made.inputs, ['output'])
    },
    formula: stretchFormula,
  })
}

export const Maximum = extreme('Maximum', 'greater', 'Max')
export const Minimum = extreme('Minimum', 'lesser', 'Min')
