/** Where a file may be replaced, and why one could not be written. */
import { randomBytes } from 'node:crypto'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { say, type Said } from '../say'

/** What `mayReplace` throws for a file that nobody is meant to write to. */
export const READ_ONLY = 'EREADONLY'

/** A file that a person protected stays: taking its place by a rename would ask its folder alone. */
const WRITABLE = 0o222

export const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown } | undefined)?.code

/**
 * The file that a path stands for: where a link leads, so that the link stays. Throws, with the system's code or
 * `READ_ONLY`, where there is one that may not be written to.
 */
export function mayReplace(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })) return path
  const file = realpathSync(path)
  const found = statSync(file)
  if (found.isFile() && (found.mode & WRITABLE) === 0) throw Object.assign(new Error(say`it is read-only`), { code: READ_ONLY })
  accessSync(file, constants.W_OK)
  return file
}

/** Bytes that a name may have. */
const LONGEST_NAME = 255

/** Where a file is written before it takes its place: another for each write, whatever the length of its name. */
export function draftBeside(path: string): string {
  const ending = `.${randomBytes(4).toString('hex')}.tmp`
  const name = basename(path) + ending
  return join(dirname(path), Buffer.byteLength(name) <= LONGEST_NAME ? name : ending)
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** One sentence; the system's own words name a draft that nobody asked for. */
export const unwritten = (error: unknown, path: string): Said => say`${path} could not be written: ${reason(error, path)}.`

function reason(error: unknown, path: string): string {
  const folder = dirname(path)
  switch (codeOf(error)) {
    case 'ENOENT': case 'ENOTDIR': return isFolder(folder) ? say`the folder ${folder} takes no files` : say`there is no folder ${folder}`
    case 'EACCES': case 'EPERM': return statSync(path, { throwIfNoEntry: false }) ? say`access is denied` : say`the folder ${folder} may not be written to`
    case 'EROFS': return say`the folder ${folder} may not be written to`
    case 'ENOSPC': return say`the disk is full`
    case 'EISDIR': return say`it is a folder`
    case 'EEXIST': return say`it is a file`
    case 'ENAMETOOLONG': return say`its name is too long`
    case READ_ONLY: return say`it is read-only`
    default: return error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
  }
}
