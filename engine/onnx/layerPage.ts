/** What the help says of a layer, all of it from the declaration. The inspector and docs/layers show the same. */
import { formulaOf, GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Json, Params } from '../document/types'
import { isNumberLiteral, type Category, type Control, type FormulaLine, type Inputs, type Layer } from '../layers/define'
import { exampleOf } from '../layers/example'
import { registry } from '../layers/index'
import { BYTES, numel, type TensorType } from '../tensor/dtype'
import { lowerGraph } from './lower'

export interface ParamHelp {
  readonly name: string
  /** What it takes: "2 ints", "true or false". */
  readonly takes: string
  /** The default as the file would have it; undefined where there is none. */
  readonly default: string | undefined
  readonly required: boolean
  /** Follows from the input where it is left out. */
  readonly inferred: boolean
  readonly help: string
}

export interface PortHelp {
  readonly name: string
  readonly note: 'needed' | 'may stay open' | 'or a parameter of this name' | 'as many as are wired'
}

export interface WorkedExample {
  readonly params: Params
  readonly inputs: Inputs
  readonly outputs: Readonly<Record<string, TensorType>>
  /** The formula with names in place of numbers, a line for each size that it is a formula of. */
  readonly rule: readonly string[]
  readonly formula: readonly FormulaLine[]
  /** Every output has the size of every input. */
  readonly sameSize: boolean
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[]; readonly role: 'parameter' | 'buffer' }[]
  readonly macs: number
  readonly bytes: number
  /** ONNX operators of the lowering, each once, in order. */
  readonly operators: readonly string[]
}

export interface LayerPage {
  readonly type: string
  readonly category: Category
  readonly summary: string
  readonly keywords: readonly string[]
  readonly params: readonly ParamHelp[]
  readonly inputs: readonly PortHelp[]
  readonly outputs: readonly string[]
  readonly example: WorkedExample | undefined
}

/** A value of a parameter as the file has it. */
export const jsonText = (json: Json): string =>
  isNumberLiteral(json) ? json.$number : Array.isArray(json) ? `[${(json as readonly Json[]).map(jsonText).join(', ')}]`
    : typeof json === 'object' && json !== null ? `{${Object.entries(json).map(([key, value]) => `"${key}": ${jsonText(value)}`).join(', ')}}` : JSON.stringify(json)

function controlText(control: Control, nullable: boolean): string {
  const options: string[] = []
  switch (control.kind) {
    case 'int': case 'size': options.push('int'); break
    case 'number': options.push('number', ...(control.words ?? []).map(word => `"${word}"`)); break
    case 'ints':
      options.push(control.n === 0 ? 'list of ints' : control.n === 1 ? 'int' : `int or ${control.n} ints`, ...(control.words ?? []).map(word => `"${word}"`))
      break
    case 'choice': options.push(...control.options.map(option => `"${option}"`)); break
    case 'switch': options.push('true or false'); break
    case 'text': options.push('text'); break
    case 'tensor': options.push('numbers in a list'); break
    case 'value': options.push('values')
  }
  return [...options, ...(nullable ? ['null'] : [])].join(', ')
}

/** `H_out = ⌊(H_in + 2·padding − …) / stride⌋ + 1`: a worked line with names for its numbers; undefined where it is no formula of a size. */
function ruleOf(layer: Layer, { pieces }: FormulaLine): string | undefined {
  const [, blocks = '', letter] = /^(blocks )?([CDHWL]) = /.exec(pieces[0]?.text ?? '') ?? []
  const [before, result] = pieces.slice(-2)
  const named = (param: string | undefined): param is string => param !== undefined && Object.hasOwn(layer.params, param)
  if (letter === undefined || !result?.value || result.param !== undefined || !before?.text.endsWith(' = ') || !pieces.some(piece => named(piece.param))) return undefined
  const rule = pieces.slice(0, -1).map(({ text, value, param }) => (named(param) ? `${param}${text.endsWith('²') ? '²' : ''}` : value && param === undefined ? `${letter}_in` : text)).join('').slice(0, -' = '.length)
  return blocks === '' ? `${letter}_out${rule.slice(letter.length)}` : rule
}

const pages = new WeakMap<Layer, LayerPage>()

/** The page of a layer. */
export function layerPage(layer: Layer): LayerPage {
  const known = pages.get(layer)
  if (known) return known
  const example = workedExample(layer)
  const page: LayerPage = {
    type: layer.type, category: layer.category, summary: layer.summary, keywords: layer.keywords ?? [],
    params: Object.entries(layer.params).map(([name, spec]) => ({
      name, takes: controlText(spec.control, spec.nullable), default: spec.default === undefined ? undefined : jsonText(spec.default), required: spec.required, inferred: spec.inferred, help: spec.help,
    })),
    inputs: layer.list
      ? [{ name: 'input0, input1, …', note: 'as many as are wired' }]
      : layer.inputs.map(({ name, optional, numberForm }) => ({ name, note: numberForm ? 'or a parameter of this name' : optional ? 'may stay open' : 'needed' })),
    outputs: example ? Object.keys(example.outputs) : ['output'],
    example,
  }
  pages.set(layer, page)
  return page
}

/** Builds the example as a graph, and asks the analysis and the lowering about it. */
function workedExample(layer: Layer): WorkedExample | undefined {
  const found = exampleOf(layer)
  if (!found) return undefined
  const { params, inputs } = found
  const id = layer.type.toLowerCase()
  const doc = new GraphDocument({
    name: '', seed: 0, tensors: {},
    nodes: [...Object.entries(inputs).map(([port, { shape, dtype }]) => ({ id: `${port} in`, type: 'Input', params: { shape, dtype } })), { id, type: layer.type, params }],
    edges: Object.keys(inputs).map(port => ({ from: [`${port} in`, 'output'] as const, to: [id, port] as const })),
  })
  const analysis = new GraphAnalysis(doc, {}, new Map([...registry, [layer.type, layer]]))
  const node = analysis.node(id)
  if (!node || Object.keys(node.outputs).length === 0) return undefined
  const tensors = node.tensors ?? []
  const formula = formulaOf(analysis, id)
  const bytes = [...Object.values(node.outputs), ...tensors].reduce((sum, { shape, dtype }) => sum + numel(shape) * BYTES[dtype], 0)
  return {
    params, inputs, outputs: node.outputs, sameSize: new Set([...Object.values(inputs), ...Object.values(node.outputs)].map(({ shape }) => shape.join())).size === 1, formula, rule: formula.map(line => ruleOf(layer, line)).filter(line => line !== undefined), macs: node.macs, bytes,
    tensors: tensors.map(({ name, shape, role }) => ({ name, shape, role })),
    operators: layer.inputs.length ? operatorsOf(doc, analysis) : [],
  }
}

function operatorsOf(doc: GraphDocument, analysis: GraphAnalysis): readonly string[] {
  // Weights come in from outside: none has to be drawn for this.
  const { nodes } = lowerGraph(doc, analysis, { weights: () => undefined, weightInputsFrom: 0, forExport: true })
  return [...new Set(nodes.map(node => node.op))]
}
