/** Lining nodes up, spacing them evenly, nudging them. All give positions for one `moveNodes`. */

export interface Box {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom'
export type Positions = Readonly<Record<string, readonly [number, number]>>

/** Moves every box to the common edge or middle of them all. */
export function aligned(boxes: readonly Box[], to: Alignment): Positions {
  const left = Math.min(...boxes.map((box) => box.x))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const top = Math.min(...boxes.map((box) => box.y))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  const place = ({ x, y, width, height }: Box): readonly [number, number] => {
    switch (to) {
      case 'left': return [left, y]
      case 'centre': return [(left + right - width) / 2, y]
      case 'right': return [right - width, y]
      case 'top': return [x, top]
      case 'middle': return [x, (top + bottom - height) / 2]
      case 'bottom': return [x, bottom - height]
    }
  }
  return changed(boxes, place)
}

/** The same gap between neighbours; the first and the last stay. */
export function distributed(boxes: readonly Box[], axis: 'x' | 'y'): Positions {
  const size = axis === 'x' ? 'width' : 'height'
  const sorted = boxes.toSorted((a, b) => a[axis] - b[axis])
  const first = sorted[0]
  const last = sorted.at(-1)
  if (!first || !last || sorted.length < 3) return {}
  const taken = sorted.reduce((sum, box) => sum + box[size], 0)
  const gap = (last[axis] + last[size] - first[axis] - taken) / (sorted.length - 1)
  const at = new Map<string, number>()
  let next = first[axis]
  for (const box of sorted) {
    at.set(box.id, next)
    next += box[size] + gap
  }
  return changed(boxes, (box) => (axis === 'x' ? [at.get(box.id) ?? box.x, box.y] : [box.x, at.get(box.id) ?? box.y]))
}

/** All moved by the same way. */
export const nudged = (boxes: readonly Box[], dx: number, dy: number): Positions => changed(boxes, ({ x, y }) => [x + dx, y + dy])

/** To the nearest point of a grid. */
export const snapped = ([x, y]: readonly [number, number], grid: number): readonly [number, number] => [Math.round(x / grid) * grid, Math.round(y / grid) * grid]

function changed(boxes: readonly Box[], place: (box: Box) => readonly [number, number]): Positions {
  const positions: Record<string, readonly [number, number]> = {}
  for (const box of boxes) {
    const [x, y] = place(box).map(Math.round) as [number, number]
    if (x !== box.x || y !== box.y) positions[box.id] = [x, y]
  }
  return positions
}
