/**
 * Who shares memory with whom, by execution order: which reads see a value that was overwritten since it was produced,
 * and which nodes had a hand in it. The rules are the contract's: views share their first input's memory, an in-place
 * node writes it, a bypassed node is its first input.
 */
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import { valueKey } from '../onnx/names'

/** Memory that several values share. */
interface Storage {
  /** Nodes that produced, viewed or wrote it, in execution order. */
  readonly touched: string[]
  /** How many writes there were. */
  writes: number
  readonly writers: string[]
}

/** One wired input of a node. */
export interface Read {
  readonly port: string
  /** "id.port" of the value. */
  readonly key: string
  readonly from: string
  /** Nodes that overwrote the value between its production and this read, in order. */
  readonly writers: readonly string[]
  /** Where there are writers: all nodes whose run decides what is read. */
  readonly touched: readonly string[]
}

export interface RunNode {
  readonly id: string
  readonly reads: readonly Read[]
  readonly outputs: readonly string[]
}

/** The nodes that can run, in execution order, each with what it reads. Those that an error reaches are left out. */
export function runOrder(doc: GraphDocument, analysis: GraphAnalysis): RunNode[] {
  const values = new Map<string, { storage: Storage; at: number }>()
  const nodes: RunNode[] = []
  for (const id of analysis.order) {
    const found = analysis.node(id)
    const node = doc.node(id)
    if (!found || !node || Object.keys(found.outputs).length === 0) continue
    const reads: Read[] = []
    const seen = new Set<string>()
    for (const edge of doc.incoming(id)) {
      const port = edge.to[1]
      const key = valueKey(...edge.from)
      const value = values.get(key)
      if (!value || seen.has(port)) continue
      seen.add(port)
      const { storage, at } = value
      const dirty = storage.writes > at
      reads.push({
        port, key, from: edge.from[0],
        writers: dirty ? storage.writers.slice(at) : [],
        touched: dirty ? [...storage.touched] : [],
      })
    }
    const { layer, params } = found
    const first = layer?.inputs[0]?.name ?? 'input'
    const firstRead = reads.find((read) => read.port === first || read.port === `${first}0`) ?? reads[0]
    const source = firstRead && values.get(firstRead.key)
    const inplace = !node.bypass && params !== undefined && (layer?.inplace?.(params) ?? false)
    const shares = node.bypass === true || inplace || found.memory.shares
    const outputs = Object.keys(found.outputs)
    const storage = (shares ? source?.storage : undefined) ?? { touched: [], writes: 0, writers: [] }
    storage.touched.push(id)
    if (inplace) {
      storage.writes++
      storage.writers.push(id)
    }
    for (const port of outputs) values.set(valueKey(id, port), { storage, at: storage.writes })
    nodes.push({ id, reads, outputs })
  }
  return nodes
}
