/** Results for people: problems first, then a table of the nodes. */
import { sizeText } from '../analysis/memory'
import type { Problem } from '../document/types'
import { hasError } from './load'
import { write } from './output'
import type { NodeResult, OutputResult, Result } from './result'

/** Ids and types are cut at this many characters. */
const WIDEST = 32

const grouped = (value: number): string => value.toLocaleString('en-US')

/** Writes a result as a heading, its problems and a table. */
export async function writeTable(result: Result): Promise<void> {
  const { graph, problems, parameters, macs, bytes, nodes, device, milliseconds } = result
  const facts = [`${grouped(nodes.length)} nodes`, `${grouped(parameters)} parameters`, `${grouped(macs)} multiply-adds`, `${sizeText(bytes)}`]
  if (device !== undefined && milliseconds !== undefined) facts.push(`${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms on ${device}`)
  // A file that holds no graph has nothing to count.
  const counted = nodes.length === 0 && hasError(problems) ? '' : ` (${facts.join(', ')})`
  await write(`${shown(graph)}: ${hasError(problems) ? 'has errors' : 'ok'}${counted}\n`)
  for (const problem of problems) await write(`  ${sentence(problem)}\n`)
  if (nodes.length > 0) await write(rows(nodes, device !== undefined))
}

/** Control characters of a file's own words do nothing on a terminal. */
const shown = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\u{fffd}')

export function sentence({ severity, code, node, port, message, pytorch, fix }: Problem): string {
  const at = node === undefined ? '' : ` at ${port === undefined ? node : `${node}.${port}`}`
  const more = [...(pytorch === undefined ? [] : [`PyTorch: ${pytorch}`]), ...(fix ? [`Mend: ${fix.label}`] : [])]
  return shown(`${severity} ${code}${at}: ${message}`) + more.map((line) => `\n      ${shown(line)}`).join('')
}

/** A cell of a table: cut where it is too long. */
export const cellText = (cell: string): string => (cell.length > WIDEST ? `${shown(cell).slice(0, WIDEST - 1)}…` : shown(cell))

/** Rows in columns; of `right` on, numbers are set to the right. */
export function columns(cells: readonly (readonly string[])[], right = Infinity): string {
  const widths = (cells[0] ?? []).map((_, column) => cells.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0))
  return cells.map((row) => `  ${row.map((cell, column) => (column < right ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd()}\n`).join('')
}

/** As torchinfo lists it: what comes out of each node, and what that costs; of a run also what the values are. */
function rows(nodes: readonly NodeResult[], ran: boolean): string {
  const table: string[][] = [['node', 'type', 'shape', 'dtype', ...(ran ? ['min', 'max', 'mean', 'std'] : ['parameters', 'mult-adds', 'memory'])]]
  for (const node of nodes) {
    const { id, type, outputs } = node
    if (outputs.size === 0) table.push([id, type, '-', '', ...(ran ? [] : costs(node))])
    let first = true
    for (const [port, output] of outputs) {
      table.push([port === 'output' ? id : `${id}.${port}`, type, output.shape.join(' × ') || 'scalar', output.dtype, ...(ran ? numbers(output) : first ? costs(node) : [])])
      first = false
    }
  }
  return columns(table.map((row) => row.map(cellText)), 4)
}

const costs = ({ parameters, macs, bytes }: NodeResult): string[] => [parameters > 0 ? grouped(parameters) : '-', macs > 0 ? grouped(macs) : '-', bytes > 0 ? sizeText(bytes) : '-']

function numbers({ stats }: OutputResult): string[] {
  if (!stats) return []
  return [stats.min, stats.max, stats.mean, stats.std].map((value) => (value === null ? '-' : Number.isFinite(value) ? Number(value.toPrecision(5)).toString() : String(value)))
}
