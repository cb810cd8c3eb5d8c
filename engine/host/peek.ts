/** The text of a graph that is not opened: the start page draws it. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { GRAPH_ENDING } from './examples'
import type { HostFolders } from './folders'
import type { Recents } from './recents'
import type { Offered } from './types'

/** Bytes of a file that is worth drawing small. */
const LIMIT = 32 * 2 ** 20

/** Null where it is none of the examples or recent files, is gone, or is larger than 32 MB. Nothing is opened by it. */
export async function peek({ folders, recents }: { readonly folders: HostFolders; readonly recents: Recents }, kind: Offered, id: string): Promise<string | null> {
  const file = kind === 'recent' ? recents.list().find((recent) => recent.path === id)?.path : path.basename(id) === id ? path.join(folders.examples, id + GRAPH_ENDING) : undefined
  if (file === undefined) return null
  try {
    return (await fs.stat(file)).size > LIMIT ? null : await fs.readFile(file, 'utf8')
  } catch {
    return null
  }
}
