import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Edge, GraphNode, Json, Params } from '../document/types'
import { misdeclared } from './testing/declared'

type Drawn = Readonly<Record<string, fc.Arbitrary<Json>>>

/** Mostly numbers that make sense, now and then one that does not. */
const whole = (min: number, max: number): fc.Arbitrary<number> =>
  fc.oneof({ arbitrary: fc.integer({ min, max }), weight: 30 }, { arbitrary: fc.integer({ min: -1, max: 0 }), weight: 1 })
const each = (n: number, min: number, max: number): fc.Arbitrary<Json> => fc.oneof(whole(min, max), fc.array(whole(min, max), { minLength: n, maxLength: n }))
const maybe = (value: fc.Arbitrary<Json>): fc.Arbitrary<Json> => fc.option(value)

const conv = (n: number): Drawn => ({
  out_channels: fc.constantFrom(2, 4), kernel_size: each(n, 1, 3), stride: each(n, 1, 2), padding: fc.oneof(each(n, 0, 2), fc.constantFrom<Json>('same', 'valid')),
  dilation: each(n, 1, 2), groups: fc.constantFrom(1, 1, 2), bias: fc.boolean(), padding_mode: fc.constantFrom('zeros', 'zeros', 'reflect', 'replicate', 'circular'),
})
const convTranspose = (n: number): Drawn => ({
  out_channels: fc.constantFrom(2, 4), kernel_size: each(n, 1, 3), stride: each(n, 1, 3), padding: each(n, 0, 1), output_padding: each(n, 0, 1),
  dilation: each(n, 1, 2), groups: fc.constantFrom(1, 1, 2), bias: fc.boolean(),
})
const windows = (n: number): Drawn => ({ kernel_size: each(n, 1, 3), stride: maybe(each(n, 1, 3)), ceil_mode: fc.boolean() })
const maxPool = (n: number): Drawn => ({ ...windows(n), padding: each(n, 0, 1), dilation: each(n, 1, 2), return_indices: fc.boolean() })
const avgPool = (n: number): Drawn => ({ ...windows(n), padding: each(n, 0, 1), count_include_pad: fc.boolean(), ...(n > 1 ? { divisor_override: maybe(whole(1, 5)) } : {}) })
const power = fc.constantFrom<Json>(1, 2, 3, 2.5, 'Infinity', '-Infinity')
const blocks: Drawn = { kernel_size: each(2, 1, 3), dilation: each(2, 1, 2), padding: each(2, 0, 2), stride: each(2, 1, 2) }

const LAYERS: Readonly<Record<string, readonly [dims: number, Drawn]>> = {
  Conv1d: [1, conv(1)], Conv2d: [2, conv(2)], Conv3d: [3, conv(3)],
  ConvTranspose1d: [1, convTranspose(1)], ConvTranspose2d: [2, convTranspose(2)], ConvTranspose3d: [3, convTranspose(3)],
  MaxPool1d: [1, maxPool(1)], MaxPool2d: [2, maxPool(2)], MaxPool3d: [3, maxPool(3)],
  AvgPool1d: [1, avgPool(1)], AvgPool2d: [2, avgPool(2)], AvgPool3d: [3, avgPool(3)],
  AdaptiveAvgPool1d: [1, { output_size: whole(1, 5) }], AdaptiveAvgPool2d: [2, { output_size: fc.oneof(whole(1, 5), fc.tuple(maybe(whole(1, 5)), maybe(whole(1, 5)))) }],
  AdaptiveMaxPool1d: [1, { output_size: whole(1, 5), return_indices: fc.boolean() }], AdaptiveMaxPool2d: [2, { output_size: each(2, 1, 5), return_indices: fc.boolean() }],
  LPPool1d: [1, { norm_type: power, kernel_size: whole(1, 3), stride: maybe(whole(1, 3)), ceil_mode: fc.boolean() }], LPPool2d: [2, { norm_type: power, ...windows(2) }],
  Unfold: [2, blocks],
}

const node = fc.constantFrom(...Object.keys(LAYERS)).chain(type => {
  const [n, params] = LAYERS[type] ?? [1, {}]
  // A channel's count that two groups divide, with a batch or without, and sometimes dimensions that do not fit.
  const sizes = fc.tuple(fc.option(fc.integer({ min: 0, max: 2 })), fc.constantFrom(2, 4), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: n, maxLength: n }))
  const shape = fc.oneof({ arbitrary: sizes.map(([batch, channels, image]) => [...(batch === null ? [] : [batch]), channels, ...image]), weight: 12 }, { arbitrary: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }), weight: 1 })
  return fc.record({ type: fc.constant(type), params: fc.record(params), shape })
})
const dtype = fc.oneof({ arbitrary: fc.constant('float32'), weight: 5 }, { arbitrary: fc.constantFrom('float64', 'float16', 'int64', 'int32', 'bool'), weight: 1 })

const build = (nodes: readonly (readonly [id: string, type: string, params: Params])[], wires: readonly (readonly [string, string, string, string])[]): GraphAnalysis => {
  const list = nodes.map(([id, type, params]): GraphNode => ({ id, type, params }))
  const edges = wires.map(([from, port, to, into]): Edge => ({ from: [from, port], to: [to, into] }))
  return new GraphAnalysis(new GraphDocument({ name: '', seed: 0, nodes: list, edges, tensors: {} }))
}

/** No layer fails of itself, and each refusal is a sentence; true where everything is accepted. */
function sound(analysis: GraphAnalysis): boolean {
  for (const problem of analysis.problems()) {
    expect(problem.code).not.toBe('runtime')
    expect(problem.message).toMatch(/^[^\n]{10,220}[.?]$/)
    // Every mend is one that the document takes.
    if (problem.fix) expect(problem.fix.edits.length).toBeGreaterThan(0)
  }
  return !analysis.problems().some(problem => problem.severity === 'error')
}

describe('layers with windows', () => {
  it('give what ONNX Runtime gives, or refuse in a sentence', async () => {
    let accepted = 0
    await fc.assert(fc.asyncProperty(node, dtype, fc.integer({ min: 20, max: 23 }), async ({ type, params, shape }, kind, opset) => {
      const analysis = build([['x', 'Input', { shape, dtype: kind, value: { kind: 'ones' } }], ['n', type, params]], [['x', 'output', 'n', 'input']])
      if (!sound(analysis)) return
      accepted++
      expect(await misdeclared(analysis, opset) ?? []).toEqual([])
    }), { numRuns: 500, seed: Number(process.env['SEED'] ?? 1) })
    expect(accepted).toBeGreaterThan(150)
  })

  it('undo each other in shape: a pool and MaxUnpool2d, Unfold and Fold', async () => {
    const size = fc.integer({ min: 3, max: 8 })
    await fc.assert(fc.asyncProperty(size, size, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 1 }), fc.boolean(), async (h, w, kernel, padding, whole) => {
      const fits = Math.min(padding, kernel >> 1)
      const shape = [...(whole ? [2] : []), 3, h, w]
      const analysis = build([
        ['x', 'Input', { shape, value: { kind: 'randn' } }],
        ['pool', 'MaxPool2d', { kernel_size: kernel, padding: fits, return_indices: true }],
        ['back', 'MaxUnpool2d', { kernel_size: kernel, padding: fits, output_size: [h, w] }],
        ['blocks', 'Unfold', { kernel_size: kernel, padding }],
        ['image', 'Fold', { output_size: [h, w], kernel_size: kernel, padding }],
      ], [['x', 'output', 'pool', 'input'], ['pool', 'output', 'back', 'input'], ['pool', 'indices', 'back', 'indices'], ['x', 'output', 'blocks', 'input'], ['blocks', 'output', 'image', 'input']])
      expect(sound(analysis)).toBe(true)
      expect(analysis.node('back')?.outputs['output']?.shape).toEqual(shape)
      expect(analysis.node('image')?.outputs['output']?.shape).toEqual(shape)
      expect(await misdeclared(analysis, 20)).toEqual([])
    }), { numRuns: 40 })
  })
})
