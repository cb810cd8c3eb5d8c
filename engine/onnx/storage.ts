/**
 * Memory that values share, followed through in-place writes: ONNX has none, so a write makes a new value, and whoever
 * reads the same memory later reads what follows from it.
 */
import type { Value } from '../layers/define'

export interface Storage {
  /** Grows with every write. */
  version: number
  /** The reference that knows everything written so far. */
  latest: Ref
}

/** One way to look at a storage: the whole of it, or through a view (Flatten, Slice, ...) of another reference. */
export interface Ref {
  readonly storage: Storage
  /** Undefined for the whole. */
  readonly view: { readonly base: Ref; readonly node: string; readonly port: string } | undefined
  readonly depth: number
  /** What it held at `version` of the storage. */
  value: Value
  version: number
}

export interface ViewOperations {
  /** The view taken anew of a changed base. */
  refresh(node: string, port: string, base: Value): Value
  /** The base after `written` came in through the view. */
  write(node: string, port: string, base: Value, written: Value): Value
}

export function rootRef(value: Value): Ref {
  const storage: { version: number; latest?: Ref } = { version: 0 }
  const ref: Ref = { storage: storage as Storage, view: undefined, depth: 0, value, version: 0 }
  storage.latest = ref
  return ref
}

export const viewRef = (base: Ref, node: string, port: string, value: Value): Ref =>
  ({ storage: base.storage, view: { base, node, port }, depth: base.depth + 1, value, version: base.storage.version })

/** Overwrites what `ref` refers to; it must have been read just before. */
export function writeRef(ref: Ref, value: Value): void {
  ref.storage.version++
  ref.storage.latest = ref
  ref.version = ref.storage.version
  ref.value = value
}

/** What `ref` refers to now. Writes go up to what both see and down again only here: most are never asked for. */
export function readRef(ref: Ref, operations: ViewOperations): Value {
  const { storage } = ref
  if (ref.version === storage.version) return ref.value
  const down: Ref[] = []
  let below = ref
  let latest = storage.latest
  while (latest !== below) {
    if (below.depth > latest.depth && below.view) {
      down.push(below)
      below = below.view.base
    } else if (latest.view) {
      const { base, node, port } = latest.view
      base.value = operations.write(node, port, base.value, latest.value)
      base.version = storage.version
      latest = base
    } else break
  }
  storage.latest = latest
  for (let i = down.length - 1; i >= 0; i--) {
    const at = down[i]
    if (!at?.view || at.version === storage.version) continue
    at.value = operations.refresh(at.view.node, at.view.port, at.view.base.value)
    at.version = storage.version
  }
  return ref.value
}
