/** What crosses the socket between a browser's page and `serve`. MessagePack in binary frames. Pure: the page reads it too. */
import { decode, encode } from '@msgpack/msgpack'
import type { Wording } from '../say'

/** Page to server. */
export type PageFrame =
  /** A message to the engine (engine/protocol.ts). */
  | { readonly type: 'engine'; readonly message: unknown }
  /** A request as engine/host/requests.ts takes it, or `list` (below). Answered by `host-reply`. */
  | { readonly type: 'host'; readonly request: number; readonly method: string; readonly args: readonly unknown[] }
  /** What the person said to an `ask`: a path, true or false; null where it was cancelled. */
  | { readonly type: 'answer'; readonly ask: number; readonly value: string | boolean | null }

/** What a person is asked. Paths may be relative to the folder that `serve` was started in. */
export type Question =
  | { readonly kind: 'open' }
  | { readonly kind: 'save'; readonly suggested: string; readonly ending: string }
  | { readonly kind: 'overwrite'; readonly name: string }

/** Server to page. */
export type ServerFrame =
  | { readonly type: 'engine'; readonly message: unknown }
  /** `up` for every new engine, which knows no document yet. */
  | { readonly type: 'engine-state'; readonly state: 'up' | 'down' }
  | { readonly type: 'host-reply'; readonly request: number; readonly result?: unknown; readonly error?: string; readonly said?: Wording | undefined }
  | { readonly type: 'ask'; readonly ask: number; readonly question: Question }

/** Result of the host method `list(dir)`: what a file dialog shows of a folder; folders first. */
export interface Listing {
  /** Absolute. */
  readonly dir: string
  /** Undefined at the root. */
  readonly parent?: string
  readonly entries: readonly { readonly name: string; readonly kind: 'folder' | 'file'; readonly size?: number; readonly modified?: number }[]
}

/** Path of the socket, relative to the page's address. */
export const SOCKET_PATH = 'socket'

export const encodeFrame = (frame: PageFrame | ServerFrame): Uint8Array<ArrayBuffer> => encode(frame, { ignoreUndefined: true })
/** Throws where the bytes are no MessagePack. Bytes in the frame share its memory. */
export const decodeFrame = (bytes: Uint8Array): unknown => decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
