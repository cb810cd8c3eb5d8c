/** `run`: the values of graphs, as statistics, as numbers, or as files. */
import type { DeviceId } from '../protocol'
import { probeDevice } from '../runtime/devices'
import { runGraph } from '../runtime/run'
import { statistics } from '../runtime/stats'
import { inputFiles, onlyIds } from './arguments'
import { Dump } from './dump'
import { FAILED, OK, unusable } from './failure'
import { hasError, load, open, type Loaded } from './load'
import { analysed, broken, unreadable, writeJson, type Result } from './result'
import { writeTable } from './table'

export interface RunCommand {
  readonly json?: boolean
  readonly values?: boolean
  readonly input: readonly string[]
  readonly device: DeviceId
  readonly only: readonly string[]
  readonly dump?: string
}

/** Runs graphs in order; gives the exit status. Throws Failure where the arguments do not fit. */
export async function run(paths: readonly string[], options: RunCommand): Promise<number> {
  if (options.values && !options.json) throw unusable('--values goes with --json.')
  if (options.dump !== undefined && paths.length > 1) throw unusable('--dump takes one graph: the values of several would overwrite each other.')
  const graphs = paths.map(load)
  const inputs = inputFiles(options.input, graphs)
  const only = onlyIds(options.only, graphs)
  const missing = options.device === 'cpu' ? undefined : await probeDevice(options.device)
  if (missing !== undefined) throw unusable(`The device ${options.device} is not there: ${missing}`)
  const dump = options.dump === undefined ? undefined : new Dump(options.dump)
  let status = OK
  for (const loaded of graphs) {
    const result = await runOne(loaded, options, inputs, only, dump).catch((error: unknown): Result => ({ ...broken(loaded.path, error), device: options.device, milliseconds: 0 }))
    if (hasError(result.problems)) status = FAILED
    await (options.json ? writeJson(result) : writeTable(result))
  }
  return status
}

async function runOne(loaded: Loaded, options: RunCommand, inputs: ReadonlyMap<string, string>, only: ReadonlySet<string> | undefined, dump: Dump | undefined): Promise<Result> {
  const { path, graph } = loaded
  const { device } = options
  if (!graph) return { ...unreadable(loaded), device, milliseconds: 0 }
  const opened = open(path, graph, inputs)
  const checked = analysed(path, opened)
  const nodes = only ? checked.nodes.filter((node) => only.has(node.id)) : checked.nodes
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const { problems, milliseconds } = await runGraph(opened.doc, opened.analysis, opened.assets, {
    device,
    ...(only ? { only } : {}),
    value(id, port, tensor) {
      const output = byId.get(id)?.outputs.get(port)
      if (!output) return
      output.stats = statistics(tensor)
      if (options.values) output.tensor = tensor
      dump?.write(id, port, tensor)
    },
  })
  // What could not run has no outputs.
  for (const { outputs } of nodes) for (const [port, output] of outputs) if (!output.stats) outputs.delete(port)
  return { ...checked, nodes, problems: [...checked.problems, ...problems], device, milliseconds }
}
