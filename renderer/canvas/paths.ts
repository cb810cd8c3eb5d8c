/** The way a wire takes: straight or a curve forwards, round corners where it has to turn back. */
import type { Point, Rect } from './geometry'

/** Anything that draws: a canvas context, a Path2D, or one that only samples. */
export interface Pen {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void
}

export interface Ends {
  readonly from: Point
  readonly to: Point
  /** Cards at both ends, for wires that go back around them. */
  readonly source?: Rect
  readonly target?: Rect
}

const RADIUS = 12
const STUB = 14
/** Factor of a cubic's handles for a quarter of a circle. */
const ROUND = 0.5523

/** y of the level part of a wire that goes back: between the cards where there is room, else below both. */
function levelY({ from, to, source, target }: Ends): number {
  const [upper, lower] = (source?.minY ?? from.y) <= (target?.minY ?? to.y) ? [source, target] : [target, source]
  const top = upper?.maxY ?? Math.min(from.y, to.y)
  const bottom = lower?.minY ?? Math.max(from.y, to.y)
  if (bottom - top >= 2 * RADIUS) return bottom - Math.min(28, (bottom - top) / 2)
  return Math.max(source?.maxY ?? from.y, target?.maxY ?? to.y) + 22
}

/** Draws a polyline of level and upright parts with round corners. */
function rounded(pen: Pen, points: readonly Point[]): void {
  pen.moveTo(points[0]!.x, points[0]!.y)
  for (let i = 1; i < points.length - 1; i++) {
    const [a, b, c] = [points[i - 1]!, points[i]!, points[i + 1]!]
    const before = Math.hypot(b.x - a.x, b.y - a.y)
    const after = Math.hypot(c.x - b.x, c.y - b.y)
    const r = Math.min(RADIUS, before / 2, after / 2)
    if (r < 0.5) { pen.lineTo(b.x, b.y); continue }
    const inX = (b.x - a.x) / before, inY = (b.y - a.y) / before
    const outX = (c.x - b.x) / after, outY = (c.y - b.y) / after
    const k = r * (1 - ROUND)
    pen.lineTo(b.x - inX * r, b.y - inY * r)
    pen.bezierCurveTo(b.x - inX * k, b.y - inY * k, b.x + outX * k, b.y + outY * k, b.x + outX * r, b.y + outY * r)
  }
  const last = points[points.length - 1]!
  pen.lineTo(last.x, last.y)
}

/** Of a wire that goes back, its ends among them. */
function corners(ends: Ends): readonly Point[] {
  const { from, to } = ends
  const y = levelY(ends)
  const right = from.x + STUB
  const left = to.x - STUB
  return [from, { x: right, y: from.y }, { x: right, y }, { x: left, y }, { x: left, y: to.y }, to]
}

const goesBack = ({ from, to }: Ends): boolean => to.x < from.x + 2 * STUB

/** Draws the wire. */
export function traceWire(pen: Pen, ends: Ends): void {
  const { from, to } = ends
  if (!goesBack(ends)) {
    const reach = Math.min(Math.max((to.x - from.x) * 0.5, 24), 160)
    pen.moveTo(from.x, from.y)
    if (Math.abs(from.y - to.y) < 0.5) pen.lineTo(to.x, to.y)
    else pen.bezierCurveTo(from.x + reach, from.y, to.x - reach, to.y, to.x, to.y)
    return
  }
  rounded(pen, corners(ends))
}

/** Draws the wire as it looks from far away: no curves, but around the cards as near by. */
export function traceFarWire(pen: Pick<Pen, 'moveTo' | 'lineTo'>, ends: Ends): void {
  const { from, to } = ends
  pen.moveTo(from.x, from.y)
  if (goesBack(ends)) for (const { x, y } of corners(ends).slice(1)) pen.lineTo(x, y)
  else pen.lineTo(to.x, to.y)
}

/** What the wire covers, for looking it up by place. */
export function wireBounds(ends: Ends): Rect {
  const { from, to } = ends
  const rect = { minX: Math.min(from.x, to.x), minY: Math.min(from.y, to.y), maxX: Math.max(from.x, to.x), maxY: Math.max(from.y, to.y) }
  if (!goesBack(ends)) return rect
  const y = levelY(ends)
  return { minX: Math.min(rect.minX, to.x - STUB), minY: Math.min(rect.minY, y), maxX: Math.max(rect.maxX, from.x + STUB), maxY: Math.max(rect.maxY, y) }
}

/** The wire as short straight pieces. */
export function polyline(ends: Ends): readonly Point[] {
  const points: Point[] = []
  const line = (x: number, y: number): void => void points.push({ x, y })
  traceWire({
    moveTo: line,
    lineTo: line,
    bezierCurveTo: (ax, ay, bx, by, toX, toY) => {
      const { x: fromX, y: fromY } = points.at(-1) ?? { x: ax, y: ay }
      for (let i = 1; i <= 16; i++) {
        const t = i / 16, u = 1 - t
        line(u * u * u * fromX + 3 * u * u * t * ax + 3 * u * t * t * bx + t * t * t * toX, u * u * u * fromY + 3 * u * u * t * ay + 3 * u * t * t * by + t * t * t * toY)
      }
    },
  }, ends)
  return points
}

/** Distance of a point to the wire, sampled. */
export function distanceToWire(ends: Ends, p: Point): number {
  let best = Infinity
  let from: Point | undefined
  for (const to of polyline(ends)) {
    const { x, y } = from ?? to
    const dx = to.x - x, dy = to.y - y
    const t = Math.max(0, Math.min(1, ((p.x - x) * dx + (p.y - y) * dy) / (dx * dx + dy * dy || 1)))
    best = Math.min(best, Math.hypot(p.x - x - t * dx, p.y - y - t * dy))
    from = to
  }
  return best
}

const turn = (a: Point, b: Point, c: Point): number => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x))

/** Whether two lines of straight pieces cross. */
export function crosses(a: readonly Point[], b: readonly Point[]): boolean {
  for (let i = 1; i < a.length; i++) {
    for (let j = 1; j < b.length; j++) {
      const [p, q, r, s] = [a[i - 1]!, a[i]!, b[j - 1]!, b[j]!]
      if (turn(p, q, r) !== turn(p, q, s) && turn(r, s, p) !== turn(r, s, q)) return true
    }
  }
  return false
}
