/** The graph's one layout as text: keys in fixed order, one node, edge or tensor a line. */
import { tidyData, tidyParams } from './data'
import { isList, isObject, type JsonObject, writeEntry, writeJson } from './json'
import { VERSION } from './migrations'
import type { Edge, Graph, GraphNode, Json, TensorEntry } from './types'

/** Writes a graph as the file has it. The same graph always gives the same bytes. */
export function writeGraph(graph: Graph): string {
  const tensors = Object.entries(graph.tensors).map(([key, entry]) => `${JSON.stringify(key)}: ${writeTensor(entry)}`)
  const parts = [
    '"format": "tensorloom-graph"',
    `"version": ${VERSION}`,
    writeEntry('name', graph.name),
    ...(graph.description === undefined ? [] : [writeEntry('description', graph.description)]),
    writeEntry('seed', graph.seed),
    `"nodes": ${lines('[', graph.nodes.map(writeNode), ']', 1)}`,
    `"edges": ${lines('[', graph.edges.map(writeEdge), ']', 1)}`,
    `"tensors": ${lines('{', tensors, '}', 1)}`,
    // A module is as long as a graph: its nodes and edges get lines of their own too.
    ...Object.entries(graph.unknown ?? {}).map(([key, value]) => `${JSON.stringify(key)}: ${spread(value, 1, key === 'modules' ? 3 : 1)}`),
  ]
  return `${lines('{', parts, '}', 0)}\n`
}

function writeNode({ id, type, label, params, position, bypass, unknown }: GraphNode): string {
  return line({ id, type, label, params: tidyParams(params), position, bypass: bypass ? true : undefined }, unknown)
}

const writeEdge = ({ from, to, unknown }: Edge): string => line({ from, to }, unknown)

function writeTensor(entry: TensorEntry): string {
  const known = 'data' in entry ? { shape: entry.shape, data: tidyData(entry.data) } : { file: entry.file, key: entry.key }
  return line(known, entry.unknown)
}

function line(known: Readonly<Record<string, Json | undefined>>, unknown: JsonObject | undefined): string {
  const entries = [...Object.entries(known), ...Object.entries(unknown ?? {})]
  return `{${entries.flatMap(([key, value]) => (value === undefined ? [] : [writeEntry(key, value)])).join(', ')}}`
}

function lines(open: string, items: readonly string[], close: string, level: number): string {
  if (items.length === 0) return open + close
  const indent = '  '.repeat(level)
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`
}

/** Lists and objects that hold others get a line for each, down to `depth`. */
function spread(json: Json, level: number, depth: number): string {
  const holds = isList(json) ? json : isObject(json) ? Object.values(json) : []
  if (depth === 0 || !holds.some((value) => isList(value) || isObject(value))) return writeJson(json)
  if (isList(json)) return lines('[', json.map((item) => spread(item, level + 1, depth - 1)), ']', level)
  return lines('{', Object.entries(json as JsonObject).map(([key, value]) => `${JSON.stringify(key)}: ${spread(value, level + 1, depth - 1)}`), '}', level)
}
