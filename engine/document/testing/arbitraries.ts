/** Random graphs and edits, with the ids and numbers that cause trouble. */
import fc from 'fast-check'
import type { Edge, Edit, Graph, GraphNode, Json, Params, TensorEntry } from '../types'

/** Few, so that they meet; dotted ones begin like others. */
const ids = fc.constantFrom('a', 'b', 'a.b', 'a.b.c', 'x y', '7', '__proto__', 'é"\\')
const names = fc.constantFrom('weight', 'bias', 'b.weight', 'b.c.weight')
const tensorKeys = fc.oneof({ weight: 9, arbitrary: fc.tuple(ids, names).map(([id, name]) => `${id}.${name}`) }, { weight: 1, arbitrary: fc.constantFrom('12', '3', 'alone', '.odd', 'a.') })
const keys = fc.constantFrom('kernel_size', 'stride', 'p', '5', '12', '__proto__', 'dtype')

export const numberTexts = fc.oneof(
  fc.constantFrom('2.0', '1e3', '-0', '-0.0', '0', '9007199254740993', '12345678901234567000', '1e400', '1e-05', '0.10', '100000000000000000000', '0.30000000000000001', '0.0000001', '1E5'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.tuple(fc.integer(), fc.stringMatching(/^\d{1,20}$/), fc.constantFrom('', 'e1', 'e-7', 'E+3')).map(([whole, part, exponent]) => `${whole}.${part}${exponent}`),
  fc.bigInt().map(String),
)
const plain = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
const numbers: fc.Arbitrary<Json> = fc.oneof(plain, numberTexts.map((text) => ({ $number: text })))
export const jsons: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    numbers, fc.boolean(), fc.constant(null), fc.string({ unit: 'binary', maxLength: 6 }),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(keys, fc.string({ maxLength: 4 })), tie('json'), { maxKeys: 3 }),
  ),
})).json
const params: fc.Arbitrary<Params> = fc.dictionary(keys, jsons, { maxKeys: 3 })
const optional = { noNullPrototype: true, requiredKeys: [] as [] }
const unknowns = fc.dictionary(fc.constantFrom('colour', 'note', '__proto__', '9'), jsons, { minKeys: 1, maxKeys: 2 })
const positions = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: -1000, max: 1000, noNaN: true }).map((n) => n || 0))

const nodes: fc.Arbitrary<GraphNode> = fc.tuple(
  fc.record({ id: ids, type: fc.constantFrom('ReLU', 'Conv2d', 'Whatever'), params }),
  fc.record({ label: fc.string(), position: positions, bypass: fc.constant(true as const), unknown: unknowns }, optional),
).map(([required, others]) => ({ ...required, ...others }))

const ports = fc.tuple(ids, fc.constantFrom('input', 'output'))
const edges: fc.Arbitrary<Edge> = fc.tuple(fc.record({ from: ports, to: ports }), fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.record({ unknown: unknowns }) }))
  .map(([edge, others]) => ({ ...edge, ...others }))

const entries: fc.Arbitrary<TensorEntry> = fc.tuple(
  fc.oneof(
    fc.record({ shape: fc.array(fc.nat(4), { maxLength: 2 }), data: fc.array(fc.oneof(numbers, fc.constantFrom<Json>('NaN', true)), { maxLength: 4 }) }),
    fc.record({ file: fc.constant('w.safetensors'), key: tensorKeys }),
  ),
  fc.record({ unknown: unknowns }, optional),
).map(([entry, others]) => ({ ...entry, ...others }))

const seeds = fc.oneof(fc.integer(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }).map((n) => ({ $number: String(n) })))
export const graphs: fc.Arbitrary<Graph> = fc.tuple(
  fc.record({
    name: fc.string(),
    seed: seeds,
    nodes: fc.uniqueArray(nodes, { selector: (node) => node.id, maxLength: 6 }),
    edges: fc.array(edges, { maxLength: 6 }),
    tensors: fc.dictionary(tensorKeys, entries, { maxKeys: 6 }),
  }),
  fc.record({ description: fc.string(), unknown: fc.dictionary(fc.constantFrom('frames', 'notes', 'modules', 'later'), jsons, { minKeys: 1, maxKeys: 3 }) }, optional),
).map(([required, others]) => ({ ...required, ...others }))

const index = fc.record({ index: fc.nat(7) }, optional)
export const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(nodes, index).map(([node, at]): Edit => ({ kind: 'addNode', node, ...at })),
  fc.tuple(edges, index).map(([edge, at]): Edit => ({ kind: 'addEdge', edge, ...at })),
  fc.record({ kind: fc.constant('removeNode' as const), id: ids }),
  fc.record({ kind: fc.constant('removeEdge' as const), edge: edges }),
  fc.record({ kind: fc.constant('setParam' as const), node: ids, param: keys, value: jsons }, { noNullPrototype: true, requiredKeys: ['kind', 'node', 'param'] }),
  fc.record({ kind: fc.constant('setParams' as const), node: ids, params }),
  fc.record({ kind: fc.constant('setType' as const), node: ids, type: fc.constant('Linear'), params }),
  fc.record({ kind: fc.constant('setLabel' as const), node: ids, label: fc.string() }, { noNullPrototype: true, requiredKeys: ['kind', 'node'] }),
  fc.record({ kind: fc.constant('setBypass' as const), node: ids, bypass: fc.boolean() }),
  fc.record({ kind: fc.constant('renameNode' as const), id: ids, to: ids }),
  fc.record({ kind: fc.constant('moveNodes' as const), positions: fc.dictionary(ids, fc.option(positions), { maxKeys: 2 }) }),
  fc.record({ kind: fc.constant('setTensor' as const), key: tensorKeys, value: entries }, { noNullPrototype: true, requiredKeys: ['kind', 'key'] }),
  fc.tuple(fc.record({ kind: fc.constant('setExtra' as const), key: fc.constantFrom('frames' as const, 'notes' as const), value: jsons }, { noNullPrototype: true, requiredKeys: ['kind', 'key'] }), fc.oneof(fc.constant({}), fc.record({ index: fc.nat(3) }))).map(([edit, at]): Edit => ({ ...edit, ...at })),
  fc.record({ kind: fc.constant('setGraph' as const), name: fc.string(), description: fc.option(fc.string()), seed: seeds }, { noNullPrototype: true, requiredKeys: ['kind'] }),
)
