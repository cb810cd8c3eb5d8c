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

/** A key that MessagePack's decoder refuses, and a graph may have all the same. */
const REFUSED = '__proto__'
/** Stands in front of it, and of itself, on the way. */
const ESCAPE = '\u0000'
/** A frame in which keys were rewritten. */
interface Escaped { readonly escaped: unknown }

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)

const refuses = (value: unknown): boolean => (Array.isArray(value) ? value.some(refuses) : isPlain(value) && Object.keys(value).some((key) => key === REFUSED || refuses(value[key])))

/** The same value with its keys rewritten. */
function withKeys(value: unknown, rewrite: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withKeys(item, rewrite))
  return isPlain(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [rewrite(key), withKeys(item, rewrite)])) : value
}
const escape = (key: string): string => (key === REFUSED || key.startsWith(ESCAPE) ? `${ESCAPE}${key}` : key)
const unescape = (key: string): string => (key.startsWith(ESCAPE) ? key.slice(1) : key)
const isEscaped = (value: unknown): value is Escaped => isPlain(value) && 'escaped' in value

export function encodeFrame(frame: PageFrame | ServerFrame): Uint8Array<ArrayBuffer> {
  const sent: PageFrame | ServerFrame | Escaped = refuses(frame) ? { escaped: withKeys(frame, escape) } : frame
  return encode(sent, { ignoreUndefined: true })
}

/** Throws where the bytes are no MessagePack. Bytes in the frame share its memory. */
export function decodeFrame(bytes: Uint8Array): unknown {
  const frame = decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return isEscaped(frame) ? withKeys(frame.escaped, unescape) : frame
}
