/** The one seam between the page and where it runs: Electron (electron.ts) or a browser (web.ts). */
import type { ExportFormat, Offered, OpenedFile, SavedFile, StartInfo } from '../../engine/host/types'
import type { Wording } from '../../engine/say'

export type { ExportFormat, Offered, OpenedFile, RecoveredFile, StartInfo } from '../../engine/host/types'

/** What a page asks of its host, but for the engine. In Electron the preload exposes exactly this as `window.tensorloomHost`. */
export interface HostBridge {
  readonly kind: 'electron' | 'web'
  /** Once, when the page is up. */
  start(): Promise<StartInfo>
  /** Asks for a file; null where the person cancelled. */
  open(): Promise<OpenedFile | null>
  openPath(path: string): Promise<OpenedFile>
  openExample(id: string): Promise<OpenedFile>
  /** The text of an example (by id) or of a recent file (by path), to be looked at; null where there is none, or too much. */
  peek(kind: Offered, id: string): Promise<string | null>
  /** A file dropped on the page. */
  openDropped(file: File): Promise<OpenedFile>
  /** Writes atomically. `path` null asks where; null back where the person cancelled. */
  save(doc: string, text: string, path: string | null, suggestedName: string): Promise<SavedFile | null>
  /** Keeps unsaved work where a crash does not reach it. */
  stash(doc: string, text: string, path: string | null, name: string): Promise<void>
  /** Forgets the stashed work: it was saved or thrown away. */
  unstash(doc: string): Promise<void>
  /** The document was closed: its folder is forgotten; what is stashed stays. */
  close(doc: string): Promise<void>
  /** Asks where, then has the engine write there. */
  exportModel(doc: string, format: ExportFormat, suggestedName: string): Promise<{ readonly path: string } | null>
  /** Puts a file beside the graph, or in a folder of that name there; resolves to the relative path to write in the graph. */
  addAsset(doc: string, name: string, bytes: Uint8Array, folder?: string): Promise<string>
  /** Pictures and arrays in the folder of one that the graph names, by name: relative paths. */
  valuesBeside(doc: string, path: string): Promise<readonly string[]>
  /** The native menu, made from the page's commands, and what native menus and dialogs say, by the English. Does nothing where there is none. */
  setMenu(menus: readonly HostMenu[], words: Readonly<Record<string, string>>): void
  /** Commands of the native menu, by id. */
  onCommand(listener: (id: string) => void): void
  /** Files that a second start of the app was given. */
  onOpened(listener: (file: OpenedFile) => void): void
  /** How large the page is drawn, 1 as it is. Does nothing in a browser, which has a zoom of its own. */
  setZoom(factor: number): void
  /** Called before the window goes: stash what is not saved. The window waits for it, but not for a page that hangs. */
  onFlush(listener: () => Promise<void>): void
  /** Called before a request rejects: how the error's text was put together. */
  onSaid(listener: (wording: Wording) => void): void
  /** Asks for a port to the engine. It comes as a `message` event whose data is `ENGINE_PORT`, again after each restart. */
  connectEngine(): void
}

export interface HostMenu {
  readonly label: string
  readonly items: readonly ({ readonly id: string; readonly label: string; readonly keys?: string; readonly enabled: boolean } | null)[]
}

/** Data of the window message that brings the port to a new engine. */
export const ENGINE_PORT = 'tensorloom:engine-port'
/** Data of the window message that says that the engine ended; another is being started. */
export const ENGINE_DOWN = 'tensorloom:engine-down'

/** Messages to and from the engine's process; their schemas are in engine/protocol.ts. */
export interface EngineLink {
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** 'up' for every new engine, which knows no document yet: open them again. */
  onState(listener: (state: 'up' | 'down') => void): void
}

export interface Host extends Omit<HostBridge, 'connectEngine' | 'onSaid'> {
  readonly engine: EngineLink
}
