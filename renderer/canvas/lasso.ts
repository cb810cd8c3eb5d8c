/** A line drawn across wires: which of them it crosses, and the chain behind them or in front. */
import type { Edge } from '../../engine/document/types'
import { reached } from '../editor/select'
import type { Point } from './geometry'
import type { GestureCanvas } from './gestureCanvas'
import { crosses, polyline } from './paths'

export type Direction = 'downstream' | 'upstream'

/** Down or to the right, as the data flows: what is behind. Up or to the left: what is in front. */
function directionOf(line: readonly Point[]): Direction {
  const [from, to] = [line[0], line.at(-1)]
  return from && to && to.x - from.x + to.y - from.y < 0 ? 'upstream' : 'downstream'
}

/** The document's wires that a line crosses. */
export function crossed(canvas: Pick<GestureCanvas, 'scene'>, line: readonly Point[]): readonly Edge[] {
  if (line.length < 2) return []
  const [xs, ys] = [line.map((p) => p.x), line.map((p) => p.y)]
  const rect = { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) }
  return canvas.scene.wiresIn(rect).flatMap(({ wire: { edge }, ends }) => (edge && crosses(line, polyline(ends)) ? [edge] : []))
}

export interface Chain {
  readonly line: readonly Point[]
  readonly wires: readonly Edge[]
  readonly direction: Direction
  readonly nodes: readonly string[]
}

/** What letting the line go selects. */
export function chainOf(canvas: GestureCanvas, line: readonly Point[]): Chain {
  const { graph } = canvas.document
  const direction = directionOf(line)
  const wires = crossed(canvas, line)
  const ends = wires.map((edge) => (direction === 'downstream' ? edge.to[0] : edge.from[0]))
  return { line, wires, direction, nodes: reached(graph, ends, direction) }
}
