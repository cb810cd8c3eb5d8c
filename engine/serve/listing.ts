/** What a file dialog in a browser shows of a folder of this machine. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { say } from '../say'
import type { Listing } from './messages'

type Entry = Listing['entries'][number]

/** Lists a folder: folders and files, hidden ones left out. Throws, in words for a person, where it cannot be read. */
export async function listFolder(dir: string): Promise<Listing> {
  const full = path.resolve(dir)
  const found = await fs.readdir(full, { withFileTypes: true }).catch(() => {
    throw new Error(say`${full} cannot be read as a folder.`)
  })
  const entries = await Promise.all(found.filter((entry) => !entry.name.startsWith('.')).map(async (entry): Promise<Entry[]> => {
    const stat = await fs.stat(path.join(full, entry.name)).catch(() => undefined)
    if (stat?.isDirectory()) return [{ name: entry.name, kind: 'folder' }]
    return stat?.isFile() ? [{ name: entry.name, kind: 'file', size: stat.size, modified: stat.mtimeMs }] : []
  }))
  const parent = path.dirname(full)
  const byName = (a: Entry, b: Entry): number => Number(a.kind === 'file') - Number(b.kind === 'file') || a.name.localeCompare(b.name)
  return { dir: full, ...(parent === full ? {} : { parent }), entries: entries.flat().sort(byName) }
}
