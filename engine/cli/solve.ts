/** `solve`: parameters that give a node a wanted output size. */
import type { Problem } from '../document/types'
import { solve as search, windowAxes, type Solution } from '../analysis/solver'
import { windowOf } from '../analysis/solverWindow'
import { FAILED, OK, unusable } from './failure'
import { hasError, load, open } from './load'
import { write } from './output'
import { cellText, columns, sentence } from './table'

export interface SolveCommand {
  readonly json?: boolean
  readonly limit?: string
}

/** `20x20`, `20×20`, `20,20` or `20`. */
export function sizeOf(text: string): number[] {
  const parts = text.split(/[x×,]/i).map(part => part.trim())
  const size = parts.map(Number)
  if (parts.some(part => !/^\d+$/.test(part)) || size.some(n => n < 1 || !Number.isSafeInteger(n)) || size.length > 3) throw unusable(`${text} is no size; give one as 20x20.`)
  return size
}

/** Looks for parameters; gives the exit status. Throws Failure. */
export async function solve(path: string, id: string, wanted: string, { json, limit = '20' }: SolveCommand): Promise<number> {
  const size = sizeOf(wanted)
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw unusable(`--limit ${limit}: give a number from 1 to 9999.`)
  const { graph, problems } = load(path)
  const say = (problems: readonly Problem[], solutions: readonly Solution[], size: readonly number[]): Promise<void> =>
    (json ? writeJson : writeText)({ graph: path, node: id, size, problems, solutions })
  if (!graph) {
    await say(problems, [], size)
    return FAILED
  }
  const { doc, analysis } = open(path, graph)
  const node = doc.node(id)
  const found = analysis.node(id)
  if (!node || !found) throw unusable(`There is no node ${id} in ${path}.`)
  if (!found.layer) {
    await say(found.problems, [], size)
    return FAILED
  }
  const spec = windowOf(found.layer)
  if (!spec) throw unusable(`${id} has type ${found.layer.type}, which has no window; name a convolution, a pool, Unfold or Fold.`)
  const axes = windowAxes(found.layer, found.inputs) ?? spec.axes
  if (axes !== undefined && size.length !== 1 && size.length !== axes) throw unusable(`${wanted}: ${found.layer.type} has ${axes} ${axes === 1 ? 'size' : 'sizes'}.`)
  const result = search({ node, layer: found.layer, inputs: found.inputs, size, limit: Number(limit) })
  await say(result.problem ? [result.problem] : [], result.solutions, result.size)
  return result.problem ? FAILED : OK
}

interface Answer {
  readonly graph: string
  readonly node: string
  readonly size: readonly number[]
  readonly problems: readonly Problem[]
  readonly solutions: readonly Solution[]
}

const formula = (solution: Solution): string[] => solution.formula().map(line => line.pieces.map(piece => piece.text).join(''))

async function writeJson({ graph, node, size, problems, solutions }: Answer): Promise<void> {
  const listed = solutions.map(solution => ({
    params: solution.params, shape: solution.shape, changes: solution.changed.length, changed: solution.changed, edits: solution.edits, formula: formula(solution),
  }))
  await write(`${JSON.stringify({ graph, node, ok: !hasError(problems), problems, size, solutions: listed })}\n`)
}

async function writeText({ node, size, problems, solutions }: Answer): Promise<void> {
  for (const problem of problems) await write(`${sentence(problem)}\n`)
  const [first] = solutions
  if (!first) return
  const names = Object.keys(first.params).filter(name => solutions.some(({ params }) => params[name] !== null || first.params[name] !== null))
  await write(`${node} gives ${size.join(' × ')} with (what changes is marked *):\n`)
  await write(columns([
    [...names, 'output'],
    ...solutions.map(({ params, changed, shape }) => [...names.map(name => `${JSON.stringify(params[name]) ?? ''}${(changed as readonly string[]).includes(name) ? '*' : ''}`), shape.join(' × ')]),
  ].map(row => row.map(cellText))))
  for (const line of formula(first)) await write(`The first: ${line}\n`)
}
