/** The graph file: text to graph and back. Read by people and version control, so its layout is fixed. */
import { say, type Said } from '../say'
import { isObject, type JsonObject, parseJson } from './json'
import { locator, place } from './locate'
import { migrate, VERSION } from './migrations'
import { numberOf } from './numbers'
import { type Fault, kindOf, readRoot } from './read'
import type { Graph, Problem } from './types'

export { writeGraph } from './write'

const FORMAT = 'tensorloom-graph'
const MAX_FAULTS = 100

/**
 * Reads a graph file of this or an older version. Never throws. Without a graph there are problems (`syntax`, `version`
 * or `duplicate-id`), each with its place in the text; what nodes, parameters and wires mean is the analysis's business.
 */
export function readGraph(text: string): { graph?: Graph; problems: Problem[] } {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  const parsed = parseJson(body)
  if ('refused' in parsed) return { problems: [problem('syntax', say`The file is not JSON (${place(body, parsed.offset)}): ${parsed.refused}.`)] }
  const root = parsed.value
  if (!isObject(root)) return { problems: [problem('syntax', say`The file is no graph: it must hold one object, not ${kindOf(root)}.`)] }
  const faults: Fault[] = []
  const version = readHeader(root, (message, ...path) => faults.push({ code: 'syntax', message, path }))
  if (version !== undefined && version > VERSION) {
    return { problems: [problem('version', say`The file is of version ${version}, newer than version ${VERSION} that this program knows; open it with a newer one. It was left as it is.`)] }
  }
  if (version === undefined) return { problems: sentences(faults, body) }
  const graph = readRoot(migrate(root, version), (fault) => faults.push(fault))
  return faults.length > 0 ? { problems: sentences(faults, body) } : { graph, problems: [] }
}

/** The version; undefined where the file is none of ours, which is reported. */
function readHeader(root: JsonObject, report: (message: Said, ...path: string[]) => void): number | undefined {
  const { format, version } = root
  if (format === undefined) return void report(say`The file is no graph: it has no "format"; it should be "${FORMAT}"`)
  if (format !== FORMAT) return void report(say`The file is no graph: its "format" must be "${FORMAT}", not ${kindOf(format)}`, 'format')
  if (version === undefined) return void report(say`The file has no "version"; the newest is ${VERSION}`)
  const number = numberOf(version)
  if (number === undefined || number < 1 || (number < VERSION && !Number.isInteger(number))) {
    return void report(say`The "version" of the file must be an integer from 1, not ${kindOf(version)}`, 'version')
  }
  return number
}

function sentences(faults: readonly Fault[], text: string): Problem[] {
  const offset = locator(text)
  const problems = faults.slice(0, MAX_FAULTS).map(({ code, message, path, first, node }) => {
    const where = first ? say`${place(text, offset(first))} and ${place(text, offset(path))}` : place(text, offset(path))
    return problem(code, say`${message} (${where}).`, node)
  })
  const left = faults.length - problems.length
  return left > 0 ? [...problems, problem('syntax', say`The file has ${left} more faults of this kind.`)] : problems
}

const problem = (code: Problem['code'], message: Said, node?: string): Problem => ({
  severity: 'error', code, message, ...(node === undefined ? {} : { node }),
})
