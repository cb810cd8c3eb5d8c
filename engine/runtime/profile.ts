/** How long each ONNX node of a run took: ONNX Runtime's profiler writes it to a file. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Folders of profiles that nobody took yet; removed at the end at the latest. */
const folders = new Set<string>()
let leaving = false
function leave(): void {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true })
}

/** How the path of a session's profile begins, in a folder of its own; undefined where none can be written. */
export function profilePrefix(): string | undefined {
  try {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorloom-'))
    if (!leaving) process.once('exit', leave)
    leaving = true
    folders.add(folder)
    return path.join(folder, 'run')
  } catch {
    return undefined
  }
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

/** Reads a profile that is complete, and removes it with its folder; nothing where there is none. */
export async function takeProfile(prefix: string): Promise<Map<string, number>> {
  const folder = path.dirname(prefix)
  const times = new Map<string, number>()
  try {
    for (const name of await fs.promises.readdir(folder)) {
      for (const [node, milliseconds] of timesOf(await fs.promises.readFile(path.join(folder, name), 'utf8'))) times.set(node, milliseconds)
    }
    await fs.promises.rm(folder, { recursive: true, force: true })
    folders.delete(folder)
  } catch {
    // Somebody cleaned up: a time is no reason for a run to fail.
  }
  return times
}
