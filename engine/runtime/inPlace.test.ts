import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Edge, Graph, GraphNode, Params } from '../document/types'
import { lowerGraph } from '../onnx/lower'
import { encodeParts } from '../onnx/write'
import type { Tensor } from '../tensor/dtype'
import { AssetStore } from './assets'
import { Buffers } from './buffers'
import { inPlaceWorks } from './devices'
import { inPlace } from './inPlace'
import { LiveRunner } from './live'
import { runGraph } from './run'
import { Session, SessionError } from './session'
import { viewOf } from './view'
import { Values } from './values'

const node = (id: string, type: string, params: Params = {}): GraphNode => ({ id, type, params })
const wire = (from: string, to: string): Edge => ({ from: [from, 'output'], to: [to, 'input'] })

/** Bytes compare in no time, arrays of numbers do not. */
const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer => Buffer.from(buffer, byteOffset, byteLength)

it('is what this ONNX Runtime does', async () => {
  expect(await inPlaceWorks()).toBe(true)
})

describe('values written where they are wanted', () => {
  it('are to the bit those that are copied, of every type, and of no elements', async () => {
    const start: Graph = {
      name: 'g', seed: 3, tensors: {},
      nodes: [
        node('x', 'Input', { shape: [1, 3, 96, 96], value: { kind: 'randn', seed: 1 } }), node('c', 'Conv2d', { out_channels: 32, kernel_size: 3, padding: 1 }),
        node('r', 'ReLU'), node('p', 'MaxPool2d', { kernel_size: 2, return_indices: true }), node('f', 'Flatten'), node('l', 'Linear', { out_features: 1 }),
        node('d', 'Input', { shape: [2, 3], dtype: 'float64', value: { kind: 'arange' } }), node('dr', 'ReLU'),
        node('h', 'Input', { shape: [5], dtype: 'float16', value: { kind: 'arange' } }), node('hr', 'ReLU'),
        node('none', 'Input', { shape: [0, 3] }), node('nr', 'ReLU'), node('y', 'Output'),
      ],
      edges: [wire('x', 'c'), wire('c', 'r'), wire('r', 'p'), wire('p', 'f'), wire('f', 'l'), wire('d', 'dr'), wire('h', 'hr'), wire('none', 'nr'), wire('r', 'y')],
    }
    const copied = new Map<string, Tensor>()
    const doc = new GraphDocument(start)
    await runGraph(doc, new GraphAnalysis(doc), new AssetStore('.'), { device: 'cpu', value: (id, port, tensor) => void copied.set(`${id}.${port}`, tensor) })
    expect(copied.get('p.indices')?.dtype).toBe('int64')
    const shown = new Map<string, unknown>()
    const live = new LiveRunner({
      doc: 'd', document: new GraphDocument(start), revision: 0, base: undefined, memoryLimit: 2 ** 30, values: new Values(2 ** 28),
      send: (message) => { if (message.type === 'value') shown.set(`${message.node}.${message.port}`, { stats: message.stats, thumb: { ...message.thumb, data: bytes(message.thumb.data).toString('latin1') } }) },
    })
    live.watch(start.nodes.map(({ id }) => id))
    for (const [key, tensor] of copied) {
      const dot = key.lastIndexOf('.')
      const { dtype, shape, data } = await live.value(key.slice(0, dot), key.slice(dot + 1))
      expect([key, dtype, shape]).toEqual([key, tensor.dtype, tensor.shape])
      expect(bytes(data).equals(bytes(tensor.data)), key).toBe(true)
      const { stats, thumb } = viewOf(tensor, start.nodes.find(({ id }) => id === key.slice(0, dot))?.type === 'Input')
      expect(shown.get(key), key).toEqual({ stats, thumb: { ...thumb, data: bytes(thumb.data).toString('latin1') } })
    }
    live.close()
  })

  it('fail as others do', async () => {
    const doc = new GraphDocument({ name: 'g', seed: 0, tensors: {}, nodes: [node('x', 'Input', { shape: [2, 3] }), node('f', 'Flatten', { start_dim: 0 })], edges: [wire('x', 'f')] })
    const model = lowerGraph(doc, new GraphAnalysis(doc), { weights: () => undefined })
    const session = await Session.create(inPlace(encodeParts(model).model), 'cpu', { small: true })
    const wrong = new Map([['x', { dtype: 'float32', shape: [7], data: new Float32Array(7) } as const]])
    await expect(session.runInto(wrong, model.outputs, new Buffers())).rejects.toThrow(SessionError)
    await session.dispose()
  })
})

describe('Buffers', () => {
  it('lays out what the last run took, and stops where something is to be done', async () => {
    const buffers = new Buffers()
    const big = 2 ** 21
    buffers.take(big)
    buffers.take(big)
    buffers.take(100)
    await buffers.prepare(() => true)
    expect(buffers.bytes).toBe(0)
    await buffers.prepare(() => false)
    expect(buffers.bytes).toBe(2 * big)
    const [a, b] = [buffers.take(big), buffers.take(big)]
    expect(a).not.toBe(b)
    expect(a.byteLength).toBe(big)
    expect(buffers.bytes).toBe(0)
    buffers.take(2 ** 17)
    await buffers.prepare(() => false)
    expect(buffers.bytes).toBe(2 * big + 2 ** 17)
    buffers.take(2 ** 17)
    await buffers.prepare(() => false)
    expect(buffers.bytes).toBe(2 ** 17)
    buffers.clear()
    expect(buffers.bytes).toBe(0)
  })
})
