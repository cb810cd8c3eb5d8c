/** Takes a file's place: what was there stays whole until the new one is. */
import fs from 'node:fs/promises'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { draftBeside } from '../runtime/writing'

/** Bytes that write-file-atomic adds to a name, and that a name may have. */
const ADDED = 11
const LONGEST = 255

/** Writes a file (temporary file, fsync, rename), also where its name leaves the library's temporary one no room. */
export async function replaceFile(target: string, content: string | Uint8Array): Promise<void> {
  const data = typeof content === 'string' ? content : Buffer.from(content)
  if (Buffer.byteLength(path.basename(target)) + ADDED <= LONGEST) return writeFileAtomic(target, data)
  const draft = draftBeside(target)
  const mode = await fs.stat(target).then((there) => there.mode & 0o777, () => undefined)
  try {
    await writeFileAtomic(draft, data, mode === undefined ? {} : { mode })
    await fs.rename(draft, target)
  } catch (error) {
    await fs.rm(draft, { force: true })
    throw error
  }
}
