/** Where the focus goes when what had it is gone: who works by keys is never put back to the beginning of the window. */
import { nextTick } from 'vue'
import { CANVAS, entryOf, partOf, stopsOf } from './parts'

/** What lies over the window and goes again. */
const FLOATS = '[role="dialog"], [role="alertdialog"], [role="menu"]'

/** Where the focus was last, but for what floats; after a press of the mouse on nothing, nowhere. */
let last: { readonly element: HTMLElement; readonly part: string | undefined; readonly at: number } | undefined

const usable = (element: HTMLElement): boolean => element.isConnected && !element.matches(':disabled') && element.checkVisibility()

/** The canvas itself, while no card has the focus: keys that are meant for it work, and Tab goes on from there. */
function toCanvas(canvas: HTMLElement): void {
  const stop = canvas.querySelector<HTMLElement>('.node.selected') ?? canvas
  if (stop === canvas) {
    // Only now: a press of the mouse is not to give it the focus.
    canvas.tabIndex = -1
    canvas.addEventListener('blur', () => canvas.removeAttribute('tabindex'), { once: true })
  }
  stop.focus({ preventScroll: true })
}

/** Back to where the focus was; where that is gone, to what has taken its place there, or else to the canvas. */
function back(): void {
  if (!last) return
  const { element, part, at } = last
  const { node } = element.dataset
  // A card that left the screen and came back is another element.
  const again = usable(element) ? element : node === undefined ? null : document.querySelector<HTMLElement>(`[data-node="${CSS.escape(node)}"]`)
  const canvas = document.querySelector<HTMLElement>(CANVAS)
  if (again) return again.focus({ preventScroll: true })
  const place = part === undefined || part === CANVAS ? null : document.querySelector(part)
  const stops = place?.checkVisibility() ? stopsOf(place) : []
  const stop = stops[Math.min(at, stops.length - 1)]
  if (stop) stop.focus()
  else if (canvas) toCanvas(canvas)
  else entryOf(document.body)?.focus()
}

const nowhere = (): boolean => document.activeElement === document.body || document.activeElement === null

/** When a dialog or a menu closes: what it did may have put the focus somewhere, and there it stays. */
export function leaveFocus(event: Event): void {
  event.preventDefault()
  if (nowhere() || (event.target instanceof Node && event.target.contains(document.activeElement))) back()
  // In a menu within the menu, which goes after it.
  else if (document.activeElement?.closest('[role="menu"]')) setTimeout(() => { if (nowhere()) back() })
}

/** Keeps an eye on it; the result stops that. */
export function bindFocus(): () => void {
  const abort = new AbortController()
  const { signal } = abort
  const floats = (target: EventTarget | null): boolean => target instanceof Element && target.closest(FLOATS) !== null
  window.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || floats(target)) return
    const part = partOf(target)
    const within = part === undefined ? null : document.querySelector(part)
    last = { element: target, part, at: within ? stopsOf(within).indexOf(target) : 0 }
  }, { signal })
  window.addEventListener('pointerdown', ({ target }) => { if (!floats(target)) last = undefined }, { capture: true, signal })
  // A key took away what had the focus: a button with what it mends, a panel that it closes, a card.
  window.addEventListener('keyup', () => void nextTick(() => setTimeout(() => { if (last && nowhere() && !usable(last.element)) back() })), { signal })
  return () => abort.abort()
}
