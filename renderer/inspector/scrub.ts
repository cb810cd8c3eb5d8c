/** A number changed by dragging its label, as in other node editors. */
import type { Json } from '../../engine/document/types'
import { parseNumber, stepped, textOf, type Limits } from './text'

/** So many pixels are one step; the first few are a click. */
const STEP = 6
const SLACK = 3

/** The number, or each of a list, so many steps of its last digit further, within the limits; undefined where it is none. */
export function scrubbed(json: Json | undefined, by: number, limits?: Limits): Json | undefined {
  if (Array.isArray(json)) {
    const list = (json as readonly Json[]).map((item) => scrubbed(item, by, limits))
    return list.length === 0 || list.includes(undefined) ? undefined : (list as Json[])
  }
  if (typeof json === 'boolean' || json === null || json === undefined) return undefined
  const text = textOf(json)
  const next = /e/i.test(text) ? undefined : stepped(text, by, limits)
  return next === undefined ? undefined : parseNumber(next)
}

/**
 * Follows the pointer from where it was pressed; `change` hears of every further step, counted from the beginning, with
 * Shift in tens. `done` once it was a drag; `takenBack`: Escape ended it.
 */
export function startScrub(event: PointerEvent, change: (steps: number) => void, done: (takenBack: boolean) => void): void {
  const label = event.currentTarget
  if (event.button !== 0 || !(label instanceof HTMLElement)) return
  const abort = new AbortController()
  const { signal } = abort
  let steps = 0
  let moved = false
  // Capture takes the click from the label: it is given only to what became a drag.
  window.addEventListener('pointermove', (move) => {
    const dx = move.clientX - event.clientX
    if (!moved && Math.abs(dx) <= SLACK) return
    if (!moved) label.setPointerCapture(event.pointerId)
    moved = true
    const next = Math.round(dx / STEP) * (move.shiftKey ? 10 : 1)
    if (next !== steps) change(steps = next)
  }, { signal })
  const end = (takenBack: boolean): void => {
    abort.abort()
    if (moved) done(takenBack)
  }
  window.addEventListener('pointerup', () => end(false), { signal })
  window.addEventListener('pointercancel', () => end(true), { signal })
  window.addEventListener('keydown', (key) => {
    if (key.key !== 'Escape' || !moved) return
    // Of the drag alone: nothing else is to hear of it.
    key.preventDefault()
    key.stopImmediatePropagation()
    end(true)
  }, { signal, capture: true })
}
