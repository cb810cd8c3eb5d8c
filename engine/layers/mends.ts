/** Mends that several layers offer. */
import type { Edit, Json } from '../document/types'
import { say } from '../say'
import type { Mend, NodeRef } from './define'
import type { DType } from '../tensor/dtype'
import { spell, times } from './words'

/** Sets a parameter; `initial` is its default, which the file leaves out. */
export function setParam(param: string, value: number | string | boolean | readonly number[], initial?: Json): Mend {
  const json = typeof value === 'object' ? spell(value) : value
  const label = say`Set ${param} to ${typeof json === 'object' ? json.join(' × ') : String(json)}`
  return { label, edits: node => [json === initial ? { kind: 'setParam', node: node.id, param } : { kind: 'setParam', node: node.id, param, value: json }] }
}

/** Sets a parameter that is a list, also where all its numbers are equal. */
export const setList = (param: string, value: readonly number[]): Mend =>
  ({ label: say`Set ${param} to ${times(value)}`, edits: node => [{ kind: 'setParam', node: node.id, param, value }] })

/** Puts a one-input layer into the wire that enters `port`. */
export function insertBefore(port: string, type: string, params: Readonly<Record<string, Json>>): Mend {
  return {
    label: say`Insert ${type}`,
    edits(node: NodeRef): readonly Edit[] {
      const source = node.sources[port]
      if (!source) return []
      const id = node.freshId(type.toLowerCase())
      const [x, y] = node.position
      return [
        { kind: 'removeEdge', edge: { from: source, to: [node.id, port] } },
        { kind: 'addNode', node: { id, type, params, position: [x - 110, y + 130] } },
        { kind: 'addEdge', edge: { from: source, to: [id, 'input'] } },
        { kind: 'addEdge', edge: { from: [id, 'output'], to: [node.id, port] } },
      ]
    },
  }
}

/** Puts a Cast into the wire that enters `port`. */
export const castBefore = (port: string, dtype: DType): Mend => ({ ...insertBefore(port, 'Cast', { dtype }), label: say`Insert Cast to ${dtype}` })
