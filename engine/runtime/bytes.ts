/** Files as bytes, of any size: Node's own readFile stops at 2 GB. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { say } from '../say'

const CHUNK = 2 ** 28

// A named pipe would be waited for until somebody writes to it. Windows has neither.
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Calls `use` with an open file and its size. Throws where there is no such file, or where it is a folder, a pipe or a device. */
function withFile<T>(path: string, use: (file: number, size: number) => T): T {
  const file = openSync(path, READ)
  try {
    const found = fstatSync(file)
    if (!found.isFile()) throw new Error(say`it is no file`)
    return use(file, found.size)
  } finally {
    closeSync(file)
  }
}

function fill(file: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const n = readSync(file, bytes, at, Math.min(CHUNK, length - at), at)
    // Cut short while it was read.
    if (n === 0) return bytes.slice(0, at)
    at += n
  }
  return bytes
}

/** The whole file, in a buffer of its own. */
export const readBytes = (path: string): Uint8Array<ArrayBuffer> => withFile(path, fill)

/** The beginning of a file, `length` bytes or less, and the size of all of it. */
export const readHead = (path: string, length: number): { bytes: Uint8Array<ArrayBuffer>; size: number } =>
  withFile(path, (file, size) => ({ bytes: fill(file, Math.min(length, size)), size }))
