/** A plain layout of graphs that are too large for a good one: columns by depth, that go on in further rows as lines of a text do. */
import type { Box as Placed } from './arrange'

/** What has no place yet. */
export type Box = Omit<Placed, 'x' | 'y'>

/** Pixels between columns, boxes and rows. */
const ACROSS = 58
const DOWN = 36
const ROWS = 90

/** How many wires lead to each box on the longest way there; in a cycle, from where it is entered. */
function depths(count: number, into: readonly (readonly number[])[], out: readonly (readonly number[])[]): number[] {
  const depth = new Array<number>(count).fill(0)
  const open = into.map((from) => from.length)
  const done = new Array<boolean>(count).fill(false)
  const ready: number[] = []
  const take = (box: number): void => {
    done[box] = true
    ready.push(box)
  }
  for (let first = 0; first < count; first++) if (open[first] === 0) take(first)
  for (let at = 0, next = 0; ; at++) {
    if (at === ready.length) {
      while (next < count && done[next]) next++
      if (next === count) return depth
      take(next)
    }
    const box = ready[at]!
    for (const to of out[box]!) {
      if (done[to]) continue
      depth[to] = Math.max(depth[to]!, depth[box]! + 1)
      if (--open[to]! === 0) take(to)
    }
  }
}

/** Positions for these boxes, about `aspect` times as wide as high, in a time that grows with their number alone. `wires` are places in `boxes`. */
export function columns(boxes: readonly Box[], wires: readonly (readonly [number, number])[], aspect: number): (readonly [number, number])[] {
  const into = boxes.map((): number[] => [])
  const out = boxes.map((): number[] => [])
  for (const [from, to] of wires) {
    out[from]!.push(to)
    into[to]!.push(from)
  }
  const depth = depths(boxes.length, into, out)
  const layers: number[][] = []
  boxes.forEach((_, box) => (layers[depth[box]!] ??= []).push(box))

  // What comes from above stands above; no column is so high that its row would be mostly empty.
  const highest = Math.max(8, Math.ceil(Math.sqrt(boxes.length / aspect)))
  const rank = new Array<number>(boxes.length).fill(0)
  const all = layers.flatMap((layer) => {
    const wanted = new Map(layer.map((box) => [box, into[box]!.reduce((sum, from) => sum + rank[from]!, 0) / (into[box]!.length || 1)]))
    const sorted = layer.toSorted((a, b) => wanted.get(a)! - wanted.get(b)!)
    const cut: number[][] = []
    for (let at = 0; at < sorted.length; at += highest) cut.push(sorted.slice(at, at + highest))
    for (const column of cut) column.forEach((box, i) => { rank[box] = i })
    return cut
  }).map((column) => ({
    column,
    width: column.reduce((widest, box) => Math.max(widest, boxes[box]!.width), 0) + ACROSS,
    height: column.reduce((sum, box) => sum + boxes[box]!.height + DOWN, 0),
  }))

  const across = Math.sqrt(all.reduce((area, { width, height }) => area + width * (height + ROWS), 0) * aspect)
  const places = new Array<readonly [number, number]>(boxes.length)
  let [x, y, row] = [0, 0, 0]
  for (const { column, width, height } of all) {
    if (x > 0 && x + width > across) [x, y, row] = [0, y + row + ROWS, 0]
    let top = y
    for (const box of column) {
      places[box] = [x, top]
      top += boxes[box]!.height + DOWN
    }
    x += width
    row = Math.max(row, height)
  }
  return places
}
