/** The command line. Exit status 0: all well; 1: some graph has an error; 2: unusable arguments. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { DEVICE_IDS } from '../runtime/deviceIds'
import type { ExportCommand } from './export'
import { Failure, FAILED, OK, UNUSABLE, unusable } from './failure'
import { say } from './output'
import type { RunCommand } from './run'
import type { SolveCommand } from './solve'
import { VERSION } from '../version'

const SOLVE_JSON = `
The nearest to the node's present parameters come first. With --json:
  {"graph", "node", "ok", "problems": [...], "size": [20, 20], "solutions": [
    {"params": all of the window, "shape": of the output, "changes": how many parameters change, "changed": [which],
     "edits": [{"kind": "setParam", "node", "param", "value"}], "formula": [how the size comes about]}]}
An edit without a value gives the parameter back to its default. Exit status 1: nothing gives that size.`

const collect = (value: string, all: readonly string[]): string[] => [...all, value]

function port(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return value
}

/** A port that cannot be had is an argument that cannot be used. */
function portFailure(error: unknown, wanted: number | undefined): Failure | undefined {
  const { code } = error as { readonly code?: unknown }
  if (code === 'EADDRINUSE') return unusable(`--port ${wanted}: another program listens there; name another, or leave it out for a free one.`)
  if (code === 'EACCES') return unusable(`--port ${wanted}: the system keeps it to itself; name one from 1024.`)
  return undefined
}

/** Each command loads what it needs and no more. */
function program(done: (status: number) => void): Command {
  const root = new Command('tensorloom')
    .description('Neural networks as graphs: check, run and export them, or edit them in a browser.')
    .version(VERSION)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
  root.command('check')
    .description('say what is wrong in graphs, and every shape')
    .argument('<graphs...>', 'graph files')
    .option('--json', 'one line of JSON a graph')
    .action(async (graphs: string[], options: { json?: boolean }) => {
      const { check } = await import('./check')
      done(await check(graphs, options))
    })
  root.command('run')
    .description('compute the values of graphs')
    .argument('<graphs...>', 'graph files')
    .option('--json', 'one line of JSON a graph')
    .option('--values', 'with --json: all values, not only their statistics')
    .option('--input <ID=FILE>', 'an image or .npy file for an Input (may be repeated)', collect, [])
    .addOption(new Option('--device <device>', 'where to compute').choices(DEVICE_IDS).default('cpu'))
    .option('--only <ID,...>', 'nodes to compute, and what they need', collect, [])
    .option('--dump <DIR>', 'write every value to DIR as .npy')
    .action(async (graphs: string[], options: RunCommand) => {
      const { run } = await import('./run')
      done(await run(graphs, options))
    })
  root.command('solve')
    .description('find the parameters of a window (kernel_size, stride, padding, ...) that give an output size')
    .argument('<graph>', 'graph file')
    .argument('<node>', 'id of a convolution, a pool, Unfold or Fold')
    .argument('<size>', 'wanted size, as 20x20; one number stands for all axes (of Unfold: blocks down and across, one number being all of them)')
    .option('--json', 'one line of JSON')
    .option('--limit <N>', 'how many solutions at most (default: 20)')
    .addHelpText('after', SOLVE_JSON)
    .action(async (graph: string, node: string, size: string, options: SolveCommand) => {
      const { solve } = await import('./solve')
      done(await solve(graph, node, size, options))
    })
  root.command('export')
    .description('write a graph as .onnx, or its weights as .safetensors')
    .argument('<graph>', 'graph file')
    .requiredOption('-o, --output <FILE>', 'where to write; the ending says what')
    .option('--opset <N>', 'opset of the ONNX model (default: 20)')
    .action(async (graph: string, options: ExportCommand) => {
      const { exportGraph } = await import('./export')
      done(await exportGraph(graph, options))
    })
  root.command('serve')
    .description('the editor in a browser, on the loopback address')
    .argument('[graph]', 'graph file to open')
    .option('--port <N>', 'port; any free one where left out', port)
    .action(async (graph: string | undefined, options: { port?: number }) => {
      const { serve } = await import('../serve/server')
      await serve({ ...(graph === undefined ? {} : { graph }), ...options }).catch((error: unknown) => {
        throw portFailure(error, options.port) ?? error
      })
    })
  return root
}

async function main(): Promise<number> {
  let status = OK
  try {
    await program((found) => { status = found }).parseAsync()
    return status
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? OK : UNUSABLE
    say(error instanceof Error ? error.message : String(error))
    return error instanceof Failure ? error.status : FAILED
  }
}

void main().then((status) => { process.exitCode = status })
