/** Holds graphs against what PyTorch computed for them: shapes, values, refusals and initial weights. */
import { GraphAnalysis } from '../../analysis/analysis'
import { GraphDocument } from '../../document/document'
import { readGraph } from '../../document/file'
import { graphWeights } from '../../onnx/weights'
import type { DType, Tensor } from '../../tensor/dtype'
import { halfToFloat } from '../../tensor/half'
import { AssetStore } from '../assets'
import { runGraph } from '../run'

type Datum = number | string | boolean

/** A graph, and what PyTorch has for it; values by "id.port". */
export interface OracleCase {
  readonly name: string
  readonly graph: unknown
  readonly expected: {
    readonly outputs?: Readonly<Record<string, { readonly dtype: DType; readonly shape: readonly number[]; readonly data?: readonly Datum[] }>>
    readonly shapes?: Readonly<Record<string, readonly number[]>>
    /** The first line of what PyTorch says where it refuses. */
    readonly error?: string
    /** Initial weights by state_dict name, the same to the bit. */
    readonly tensors?: Readonly<Record<string, readonly number[]>>
  }
}

/** Absolute and relative; other types are equal. */
const TOLERANCE: Readonly<Partial<Record<DType, readonly [number, number]>>> = { float32: [1e-5, 1e-4], float64: [1e-9, 1e-9], float16: [1e-3, 1e-3] }
const WORDS: Readonly<Record<string, number>> = { Infinity, '-Infinity': -Infinity, NaN, inf: Infinity, '-inf': -Infinity, nan: NaN }

const numberOf = (datum: Datum): number => (typeof datum === 'string' ? WORDS[datum] ?? Number(datum) : Number(datum))
const valueAt = ({ dtype, data }: Tensor, i: number): number => (dtype === 'float16' ? halfToFloat(Number(data[i])) : Number(data[i]))
const near = (a: number, b: number, [absolute, relative]: readonly [number, number]): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= absolute + relative * Math.abs(b)

/** What differs, in a line; undefined where nothing does. */
export async function differs({ graph: json, expected }: OracleCase): Promise<string | undefined> {
  const { graph } = readGraph(JSON.stringify(json))
  if (!graph) return 'not a graph'
  const doc = new GraphDocument(graph)
  const analysis = new GraphAnalysis(doc)
  const errors = analysis.problems().filter(problem => problem.severity === 'error')
  const [error] = errors
  if (expected.error !== undefined) {
    if (!error) return `accepted, but PyTorch says: ${expected.error}`
    if (!/^[^\n]{10,220}[.?]$/.test(error.message)) return `an ill-formed message: ${error.message}`
    return error.pytorch === expected.error ? undefined : `says "${error.pytorch ?? error.message}", but PyTorch: ${expected.error}`
  }
  if (error) return `refused: ${error.message} (${error.pytorch ?? ''})`
  const weights = graphWeights(doc, analysis, () => undefined)
  for (const [key, want] of Object.entries(expected.tensors ?? {})) {
    const data = weights.get(key)?.data
    if (data?.length !== want.length) return `${key} has ${data?.length ?? 'no'} values, but PyTorch ${want.length}`
    const at = want.findIndex((value, i) => !Object.is(Number(data[i]), value))
    if (at >= 0) return `${key}[${at}] begins as ${String(data[at])}, but PyTorch's as ${String(want[at])}`
  }
  const found = new Map<string, Tensor>()
  const { problems } = await runGraph(doc, analysis, new AssetStore('.'), { device: 'cpu', value: (id, port, tensor) => void found.set(`${id}.${port}`, tensor) })
  if (problems[0]) return `failed: ${problems[0].message}`
  for (const [key, shape] of Object.entries(expected.shapes ?? {})) {
    if (found.get(key)?.shape.join() !== shape.join()) return `${key} is [${found.get(key)?.shape.join() ?? ''}], but PyTorch's [${shape.join()}]`
  }
  for (const [key, { dtype, shape, data }] of Object.entries(expected.outputs ?? {})) {
    const tensor = found.get(key)
    if (tensor?.dtype !== dtype || tensor.shape.join() !== shape.join()) return `${key} is ${tensor?.dtype ?? 'nothing'} [${tensor?.shape.join() ?? ''}], but PyTorch's ${dtype} [${shape.join()}]`
    const at = data?.findIndex((want, i) => !near(valueAt(tensor, i), numberOf(want), TOLERANCE[dtype] ?? [0, 0])) ?? -1
    if (at >= 0) return `${key}[${at}] is ${valueAt(tensor, at)}, but PyTorch's ${String(data?.[at])}`
  }
  return undefined
}
