/** The parts of the window, for the key that goes from one to the next. */

export const CANVAS = '[data-canvas]'
const PARTS = ['.top-bar', '.palette', CANVAS, '[id="table"]', '[id="problems"]', '[id="pins"]', '.inspector', '.status-bar', '.start'] as const
const STOPS = ':is(button, input, select, textarea, a[href], [tabindex]):not([tabindex="-1"], :disabled)'

/** The part that something is in; undefined: in none. */
export const partOf = (element: Element): string | undefined => PARTS.find((part) => element.closest(part) !== null)

/** What Tab stops at in a part. */
export const stopsOf = (part: Element): readonly HTMLElement[] => [...part.querySelectorAll<HTMLElement>(STOPS)].filter((stop) => stop.checkVisibility())

/** Where one begins in a part: on the canvas at what is selected, in the inspector at the tab that is shown. */
export function entryOf(part: Element): HTMLElement | undefined {
  const wanted = part.querySelector<HTMLElement>('.node.selected, .inspector [role="tab"][aria-selected="true"]')
  return wanted ?? stopsOf(part)[0]
}

/** Goes to the next part that has anything in it (1), or to the one before (-1). */
export function goToPart(by: 1 | -1): void {
  const parts = PARTS.flatMap((part) => document.querySelector(part) ?? [])
  const at = parts.findIndex((part) => part.contains(document.activeElement))
  const { length } = parts
  // From nowhere on to the first, or back to the last.
  const from = at < 0 && by < 0 ? 0 : at
  for (let i = 1; i <= length; i++) {
    const next = parts[(from + by * i + length) % length]
    const stop = next && entryOf(next)
    if (!stop) continue
    stop.focus()
    return
  }
}
