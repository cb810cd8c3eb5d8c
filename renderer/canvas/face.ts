/** What the painter has to know of a node: worked out once and not in every frame, thousands at a time. */
import type { Category } from '../../engine/layers/define'
import { categoryOf, isBehind, isBypassed, mistakeOf } from '../editor/node'
import type { CanvasNode } from './editor'
import { footOf, type Foot } from './foot'

export interface Face {
  readonly category: Category | 'unknown'
  readonly bad: boolean
  /** Gives nothing, or is stepped over. */
  readonly faint: boolean
  readonly foot: Foot
}

/** The scene forgets a node's face when the node changes. */
export function faceOf(node: CanvasNode): Face {
  return node.face ??= make(node)
}

function make({ raw }: CanvasNode): Face {
  return { category: categoryOf(raw), bad: mistakeOf(raw) !== undefined, faint: isBehind(raw) || isBypassed(raw), foot: footOf(raw) }
}
