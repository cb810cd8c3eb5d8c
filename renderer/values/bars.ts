/** Up to 16 numbers as bars: how long each is, what is written beside it, which is the largest. */
import { columnText, numberText } from './format'

export interface Bar {
  /** Of the room there is, in percent. */
  readonly width: number
  readonly text: string
  readonly winner: boolean
}

export function barsOf(values: readonly number[]): readonly Bar[] {
  const finite = values.filter(Number.isFinite)
  const lo = Math.min(...finite)
  const hi = Math.max(...finite)
  const size = Math.max(0, ...finite.map(Math.abs))
  const whole = values.every(Number.isInteger)
  const winner = values.length > 1 && hi > lo ? values.indexOf(hi) : -1
  return values.map((value, i) => ({
    width: Number.isFinite(value) && hi > lo ? Math.max(2, ((value - lo) / (hi - lo)) * 100) : 2,
    text: whole ? numberText(value) : columnText(value, size), winner: i === winner,
  }))
}
