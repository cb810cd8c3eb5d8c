/** `check`: what is right and wrong in graphs, without running them. */
import { FAILED, OK } from './failure'
import { hasError, load, open } from './load'
import { analysed, unreadable, writeJson } from './result'
import { writeTable } from './table'

/** Checks graphs in order; gives the exit status. */
export async function check(paths: readonly string[], options: { readonly json?: boolean }): Promise<number> {
  let status = OK
  for (const path of paths) {
    const loaded = load(path)
    const result = loaded.graph ? analysed(path, open(path, loaded.graph)) : unreadable(loaded)
    if (hasError(result.problems)) status = FAILED
    await (options.json ? writeJson(result) : writeTable(result))
  }
  return status
}
