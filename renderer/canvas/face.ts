/** What the painter has to know of a node: worked out once and not in every frame, thousands at a time. */
import type { Category } from '../../engine/layers/define'
import { categoryOf, isBehind, isBypassed, mistakeOf, type NodeModel } from '../editor/node'
import { footOf, type Foot } from './foot'

export interface Face {
  readonly category: Category | 'unknown'
  readonly bad: boolean
  /** Gives nothing, or is stepped over. */
  readonly faint: boolean
  readonly foot: Foot
}

/** A node that keeps its face; the scene forgets it when the node changes. */
interface Faced {
  readonly raw: NodeModel
  face: Face | undefined
}

export function faceOf(node: Faced): Face {
  return node.face ??= make(node.raw)
}

function make(raw: NodeModel): Face {
  return { category: categoryOf(raw), bad: mistakeOf(raw) !== undefined, faint: isBehind(raw) || isBypassed(raw), foot: footOf(raw) }
}
