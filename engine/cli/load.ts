/** Graph files as a command finds them. */
import { totalmem } from 'node:os'
import { dirname } from 'node:path'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import { readGraph } from '../document/file'
import type { Graph, Problem } from '../document/types'
import { AssetStore } from '../runtime/assets'
import { readBytes } from '../runtime/bytes'
import { codeOf } from '../runtime/writing'

/** A graph file; without a graph, the problems say why. */
export interface Loaded {
  /** As it was given. */
  readonly path: string
  readonly graph: Graph | undefined
  readonly problems: readonly Problem[]
}

/** A graph that is ready to be looked at, run or exported. */
export interface Opened {
  readonly doc: GraphDocument
  readonly analysis: GraphAnalysis
  readonly assets: AssetStore
}

const failed = (path: string, code: 'missing-file' | 'syntax', message: string): Loaded =>
  ({ path, graph: undefined, problems: [{ severity: 'error', code, message }] })

/** Reads a graph file. Never throws. */
export function load(path: string): Loaded {
  let text: string
  try {
    const bytes = readBytes(path)
    if (path.toLowerCase().endsWith('.onnx')) return failed(path, 'syntax', 'ONNX models cannot be read yet; name a .graph.json file.')
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return failed(path, 'missing-file', `There is no file ${path}; name one that is there.`)
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return failed(path, 'syntax', 'The file is not UTF-8 text; a graph file is JSON in UTF-8.')
    if (code === 'EACCES' || code === 'EPERM') return failed(path, 'missing-file', `${path} cannot be read: access is denied.`)
    const why = error instanceof Error ? error.message : String(error)
    return failed(path, 'missing-file', `${path} cannot be read: ${why.replace(/\.$/, '')}.`)
  }
  const { graph, problems } = readGraph(text)
  return { path, graph, problems }
}

/** Half of the machine's memory. */
const memoryLimit = (): number => Math.floor(totalmem() / 2)

/** `inputs`: files that stand in for the values of Inputs. */
export function open(path: string, graph: Graph, inputs: ReadonlyMap<string, string> = new Map()): Opened {
  const doc = new GraphDocument(graph)
  for (const [id, file] of inputs) if (doc.node(id)?.type === 'Input') doc.apply({ kind: 'setParam', node: id, param: 'value', value: { kind: 'file', path: file } })
  const assets = new AssetStore(dirname(path))
  const analysis = new GraphAnalysis(doc, { assets: (name) => assets.info(name), memoryLimit: memoryLimit() })
  return { doc, analysis, assets }
}

export const hasError = (problems: readonly Problem[]): boolean => problems.some((problem) => problem.severity === 'error')
