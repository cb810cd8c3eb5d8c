/** What a host (Electron's main process, `serve`) tells a page about files. Plain data: crosses IPC and HTTP as it is. */

/** A graph file as text, under the id by which page, host and engine know the document. */
export interface OpenedFile {
  /** Chosen by the host, which remembers the document's folder by it. */
  readonly doc: string
  /** Absolute path; null where saving has to ask for one (examples, recovered drafts). */
  readonly path: string | null
  readonly name: string
  readonly text: string
}

export interface RecentFile {
  readonly path: string
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly modified: number
}

/** What the start page offers to open, and may look into before. */
export type Offered = 'example' | 'recent'

export interface Example {
  readonly id: string
  readonly name: string
  readonly description: string
}

/** Unsaved work that an earlier session left behind. Opening it keeps its `doc`, so `unstash(doc)` discards it. */
export interface RecoveredFile {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly path?: string
}

export interface StartInfo {
  readonly version: string
  /** `process.platform` of the host. */
  readonly platform: string
  readonly recents: readonly RecentFile[]
  readonly examples: readonly Example[]
  readonly recovered: readonly RecoveredFile[]
  /** Files named on the command line, or handed over by a second start. */
  readonly open?: readonly OpenedFile[]
  /** Why such a file could not be opened. */
  readonly failed?: readonly string[]
}

export interface SavedFile {
  readonly path: string
  readonly name: string
}

export type ExportFormat = 'onnx' | 'safetensors'
