/** Up to 16 numbers as bars that begin at zero: where each lies, what is written beside it, which is the largest. */
import { columnText, numberText } from './format'

export interface Bar {
  /** Of the room there is, in percent. */
  readonly left: number
  readonly width: number
  readonly text: string
  readonly winner: boolean
}
export interface Bars {
  /** How far along the room zero is, in percent. */
  readonly zero: number
  readonly bars: readonly Bar[]
}

/** A bar of nothing is still to be seen. */
const LEAST = 1

export function barsOf(values: readonly number[]): Bars {
  const finite = values.filter(Number.isFinite)
  const lo = Math.min(0, ...finite)
  const hi = Math.max(0, ...finite)
  const span = hi - lo
  const size = Math.max(hi, -lo)
  const zero = span > 0 ? (-lo / span) * 100 : 0
  const whole = values.every(Number.isInteger)
  const largest = Math.max(...finite)
  const winner = finite.length > 1 && finite.some((value) => value < largest) ? values.indexOf(largest) : -1
  const bars = values.map((value, i): Bar => {
    const width = Number.isFinite(value) && span > 0 ? Math.max(LEAST, (Math.abs(value) / span) * 100) : LEAST
    return { left: Math.max(0, Math.min(100 - width, value < 0 ? zero - width : zero)), width, text: whole ? numberText(value) : columnText(value, size), winner: i === winner }
  })
  return { zero, bars }
}
