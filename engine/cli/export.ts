/** `export`: a graph as an ONNX model, or its weights. */
import { statSync } from 'node:fs'
import { sizeText } from '../analysis/memory'
import { saveOnnx, saveSafetensors } from '../runtime/save'
import { unwritten } from '../runtime/writing'
import { DEFAULT_OPSET } from '../onnx/model'
import { Failure, FAILED, OK, unusable } from './failure'
import { hasError, load, open } from './load'
import { say } from './output'
import { sentence } from './table'

export interface ExportCommand {
  readonly output: string
  readonly opset?: string
}

/** Opsets that all lowerings hold for. */
const OPSETS = [20, 23] as const

/** Writes the file; gives the exit status. Throws Failure. */
export async function exportGraph(path: string, { output, opset }: ExportCommand): Promise<number> {
  const ending = /\.[^./\\]+$/.exec(output)?.[0].toLowerCase() ?? ''
  if (ending === '.py') throw unusable('Export to PyTorch (.py) is not available yet; .onnx and .safetensors are.')
  if (ending !== '.onnx' && ending !== '.safetensors') throw unusable(`-o ${output}: the ending must be .onnx or .safetensors.`)
  if (opset !== undefined && ending !== '.onnx') throw unusable('--opset goes with .onnx.')
  const version = opset === undefined ? DEFAULT_OPSET : opsetOf(opset)
  const { graph, problems } = load(path)
  const opened = graph && open(path, graph)
  const found = opened ? opened.analysis.problems() : problems
  for (const problem of found) say(`${path}: ${sentence(problem)}`)
  if (!opened || hasError(found)) throw new Failure(`${path} has errors: nothing was written.`, FAILED)
  try {
    if (ending === '.onnx') await saveOnnx(opened, output, { opset: version })
    else await saveSafetensors(opened, output)
  } catch (error) {
    throw new Failure(unwritten(error, output), FAILED)
  }
  // A script that watches hears of mistakes alone.
  if (process.stderr.isTTY) say(`${output} written (${[...(ending === '.onnx' ? [`opset ${version}`] : []), sizeText(statSync(output).size)].join(', ')}).`)
  return OK
}

function opsetOf(text: string): number {
  const opset = Number(text)
  const [low, high] = OPSETS
  if (!/^\d+$/.test(text) || opset < low || opset > high) throw unusable(`--opset ${text}: give a whole number from ${low} to ${high}.`)
  return opset
}
