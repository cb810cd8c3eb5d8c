import { readFileSync } from 'node:fs'
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import { readGraph } from '../document/file'
import type { Edge, GraphNode, Json, Params } from '../document/types'
import { lowerGraph } from '../onnx/lower'
import { graphWeights } from '../onnx/weights'
import { encodeModel } from '../onnx/write'
import type { DType, Tensor } from '../tensor/dtype'
import { inputTensor } from '../tensor/values'
import { AssetStore } from './assets'
import { runGraph, type RunOptions, type RunReport } from './run'

interface Graph {
  readonly doc: GraphDocument
  readonly analysis: GraphAnalysis
}

const fixture = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
function open(name: string): Graph {
  const { graph } = readGraph(fixture(`${name}.graph.json`))
  if (!graph) throw new Error('no graph')
  return prepare(new GraphDocument(graph))
}
function prepare(doc: GraphDocument): Graph {
  return { doc, analysis: new GraphAnalysis(doc) }
}
function build(nodes: GraphNode[], wires: string[]): Graph {
  const edges = wires.map((text): Edge => {
    const [from = '', to = ''] = text.split(' -> ')
    return { from: [from, 'output'], to: [to, 'input'] }
  })
  return prepare(new GraphDocument({ name: '', seed: 0, nodes, edges, tensors: {} }))
}
const node = (id: string, type: string, params: Params = {}): GraphNode => ({ id, type, params })

const assets = new AssetStore('.')
async function values({ doc, analysis }: Graph, options: Partial<RunOptions> = {}): Promise<Map<string, Tensor> & { report?: RunReport }> {
  const found: Map<string, Tensor> & { report?: RunReport } = new Map<string, Tensor>()
  found.report = await runGraph(doc, analysis, assets, { device: 'cpu', value: (id, port, tensor) => void found.set(`${id}.${port}`, tensor), ...options })
  return found
}

interface Expected {
  readonly outputs: Record<string, { readonly data: readonly number[]; readonly shape: readonly number[] }>
}

describe('runGraph', () => {
  for (const name of ['inplace-0', 'inplace-1', 'ids-1', 'seed-relu-inplace-shared']) {
    it(`computes what PyTorch does: ${name}`, async () => {
      const graph = open(name)
      const found = await values(graph)
      const { outputs } = JSON.parse(fixture(`${name}.expected.json`)) as Expected
      for (const [key, { data, shape }] of Object.entries(outputs)) {
        const tensor = found.get(key)
        expect(tensor?.shape).toEqual(shape)
        data.forEach((x, i) => expect(Math.abs(Number(tensor?.data[i]) - x)).toBeLessThanOrEqual(1e-5 + 1e-4 * Math.abs(x)))
      }
    })

    it(`gives the same in steps, in parts and as an exported model: ${name}`, async () => {
      const graph = open(name)
      const whole = await values(graph)
      const stepwise = await values(graph, { stepBytes: 1 })
      expect([...stepwise]).toEqual([...whole])
      for (const { id } of graph.doc.graph.nodes) {
        const part = await values(graph, { only: new Set([id]) })
        expect([...part]).toEqual([...whole].filter(([key]) => key.startsWith(`${id}.`) && graph.analysis.node(id)?.outputs[key.slice(id.length + 1)]))
      }

      const { doc, analysis } = graph
      const weights = graphWeights(doc, analysis, () => undefined)
      const model = lowerGraph(doc, analysis, { weights: (key) => weights.get(key), forExport: true })
      const session = await InferenceSession.create(encodeModel(model))
      const feeds = Object.fromEntries(model.inputs.map(({ key, name: input, type }) => [input, new OrtTensor(whole.get(key)?.data as Float32Array, type.shape)]))
      const results = await session.run(feeds)
      expect(Object.keys(results).sort()).toEqual(model.outputs.map((output) => output.name).sort())
      for (const { key, name: output, type } of model.outputs) {
        const result = results[output]
        expect(result?.dims).toEqual(type.shape)
        const data = result?.data as Float32Array
        whole.get(key)?.data.forEach((x, i) => expect(data[i]).toBeCloseTo(Number(x), 5))
      }
    })
  }

  it('takes values in place of those of the graph', async () => {
    const graph = build([node('x', 'Input', { shape: [2] }), node('y', 'ReLU')], ['x -> y'])
    const found = await values(graph, { inputs: new Map([['x', inputTensor([2], 'float32', { kind: 'data', data: [-1, 2] })]]) })
    expect([...found.get('y.output')?.data ?? []]).toEqual([0, 2])
  })

  it('runs what a failure does not reach, and says where it was', async () => {
    const file: Params = { shape: [2], value: { kind: 'file', path: 'gone.npy' } }
    const graph = build([node('x', 'Input', file), node('behind', 'ReLU'), node('z', 'Input', { shape: [2] }), node('y', 'ReLU')], ['x -> behind', 'z -> y'])
    const found = await values(graph)
    expect([...found.keys()].sort()).toEqual(['y.output', 'z.output'])
    expect(found.report?.problems).toMatchObject([{ code: 'runtime', node: 'x', message: expect.stringContaining('gone.npy') as string }])
  })

  it.each<[string, Params, Readonly<Record<string, [DType, readonly number[], readonly Json[]]>>, string, string]>([
    ['Embedding', { num_embeddings: 3, embedding_dim: 2 }, { input: ['int64', [3], [0, 3, -1]] }, 'index out of range in self', 'input is 3 at place 1, but the rows are 0 to 2; give one of them.'],
    ['Gather', { dim: -1 }, { input: ['float32', [1, 2], [0, 0]], index: ['int32', [1, 2], [1, -1]] }, 'index -1 is out of bounds for dimension 1 with size 2', 'index is -1 at place 1, but the places are 0 to 1; give one of them.'],
    ['NLLLoss', { ignore_index: 5 }, { input: ['float32', [2, 1], [0, 0]], target: ['int64', [2], [5, 2]] }, 'Target 2 is out of bounds.', 'target is 2 at place 1, but the classes are 0 to 0; give one of them.'],
    ['CrossEntropyLoss', { reduction: 'none' }, { input: ['float32', [2, 0], []], target: ['int64', [2], [-100, 2]] }, 'Target 2 is out of bounds.', 'target is 2 at place 1, but there are no classes at all; make some.'],
    ['MaxUnpool2d', { kernel_size: 2 }, { input: ['float32', [1, 1, 2], [0, 0]], indices: ['int64', [1, 1, 2], [9, 8]] }, 'Found an invalid max index: 8 (output volumes are of size 2x4)', 'indices name the place 8, but the output of 2×4 has 8; set output_size to the size before the pool.'],
    ['Div', { rounding_mode: 'floor' }, { input: ['int32', [2], [1, 2]], other: ['int64', [2], [1, 0]] }, 'ZeroDivisionError', 'other is 0 at place 1, by which whole numbers cannot be divided; cast one of the two to float32.'],
    ['Norm', { p: 'nuc', dim: [0, 2] }, { input: ['float32', [1, 2, 2], [0, 1, 'NaN', 2]] }, 'linalg.svd: (Batch element 1): The algorithm failed to converge because the input matrix contained non-finite values.', 'The nuclear norm is of numbers, but the input has NaN at place 2; take another p, or keep NaN out in front.'],
  ])('says what %s finds in the values, in PyTorch\'s words too', async (type, params, inputs, pytorch, message) => {
    const given = Object.entries(inputs).map(([port, [dtype, shape, data]]) => [port, node(`in_${port}`, 'Input', { dtype, shape, value: { kind: 'data', data } })] as const)
    const edges = given.map(([port, { id }]): Edge => ({ from: [id, 'output'], to: ['y', port] }))
    const graph = prepare(new GraphDocument({ name: '', seed: 0, nodes: [...given.map(([, input]) => input), node('y', type, params)], edges, tensors: {} }))
    expect((await values(graph)).report?.problems).toEqual([{ severity: 'error', code: 'runtime', node: 'y', port: Object.keys(inputs).at(-1), pytorch, message }])
  })

  it('pools into more windows than a call has arguments', async () => {
    const graph = build([node('x', 'Input', { shape: [1, 1, 3], value: { kind: 'arange' } }), node('y', 'AdaptiveMaxPool1d', { output_size: 200_000 })], ['x -> y'])
    const found = (await values(graph)).get('y.output')
    expect(found?.shape).toEqual([1, 1, 200_000])
    expect([0, 66_666, 199_999].map(place => found?.data[place])).toEqual([0, 1, 2])
  })

  it('runs values of no elements', async () => {
    const graph = build([node('x', 'Input', { shape: [0, 3] }), node('y', 'ReLU'), node('f', 'Flatten')], ['x -> y', 'y -> f'])
    expect((await values(graph)).get('f.output')).toMatchObject({ shape: [0, 3] })
  })
})
