import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import { readGraph } from '../document/file'
import type { Edge, GraphNode, Json, Params } from '../document/types'
import { lowerGraph } from '../onnx/lower'
import { DTYPES, type Tensor } from '../tensor/dtype'
import { AssetStore } from './assets'
import { runGraph } from './run'
import { misdeclared } from './testing/declared'

const dim = fc.integer({ min: -3, max: 3 })
const number = fc.constantFrom<Json>(0, 1, 2, -1, 3, 0.5, { $number: '2.0' }, 'Infinity', 'NaN', 70000, 3e9)
const dtype = fc.constantFrom(...DTYPES)
type Arbitraries = Readonly<Record<string, fc.Arbitrary<Json | undefined>>>

const maybe = <T extends Json>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const one: Arbitraries = { dim: maybe(fc.oneof(dim, fc.constant(null))), keepdim: maybe(fc.boolean()) }
const several: Arbitraries = { dim: maybe(fc.oneof(dim, fc.array(dim, { maxLength: 3 }))), keepdim: maybe(fc.boolean()) }
const other: Arbitraries = { other: maybe(number) }

/** Parameters of each layer, its first port left out, and which further ports may be wired. */
const LAYERS: Readonly<Record<string, readonly [Arbitraries, ...string[]]>> = {
  Pow: [{ exponent: maybe(number) }, 'exponent'], Maximum: [{}, 'other'], Minimum: [{}, 'other'],
  Add: [{ ...other, alpha: maybe(number) }, 'other'], Sub: [{ ...other, alpha: maybe(number) }, 'other'], Mul: [other, 'other'],
  Div: [{ ...other, rounding_mode: maybe(fc.constantFrom('floor', 'trunc')) }, 'other'],
  Eq: [other, 'other'], Ne: [other, 'other'], Lt: [other, 'other'], Le: [other, 'other'], Gt: [other, 'other'], Ge: [other, 'other'],
  Where: [{ input: maybe(number), other: maybe(number) }, 'input', 'other'], Clamp: [{ min: maybe(number), max: maybe(number) }, 'min', 'max'],
  Neg: [{}], Abs: [{}], Exp: [{}], Log: [{}], Sqrt: [{}], Rsqrt: [{}], Sin: [{}], Cos: [{}], Floor: [{}], Ceil: [{}],
  Round: [{ decimals: maybe(fc.integer({ min: -3, max: 3 })) }], Cast: [{ dtype }],
  Mean: [{ ...several, dtype: maybe(dtype) }], Sum: [{ ...several, dtype: maybe(dtype) }], Prod: [{ ...one, dtype: maybe(dtype) }],
  Max: [one], Min: [one], ArgMax: [one], ArgMin: [one],
  Var: [{ ...several, correction: maybe(fc.constantFrom(0, 1, 2.5)) }], Std: [several],
  Norm: [{ ...several, p: maybe(fc.constantFrom<Json>('fro', 'nuc', 0, 1, 2, 3, -1, 0.5, 'Infinity', '-Infinity')), dtype: maybe(dtype) }],
  CumSum: [{ dim, dtype: maybe(dtype) }], Sort: [{ dim: maybe(dim), descending: maybe(fc.boolean()) }],
  TopK: [{ k: fc.integer({ min: -1, max: 4 }), dim: maybe(dim), largest: maybe(fc.boolean()) }],
}

const shape = fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) }, { weight: 1, arbitrary: fc.constant(0) }), { maxLength: 4 })
const cases = fc.constantFrom(...Object.keys(LAYERS)).chain((type) => {
  const [params, ...ports] = LAYERS[type] ?? [{}]
  return fc.record({
    type: fc.constant(type), params: fc.record(params), shape,
    // Mostly shapes that fit together: cut off in front, stretched where they are 1.
    wired: fc.tuple(...ports.map(port => fc.record({ port: fc.constant(port), wire: fc.boolean(), dtype, cut: fc.nat(4), single: fc.nat(7), odd: fc.integer({ min: 0, max: 9 }) }))),
    dtype: type === 'Where' ? fc.constantFrom('bool', 'bool', 'bool', 'float32') : dtype,
  })
})

function graph(nodes: readonly GraphNode[], wires: readonly (readonly [string, string, string])[]): GraphAnalysis {
  const edges = wires.map(([from, to, port]): Edge => ({ from: [from, 'output'], to: [to, port] }))
  return new GraphAnalysis(new GraphDocument({ name: '', seed: 0, nodes: [...nodes], edges, tensors: {} }))
}

describe('functions, reductions and comparisons', () => {
  it('give what ONNX Runtime gives, each value on the way included, or refuse in a sentence', async () => {
    const accepted = new Set<string>()
    await fc.assert(fc.asyncProperty(cases, fc.integer({ min: 20, max: 23 }), async (drawn, opset) => {
      const input = (id: string, sizes: readonly number[], type: string): GraphNode => ({ id, type: 'Input', params: { shape: sizes, dtype: type, value: { kind: 'ones' } } })
      const nodes: GraphNode[] = [input('x', drawn.shape, drawn.dtype)]
      const wires: [string, string, string][] = [['x', 'n', drawn.type === 'Where' ? 'condition' : 'input']]
      for (const { port, wire, dtype: type, cut, single, odd } of drawn.wired) {
        if (!wire) continue
        const sizes = odd === 0 ? [4] : drawn.shape.slice(cut).map((n, i) => ((single >> i) & 1 ? 1 : n))
        nodes.push(input(port, sizes, type))
        wires.push([port, 'n', port])
      }
      const params: Record<string, Json> = {}
      for (const [name, value] of Object.entries(drawn.params)) if (value !== undefined) params[name] = value
      const analysis = graph([...nodes, { id: 'n', type: drawn.type, params }], wires)
      for (const problem of analysis.problems()) {
        expect(problem.code).not.toBe('runtime')
        expect(problem.message).toMatch(/^[^\n]{10,220}[.?]$/)
      }
      const found = await misdeclared(analysis, opset)
      if (found) accepted.add(drawn.type)
      expect(found ?? []).toEqual([])
    }), { numRuns: 500, seed: Number(process.env['SEED'] ?? 1) })
    expect([...accepted].sort()).toEqual(Object.keys(LAYERS).sort())
  }, 120_000)
})

async function run(text: string): Promise<Map<string, Tensor>> {
  const { graph: read } = readGraph(text)
  if (!read) throw new Error('no graph')
  const values = new Map<string, Tensor>()
  const doc = new GraphDocument(read)
  const { problems } = await runGraph(doc, new GraphAnalysis(doc), new AssetStore('.'), { device: 'cpu', value: (id, port, tensor) => void values.set(`${id}.${port}`, tensor) })
  expect(problems).toEqual([])
  return values
}
const file = (nodes: string, edges: string): string => `{"format": "tensorloom-graph", "version": 1, "nodes": [${nodes}], "edges": [${edges}]}`
const wire = (from: string, to: string, port = 'input'): string => `{"from": ["${from}", "output"], "to": ["${to}", "${port}"]}`
const given = (id: string, type: string, data: string, count: number): string => `{"id": "${id}", "type": "Input", "params": {"shape": [${count}], "dtype": "${type}", "value": {"kind": "data", "data": [${data}]}}}`

describe('integers beyond 2^53', () => {
  it.each([
    ['Add', '"other": 9007199254740993', [9007199254740994n, -9214364837600034815n]],
    ['Mul', '"other": 3', [3n, -9223372036854775808n]],
    ['Clamp', '"min": -9007199254740993', [1n, -9007199254740993n]],
    ['Div', '"other": -1, "rounding_mode": "trunc"', [-1n, -9223372036854775808n]],
    ['Pow', '"exponent": 3', [1n, 0n]],
    ['Sum', '"keepdim": true', [-9223372036854775807n]],
    ['Prod', '"dim": 0, "keepdim": true', [-9223372036854775808n]],
    ['Min', '', [-9223372036854775808n]],
    ['Sort', '', [-9223372036854775808n, 1n]],
  ])('are exact in %s %s', async (type, params, want) => {
    const values = await run(file(`${given('x', 'int64', '1, -9223372036854775808', 2)}, {"id": "n", "type": "${type}", "params": {${params}}}`, wire('x', 'n')))
    expect([...(values.get('n.output')?.data ?? [])]).toEqual(want)
  })

  it('divide by a number that wraps to -1', async () => {
    const values = await run(file(`${given('x', 'int32', '7, -2147483648', 2)}, {"id": "n", "type": "Div", "params": {"other": 4294967295, "rounding_mode": "floor"}}`, wire('x', 'n')))
    expect([...(values.get('n.output')?.data ?? [])]).toEqual([-7, -2147483648])
  })

  it('keep the greater of two, and what ReLU leaves', async () => {
    const values = await run(file(`${given('x', 'int64', '2147483648, -2147483649', 2)}, ${given('y', 'int64', '0, 0', 2)}, {"id": "n", "type": "Maximum"}, {"id": "r", "type": "ReLU"}`, `${wire('x', 'n')}, ${wire('y', 'n', 'other')}, ${wire('x', 'r')}`))
    for (const id of ['n', 'r']) expect([...(values.get(`${id}.output`)?.data ?? [])]).toEqual([2147483648n, 0n])
  })
})

describe('float16', () => {
  it('is rounded between two nodes', async () => {
    const values = await run(file(`${given('x', 'int64', '2049, 100000', 2)}, {"id": "h", "type": "Cast", "params": {"dtype": "float16"}}, {"id": "n", "type": "Sub", "params": {"other": 2048}}`, `${wire('x', 'h')}, ${wire('h', 'n')}`))
    expect([...(values.get('n.output')?.data ?? [])]).toEqual([0, 0x7c00])
  })
})

describe('Cast', () => {
  it('to the type it has shares the memory, another is a copy', async () => {
    const values = await run(file(`${given('x', 'float32', '-1, 2', 2)}, {"id": "same", "type": "Cast", "params": {"dtype": "float32"}}, {"id": "copy", "type": "Cast", "params": {"dtype": "float64"}}, {"id": "relu", "type": "ReLU", "params": {"inplace": true}}, {"id": "after", "type": "Neg"}, {"id": "kept", "type": "Neg"}`,
      [wire('x', 'same'), wire('x', 'copy'), wire('same', 'relu'), wire('x', 'after'), wire('copy', 'kept')].join(', ')))
    expect([...(values.get('after.output')?.data ?? [])]).toEqual([-0, -2])
    expect([...(values.get('kept.output')?.data ?? [])]).toEqual([1, -2])
  })

  it.each<[string, Params, string]>([['Linear', { out_features: 2 }, 'float32'], ['ReLU', {}, 'float32'], ['Mean', {}, 'float32'], ['Neg', {}, 'int64'], ['Sub', { other: 1 }, 'int64']])('mends what %s refuses', (type, params, want) => {
    const analysis = graph([{ id: 'x', type: 'Input', params: { shape: [3], dtype: 'bool' } }, { id: 'n', type, params }], [['x', 'n', 'input']])
    const [problem] = analysis.problems()
    expect(problem).toMatchObject({ code: 'type-mismatch', fix: { label: `Insert Cast to ${want}` } })
    for (const edit of problem?.fix?.edits ?? []) analysis.update(analysis.doc.apply(edit))
    expect(analysis.problems()).toEqual([])
  })
})

describe('a product of two types', () => {
  const types: readonly [string, Params, readonly [string, string]][] = [['MatMul', {}, ['input', 'other']], ['Einsum', { equation: 'ij,jk->ik' }, ['input0', 'input1']]]
  it.each(types)('%s casts the narrower, so that no digit is lost', (type, params, ports) => {
    for (const [first, second, wider] of [['int64', 'float32', 'float32'], ['float32', 'int64', 'float32'], ['float16', 'float32', 'float32'], ['float64', 'float32', 'float64']] as const) {
      const given = [first, second].map((dtype, i) => ({ id: `x${i}`, type: 'Input', params: { shape: [2, 2], dtype } }))
      const analysis = graph([...given, { id: 'n', type, params }], [['x0', 'n', ports[0]], ['x1', 'n', ports[1]]])
      const [problem] = analysis.problems()
      expect(problem).toMatchObject({ code: 'type-mismatch', fix: { label: `Insert Cast to ${wider}` } })
      for (const edit of problem?.fix?.edits ?? []) analysis.update(analysis.doc.apply(edit))
      expect(analysis.problems()).toEqual([])
    }
  })
})

describe('a mend mends', () => {
  const mends: readonly [string, string, Params, Readonly<Record<string, Params>>, string][] = [
    ['a weight of too few classes', 'CrossEntropyLoss', { weight: [1, 2] }, { input: { shape: [2, 3] }, target: { shape: [2], dtype: 'int64' } }, 'Leave weight out'],
    ['a column of classes', 'CrossEntropyLoss', {}, { input: { shape: [2, 3] }, target: { shape: [2, 1], dtype: 'int64' } }, 'Insert Squeeze'],
    ['a target without its last 1', 'BCEWithLogitsLoss', {}, { input: { shape: [2, 1] }, target: { shape: [2] } }, 'Insert Unsqueeze'],
    ['a matrix the wrong way round', 'MatMul', {}, { input: { shape: [4, 2, 3] }, other: { shape: [5, 3] } }, 'Insert Transpose'],
    ['too much of a border', 'CircularPad2d', { padding: [9, 1, 0, 3] }, { input: { shape: [1, 8, 8] } }, 'Set padding to 8 × 1 × 0 × 3'],
    ['too much of a reflection', 'ReflectionPad1d', { padding: 9 }, { input: { shape: [1, 8] } }, 'Set padding to 7'],
    ['sizes that are all -1', 'Expand', { sizes: [4, -1] }, { input: { shape: [2, 3] } }, 'Set sizes to -1 × -1'],
    ['data in lists', 'Identity', {}, { input: { shape: [2, 2], value: { kind: 'data', data: [[1, 2], [3, 4]] } } }, 'Make data one list'],
  ]
  it.each<[string, Params, string, string]>([['MaxPool2d', { kernel_size: 2 }, 'indices', 'Set return_indices to true'], ['Max', {}, 'indices', 'Set dim to -1']])('%s has the output that a wire begins at', (type, params, port, label) => {
    const analysis = graph([{ id: 'x', type: 'Input', params: { shape: [1, 2, 4, 4] } }, { id: 'n', type, params }, { id: 'o', type: 'Output', params: {} }], [['x', 'n', 'input']])
    analysis.update(analysis.doc.apply({ kind: 'addEdge', edge: { from: ['n', port], to: ['o', 'input'] } }))
    const [problem] = analysis.problems()
    expect(problem).toMatchObject({ code: 'unknown-port', fix: { label } })
    for (const edit of problem?.fix?.edits ?? []) analysis.update(analysis.doc.apply(edit))
    expect(analysis.problems()).toEqual([])
  })
  it.each(mends)('%s', (_, type, params, inputs, label) => {
    const given = Object.entries(inputs).map(([port, input]) => ({ id: port, type: 'Input', params: input }))
    const analysis = graph([...given, { id: 'n', type, params }], Object.keys(inputs).map(port => [port, 'n', port]))
    const [problem] = analysis.problems()
    expect(problem).toMatchObject({ severity: 'error', fix: { label } })
    for (const edit of problem?.fix?.edits ?? []) analysis.update(analysis.doc.apply(edit))
    expect(analysis.problems()).toEqual([])
  })
})

describe('Constant', () => {
  it('is a part of the model, and no input of it', () => {
    const value = { kind: 'data', data: [1, 2] }
    const analysis = graph([{ id: 'c', type: 'Constant', params: { shape: [2], dtype: 'int64', value } }, { id: 'x', type: 'Input', params: { shape: [2], dtype: 'int64' } }, { id: 'n', type: 'Add', params: {} }], [['x', 'n', 'input'], ['c', 'n', 'other']])
    const tensor: Tensor = { dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, 2n) }
    const model = lowerGraph(analysis.doc, analysis, { weights: () => undefined, constants: () => tensor, forExport: true })
    expect(model.inputs.map(({ name }) => name)).toEqual(['x'])
    expect([...model.initializers.values()]).toEqual([tensor])
  })

  it('refuses what an Input refuses', () => {
    const analysis = graph([{ id: 'c', type: 'Constant', params: { shape: [3], value: { kind: 'data', data: [1, 2] } } }], [])
    expect(analysis.problems()).toMatchObject([{ code: 'bad-param', node: 'c', param: 'value' }])
  })
})
