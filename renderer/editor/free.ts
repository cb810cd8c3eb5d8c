/** Where there is room for cards among the others. */
import RBush from 'rbush'
import type { Box } from './arrange'

/** Around each card. Canvas units. */
const GAP = 12
/** From one place that is tried to the next, and how many of those in each direction. */
const STEP = 24
const STEPS = 60
/** Where nothing is free: so far aside, never exactly upon another. */
const ASIDE = 32

type Place = Omit<Box, 'id'>
type Way = readonly [number, number]

let ways: readonly Way[] | undefined

/** All that are tried, the shortest first; to the right and down before the others of the same length. */
function tried(): readonly Way[] {
  if (ways) return ways
  const found: Way[] = []
  for (let i = -STEPS; i <= STEPS; i++) for (let j = -STEPS; j <= STEPS; j++) found.push([i * STEP, j * STEP])
  const rank = ([dx, dy]: Way): number => Math.hypot(dx, dy) + (dx < 0 ? 1 : 0) + (dy < 0 ? 2 : 0)
  return ways = found.sort((a, b) => rank(a) - rank(b))
}

/** The shortest way, in canvas units, by which these boxes move together so that none lies upon one of `others`. */
export function freeWay(boxes: readonly Place[], others: readonly Place[]): Way {
  const tree = new RBush<{ readonly minX: number; readonly minY: number; readonly maxX: number; readonly maxY: number }>()
  tree.load(others.map(({ x, y, width, height }) => ({ minX: x - GAP, minY: y - GAP, maxX: x + width + GAP, maxY: y + height + GAP })))
  const clear = ([dx, dy]: Way): boolean => boxes.every(({ x, y, width, height }) => !tree.collides({ minX: x + dx, minY: y + dy, maxX: x + dx + width, maxY: y + dy + height }))
  const free = tried().find(clear)
  if (free) return free
  const spots = new Set(others.map(({ x, y }) => `${x} ${y}`))
  let aside = ASIDE
  while (boxes.some(({ x, y }) => spots.has(`${x + aside} ${y + aside}`))) aside += ASIDE
  return [aside, aside]
}
