/** Which nodes edits are about: what undo and redo select, so that one sees what they did. */
import type { Edit } from '../../engine/document/types'

/**
 * Ids in the order of the edits: `own` with owners of tensors and renamed nodes, and those that moved where nothing else
 * happened (else they made room); `ends` of wires, which say where something happened only where no node does.
 */
export function affected(edits: readonly Edit[], has: (id: string) => boolean): { readonly own: readonly string[]; readonly ends: readonly string[] } {
  const own = new Set<string>()
  const ends = new Set<string>()
  const moved = new Set<string>()
  for (const edit of edits) {
    switch (edit.kind) {
      case 'addNode': own.add(edit.node.id); break
      case 'removeNode': break
      case 'renameNode': own.add(edit.to); break
      case 'addEdge': case 'removeEdge': for (const [id] of [edit.edge.from, edit.edge.to]) ends.add(id); break
      case 'moveNodes': for (const id of Object.keys(edit.positions)) moved.add(id); break
      case 'setTensor': own.add(edit.key.slice(0, edit.key.lastIndexOf('.'))); break
      case 'setGraph': case 'setExtra': break
      default: own.add(edit.node)
    }
  }
  return { own: [...(edits.every(({ kind }) => kind === 'moveNodes' || kind === 'setExtra') ? moved : own)].filter(has), ends: [...ends].filter(has) }
}
