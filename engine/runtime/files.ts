/** The files that a document names, relative to its folder, watched for changes. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AssetInfo } from '../analysis/types'
import { say } from '../say'
import type { DType, Tensor } from '../tensor/dtype'
import type { Fitted, Target } from '../tensor/fitted'
import { AssetStore } from './assets'

const POLL_MILLISECONDS = 2000

export class Files {
  #store: AssetStore | undefined
  #base: string | undefined
  readonly #changed: (paths: readonly string[]) => void
  readonly #stamps = new Map<string, string>()
  #timer: NodeJS.Timeout | undefined

  /** `changed` hears of files that were added, changed on disk, or came or went. */
  constructor(base: string | undefined, changed: (paths: readonly string[]) => void) {
    this.#changed = changed
    this.#setStore(base)
  }

  /** Whether the folder is known. */
  get known(): boolean {
    return this.#store !== undefined
  }

  setBase(dir: string): void {
    if (dir === this.#base) return
    this.#setStore(dir)
    this.#stamps.forEach((_, path) => this.#stamps.set(path, ''))
  }

  /** The files to watch from now on. */
  follow(paths: ReadonlySet<string>): void {
    for (const path of this.#stamps.keys()) if (!paths.has(path)) this.#stamps.delete(path)
    const fresh = [...paths].filter((path) => !this.#stamps.has(path))
    for (const path of fresh) this.#stamps.set(path, '')
    if (fresh.length > 0) this.look()
    // Polling sees what file systems do not report (network drives, a folder replaced as a whole).
    if (this.#stamps.size > 0) this.#timer ??= setInterval(() => this.look(), POLL_MILLISECONDS).unref()
    else this.close()
  }

  /** Looks whether files changed since. */
  look(): void {
    if (!this.#store) return
    const changed: string[] = []
    for (const [path, before] of this.#stamps) {
      const now = this.stamp(path)
      if (now === before) continue
      this.#stamps.set(path, now)
      changed.push(path)
    }
    if (changed.length > 0) this.#changed(changed)
  }

  /** Changes when the file does. */
  stamp(path: string): string {
    if (this.#base === undefined) return 'unknown'
    try {
      const { mtimeMs, size, ino } = statSync(resolve(this.#base, path))
      return `${mtimeMs} ${size} ${ino}`
    } catch {
      return 'missing'
    }
  }

  info(path: string): AssetInfo | undefined {
    return this.#store?.info(path)
  }

  /** Of all that are watched, as far as they are known. */
  infos(): Record<string, AssetInfo> {
    const infos: Record<string, AssetInfo> = {}
    for (const path of this.#stamps.keys()) {
      const info = this.info(path)
      if (info) infos[path] = info
    }
    return infos
  }

  /** Throws where the file cannot be read as that. */
  tensor(path: string, shape: readonly number[], dtype: DType): Tensor {
    if (!this.#store) throw new Error(say`${path}: the folder of this graph is not known yet.`)
    return this.#store.tensor(path, shape, dtype)
  }

  /** What a picture or .npy file gives. Throws where it cannot be read. */
  fitted(path: string, to: Target | undefined): Fitted {
    if (!this.#store) throw new Error(say`${path}: the folder of this graph is not known yet.`)
    return this.#store.fitted(path, to)
  }

  safetensor(file: string, key: string): Tensor | undefined {
    return this.#store?.safetensor(file, key)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #setStore(base: string | undefined): void {
    this.#base = base
    this.#store = base === undefined ? undefined : new AssetStore(base)
  }
}
