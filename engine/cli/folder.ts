/** Folders for results. */
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
