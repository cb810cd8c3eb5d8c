import { describe, expect, it } from 'vitest'
import { engineMessageSchema, isJson, pageMessageSchema } from './protocol'

const graph = {
  name: 'g', seed: { $number: '18446744073709551616' }, tensors: { 'a.weight': { shape: [1], data: ['NaN'] }, 'b.weight': { file: 'w.safetensors', key: 'b' } },
  nodes: [{ id: 'x', type: 'Input', params: { shape: [1, 2], scale: { $number: '2.0' } }, position: [0, 0.5], unknown: { color: 'red' } }],
  edges: [{ from: ['x', 'output'], to: ['y', 'input'] }],
}

describe('messages of a page', () => {
  it('takes a graph as a file has it, and loses nothing', () => {
    const message = { type: 'open', doc: 'd', graph, revision: 3 }
    expect(pageMessageSchema.parse(message)).toEqual(message)
    expect(pageMessageSchema.parse(structuredClone(message))).toEqual(message)
  })

  it('takes every edit', () => {
    const edits = [
      { kind: 'addNode', node: graph.nodes[0], index: 0 }, { kind: 'removeNode', id: 'x' }, { kind: 'addEdge', edge: graph.edges[0] },
      { kind: 'removeEdge', edge: graph.edges[0] }, { kind: 'setParam', node: 'x', param: 'shape' }, { kind: 'setParam', node: 'x', param: 'shape', value: null },
      { kind: 'setParams', node: 'x', params: {} }, { kind: 'setType', node: 'x', type: 'ReLU', params: {} }, { kind: 'setLabel', node: 'x' },
      { kind: 'setBypass', node: 'x', bypass: true }, { kind: 'renameNode', id: 'x', to: 'z' }, { kind: 'moveNodes', positions: { x: [1, 2], y: null } },
      { kind: 'setTensor', key: 'x.weight' }, { kind: 'setGraph', description: null, seed: 1 },
    ]
    const message = { type: 'edit', doc: 'd', revision: 1, edits }
    expect(pageMessageSchema.parse(message)).toEqual(message)
  })

  it('refuses what is no message', () => {
    for (const bad of [
      null, {}, { type: 'open', doc: '', graph }, { type: 'open', doc: 'd', graph: { ...graph, nodes: {} } }, { type: 'watch', doc: 'd', nodes: [1] },
      { type: 'edit', doc: 'd', revision: -1, edits: [] }, { type: 'edit', doc: 'd', revision: 0, edits: [{ kind: 'other' }] },
      { type: 'edit', doc: 'd', revision: 0, edits: [{ kind: 'setParam', node: 'x', param: 'p', value: new Date() }] },
      { type: 'device', doc: 'd', device: 'tpu' }, { type: 'slice', request: 0, doc: 'd', node: 'x', port: 'output', index: [-1], rows: [0, 1], cols: [0, 1] },
    ]) expect(pageMessageSchema.safeParse(bad).success).toBe(false)
  })

  it('tells plain data from the rest, however deep', () => {
    let deep: unknown = 1
    for (let i = 0; i < 100_000; i++) deep = [deep]
    expect(isJson(deep)).toBe(true)
    expect(isJson({ a: [1, 'b', null, true] })).toBe(true)
    expect(isJson({ a: undefined })).toBe(false)
    expect(isJson([() => 1])).toBe(false)
    expect(isJson(new Map())).toBe(false)
  })
})

describe('messages of an engine', () => {
  it('carries numbers that JSON lacks', () => {
    const message = {
      type: 'value', doc: 'd', revision: 1, node: 'x', port: 'output', dtype: 'float32', shape: [2],
      stats: { min: NaN, max: NaN, mean: NaN, std: NaN, nan: 1, inf: 1, count: 2 },
      thumb: { kind: 'bars', width: 2, height: 1, count: 1, total: 1, lo: 0, hi: 0, data: new Uint8Array(2), values: [NaN, Infinity] },
    }
    expect(engineMessageSchema.parse(message)).toEqual(message)
  })
})
