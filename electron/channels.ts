/** Names of the IPC channels between main and the preload. Without imports but of types: it goes into the sandboxed preload. */
import type { Wording } from '../engine/say'

export const CHANNELS = {
  /** invoke: a `HostRequest`; resolves to `{ value }` or `{ error }`, an error's text being for a person. */
  request: 'host:request',
  /** send: asks for a port to the engine. */
  connect: 'engine:connect',
  /** to the page: a port to the engine. */
  port: 'engine:port',
  /** to the page: the engine ended. */
  down: 'engine:down',
  /** send: the menu, and the words of native menus and dialogs. */
  menu: 'menu:set',
  /** to the page: a command of the menu. */
  command: 'menu:command',
  /** to the page: a file to open. */
  opened: 'files:opened',
  /** to the page: the window is about to close. */
  flush: 'window:flush',
  /** send: nothing is unsaved and unstashed any more. */
  flushed: 'window:flushed',
} as const

export type Answer = { readonly value: unknown } | { readonly error: string; readonly said?: Wording | undefined }
