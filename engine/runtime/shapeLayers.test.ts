import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Edge, GraphNode, Json, Params } from '../document/types'
import { numel } from '../tensor/dtype'
import { misdeclared } from './testing/declared'

/** Small whole numbers: dimensions, places and sizes, some of them not there. */
const dim = fc.integer({ min: -4, max: 4 })
const size = fc.integer({ min: -1, max: 4 })
const list = (max: number): fc.Arbitrary<number[]> => fc.array(size, { maxLength: max })
const maybe = <T extends Json>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value)
const permutation = fc.integer({ min: 0, max: 5 }).chain(n => fc.shuffledSubarray(Array.from({ length: n }, (_, i) => i), { minLength: n }))
const side = fc.integer({ min: -1, max: 2 })
const pads = (n: number): fc.Arbitrary<Json> => fc.oneof(side, fc.array(side, { minLength: n, maxLength: n }))
const factor = fc.constantFrom<Json>(0.5, 1, 1.5, 2, 2.3)
const mode = fc.constantFrom('nearest', 'nearest-exact', 'area', 'linear', 'bilinear', 'bicubic', 'trilinear')

const LAYERS: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<Json>>>>> = {
  Flatten: { start_dim: dim, end_dim: dim },
  Unflatten: { dim, unflattened_size: list(3) },
  Reshape: { shape: fc.oneof(list(4), fc.tuple(size, fc.constant(-1)), fc.constant([-1])) },
  Permute: { dims: permutation },
  Transpose: { dim0: dim, dim1: dim },
  Squeeze: { dim: maybe(fc.oneof(dim, list(2))) },
  Unsqueeze: { dim },
  Expand: { sizes: fc.oneof(list(5), fc.array(fc.constant(-1), { maxLength: 4 }).map(kept => [2, ...kept])) },
  Cat: { dim },
  Stack: { dim },
  Chunk: { chunks: size, dim },
  Split: { split_size_or_sections: fc.oneof(size, list(3)), dim },
  Slice: { dim, start: maybe(dim), end: maybe(dim), step: fc.integer({ min: 0, max: 3 }) },
  Select: { dim, index: dim },
  ZeroPad2d: { padding: pads(4) },
  ConstantPad1d: { padding: pads(2), value: fc.constantFrom<Json>(0, 1.5, 'Infinity') },
  ConstantPad2d: { padding: pads(4), value: fc.constantFrom<Json>(0, -2) },
  ReflectionPad1d: { padding: pads(2) },
  ReflectionPad2d: { padding: pads(4) },
  ReplicationPad1d: { padding: pads(2) },
  ReplicationPad2d: { padding: pads(4) },
  CircularPad2d: { padding: pads(4) },
  Upsample: { scale_factor: fc.oneof(factor, fc.array(factor, { minLength: 1, maxLength: 3 })), mode },
  PixelShuffle: { upscale_factor: fc.integer({ min: 0, max: 2 }) },
  PixelUnshuffle: { downscale_factor: fc.integer({ min: 0, max: 2 }) },
  ChannelShuffle: { groups: fc.integer({ min: 0, max: 2 }) },
  ReLU: { inplace: fc.boolean() },
  Identity: {},
  Output: {},
}

const node = fc.constantFrom(...Object.keys(LAYERS)).chain(type =>
  fc.record({ type: fc.constant(type), params: fc.record(LAYERS[type] ?? {}), from: fc.nat() }))
const shape = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 }),
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 4 }),
)
const dtype = fc.constantFrom('float32', 'float32', 'float64', 'float16', 'int64', 'int32', 'bool')

interface Drawn {
  readonly type: string
  readonly params: Params
  readonly from: number
}

/** Each node reads the output of one in front of it that gives something. */
function build(input: Params, drawn: readonly Drawn[]): GraphAnalysis {
  const nodes: GraphNode[] = [{ id: 'x', type: 'Input', params: input }]
  const edges: Edge[] = []
  const values: [string, string][] = [['x', 'output']]
  let analysis = new GraphAnalysis(new GraphDocument({ name: '', seed: 0, nodes, edges, tensors: {} }))
  drawn.forEach(({ type, params, from }, i) => {
    const id = `n${i}`
    const source = values[from % values.length] ?? ['x', 'output']
    nodes.push({ id, type, params })
    for (const port of type === 'Cat' || type === 'Stack' ? ['input0', 'input1'] : ['input']) edges.push({ from: source, to: [id, port] })
    analysis = new GraphAnalysis(new GraphDocument({ name: '', seed: 0, nodes: [...nodes], edges: [...edges], tensors: {} }))
    for (const [port, found] of Object.entries(analysis.node(id)?.outputs ?? {})) if (numel(found.shape) < 2000) values.push([id, port])
  })
  return analysis
}

describe('layers that rearrange values', () => {
  it('give what ONNX Runtime gives, each value on the way included, or refuse in a sentence', async () => {
    let accepted = 0
    await fc.assert(fc.asyncProperty(shape, dtype, fc.array(node, { minLength: 1, maxLength: 6 }), fc.integer({ min: 20, max: 23 }), async (sizes, type, drawn, opset) => {
      const analysis = build({ shape: sizes, dtype: type, value: { kind: 'ones' } }, drawn)
      for (const problem of analysis.problems()) {
        expect(problem.code).not.toBe('runtime')
        expect(problem.message).toMatch(/^[^\n]{10,220}[.?]$/)
      }
      const found = await misdeclared(analysis, opset)
      if (found) accepted++
      expect(found ?? []).toEqual([])
    }), { numRuns: 300, seed: Number(process.env['SEED'] ?? 1) })
    expect(accepted).toBeGreaterThan(100)
  })

  it('gather what is there, and refuse in a sentence what is not', async () => {
    const few = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 })
    let accepted = 0
    await fc.assert(fc.asyncProperty(few, fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }), dtype, fc.constantFrom('int64', 'int64', 'int32', 'float32'), dim, fc.integer({ min: 0, max: 9 }), async (sizes, most, type, index, along, odd) => {
      // Mostly no larger than the input but along the dimension; zeros, which are places in all but what is empty.
      const at = along < 0 ? along + sizes.length : along
      const wanted = odd === 0 ? most : sizes.map((n, i) => (i === at ? n && (most[i] ?? 0) : Math.min(n, most[i] ?? 0)))
      const nodes: GraphNode[] = [
        { id: 'x', type: 'Input', params: { shape: sizes, dtype: type, value: { kind: 'ones' } } },
        { id: 'i', type: 'Input', params: { shape: wanted, dtype: index, value: { kind: 'zeros' } } },
        { id: 'n', type: 'Gather', params: { dim: along } },
      ]
      const edges: Edge[] = [{ from: ['x', 'output'], to: ['n', 'input'] }, { from: ['i', 'output'], to: ['n', 'index'] }]
      const analysis = new GraphAnalysis(new GraphDocument({ name: '', seed: 0, nodes, edges, tensors: {} }))
      for (const problem of analysis.problems()) expect(problem.message).toMatch(/^[^\n]{10,220}[.?]$/)
      if (!analysis.problems().some(problem => problem.severity === 'error')) accepted++
      expect(await misdeclared(analysis, 20) ?? []).toEqual([])
    }), { numRuns: 150, seed: Number(process.env['SEED'] ?? 1) })
    expect(accepted).toBeGreaterThan(30)
  })
})
