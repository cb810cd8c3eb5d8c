/** How long each ONNX node of a run took: ONNX Runtime's profiler writes it to a file. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Undefined before it is asked for, null where there can be none. */
let folder: string | null | undefined
let made = 0

function makeFolder(): string | null {
  try {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorloom-'))
    process.once('exit', () => { fs.rmSync(dir, { recursive: true, force: true }) })
    return dir
  } catch {
    return null
  }
}

/** How the path of a session's profile begins, another for each; undefined where none can be written. */
export function profilePrefix(): string | undefined {
  folder ??= makeFolder()
  return folder === null ? undefined : path.join(folder, `${++made}-`)
}

/** Not JSON: a name may have in it what breaks that. One event a line. */
const EVENT = /"dur" :(\d+),.*"name" :"(.*)_kernel_time","args"/g

/** Milliseconds by ONNX node name, from a profile's text (microseconds). What ran several times is summed up. */
export function timesOf(profile: string): Map<string, number> {
  const times = new Map<string, number>()
  for (const [, microseconds, name] of profile.matchAll(EVENT)) {
    if (name !== undefined) times.set(name, (times.get(name) ?? 0) + Number(microseconds) / 1000)
  }
  return times
}

/** Reads a profile that is complete, and removes it; nothing where there is none. */
export async function takeProfile(prefix: string): Promise<Map<string, number>> {
  const dir = path.dirname(prefix)
  const times = new Map<string, number>()
  try {
    for (const name of await fs.promises.readdir(dir)) {
      const file = path.join(dir, name)
      if (!file.startsWith(prefix)) continue
      for (const [node, milliseconds] of timesOf(await fs.promises.readFile(file, 'utf8'))) times.set(node, milliseconds)
      await fs.promises.rm(file, { force: true })
    }
  } catch {
    // Somebody cleaned up: a time is no reason for a run to fail.
  }
  return times
}
