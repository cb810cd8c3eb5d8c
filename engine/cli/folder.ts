/** Where results are written, and why they cannot be. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those above it that are missing. Throws where one cannot be made. Node's own (`recursive`) never
 * comes back where a folder that is there says that what is made in it does not exist, as `/proc` does.
 */
export function makeFolder(dir: string): void {
  const missing: string[] = []
  for (let at = resolve(dir); !statSync(at, { throwIfNoEntry: false })?.isDirectory(); at = dirname(at)) {
    missing.push(at)
    if (at === dirname(at)) break
  }
  for (const at of missing.reverse()) mkdirSync(at)
}

/** Why a file or folder of results could not be written; the system's own words name a draft that nobody asked for. */
export const unwritable = (error: unknown, output: string): string => `${output} could not be written: ${reason(error, output)}`

function reason(error: unknown, output: string): string {
  const { code } = error as { readonly code?: unknown }
  if (code === 'ENOENT' || code === 'ENOTDIR') return `there is no folder ${dirname(output)}.`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `the folder ${dirname(output)} may not be written to.`
  if (code === 'ENOSPC') return 'the disk is full.'
  if (code === 'EISDIR') return 'it is a folder.'
  if (code === 'EEXIST') return 'it is a file.'
  return error instanceof Error ? error.message : String(error)
}
