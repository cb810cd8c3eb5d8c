/** Keys to commands. What is typed into a field stays there. */
import { tinykeys } from 'tinykeys'
import { watch } from 'vue'
import type { Workspace } from '../editor/workspace'
import { settings } from '../ui/settings'
import { COMMANDS, keysOf, type Command } from './commands'

function takes(event: KeyboardEvent, command: Command): boolean {
  const { target } = event
  if (!(target instanceof HTMLElement)) return true
  if (target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]')) return false
  const field = target.closest('input, textarea, select')
  if (!field) return true
  if (command.inFields !== true) return false
  // The field's own undo, as long as there is something to undo in it.
  const unfinished = field.hasAttribute('data-dirty') || field.matches('[type="search"]')
  return !(unfinished && (command.id === 'undo' || command.id === 'redo'))
}

/** Arrows belong to what has the focus, unless that is the canvas or nothing. */
const onCanvas = ({ target, defaultPrevented }: KeyboardEvent): boolean =>
  !defaultPrevented && target instanceof Element && (target === document.body || target.closest('[data-canvas]') !== null)

/** Enter presses what has the focus, unless that is a node, the canvas or nothing. */
const onNode = (event: KeyboardEvent): boolean =>
  onCanvas(event) && event.target instanceof Element && event.target.closest('button, a, input') === null

/** Tab goes from control to control, unless the pointer is at work on the canvas. */
const hovering = (event: KeyboardEvent): boolean =>
  onCanvas(event) && document.querySelector('[data-canvas]:hover') !== null && !(event.target instanceof Element && event.target.matches(':focus-visible'))

/** Listens, with the keys that are set now and later; the result stops it. */
export function bindKeys(workspace: Workspace): () => void {
  let unbind: () => void = () => undefined
  const stop = watch(() => settings.value.keys, () => {
    unbind()
    unbind = listen(workspace)
  }, { immediate: true, deep: true })
  return () => { stop(); unbind() }
}

function listen(workspace: Workspace): () => void {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {}
  for (const command of COMMANDS) {
    if (command.native) continue
    for (const keys of keysOf(command)) {
      bindings[keys] = (event) => {
        if (!takes(event, command) || (keys.includes('Arrow') && !onCanvas(event)) || (keys === 'Enter' && !onNode(event)) || (keys === 'Tab' && !hovering(event))) return
        // The browser's own meaning of the keys is never wanted here.
        if (keys.startsWith('$mod')) event.preventDefault()
        if (!command.when(workspace)) return
        event.preventDefault()
        // What is typed and not yet taken belongs to what is saved.
        if (event.target instanceof HTMLElement && event.target.hasAttribute('data-dirty')) event.target.dispatchEvent(new Event('change'))
        command.run(workspace)
      }
    }
  }
  return tinykeys(window, bindings)
}
