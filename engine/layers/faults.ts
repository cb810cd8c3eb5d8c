/** Faults in values: what a run that was stopped by them says. */
import { say, type Said } from '../say'
import type { DType } from '../tensor/dtype'
import type { Found, Value } from './define'
import { scalarOf, type Emitter } from './emit'

/** The place of the first index below 0 or not below `end`; undefined where all are within. `skipped` counts as within. */
export function outOfRange(values: ArrayLike<number>, end: number, skipped?: number): number | undefined {
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!
    if (!(value >= 0 && value < end) && value !== skipped) return at
  }
  return undefined
}

/** The sentence on an index that is none of `end` things. */
export function wrongIndex(port: string, value: number, place: number, end: number, thing: 'rows' | 'classes' | 'places', pytorch: string): Found {
  const things: Said = { rows: say`rows`, classes: say`classes`, places: say`places` }[thing]
  const message = end > 0
    ? say`${port} is ${value} at place ${place}, but the ${things} are 0 to ${end - 1}; give one of them.`
    : say`${port} is ${value} at place ${place}, but there are no ${things} at all; make some.`
  return { port, pytorch, message }
}

/** A number that there is only where no flag is set: where one is, a Gather beyond its end stops the run. */
export function unless(e: Emitter, flags: Value, number: number, dtype: DType, what: string): Value {
  const one = e.constant(what, { ...scalarOf(dtype, number), shape: [1] })
  const set = e.emit('Cast', [flags], { dtype: 'int32', shape: flags.type.shape }, `${what}/flags`, { to: { int: 6 } })
  const place = flags.type.shape.length === 0 ? set : e.emit('ReduceMax', [set], { dtype: 'int32', shape: [] }, `${what}/any`, { keepdims: { int: 0 } })
  return e.emit('Gather', [one, place], { dtype, shape: [] }, `${what}/there`, { axis: { int: 0 } })
}
