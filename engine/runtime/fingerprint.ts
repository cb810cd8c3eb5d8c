/**
 * Fingerprints of values: two nodes with the same one have the same outputs. It covers the node's type and parameters,
 * its weights, and the fingerprints of what it reads, as overwritten when it is read; not its id.
 */
import { hash } from 'node:crypto'
import type { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import type { GraphNode, Json, TensorEntry } from '../document/types'
import type { TensorSpec } from '../layers/define'
import { lowSeed } from '../tensor/init'
import type { RunNode } from './memory'

/** What a file holds now: changes when the file does. */
export type FileStamp = (path: string) => string

// NUL cannot be in what is joined: JSON escapes it, ids and digests have none.
const digest = (...parts: readonly string[]): string => hash('sha1', parts.join('\0'), 'base64')

// Nodes, entries and specs are immutable and shared between revisions: each is read once.
const nodeTexts = new WeakMap<GraphNode, string>()
const entryTexts = new WeakMap<TensorEntry, string>()
const specTexts = new WeakMap<readonly TensorSpec[], string>()
const drawTexts = new WeakMap<readonly TensorSpec[], string>()

function memo<K extends object>(cache: WeakMap<K, string>, key: K, make: () => string): string {
  let text = cache.get(key)
  if (text === undefined) cache.set(key, text = make())
  return text
}

const textOf = (node: GraphNode): string => memo(nodeTexts, node, () => digest(node.type, JSON.stringify(node.params), String(node.bypass ?? false)))

/** The file that an Input or Constant reads, if it does. */
export function inputFile(node: GraphNode): string | undefined {
  const value: Json | undefined = node.type === 'Input' || node.type === 'Constant' ? node.params['value'] : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { kind, path } = value as { readonly kind?: Json; readonly path?: Json }
  return kind === 'file' && typeof path === 'string' ? path : undefined
}

export interface WeightPrints {
  /** Of all weights together. */
  readonly all: string
  /** By node id. */
  readonly nodes: ReadonlyMap<string, string>
}

export interface Fingerprints {
  /** By node id, of the nodes that can run. */
  readonly nodes: ReadonlyMap<string, string>
  readonly weights: WeightPrints
}

/** Fingerprints every node of `order`. `device` is part of each: devices differ in the last digits. */
export function fingerprints(doc: GraphDocument, analysis: GraphAnalysis, order: readonly RunNode[], device: string, stamp: FileStamp): Fingerprints {
  const weights = weightPrints(doc, analysis, stamp)
  const nodes = new Map<string, string>()
  for (const { id, reads } of order) {
    const node = doc.node(id)
    if (!node) continue
    const parts = [device, textOf(node), weights.nodes.get(id) ?? '']
    const file = inputFile(node)
    if (file !== undefined) parts.push(stamp(file))
    for (const read of reads) {
      parts.push(read.port, read.key.slice(read.from.length), nodes.get(read.from) ?? '')
      for (const writer of read.writers) parts.push(nodes.get(writer) ?? '')
      parts.push('')
    }
    nodes.set(id, digest(...parts))
  }
  return { nodes, weights }
}

/** Weights follow from the seed, the draws of the nodes in front of them in the file, their own, and overrides. */
function weightPrints(doc: GraphDocument, analysis: GraphAnalysis, stamp: FileStamp): WeightPrints {
  const { tensors, nodes } = doc.graph
  const overridden = Object.keys(tensors).length > 0
  const prints = new Map<string, string>()
  let drawn = digest(String(lowSeed(doc.graph.seed)))
  const all: string[] = [drawn]
  for (const { id } of nodes) {
    const found = analysis.node(id)
    const specs = found?.tensors
    if (!found || !specs || specs.length === 0) continue
    const parts = [memo(specTexts, specs, () => JSON.stringify(specs))]
    const draws = specs.filter((spec) => spec.init.kind === 'uniform' || spec.init.kind === 'normal')
    if (draws.length > 0) {
      // What overrides replace altogether does not depend on the draws in front; where one does not fit, it does.
      const faulty = found.problems.some((problem) => problem.code === 'bad-tensor' || problem.code === 'missing-file')
      if (faulty || draws.some(({ name }) => !tensors[`${id}.${name}`])) parts.push(drawn)
      drawn = digest(drawn, memo(drawTexts, specs, () => JSON.stringify(draws.map(({ shape, dtype, init }) => [shape, dtype, init.kind]))))
    }
    if (overridden) {
      for (const { name } of specs) {
        const entry = tensors[`${id}.${name}`]
        if (!entry) continue
        parts.push(name, memo(entryTexts, entry, () => JSON.stringify(entry)))
        if ('file' in entry) parts.push(stamp(entry.file))
      }
    }
    const print = digest(...parts)
    prints.set(id, print)
    all.push(id, print)
  }
  return { nodes: prints, all: digest(...all) }
}
