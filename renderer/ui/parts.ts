/** The parts of the window, for the key that goes from one to the next. */

const PARTS = ['.top-bar', '.palette', '[data-canvas]', '[id="table"]', '[id="problems"]', '[id="pins"]', '.inspector', '.status-bar', '.start'] as const
const STOPS = ':is(button, input, select, textarea, a[href], [tabindex]):not([tabindex="-1"], :disabled)'

/** Where one begins in a part: on the canvas at what is selected, in the inspector at the tab that is shown. */
function entry(part: Element): HTMLElement | undefined {
  const wanted = part.querySelector<HTMLElement>('.node.selected, .inspector [role="tab"][aria-selected="true"]')
  return wanted ?? [...part.querySelectorAll<HTMLElement>(STOPS)].find((stop) => stop.checkVisibility())
}

/** When a dialog closes: what it did may have put the focus somewhere, and there it stays. */
export function leaveFocus(event: Event): void {
  if (document.activeElement !== document.body) event.preventDefault()
}

/**
 * What a menu's entries do, done once the menu has given the focus back (by a timer of its own): what opens before that
 * loses the focus, and closes. `closed` is for the menu's close-auto-focus.
 */
export function menuChoice(): { choose(action: () => void): void; closed(): void } {
  let chosen: (() => void) | undefined
  return {
    choose: (action) => { chosen = action },
    closed: () => {
      const action = chosen
      chosen = undefined
      if (action) queueMicrotask(() => setTimeout(action))
    },
  }
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
    const stop = next && entry(next)
    if (!stop) continue
    stop.focus()
    return
  }
}
