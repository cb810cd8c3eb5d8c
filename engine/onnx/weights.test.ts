import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Graph } from '../document/types'
import { graphWeights } from './weights'

describe('graphWeights', () => {
  it('draws the bias of a convolution without input channels, so that what comes after has PyTorch\'s bits', () => {
    const graph: Graph = {
      name: '', seed: 0, edges: [{ from: ['x', 'output'], to: ['fc', 'input'] }], tensors: {},
      nodes: [
        { id: 'conv', type: 'Conv2d', params: { in_channels: 0, out_channels: 3, kernel_size: 1 } },
        { id: 'x', type: 'Input', params: { shape: [1, 1] } },
        { id: 'fc', type: 'Linear', params: { out_features: 1 } },
      ],
    }
    const doc = new GraphDocument(graph)
    const weights = graphWeights(doc, new GraphAnalysis(doc), () => undefined)
    expect([...weights.get('conv.bias')?.data ?? []]).toEqual([0, 0, 0])
    // torch.manual_seed(0); nn.Conv2d(0, 3, 1); nn.Linear(1, 1).weight
    expect(weights.get('fc.weight')?.data[0]).toBe(-0.7359390258789062)
  })

  it('has the buffers of a loss, as its state_dict does, and takes others in their place', () => {
    const graph: Graph = {
      name: '', seed: 0, edges: [], tensors: { 'bce.pos_weight': { shape: [1], data: [5] } },
      nodes: [{ id: 'ce', type: 'CrossEntropyLoss', params: { weight: [1, 2.5] } }, { id: 'bce', type: 'BCEWithLogitsLoss', params: { pos_weight: [3] } }, { id: 'plain', type: 'NLLLoss', params: {} }],
    }
    const doc = new GraphDocument(graph)
    const weights = graphWeights(doc, new GraphAnalysis(doc), () => undefined)
    expect([...weights].map(([key, { dtype, data }]) => [key, dtype, Array.from<number | bigint, number>(data, Number)])).toEqual([['ce.weight', 'float32', [1, 2.5]], ['bce.pos_weight', 'float32', [5]]])
  })

  it('draws nothing for a node that is too large, and gets to an end', () => {
    const graph: Graph = {
      name: '', seed: 0, edges: [{ from: ['x', 'output'], to: ['big', 'input'] }, { from: ['x', 'output'], to: ['fc', 'input'] }], tensors: {},
      nodes: [
        { id: 'big', type: 'Linear', params: { out_features: 1e15 } },
        { id: 'x', type: 'Input', params: { shape: [1, 1] } },
        { id: 'fc', type: 'Linear', params: { out_features: 1 } },
        { id: 'last', type: 'Linear', params: { in_features: 1, out_features: 1e16 } },
      ],
    }
    const doc = new GraphDocument(graph)
    const weights = graphWeights(doc, new GraphAnalysis(doc, { memoryLimit: 2 ** 30 }), () => undefined)
    expect([...weights.keys()]).toEqual(['fc.weight', 'fc.bias'])
    // torch.manual_seed(0); nn.Linear(1, 1).weight
    expect(weights.get('fc.weight')?.data[0]).toBe(-0.007486820220947266)
  })
})
