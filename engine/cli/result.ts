/** What `check` and `run` say of one graph, and how it reads as JSON. */
import { costOf } from '../analysis/cost'
import type { Problem } from '../document/types'
import type { Stats } from '../protocol'
import { halfToFloat } from '../tensor/half'
import type { Tensor, TensorType } from '../tensor/dtype'
import { Failure } from './failure'
import { hasError, type Loaded, type Opened } from './load'
import { write } from './output'

export interface OutputResult extends TensorType {
  stats?: Stats
  /** Kept only where its values are asked for. */
  tensor?: Tensor
}

export interface NodeResult {
  readonly id: string
  readonly type: string
  readonly outputs: Map<string, OutputResult>
  /** Parameters without buffers. */
  readonly parameters: number
  /** Multiply-adds. */
  readonly macs: number
  /** Of outputs, parameters and buffers together. */
  readonly bytes: number
}

export interface Result {
  readonly graph: string
  readonly problems: readonly Problem[]
  readonly parameters: number
  readonly macs: number
  readonly bytes: number
  readonly nodes: readonly NodeResult[]
  readonly device?: string
  readonly milliseconds?: number
}

/** A file that holds no graph. */
export const unreadable = ({ path, problems }: Loaded): Result => ({ graph: path, problems, parameters: 0, macs: 0, bytes: 0, nodes: [] })

/** A graph at which the program itself failed: one line all the same, and the others go on. */
export function broken(path: string, error: unknown): Result {
  if (error instanceof Failure) throw error
  const message = `${path} could not be worked on: ${error instanceof Error ? error.message : String(error)}`
  return unreadable({ path, graph: undefined, problems: [{ severity: 'error', code: 'runtime', message }] })
}

/** What the analysis alone tells. */
export function analysed(path: string, { doc, analysis }: Opened): Result {
  const { parameters, macs, bytes } = analysis.totals()
  const nodes = doc.graph.nodes.map(({ id, type }): NodeResult => {
    const outputs = Object.entries(analysis.node(id)?.outputs ?? {})
    return { id, type, outputs: new Map(outputs.map(([port, { dtype, shape }]) => [port, { dtype, shape }])), ...costOf(analysis.node(id)) }
  })
  return { graph: path, problems: analysis.problems(), parameters, macs, bytes, nodes }
}

const text = (value: unknown): string => JSON.stringify(value)

/** A number; what JSON lacks as a text. */
function number(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"'
  return Object.is(value, -0) ? '-0' : String(value)
}
const maybe = (value: number | null): string => (value === null ? 'null' : number(value))

/** Elements a piece: a piece of text stays well below a megabyte. */
const PIECE = 16_384

/** Writes one line of JSON, piece by piece: values of any size pass through. */
export async function writeJson(result: Result): Promise<void> {
  const { graph, problems, parameters, macs, bytes, nodes, device, milliseconds } = result
  const head = [`"graph":${text(graph)}`, `"ok":${text(!hasError(problems))}`, `"problems":${text(problems)}`, `"parameters":${number(parameters)}`, `"macs":${number(macs)}`, `"bytes":${number(bytes)}`]
  if (device !== undefined) head.push(`"device":${text(device)}`)
  if (milliseconds !== undefined) head.push(`"milliseconds":${number(milliseconds)}`)
  let line = `{${head.join(',')},"nodes":[`
  let comma = ''
  for (const { id, type, outputs, ...cost } of nodes) {
    line += `${comma}{"id":${text(id)},"type":${text(type)},"parameters":${number(cost.parameters)},"macs":${number(cost.macs)},"bytes":${number(cost.bytes)},"outputs":{`
    comma = ','
    let between = ''
    for (const [port, output] of outputs) {
      line += `${between}${text(port)}:{"dtype":${text(output.dtype)},"shape":[${output.shape.map(number).join(',')}]`
      between = ','
      const { stats, tensor } = output
      if (stats) line += `,"min":${maybe(stats.min)},"max":${maybe(stats.max)},"mean":${maybe(stats.mean)},"std":${maybe(stats.std)}`
      if (tensor) {
        line += ',"data":['
        for (let from = 0; from < tensor.data.length; from += PIECE) {
          await write(line + (from > 0 ? ',' : ''))
          line = elements(tensor, from, Math.min(from + PIECE, tensor.data.length)).join(',')
        }
        line += ']'
      }
      line += '}'
    }
    line += '}}'
    if (line.length > 65_536) {
      await write(line)
      line = ''
    }
  }
  await write(`${line}]}\n`)
}

/** Elements as JSON. */
function elements({ dtype, data }: Tensor, from: number, to: number): string[] {
  const texts = new Array<string>(to - from)
  for (let i = from; i < to; i++) {
    const value = data[i] ?? 0
    if (typeof value === 'bigint') texts[i - from] = Number.isSafeInteger(Number(value)) ? String(value) : `"${value}"`
    else if (dtype === 'bool') texts[i - from] = value ? 'true' : 'false'
    else texts[i - from] = number(dtype === 'float16' ? halfToFloat(value) : value)
  }
  return texts
}
