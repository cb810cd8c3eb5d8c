/** `check`: what is right and wrong in graphs, without running them. */
import { FAILED, OK } from './failure'
import { hasError, load, open } from './load'
import { analysed, broken, unreadable, writeJson, type Result } from './result'
import { writeTable } from './table'

/** Checks graphs in order; gives the exit status. */
export async function check(paths: readonly string[], options: { readonly json?: boolean }): Promise<number> {
  let status = OK
  for (const path of paths) {
    const result = checked(path)
    if (hasError(result.problems)) status = FAILED
    await (options.json ? writeJson(result) : writeTable(result))
  }
  return status
}

function checked(path: string): Result {
  try {
    const loaded = load(path)
    return loaded.graph ? analysed(path, open(path, loaded.graph)) : unreadable(loaded)
  } catch (error) {
    return broken(path, error)
  }
}
