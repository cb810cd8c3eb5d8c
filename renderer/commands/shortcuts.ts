/** Which keys a command has here: its own, or what a person set instead. */
import { settings } from '../ui/settings'
import type { Command } from './define'

/** As tinykeys writes them; the first is shown. */
export const keysOf = (command: Command): readonly string[] => (command.native === true ? undefined : settings.value.keys[command.id]) ?? command.keys ?? []
export const isChanged = (command: Command): boolean => command.native !== true && settings.value.keys[command.id] !== undefined

const isMac = (): boolean => /mac/i.test(navigator.platform)

const ON_KEYS: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', PageUp: 'Page Up', PageDown: 'Page Down', Escape: 'Esc' }

/** The keys as they are printed on this platform's keyboards. */
export const keyText = (keys: string): string => keys.replace('$mod', isMac() ? '⌘' : 'Ctrl').replace('Shift+?', '?').replace(/Arrow\w+|Page\w+|Escape/, (key) => ON_KEYS[key] ?? key).replace(/(?<=.)\+(?=.)/g, ' ').replace(/(^| )([a-z])$/, (_, gap: string, key: string) => `${gap}${key.toUpperCase()}`)

/** One form for all ways to write the same keys. */
function plain(keys: string): string {
  const parts = keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+')
  const key = parts.pop() ?? ''
  return [...parts.map((part) => part.toLowerCase()).sort(), key.toLowerCase()].join('+')
}

const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process', 'Unidentified'])

/** The keys of a press, as tinykeys writes them; undefined for a modifier alone. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>, mac = isMac()): string | undefined {
  if (MODIFIERS.has(event.key)) return undefined
  const { ctrlKey, metaKey, altKey, shiftKey } = event
  const held = [(mac ? metaKey : ctrlKey) && '$mod', mac && ctrlKey && 'Control', !mac && metaKey && 'Meta', altKey && 'Alt', shiftKey && 'Shift']
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key
  return [...held.filter((part) => part !== false), key].join('+')
}

/** The command that has these keys already. */
export const holderOf = (commands: readonly Command[], keys: string, but: Command): Command | undefined =>
  commands.find((command) => command.id !== but.id && keysOf(command).some((other) => plain(other) === plain(keys)))

function set(id: string, keys: readonly string[] | undefined): void {
  const { [id]: _, ...others } = settings.value.keys
  settings.value.keys = keys === undefined ? others : { ...others, [id]: keys }
}

/** Gives a command these keys alone, and takes them off whichever had them. */
export function giveKeys(commands: readonly Command[], command: Command, keys: string): void {
  for (let holder = holderOf(commands, keys, command); holder; holder = holderOf(commands, keys, command)) {
    if (holder.native) return
    set(holder.id, keysOf(holder).filter((other) => plain(other) !== plain(keys)))
  }
  set(command.id, [keys])
}
export const takeKeys = (command: Command): void => set(command.id, [])
export const resetKeys = (command: Command): void => set(command.id, undefined)
export const resetAllKeys = (): void => { settings.value.keys = {} }
