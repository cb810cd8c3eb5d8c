/** Short ways to write graphs, and a few layers that no real one stands in for. */
import { GraphDocument } from '../../document/document'
import type { Edge, Graph, GraphNode, Json, Params, TensorEntry } from '../../document/types'
import { defineLayer, type Layer, type ParamSpec, refuse } from '../../layers/define'
import { say } from '../../say'
import { GraphAnalysis } from '../analysis'
import { registry } from '../../layers/index'
import type { AnalysisOptions } from '../types'

/** `[id, type, params]` */
export type Row = readonly [id: string, type: string, params?: Params, extra?: Partial<GraphNode>]

/** "a b" wires a.output to b.input, "a.indices b.other" the named ports; a "/" stands for a dot in an id. */
function wire(text: string): Edge {
  const end = (word: string, port: string): [string, string] => {
    const [id = '', name = port] = word.split('.')
    return [id.replaceAll('/', '.'), name]
  }
  const [from = '', to = ''] = text.split(' ')
  return { from: end(from, 'output'), to: end(to, 'input') }
}

export function graph(rows: readonly Row[], wires: readonly string[] = [], tensors: Readonly<Record<string, TensorEntry>> = {}): Graph {
  return { name: '', seed: 0, nodes: rows.map(([id, type, params = {}, extra = {}]) => ({ id, type, params, ...extra })), edges: wires.map(wire), tensors }
}

export function analysed(rows: readonly Row[], wires: readonly string[] = [], tensors: Readonly<Record<string, TensorEntry>> = {}, options: AnalysisOptions = {}): GraphAnalysis {
  return new GraphAnalysis(new GraphDocument(graph(rows, wires, tensors)), options, layers)
}

/** Codes and nodes of the problems: "missing-input b". */
export const told = (analysis: GraphAnalysis): string[] => analysis.problems().map(({ code, node }) => `${code} ${node ?? '-'}`)

const flag: ParamSpec<boolean> = {
  control: { kind: 'switch' }, help: '', required: false, default: false, inferred: false, nullable: false,
  parse: (json: Json) => (typeof json === 'boolean' ? { value: json } : { refuse: say`not a switch.` }),
}

/** A list of tensors of one type. */
const Join = defineLayer({
  type: 'Join', category: 'shape', summary: '', params: {},
  inputs: [{ name: 'input0' }],
  list: true,
  outputs: () => [{ name: 'output' }],
  forward: (_, inputs) => ({ output: inputs['input0'] ?? { dtype: 'float32', shape: [] } }),
  lower: () => undefined,
})

/** Two outputs, if `both`. */
const Fork = defineLayer({
  type: 'Fork', category: 'shape', summary: '', params: { both: flag },
  inputs: [{ name: 'input' }],
  outputs: p => [{ name: 'output' }, ...(p.both ? [{ name: 'indices' }] : [])],
  forward: (p, { input }) => (input ? { output: input, ...(p.both ? { indices: { dtype: 'int64' as const, shape: input.shape } } : {}) } : {}),
  notes: p => (p.both ? [{ severity: 'warning', message: say`Both.` }] : [{ severity: 'note', message: say`one` }]),
  lower: () => undefined,
})

/** Parts as many as the last size says. */
const Parts = defineLayer({
  type: 'Parts', category: 'shape', summary: '', params: {},
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output0' }],
  forward(_, { input }) {
    const n = input?.shape.at(-1) ?? 0
    if (n > 8) refuse({ code: 'shape-mismatch', message: say`${n} is too many.`, port: 'input' })
    return Object.fromEntries(Array.from({ length: n }, (_part, i) => [`output${i}`, { dtype: 'float32', shape: [1] }] as const))
  },
  lower: () => undefined,
})

/** Two numbers or tensors, one of them wired. */
const Power = defineLayer({
  type: 'Power', category: 'math', summary: '', params: { exponent: { ...flag, control: { kind: 'number' }, default: undefined, parse: (json: Json) => (typeof json === 'number' ? { value: json } : { refuse: say`no number.` }) } },
  inputs: [{ name: 'input' }, { name: 'exponent', numberForm: true }],
  outputs: () => [{ name: 'output' }],
  forward: (_, { input }) => (input ? { output: input } : {}),
  lower: () => undefined,
})

const Broken = defineLayer({
  type: 'Broken', category: 'math', summary: '', params: {}, inputs: [], outputs: () => [{ name: 'output' }],
  forward: () => { throw new TypeError('oops') },
  lower: () => undefined,
})

export const layers: ReadonlyMap<string, Layer> = new Map([...registry, ...[Join, Fork, Parts, Power, Broken].map(layer => [layer.type, layer] as const)])
