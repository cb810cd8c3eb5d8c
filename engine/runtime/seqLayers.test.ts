import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Edge, GraphNode, Json } from '../document/types'
import { lowerGraph } from '../onnx/lower'
import { graphWeights } from '../onnx/weights'
import { encodeModel } from '../onnx/write'
import type { Tensor } from '../tensor/dtype'
import { AssetStore } from './assets'
import { inputValue } from './inputs'
import { Session } from './session'

type Shape = readonly number[]
interface Drawn {
  readonly type: string
  readonly params: Readonly<Record<string, Json>>
  /** Shapes by port; a port that may stay open is left out. */
  readonly inputs: Readonly<Record<string, Shape | undefined>>
  readonly dtypes?: Readonly<Record<string, string>>
}

const size = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }) }, { weight: 1, arbitrary: fc.constant(0) })
const flag = fc.boolean()
/** A size is off by one now and then: what does not fit has to be refused. */
const slip = (shape: Shape, at: number): Shape => (at < 60 ? shape : shape.map((n, i) => (i === at % shape.length ? n + 1 : n)))
const luck = fc.integer({ min: 0, max: 63 })

const recurrent = fc.record({
  type: fc.constantFrom('RNN', 'LSTM', 'GRU'), hidden: fc.integer({ min: 0, max: 4 }), layers: fc.integer({ min: 1, max: 3 }), proj: fc.integer({ min: 0, max: 3 }),
  length: size, batch: size, features: size, bias: flag, batchFirst: flag, both: flag, unbatched: flag, states: flag, relu: flag, luck,
}).map((d): Drawn => {
  const rows = d.layers * (d.both ? 2 : 1)
  const lstm = d.type === 'LSTM'
  const state = (n: number): Shape => (d.unbatched ? [rows, n] : [rows, d.batch, n])
  return {
    type: d.type,
    params: {
      hidden_size: d.hidden, num_layers: d.layers, bias: d.bias, batch_first: d.batchFirst, bidirectional: d.both,
      ...(lstm ? { proj_size: d.proj } : d.type === 'RNN' ? { nonlinearity: d.relu ? 'relu' : 'tanh' } : {}),
    },
    inputs: {
      input: d.unbatched ? [d.length, d.features] : d.batchFirst ? [d.batch, d.length, d.features] : [d.length, d.batch, d.features],
      ...(d.states ? { h_0: slip(state(lstm && d.proj ? d.proj : d.hidden), d.luck), ...(lstm ? { c_0: state(d.hidden) } : {}) } : {}),
    },
  }
})

const heads = fc.record({
  heads: fc.integer({ min: 1, max: 3 }), each: fc.integer({ min: 1, max: 3 }), length: size, keys: size, batch: size, kdim: fc.option(size), vdim: fc.option(size),
  bias: flag, biasKv: flag, zero: flag, batchFirst: flag, unbatched: flag, weights: flag, average: flag, mask: fc.constantFrom('', 'all', 'each'), padding: flag, kind: fc.constantFrom('bool', 'float32'), luck,
})
const attention = heads.map((d): Drawn => {
  const embed = d.heads * d.each
  const lay = (length: number, n: number): Shape => (d.unbatched ? [length, n] : d.batchFirst ? [d.batch, length, n] : [length, d.batch, n])
  return {
    type: 'MultiheadAttention',
    params: {
      num_heads: d.heads, bias: d.bias, add_bias_kv: d.biasKv, add_zero_attn: d.zero, kdim: d.kdim, vdim: d.vdim, batch_first: d.batchFirst, need_weights: d.weights, average_attn_weights: d.average,
    },
    inputs: {
      query: lay(d.length, embed), key: slip(lay(d.keys, d.kdim ?? embed), d.luck), value: lay(d.keys, d.vdim ?? embed),
      attn_mask: d.mask === '' ? undefined : d.mask === 'all' ? [d.length, d.keys] : [(d.unbatched ? 1 : d.batch) * d.heads, d.length, d.keys],
      key_padding_mask: d.padding ? (d.unbatched ? [d.keys] : [d.batch, d.keys]) : undefined,
    },
    dtypes: { attn_mask: d.kind, key_padding_mask: d.kind },
  }
})
const encoder = heads.map((d): Drawn => {
  const embed = d.heads * d.each
  return {
    type: 'TransformerEncoderLayer',
    params: { nhead: d.heads, dim_feedforward: d.keys, activation: d.zero ? 'gelu' : 'relu', batch_first: d.batchFirst, norm_first: d.weights, bias: d.bias },
    inputs: {
      src: d.unbatched ? [d.length, embed] : d.batchFirst ? [d.batch, d.length, embed] : [d.length, d.batch, embed],
      src_mask: d.mask === '' ? undefined : slip([d.length, d.length], d.luck),
      src_key_padding_mask: d.padding ? (d.unbatched ? [d.length] : [d.batch, d.length]) : undefined,
    },
    dtypes: { src_mask: d.kind, src_key_padding_mask: d.kind },
  }
})

const number = fc.constantFrom('float32', 'float32', 'float64', 'float16', 'int64', 'int32', 'bool')
const lead = fc.array(size, { maxLength: 3 })
const sdpa = fc.record({ lead, thin: flag, rows: size, keys: size, features: size, values: size, causal: flag, mask: fc.option(fc.constantFrom('bool', 'float32')), dtype: fc.constantFrom('float32', 'float64', 'float16'), scale: fc.option(fc.constantFrom(0.5, -1, 2)), luck })
  .map((d): Drawn => ({
    type: 'ScaledDotProductAttention', params: { is_causal: d.causal, scale: d.scale },
    inputs: {
      query: [...d.lead, d.rows, d.features], key: slip([...(d.thin ? d.lead.map(() => 1) : d.lead), d.keys, d.features], d.luck), value: [...d.lead, d.keys, d.values],
      attn_mask: d.mask === null ? undefined : [d.rows, d.keys],
    },
    dtypes: { query: d.dtype, key: d.dtype, value: d.dtype, attn_mask: d.mask ?? 'bool' },
  }))
const matmul = fc.record({ lead, thin: flag, a: fc.integer({ min: 1, max: 3 }), b: fc.integer({ min: 1, max: 3 }), n: size, k: size, m: size, dtype: number, luck })
  .map((d): Drawn => ({
    type: 'MatMul', params: {},
    inputs: {
      input: d.a === 1 ? [d.k] : d.a === 2 ? [d.n, d.k] : [...d.lead, d.n, d.k],
      other: slip(d.b === 1 ? [d.k] : d.b === 2 ? [d.k, d.m] : [...(d.thin ? d.lead.map(() => 1) : d.lead), d.k, d.m], d.luck),
    },
    dtypes: { input: d.dtype, other: d.dtype },
  }))
const labels = fc.array(fc.constantFrom('a', 'b', 'c', 'D', '...'), { maxLength: 4 })
const einsum = fc.record({ operands: fc.array(labels, { minLength: 1, maxLength: 3 }), output: fc.option(labels), sizes: fc.record({ a: size, b: size, c: size, D: size }), inner: fc.array(size, { maxLength: 2 }), dtype: number, luck })
  .map((d): Drawn => ({
    type: 'Einsum', params: { equation: d.operands.map(one => one.join('')).join(',') + (d.output ? `->${d.output.join('')}` : '') },
    inputs: Object.fromEntries(d.operands.map((one, i) => {
      const shape = one.flatMap(label => (label === '...' ? d.inner : [d.sizes[label as 'a']]))
      return [`input${i}`, i || !shape.length ? shape : slip(shape, d.luck)]
    })),
    dtypes: Object.fromEntries(d.operands.map((_, i) => [`input${i}`, d.dtype])),
  }))

function analysed({ type, params, inputs, dtypes }: Drawn): GraphAnalysis {
  const wired = Object.entries(inputs).filter((entry): entry is [string, Shape] => entry[1] !== undefined)
  const nodes: GraphNode[] = wired.map(([port, shape]) => ({ id: port, type: 'Input', params: { shape, dtype: dtypes?.[port] ?? 'float32', value: { kind: 'ones' } } }))
  const edges = wired.map(([port]): Edge => ({ from: [port, 'output'], to: ['n', port] }))
  return new GraphAnalysis(new GraphDocument({ name: '', seed: 0, nodes: [...nodes, { id: 'n', type, params }], edges, tensors: {} }))
}

/** Every value on the way included. Whether the layer accepted. */
async function agrees(drawn: Drawn, opset: number): Promise<boolean> {
  const analysis = analysed(drawn)
  const problems = analysis.problems()
  for (const problem of problems) {
    expect({ code: problem.code, message: problem.message }).toEqual({ code: expect.stringMatching(/^(bad-param|shape-mismatch|type-mismatch|missing-input)$/) as unknown, message: expect.stringMatching(/^[^\n]{10,220}[.?]$/) as unknown })
  }
  if (problems.some(problem => problem.severity === 'error')) return false
  const { doc } = analysis
  const weights = graphWeights(doc, analysis, () => undefined)
  const model = lowerGraph(doc, analysis, { weights: key => weights.get(key), opset })
  const all = [...model.types].map(([name, type]) => ({ name, key: name, type }))
  const session = await Session.create(encodeModel({ ...model, outputs: all }), 'cpu')
  const feeds = new Map<string, Tensor>(model.inputs.map(({ name }) => [name, inputValue(doc, analysis, new AssetStore('.'), name)]))
  const results = await session.run(feeds, all.map(({ name }) => name))
  await session.dispose()
  for (const { name, type } of all) {
    const { dtype, shape } = results.get(name) ?? { dtype: 'nothing', shape: [] }
    expect({ drawn, name, dtype, shape }).toEqual({ drawn, name, ...type })
  }
  return true
}

describe('layers of sequences and products', () => {
  const kinds = { recurrent, attention, encoder, sdpa, matmul, einsum }
  for (const [name, arbitrary] of Object.entries(kinds)) {
    it(`give the shapes that ONNX Runtime gives, or refuse in a sentence: ${name}`, async () => {
      let accepted = 0
      await fc.assert(fc.asyncProperty(arbitrary, fc.integer({ min: 20, max: 23 }), async (drawn, opset) => {
        if (await agrees(drawn, opset)) accepted++
      }), { numRuns: 50, seed: Number(process.env['SEED'] ?? 1) })
      expect(accepted).toBeGreaterThan(12)
    }, 60_000)
  }
})
