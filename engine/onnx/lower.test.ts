import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Edge, GraphNode, Params } from '../document/types'
import { lowerGraph, type LowerOptions } from './lower'
import type { LoweredModel } from './model'
import { graphWeights } from './weights'

const x: GraphNode = { id: 'x', type: 'Input', params: { shape: [1, 2, 4, 4] } }
const node = (id: string, type: string, params: Params = {}, more: Partial<GraphNode> = {}): GraphNode => ({ id, type, params, ...more })
/** "a -> b" or "a.port -> b.port". */
function wire(text: string): Edge {
  const ref = (end: string, port: string): [string, string] => {
    const [id = '', name] = end.split('.')
    return [id, name ?? port]
  }
  const [from = '', to = ''] = text.split(' -> ')
  return { from: ref(from, 'output'), to: ref(to, 'input') }
}

function lower(nodes: GraphNode[], wires: (string | Edge)[], options: Partial<LowerOptions> = {}): LoweredModel {
  const doc = new GraphDocument({ name: 'test', seed: 0, nodes, edges: wires.map((edge) => (typeof edge === 'string' ? wire(edge) : edge)), tensors: {} })
  const analysis = new GraphAnalysis(doc)
  expect(analysis.problems()).toEqual([])
  const weights = graphWeights(doc, analysis, () => undefined)
  return lowerGraph(doc, analysis, { weights: (key) => weights.get(key), forExport: true, ...options })
}

/** "name = Op(inputs)" a node; shapes and other constants left out. */
const text = (model: LoweredModel): string[] =>
  model.nodes.map(({ name, op, inputs, outputs }) => `${name}: ${outputs.join(', ')} = ${op}(${inputs.filter((input) => !model.initializers.has(input)).join(', ')})`)

describe('names', () => {
  it('are the ids, with the port where it is not output, and state_dict names', () => {
    const model = lower(
      [x, node('conv', 'Conv2d', { out_channels: 3, kernel_size: 1 }), node('pool', 'MaxPool2d', { kernel_size: 2, return_indices: true })],
      ['x -> conv', 'conv -> pool'],
    )
    expect(model.inputs.map((input) => input.name)).toEqual(['x'])
    expect(model.outputs.map((output) => output.name)).toEqual(['pool', 'pool.indices'])
    expect([...model.initializers.keys()]).toEqual(expect.arrayContaining(['conv.weight', 'conv.bias']))
    expect(model.nodes.map((inner) => inner.name)).toEqual(expect.arrayContaining(['conv', 'pool']))
  })

  it('get a number where they are taken, ids first', () => {
    const model = lower(
      [x, node('conv', 'Conv2d', { out_channels: 2, kernel_size: 1 }), node('conv.weight', 'ReLU'), node('flat/shape', 'ReLU'), node('flat', 'Flatten')],
      ['x -> conv', { from: ['x', 'output'], to: ['conv.weight', 'input'] }, 'x -> flat', 'x -> flat/shape'],
    )
    expect([...model.initializers.keys()]).toEqual(['conv.weight_1', 'conv.bias', 'flat/shape_1'])
    expect(model.valueOf.get('conv.weight.output')).toBe('conv.weight')
  })

  it('are each given once', () => {
    const ids = ['a', 'a/shape', 'a/shape_1', 'a/updated', 'b', 'a.output']
    const nodes = [x, ...ids.map((id) => node(id, 'Flatten')), node('w', 'ReLU', { inplace: true })]
    const model = lower(nodes, [...ids.map((id): Edge => ({ from: ['x', 'output'], to: [id, 'input'] })), 'b -> w'])
    const values = [...model.initializers.keys(), ...model.nodes.flatMap((inner) => inner.outputs)]
    expect(new Set(values).size).toBe(values.length)
    expect(new Set(model.nodes.map((inner) => inner.name)).size).toBe(model.nodes.length)
    for (const id of ids) expect(model.valueOf.get(`${id}.output`)).toBe(id)
  })
})

describe('outputs', () => {
  it('are the Output nodes, where there are some', () => {
    const model = lower([x, node('a', 'ReLU'), node('dead', 'ReLU'), node('y', 'Output')], ['x -> a', 'x -> dead', 'a -> y'])
    expect(model.outputs.map((output) => output.name)).toEqual(['y'])
    expect(text(model)).toEqual(['a: a = Relu(x)', 'dead: dead = Relu(x)', 'y: y = Identity(a)'])
  })
  it('are what feeds nothing, where there are none; an unused Input is none', () => {
    const model = lower([x, { ...x, id: 'unused' }, node('a', 'ReLU'), node('b', 'ReLU')], ['x -> a', 'a -> b'])
    expect(model.inputs.map((input) => input.name)).toEqual(['x', 'unused'])
    expect(model.outputs.map((output) => output.name)).toEqual(['b'])
  })
  it('are refused where there is nothing to give', () => {
    expect(() => lower([x], [])).toThrow(/no outputs/)
  })
})

describe('the body of a Scan', () => {
  it('declares what its values are: the gates of an LSTM are four states wide', () => {
    const model = lower([{ ...x, params: { shape: [3, 2, 4] } }, node('n', 'LSTM', { hidden_size: 3, proj_size: 2 })], ['x -> n'])
    const body = model.nodes.find((inner) => inner.op === 'Scan')?.attributes['body']
    const graph = body && 'graph' in body ? body.graph : undefined
    const split = graph?.nodes.find((inner) => inner.op === 'Split')
    expect(graph?.types.get(split?.inputs[0] ?? '')?.shape).toEqual([2, 12])
    expect(split?.outputs.map((name) => graph?.types.get(name)?.shape)).toEqual(Array.from({ length: 4 }, () => [2, 3]))
  })
})

describe('a node that is stepped over', () => {
  it('is left out', () => {
    const model = lower([x, node('a', 'ReLU'), node('b', 'ReLU', {}, { bypass: true }), node('c', 'ReLU')], ['x -> a', 'a -> b', 'b -> c'])
    expect(text(model)).toEqual(['a: a = Relu(x)', 'c: c = Relu(a)'])
  })
  it('lets its input be an output', () => {
    const model = lower([x, node('a', 'ReLU'), node('b', 'ReLU', {}, { bypass: true })], ['x -> a', 'a -> b'])
    expect(model.outputs.map((output) => output.name)).toEqual(['a'])
    expect(model.valueOf.get('b.output')).toBe('a')
  })
})

describe('in place', () => {
  it('is seen by what runs later and reads the input', () => {
    const model = lower([x, node('before', 'ReLU'), node('w', 'ReLU', { inplace: true }), node('after', 'ReLU')], ['x -> before', 'x -> w', 'x -> after'])
    expect(text(model)).toEqual(['before: before = Relu(x)', 'w: w = Relu(x)', 'after: after = Relu(w)'])
    expect(model.valueOf.get('x.output')).toBe('x')
  })

  it('goes through views both ways', () => {
    const nodes = [x, node('flat', 'Flatten'), node('same', 'Identity'), node('w', 'ReLU', { inplace: true }), node('readX', 'ReLU'), node('readSame', 'ReLU'), node('readFlat', 'ReLU')]
    const model = lower(nodes, ['x -> flat', 'x -> same', 'flat -> w', 'x -> readX', 'same -> readSame', 'flat -> readFlat'])
    expect(text(model)).toEqual([
      'flat: flat = Reshape(x)',
      'same: same = Identity(x)',
      'w: w = Relu(flat)',
      'flat/written: flat/written = Reshape(w)',
      'readX: readX = Relu(flat/written)',
      'same/output: same/updated = Identity(flat/written)',
      'readSame: readSame = Relu(same/updated)',
      'readFlat: readFlat = Relu(w)',
    ])
    expect(model.valueOf.get('flat.output')).toBe('flat')
  })

  it('is seen through a node that is stepped over', () => {
    const model = lower([x, node('b', 'ReLU', {}, { bypass: true }), node('w', 'ReLU', { inplace: true }), node('y', 'ReLU')], ['x -> b', 'b -> w', 'x -> y'])
    expect(text(model)).toEqual(['w: w = Relu(x)', 'y: y = Relu(w)'])
  })

  it('emits little for long chains', () => {
    const nodes: GraphNode[] = [x]
    const wires: string[] = []
    let last = 'x'
    for (let i = 0; i < 200; i++) {
      nodes.push(node(`f${i}`, 'Flatten'), node(`w${i}`, 'ReLU', { inplace: true }))
      wires.push(`${last} -> f${i}`, `f${i} -> w${i}`)
      last = `w${i}`
    }
    expect(lower(nodes, wires).nodes.length).toBe(400)
  })
})

describe('a part of a graph', () => {
  const nodes = [x, node('a', 'ReLU'), node('b', 'ReLU'), node('c', 'ReLU')]
  const wires = ['x -> a', 'a -> b', 'b -> c']
  it('is fed with the values in front of it', () => {
    const model = lower(nodes, wires, { only: new Set(['b', 'c']), feeds: new Set(['a.output']), forExport: false })
    expect(model.inputs.map((input) => [input.key, input.name])).toEqual([['a.output', 'a']])
    expect(model.outputs.map((output) => output.key)).toEqual(['b.output', 'c.output'])
  })
  it('needs all that it reads', () => {
    expect(() => lower(nodes, wires, { only: new Set(['c']), forExport: false })).toThrow(/c reads b.output/)
  })
  it('takes large weights as inputs where asked', () => {
    const model = lower([x, node('conv', 'Conv2d', { out_channels: 3, kernel_size: 3 })], ['x -> conv'], { weightInputsFrom: 100, forExport: false })
    expect([...model.weightInputs.keys()]).toEqual(['conv.weight'])
    expect([...model.initializers.keys()]).toEqual(['conv.bias'])
  })
})
