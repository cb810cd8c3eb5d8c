/** The list of files last opened or saved, newest first, in one JSON file. */
import fs from 'node:fs'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import type { RecentFile } from './types'

const LIMIT = 20
const schema = z.array(z.string())

export class Recents {
  private readonly file: string

  constructor(data: string) {
    this.file = path.join(data, 'recent.json')
  }

  /** Those that still exist. */
  list(): RecentFile[] {
    return this.read().flatMap((file) => {
      try {
        return [{ path: file, name: path.basename(file), modified: fs.statSync(file).mtimeMs }]
      } catch {
        return []
      }
    })
  }

  /** Puts a file first. A list that cannot be written is no reason to fail an open or a save. */
  add(file: string): void {
    try {
      fs.mkdirSync(path.dirname(this.file), { recursive: true })
      writeFileAtomic.sync(this.file, JSON.stringify([file, ...this.read().filter((other) => other !== file)].slice(0, LIMIT), null, 2))
    } catch {
      // Shown as a shorter list.
    }
  }

  // Read anew each time: another window or `serve` may have written it.
  private read(): string[] {
    try {
      return schema.parse(JSON.parse(fs.readFileSync(this.file, 'utf8')))
    } catch {
      return []
    }
  }
}
