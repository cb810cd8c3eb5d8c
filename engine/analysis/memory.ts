/** How many bytes a graph's values and parameters take, and where they would take too many. */
import type { Problem } from '../document/types'
import type { TensorSpec } from '../layers/define'
import { say, type Said } from '../say'
import { BYTES, type TensorType } from '../tensor/dtype'
import { problem } from './problem'

/** Elements of a shape. A size of 0 empties even a shape whose other sizes overflow. */
export function countOf(shape: readonly number[]): number {
  let n = 1
  for (const size of shape) {
    if (size === 0) return 0
    n *= size
  }
  return n
}

const bytesOf = (type: TensorType): number => countOf(type.shape) * BYTES[type.dtype]

/** Bytes of a node's outputs, parameters and buffers together; Infinity beyond what a double holds. */
export function nodeBytes(outputs: Readonly<Record<string, TensorType>>, tensors: readonly TensorSpec[] | undefined): number {
  let bytes = 0
  for (const port in outputs) {
    const type = outputs[port]
    if (type) bytes += bytesOf(type)
  }
  for (const spec of tensors ?? []) bytes += bytesOf(spec)
  return bytes
}

export interface Overflow {
  /** One for the graph, at the node with which the limit is crossed. */
  readonly problem: Problem
  /** That node, what is behind it, and the nodes after it for which nothing is left. */
  readonly blocked: ReadonlySet<string>
}

/**
 * Finds where `ids` (in execution order) outgrow `limit` bytes; undefined where everything fits. `targets` are the
 * ids of the nodes right behind one.
 */
export function overflow(ids: Iterable<string>, bytesOfNode: (id: string) => number, targets: (id: string) => Iterable<string>, limit: number): Overflow | undefined {
  const all = [...ids]
  let total = 0
  for (const id of all) total += bytesOfNode(id)
  if (total <= limit) return undefined
  const blocked = new Set<string>()
  let first: string | undefined
  let used = 0
  for (const id of all) {
    const bytes = bytesOfNode(id)
    if (!blocked.has(id) && used + bytes <= limit) {
      used += bytes
      continue
    }
    // Behind a cycle a node has no bytes and no place in the order: it is no first one.
    first ??= id
    blocked.add(id)
    for (const target of targets(id)) blocked.add(target)
  }
  if (first === undefined) return undefined
  const message = say`Outputs and parameters together take ${sizeText(total)}, more than the limit of ${sizeText(limit)}, which is crossed here (${sizeText(bytesOfNode(first))} in this node); make the sizes smaller or raise the limit.`
  return { problem: problem('too-large', message, { node: first }), blocked }
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB']

/** Bytes as a person reads them: "1.5 GB" (powers of 1024). */
export function sizeText(bytes: number): Said {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  if (value >= 1e6) return say`more than 10^6 ${UNITS[unit] ?? ''}`
  return say`${unit === 0 ? value : Number(value.toPrecision(3))} ${UNITS[unit] ?? ''}`
}
