import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Edge, GraphNode, Json, Params } from '../document/types'
import { layerOf } from '../layers/index'
import { lowerGraph } from '../onnx/lower'
import { graphWeights } from '../onnx/weights'
import { encodeModel } from '../onnx/write'
import type { Tensor } from '../tensor/dtype'
import { AssetStore } from './assets'
import { inputValue } from './inputs'
import { Session } from './session'

const flag = fc.boolean()
const factor = fc.constantFrom<Json>(0.01, 0.5, 1, -1, 0, 3)
const dim = fc.integer({ min: -4, max: 4 })
const few = fc.integer({ min: 1, max: 4 })
const eps = fc.constantFrom<Json>(1e-5, 0.001, 0, -1)
const inplace = { inplace: flag }
const axis = { dim: fc.option(dim) }
const channelwise = { num_features: few, eps, affine: flag, track_running_stats: flag, bias: flag }
const dropout = { p: fc.constantFrom<Json>(0, 0.5, 1, 2), inplace: flag }
const sizes = fc.oneof(few, fc.array(few, { maxLength: 3 }))
const reduction = fc.constantFrom('none', 'mean', 'sum')
const weight = fc.option(fc.array(fc.constantFrom(0.5, 1, 2), { minLength: 1, maxLength: 4 }))
const ignore_index = fc.integer({ min: -1, max: 2 })

/** Every layer here, and what its parameters may be; one that follows from the input is left out half the time. */
const LAYERS: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<Json>>>>> = {
  ReLU6: inplace, SELU: inplace, SiLU: inplace, Mish: inplace, Hardsigmoid: inplace, Hardswish: inplace,
  Sigmoid: {}, Tanh: {}, Softsign: {}, Tanhshrink: {}, LogSigmoid: {}, Softmax2d: {},
  LeakyReLU: { negative_slope: factor }, PReLU: { num_parameters: few, init: factor }, RReLU: { lower: factor, upper: factor },
  ELU: { alpha: factor }, CELU: { alpha: factor }, GELU: { approximate: fc.constantFrom('none', 'tanh') },
  Softplus: { beta: factor, threshold: factor }, Softshrink: { lambd: factor }, Hardshrink: { lambd: factor },
  Threshold: { threshold: factor, value: factor, ...inplace }, Hardtanh: { min_val: factor, max_val: factor },
  GLU: { dim }, Softmax: axis, Softmin: axis, LogSoftmax: axis,
  Dropout: dropout, Dropout1d: dropout, Dropout2d: dropout, AlphaDropout: dropout,
  BatchNorm1d: channelwise, BatchNorm2d: channelwise, BatchNorm3d: channelwise, InstanceNorm1d: channelwise, InstanceNorm2d: channelwise,
  LayerNorm: { normalized_shape: sizes, eps, elementwise_affine: flag, bias: flag }, RMSNorm: { normalized_shape: sizes, eps: fc.option(eps), elementwise_affine: flag },
  GroupNorm: { num_groups: few, num_channels: few, eps, affine: flag, bias: flag },
  LocalResponseNorm: { size: fc.integer({ min: 0, max: 5 }), alpha: factor, beta: factor },
  Embedding: { num_embeddings: few, embedding_dim: few, padding_idx: fc.option(dim) },
  Bilinear: { in1_features: few, in2_features: few, out_features: few, bias: flag },
  MSELoss: { reduction }, L1Loss: { reduction }, BCEWithLogitsLoss: { reduction, weight, pos_weight: weight },
  NLLLoss: { reduction, weight, ignore_index }, CrossEntropyLoss: { reduction, weight, ignore_index, label_smoothing: fc.constantFrom<Json>(0, 0.1) },
}

const drawn = fc.constantFrom(...Object.keys(LAYERS)).chain(type => {
  const params = LAYERS[type] ?? {}
  const inferred = Object.keys(params).filter(name => layerOf(type)?.params[name]?.inferred)
  return fc.record({ type: fc.constant(type), params: fc.record(params), left: fc.subarray(inferred) })
})
const shape = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 }),
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
)
const dtype = fc.constantFrom('float32', 'float32', 'float32', 'float64', 'float16', 'int64', 'int32', 'bool')
const input = fc.record({ shape, dtype })

/** The second input of a loss: of the first's sizes, a class for each place of it, or anything. */
function second({ shape: first, dtype: own }: { readonly shape: number[]; readonly dtype: string }, how: number, other: Params): Params {
  if (how === 0) return { shape: first, dtype: own }
  if (how === 1) return { shape: first.filter((_, i) => i !== (first.length === 1 ? 0 : 1)), dtype: 'int64' }
  return other
}

function build(type: string, params: Params, inputs: readonly Params[]): GraphAnalysis {
  const ports = layerOf(type)?.inputs ?? []
  const nodes: GraphNode[] = [...ports.map((_, i) => ({ id: `x${i}`, type: 'Input', params: inputs[i] ?? {} })), { id: 'n', type, params }]
  const edges = ports.map((port, i): Edge => ({ from: [`x${i}`, 'output'], to: ['n', port.name] }))
  return new GraphAnalysis(new GraphDocument({ name: '', seed: 0, nodes, edges, tensors: {} }))
}

/** What the node's declaration finds wrong in the values that come in. */
function fault(analysis: GraphAnalysis): unknown {
  const { layer, params, inputs } = analysis.node('n') ?? {}
  if (!layer?.fault || !params || !inputs) return undefined
  const values = layer.inputs.map(({ name }, i): [string, ArrayLike<number>] => {
    const { data } = inputValue(analysis.doc, analysis, new AssetStore('.'), `x${i}`)
    return [name, Float64Array.from(data, Number)]
  })
  return layer.fault.find(params, inputs, Object.fromEntries(values))
}

/** Every value is an output, so that each has the type that the lowering declares for it. */
async function run(analysis: GraphAnalysis, opset: number): Promise<void> {
  const { doc } = analysis
  const weights = graphWeights(doc, analysis, () => undefined)
  const model = lowerGraph(doc, analysis, { weights: key => weights.get(key), opset })
  const outputs = [...model.types].map(([name, type]) => ({ key: name, name, type }))
  const session = await Session.create(encodeModel({ ...model, outputs }), 'cpu')
  try {
    const assets = new AssetStore('.')
    const feeds = new Map<string, Tensor>(model.inputs.map(({ key, name }) => [name, inputValue(doc, analysis, assets, key.slice(0, -'.output'.length))]))
    const results = await session.run(feeds, outputs.map(output => output.name))
    for (const { name, type } of outputs) expect([name, results.get(name)?.dtype, results.get(name)?.shape]).toEqual([name, type.dtype, type.shape])
  } finally {
    await session.dispose()
  }
}

describe('activations, normalisations and losses', () => {
  it('give what ONNX Runtime returns, at every opset, or refuse, before or in the run', async () => {
    const tried = new Set<string>()
    await fc.assert(fc.asyncProperty(drawn, input, fc.nat(2), input, fc.integer({ min: 20, max: 23 }), async ({ type, params, left }, first, how, other, opset) => {
      const kept = Object.fromEntries(Object.entries(params).filter(([name]) => !left.includes(name)))
      const analysis = build(type, kept, [first, second(first, how, other)])
      const errors = analysis.problems().filter(problem => problem.severity === 'error')
      for (const { message, code } of errors) {
        expect(message).toMatch(/^[^\n]{10,220}[.?]$/)
        expect(code).not.toBe('runtime')
      }
      if (errors.length) return
      tried.add(type)
      // Without a class, every index is wrong.
      if (fault(analysis) !== undefined) await expect(run(analysis, opset)).rejects.toThrow()
      else await run(analysis, opset)
    }), { numRuns: 500 })
    expect(tried.size).toBeGreaterThan(Object.keys(LAYERS).length * 0.6)
  }, 120_000)
})
