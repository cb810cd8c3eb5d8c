/** What can run in a document as it is now, in which order, and under which fingerprints its values are known. */
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import { fingerprints, inputFile, type FileStamp, type WeightPrints } from './fingerprint'
import { runOrder, type RunNode } from './memory'

export interface Outlook {
  /** In execution order. */
  readonly nodes: ReadonlyMap<string, RunNode>
  readonly prints: ReadonlyMap<string, string>
  readonly weights: WeightPrints
}

export function outlookOf(doc: GraphDocument, analysis: GraphAnalysis, device: string, stamp: FileStamp): Outlook {
  const order = runOrder(doc, analysis)
  const { nodes: prints, weights } = fingerprints(doc, analysis, order, device, stamp)
  return { nodes: new Map(order.map((node) => [node.id, node])), prints, weights }
}

/** `nodes` that `fails` says cannot run, and all that reads what they would give. */
export function blockedBy(outlook: Outlook, fails: (id: string, print: string) => boolean): Set<string> {
  const blocked = new Set<string>()
  for (const [id, { reads }] of outlook.nodes) {
    const print = outlook.prints.get(id)
    const reached = reads.some((read) => blocked.has(read.from) || read.touched.some((other) => blocked.has(other)))
    if (print === undefined || reached || fails(id, print)) blocked.add(id)
  }
  return blocked
}

/** The files that a document names, as written in it. */
export function filesOf(doc: GraphDocument): Set<string> {
  const files = new Set<string>()
  for (const node of doc.graph.nodes) {
    const file = inputFile(node)
    if (file !== undefined) files.add(file)
  }
  for (const entry of Object.values(doc.graph.tensors)) if ('file' in entry) files.add(entry.file)
  return files
}
