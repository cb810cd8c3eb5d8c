import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGraph, writeGraph } from './file'
import { graphs } from './testing/arbitraries'
import type { Graph } from './types'

const CANONICAL = `{
  "format": "tensorloom-graph",
  "version": 1,
  "name": "LeNet",
  "description": "with é and 2.0",
  "seed": 12345678901234567890,
  "nodes": [
    {"id": "x", "type": "Input", "params": {"shape": [1, 1, 2, 2], "dtype": "float32", "value": {"kind": "data", "data": [0.5, -0.0, "NaN", 3]}}, "position": [0, 0]},
    {"id": "conv.1", "type": "Conv2d", "label": "first", "params": {"out_channels": 6, "eps": 1e-05, "scale": 2.0}, "position": [220, -0.5], "bypass": true, "module": "Block"}
  ],
  "edges": [
    {"from": ["x", "output"], "to": ["conv.1", "input"], "colour": [1.0, null]},
    {"from": ["nowhere", "output"], "to": ["conv.1", "nothing"]}
  ],
  "tensors": {
    "conv.1.weight": {"file": "lenet.safetensors", "key": "conv1.weight", "note": {}},
    "conv.1.bias": {"shape": [3], "data": [0, 9007199254740993, 0.1]}
  },
  "frames": [
    {"title": "Stem", "position": [0, 0]}
  ],
  "modules": {
    "Block": {
      "params": {"width": 2.0},
      "nodes": [
        {"id": "in", "type": "ReLU"}
      ],
      "inputs": ["input"]
    }
  },
  "later": true
}
`
const MINIMAL = '{"format": "tensorloom-graph", "version": 1, "nodes": []}'
const graphOf = (text: string): Graph => {
  const { graph, problems } = readGraph(text)
  if (!graph) throw new Error(problems[0]?.message)
  return graph
}
const read = (text: string) => {
  const { graph, problems } = readGraph(text)
  return { graph, problems: problems.map(({ code, message }) => `${code}: ${message}`) }
}
/** A graph file with these parts in place of the minimal ones. */
const file = (parts: string): string => `{"format": "tensorloom-graph", "version": 1, ${parts}}`

describe('readGraph and writeGraph', () => {
  it('give canonical text back byte by byte', () => {
    expect(writeGraph(graphOf(CANONICAL))).toBe(CANONICAL)
  })
  it('keep numbers as they were written, plain ones in data', () => {
    const graph = graphOf(CANONICAL.replace('0.5, -0.0', '5e-1, -0.0'))
    expect(graph.nodes[1]?.params).toEqual({ out_channels: 6, eps: { $number: '1e-05' }, scale: { $number: '2.0' } })
    expect(graph.seed).toEqual({ $number: '12345678901234567890' })
    expect(graph.nodes[0]?.params['value']).toEqual({ kind: 'data', data: [0.5, { $number: '-0.0' }, 'NaN', 3] })
    expect(graph.tensors['conv.1.bias']).toEqual({ shape: [3], data: [0, { $number: '9007199254740993' }, 0.1] })
  })
  it('fill in what may be left out', () => {
    expect(readGraph(MINIMAL)).toEqual({ graph: { name: '', seed: 0, nodes: [], edges: [], tensors: {} }, problems: [] })
    expect(writeGraph(graphOf(file('"nodes": [{"type": "ReLU", "id": "y"}]')))).toBe(`{
  "format": "tensorloom-graph",
  "version": 1,
  "name": "",
  "seed": 0,
  "nodes": [
    {"id": "y", "type": "ReLU", "params": {}}
  ],
  "edges": [],
  "tensors": {}
}
`)
  })
  it('take a byte order mark, other spacing and "bypass": false', () => {
    expect(graphOf(`\uFEFF${file('"nodes":\r\n[{"id":"y","type":"T","bypass":false, "position": [1.0, 2e1]}]')}`).nodes).toEqual([{ id: 'y', type: 'T', params: {}, position: [1, 20] }])
  })
  it('are stable: what was written reads as what writes the same', () => {
    fc.assert(fc.property(graphs, (graph) => {
      const text = writeGraph(graph)
      const again = graphOf(text)
      expect(writeGraph(again)).toBe(text)
      expect(graphOf(writeGraph(again))).toEqual(again)
      expect(writeGraph(structuredClone(again))).toBe(text)
    }), { numRuns: 300 })
  })
  it('read 20,000 nodes', () => {
    const nodes = Array.from({ length: 20_000 }, (_, n) => ({ id: `n${n}`, type: 'Conv2d', params: { out_channels: n, eps: { $number: '1e-05' } }, position: [n, 0] as const }))
    const edges = nodes.slice(1).map(({ id }, n) => ({ from: [`n${n}`, 'output'] as const, to: [id, 'input'] as const }))
    const text = writeGraph({ name: '', seed: 0, nodes, edges, tensors: {} })
    expect(graphOf(text).nodes.length).toBe(20_000)
  })
})

describe('readGraph refuses', () => {
  it('every beginning of a file, without throwing', () => {
    for (let end = 0; end < CANONICAL.length - 2; end++) {
      const { graph, problems } = readGraph(CANONICAL.slice(0, end))
      expect(graph).toBeUndefined()
      expect(problems.map(({ code }) => code)).toEqual(['syntax'])
    }
    expect(read(CANONICAL.slice(0, 40)).problems).toEqual(['syntax: The file is not JSON (line 3, column 7): it ends too early: end of string \'"\' expected.'])
  })
  it('anything else, without throwing', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.json().map((json) => file(`"nodes": ${json}`)), fc.json().map((json) => file(`"nodes": [], "edges": [${json}], "tensors": {"a": ${json}}`))), (text) => {
      const { graph, problems } = readGraph(text)
      expect(graph === undefined).toBe(problems.length > 0)
    }))
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    for (const text of [deep, deep.replace('[]', '[2.0]'), file(`"nodes": [], "later": ${deep}`), file(`"nodes": [{"id": "a", "type": "T", "params": {"p": ${deep}}}]`), file(`"nodes": [], "tensors": {"a": {"shape": [1], "data": ${deep}}}`)]) {
      expect(read(text).problems).toHaveLength(1)
    }
  })
  it.each([
    ['[]', 'syntax: The file is no graph: it must hold one object, not a list of 0.'],
    ['{}', 'syntax: The file is no graph: it has no "format"; it should be "tensorloom-graph" (line 1, column 1).'],
    ['{\n "format": "other"}', 'syntax: The file is no graph: its "format" must be "tensorloom-graph", not "other" (line 2, column 12).'],
    ['{"format": "tensorloom-graph"}', 'syntax: The file has no "version"; the newest is 1 (line 1, column 1).'],
    ['{"format": "tensorloom-graph", "version": 0}', 'syntax: The "version" of the file must be an integer from 1, not 0 (line 1, column 43).'],
    ['{"format": "tensorloom-graph", "version": "1"}', 'syntax: The "version" of the file must be an integer from 1, not "1" (line 1, column 43).'],
    ['{"format": "tensorloom-graph", "version": 2, "nodes": 7}', 'version: The file is of version 2, newer than version 1 that this program knows; open it with a newer one. It was left as it is.'],
    [file('"seed": 1.0'), 'syntax: The "seed" of the file must be an integer without a fraction, not 1.0 (line 1, column 54).', 'syntax: The file has no "nodes"; give it a list of nodes (line 1, column 1).'],
    [file('"nodes": {}'), 'syntax: The "nodes" of the file must be a list, not an object (line 1, column 55).'],
    [file('"nodes": [3]'), 'syntax: Node 1 must be an object, not 3 (line 1, column 56).'],
    [file('"nodes": [{"type": "T"}]'), 'syntax: Node 1 has no "id"; give it one (line 1, column 56).'],
    [file('"nodes": [{"id": "", "type": "T"}]'), 'syntax: The "id" of node 1 is empty; give it one (line 1, column 63).'],
    [file('"nodes": [{"id": "a\\ud800", "type": "T"}]'), 'syntax: The id "a\\ud800" of node 1 holds half of a character (a lone surrogate); leave it out (line 1, column 63).'],
    [file('"nodes": [{"id": "a\\u0007", "type": "T"}]'), 'syntax: The id "a\\u0007" of node 1 holds a control character; leave it out (line 1, column 63).'],
    [file('"nodes": [{"id": "a"}]'), 'syntax: Node "a" has no "type"; give it one (line 1, column 56).'],
    [file('"nodes": [{"id": "a", "type": 5}]'), 'syntax: The "type" of node "a" must be a text, not 5 (line 1, column 76).'],
    [file('"nodes": [{"id": "a", "type": "T", "params": [], "position": [1], "label": 2}]'), 'syntax: The "label" of node "a" must be a text, not 2 (line 1, column 121).', 'syntax: The "params" of node "a" must be an object, not a list of 0 (line 1, column 91).', 'syntax: The "position" of node "a" must be a list of two numbers, not a list of 1 (line 1, column 107).'],
    [file('"nodes": [{"id": "a", "type": "T"},\n{"id": "a", "type": "T"}]'), 'duplicate-id: Two nodes have the id "a"; give one of them another id (line 1, column 56 and line 2, column 1).'],
    [file('"nodes": [], "edges": [{"from": ["a", "output"]}]'), 'syntax: Edge 1 has no "to"; give it a node\'s id and a port (line 1, column 69).'],
    [file('"nodes": [], "edges": [{"from": ["a", "output"], "to": "b.input"}]'), 'syntax: The "to" of edge 1 must be a list of two texts, a node\'s id and a port (line 1, column 101).'],
    [file('"nodes": [], "tensors": {"a.b": {"data": [1]}}'), 'syntax: Tensor "a.b" has "data" but no "shape"; give it one (line 1, column 78).'],
    [file('"nodes": [], "tensors": {"a.b": {"file": "f"}}'), 'syntax: Tensor "a.b" has no "key"; give it "shape" and "data", or "file" and "key" (line 1, column 78).'],
  ])('%s', (text, ...problems) => {
    expect(read(text)).toEqual({ graph: undefined, problems })
  })
  it('thousands of faults, and names the first', () => {
    const { problems } = read(file(`"nodes": [${Array.from({ length: 20_000 }, () => '{"id": "a", "type": "T"}').join(', ')}]`))
    expect(problems).toHaveLength(101)
    expect(problems[100]).toContain('19899 more')
  })
})
