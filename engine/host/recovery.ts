/**
 * Unsaved work, kept where a crash does not reach it. `recovery/SESSION/DOC/` holds `stash.json` (the text) and `files/`
 * (what was added to a document that has no folder of its own yet). A session is one process; what a dead one left is
 * taken over by the next.
 */
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'

const STASH = 'stash.json'
const stashSchema = z.object({
  name: z.string(), text: z.string(), path: z.string().nullable(),
  /** Of the file at `path` as it was when the work on it began. */
  digest: z.string().optional(),
})
export type Stash = z.infer<typeof stashSchema>

/** Milliseconds since the epoch at which a process began; undefined where it is gone, 0 where nobody says. */
function processStart(pid: number): number | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined
  }
  const boot = Date.now() - os.uptime() * 1000
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Field 3 is the state, field 22 the start in hundredths of a second after boot.
    return fields[0] === 'Z' ? undefined : boot + Number(fields[19]) * 10
  } catch {
    return process.platform === 'linux' ? undefined : boot
  }
}

/** Whether the process that made a session folder (`PID-TIME`) still lives; a later one may have its number. */
function isAlive(session: string): boolean {
  const [pid, since] = session.split('-').map(Number)
  if (!pid || !since) return false
  const start = processStart(pid)
  return start !== undefined && start <= since + 2000
}

export class Recovery {
  private readonly root: string
  private readonly session: string
  /** Documents that a page has open; the rest of this session's stashes are up for recovery. */
  private readonly held = new Set<string>()
  /** What is done with each document's folder last. */
  private readonly last = new Map<string, Promise<unknown>>()

  constructor(data: string) {
    this.root = path.join(data, 'recovery')
    this.session = path.join(this.root, `${process.pid}-${Date.now()}`)
  }

  hold(doc: string): void {
    this.held.add(doc)
  }

  release(doc: string): void {
    this.held.delete(doc)
  }

  /** The folder of what is added to a document that was never saved. */
  draftFolder(doc: string): string {
    return path.join(this.session, doc, 'files')
  }

  stash(doc: string, stash: Stash): Promise<void> {
    return this.inTurn(doc, async (dir) => {
      await fs.promises.mkdir(dir, { recursive: true })
      await writeFileAtomic(path.join(dir, STASH), JSON.stringify(stash))
    })
  }

  unstash(doc: string): Promise<void> {
    return this.inTurn(doc, (dir) => fs.promises.rm(path.join(dir, STASH), { force: true }))
  }

  /** Forgets a document altogether: its files lie beside its graph now. */
  drop(doc: string): Promise<void> {
    return this.inTurn(doc, (dir) => fs.promises.rm(dir, { recursive: true, force: true }))
  }

  /** What earlier sessions, and pages of this one that are gone, left unsaved; oldest first. */
  recovered(): (Stash & { readonly doc: string })[] {
    for (const session of this.folders(this.root)) {
      if (path.join(this.root, session) !== this.session && !isAlive(session)) this.takeOver(path.join(this.root, session))
    }
    return this.folders(this.session).filter((doc) => !this.held.has(doc)).flatMap((doc) => {
      try {
        const file = path.join(this.session, doc, STASH)
        const stash = stashSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')))
        return [{ doc, ...stash, time: fs.statSync(file).mtimeMs }]
      } catch {
        return []
      }
    }).sort((a, b) => a.time - b.time).map(({ time: _, ...rest }) => rest)
  }

  /** One thing at a time with a document's folder, in the order asked: a stash must not meet the folder's end. */
  private inTurn(doc: string, action: (dir: string) => Promise<void>): Promise<void> {
    const done = (this.last.get(doc) ?? Promise.resolve()).then(() => action(path.join(this.session, doc)))
    const settled = done.catch(() => undefined).then(() => {
      if (this.last.get(doc) === settled) this.last.delete(doc)
    })
    this.last.set(doc, settled)
    return done
  }

  /** Moves a dead session's stashed documents into this one under new ids: two pages may have used the same. */
  private takeOver(dead: string): void {
    try {
      for (const doc of this.folders(dead)) {
        if (!fs.existsSync(path.join(dead, doc, STASH))) continue
        fs.mkdirSync(this.session, { recursive: true })
        fs.renameSync(path.join(dead, doc), path.join(this.session, randomUUID()))
      }
      fs.rmSync(dead, { recursive: true, force: true })
    } catch {
      // Another process was faster, or the folder is not ours: it is offered there, or next time.
    }
  }

  private folders(dir: string): string[] {
    try {
      return fs.readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    } catch {
      return []
    }
  }
}
