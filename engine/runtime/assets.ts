/** Files that a graph names, relative to its folder: what they are, and what is in them. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AssetInfo } from '../analysis/types'
import { say, type Said } from '../say'
import type { DType, Tensor } from '../tensor/dtype'
import { ValueError } from '../tensor/errors'
import { fitted, isMade, madeFrom, type Fitted, type Target } from '../tensor/fitted'
import { decodeImage, imageInfo, imageTensor } from '../tensor/image'
import { isJpeg } from '../tensor/jpeg'
import { isNpy, npyInfo, readNpy } from '../tensor/npy'
import { isPng } from '../tensor/png'
import { readSafetensor, safetensorsInfo } from '../tensor/safetensors'
import { fillLeading } from '../tensor/values'
import { readBytes, readHead } from './bytes'

/** Enough for the header of any image or array, and of most weight files. */
const HEAD = 65_536
const PAST_HEAD = 2 ** 26
/** Pictures of up to as many bytes and pixels are decoded to see whether they are whole; of larger ones a run finds that out. */
const DECODED = 2 ** 22

interface Kept<T> {
  readonly stamp: string
  readonly value: T
}

export class AssetStore {
  readonly #base: string
  readonly #infos = new Map<string, Kept<AssetInfo>>()
  /** Weight files, from which many tensors are taken. */
  readonly #weights = new Map<string, Kept<Uint8Array>>()

  /** `baseDir`: the folder that relative paths start from. */
  constructor(baseDir: string) {
    this.#base = baseDir
  }

  /** What a file is. Never throws. */
  info(path: string): AssetInfo {
    const stamp = this.#stamp(path)
    if (stamp === undefined) return { kind: 'missing' }
    const kept = this.#infos.get(path)
    if (kept?.stamp === stamp) return kept.value
    const value = this.#look(path)
    this.#infos.set(path, { stamp, value })
    return value
  }

  /** An image or .npy file as a tensor of this shape, leading 1s filled in. Throws where it cannot be that. */
  tensor(path: string, shape: readonly number[], dtype: DType): Tensor {
    const bytes = this.#read(path)
    if (isPng(bytes) || isJpeg(bytes)) {
      if (dtype !== 'float32') throw new ValueError(say`${path} is an image, which gives float32 values, not ${dtype}.`)
      return imageTensor(decodeImage(bytes), shape)
    }
    const tensor = readNpy(bytes)
    if (tensor.dtype !== dtype) throw new ValueError(say`${path} holds ${tensor.dtype} values, not ${dtype}.`)
    return fillLeading(tensor, shape)
  }

  /** What a picture or .npy file gives, for an Input that takes pictures of the size `to`. Throws where it cannot be read. */
  fitted(path: string, to: Target | undefined): Fitted {
    const bytes = this.#read(path)
    const made = madeFrom(bytes)
    // What was made to fit is made anew from what it was made from, as long as that is there.
    if (to && made && !isMade(bytes, made, to) && this.#stamp(made.source) !== undefined) return fitted(this.#read(made.source), made.source, to)
    return fitted(bytes, path, to)
  }

  /** One tensor of a .safetensors file; undefined where it has none of that name. Throws where the file cannot be read. */
  safetensor(file: string, key: string): Tensor | undefined {
    const stamp = this.#stamp(file) ?? ''
    let kept = this.#weights.get(file)
    if (kept?.stamp !== stamp) {
      kept = { stamp, value: this.#read(file) }
      this.#weights.set(file, kept)
    }
    return readSafetensor(kept.value, key)
  }

  /** Lets go of what files hold; what they are stays known. */
  release(): void {
    this.#weights.clear()
  }

  #stamp(path: string): string | undefined {
    try {
      const { mtimeMs, size, ino } = statSync(resolve(this.#base, path))
      return `${mtimeMs} ${size} ${ino}`
    } catch (error) {
      // Something is there, but it may not be looked at.
      return isAbsent(error) ? undefined : 'unknown'
    }
  }

  #read(path: string): Uint8Array<ArrayBuffer> {
    try {
      return readBytes(resolve(this.#base, path))
    } catch (error) {
      throw new ValueError(isAbsent(error) ? say`There is no file ${path}.` : say`${path} cannot be read: ${reason(error)}.`)
    }
  }

  #look(path: string): AssetInfo {
    try {
      const file = resolve(this.#base, path)
      const { bytes, size } = readHead(file, HEAD)
      const info = describeHead(path, file, bytes, size)
      if (info.kind === 'image' && size <= DECODED && info.width * info.height <= DECODED) decodeImage(size <= HEAD ? bytes : readBytes(file))
      return info
    } catch (error) {
      return isAbsent(error) ? { kind: 'missing' } : { kind: 'unreadable', reason: reason(error) }
    }
  }
}

function describeHead(path: string, file: string, bytes: Uint8Array, size: number): AssetInfo {
  try {
    return describe(path, bytes, size)
  } catch (error) {
    // A header may be longer: comments in a JPEG, thousands of tensors.
    if (size <= HEAD) throw error
    return describe(path, readHead(file, PAST_HEAD).bytes, size)
  }
}

function describe(path: string, bytes: Uint8Array, size: number): AssetInfo {
  if (isNpy(bytes)) return { kind: 'npy', ...npyInfo(bytes, size) }
  if (isPng(bytes) || isJpeg(bytes)) {
    const { width, height, channels, bits } = imageInfo(bytes)
    const made = madeFrom(bytes)
    return { kind: 'image', width, height, channels, bits, ...(made ? { made } : {}) }
  }
  if (path.toLowerCase().endsWith('.safetensors')) return { kind: 'safetensors', tensors: safetensorsInfo(bytes, size) }
  throw new ValueError(say`it is no PNG, JPEG, .npy or .safetensors file`)
}

function isAbsent(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined
  return code === 'ENOENT' || code === 'ENOTDIR'
}

const SYSTEM: Readonly<Record<string, Said>> = { EACCES: say`access is denied`, EPERM: say`access is denied`, EISDIR: say`it is a folder`, ELOOP: say`it is a link to itself` }

/** As a clause, for use inside a sentence. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return say`unknown error`
  const code = (error as { code?: unknown }).code
  const known = typeof code === 'string' ? SYSTEM[code] : undefined
  return known ?? error.message.replace(/\.$/, '')
}
