/** From parsed JSON to the graph: the form of each part, faults with the path where they are. */
import { plain, say, type Said } from '../say'
import { tidyData, tidyParams } from './data'
import { isNodeId } from './ids'
import { isDeeperThan, isList, isObject, type JsonObject, writeJson } from './json'
import type { Path } from './locate'
import { integerOf, numberOf } from './numbers'
import type { Edge, Graph, GraphNode, Json, PortRef, TensorEntry } from './types'

export interface Fault {
  readonly code: 'syntax' | 'duplicate-id'
  /** A clause without its full stop; the place goes after it. */
  readonly message: Said
  readonly path: Path
  /** Where the same id stands first. */
  readonly first?: Path
  readonly node?: string
}
type Report = (fault: Fault) => void

const MAX_DEPTH = 200
const ROOT = ['format', 'version', 'name', 'description', 'seed', 'nodes', 'edges', 'tensors']
const NODE = ['id', 'type', 'label', 'params', 'position', 'bypass']
const EDGE = ['from', 'to']

/** Reads a root of the newest version. The graph is whole only where nothing was reported. */
export function readRoot(root: JsonObject, report: Report): Graph {
  const at = field(root, [], () => say`the file`, undefined, report)
  const name = at('name', isText, say`a text`) ?? ''
  const description = at('description', isText, say`a text`)
  const seed = at('seed', isInteger, say`an integer without a fraction`) ?? 0
  const nodes = at('nodes', isList, say`a list`)
  if (nodes === undefined && !isPresent(root, 'nodes')) report({ code: 'syntax', message: say`The file has no "nodes"; give it a list of nodes`, path: [] })
  const edges = at('edges', isList, say`a list`) ?? []
  const tensors = at('tensors', isObject, say`an object`) ?? {}
  return {
    name,
    ...(description === undefined ? {} : { description }),
    seed,
    nodes: readNodes(nodes ?? [], report),
    edges: edges.flatMap((edge, n) => readEdge(edge, n, report) ?? []),
    tensors: Object.fromEntries(Object.entries(tensors).flatMap(([key, entry]) => {
      const read = readTensor(key, entry, report)
      return read ? [[key, read] as const] : []
    })),
    ...rest(root, ROOT, [], report),
  }
}

function readNodes(nodes: readonly Json[], report: Report): GraphNode[] {
  const first = new Map<string, number>()
  return nodes.flatMap((json, n) => {
    const node = readNode(json, n, report)
    if (!node) return []
    const before = first.get(node.id)
    if (before === undefined) first.set(node.id, n)
    else {
      report({
        code: 'duplicate-id', message: say`Two nodes have the id ${quote(node.id)}; give one of them another id`,
        path: ['nodes', n], first: ['nodes', before], node: node.id,
      })
    }
    return [node]
  })
}

function readNode(json: Json, n: number, report: Report): GraphNode | undefined {
  const path = ['nodes', n]
  const wrong = (message: Said): undefined => void report({ code: 'syntax', message, path })
  if (!isObject(json)) return wrong(say`Node ${n + 1} must be an object, not ${kindOf(json)}`)
  const { id, type } = json
  if (id === undefined) return wrong(say`Node ${n + 1} has no "id"; give it one`)
  if (typeof id !== 'string') return void report({ code: 'syntax', message: say`The "id" of node ${n + 1} must be a text, not ${kindOf(id)}`, path: [...path, 'id'] })
  if (!isNodeId(id)) {
    const message = id === '' ? say`The "id" of node ${n + 1} is empty; give it one` 
      : /\p{Cs}/u.test(id) ? say`The id ${quote(id)} of node ${n + 1} holds half of a character (a lone surrogate); leave it out`
      : say`The id ${quote(id)} of node ${n + 1} holds a control character; leave it out`
    return void report({ code: 'syntax', message, path: [...path, 'id'] })
  }
  const owner = (): Said => say`node ${quote(id)}`
  if (type === undefined) report({ code: 'syntax', message: say`Node ${quote(id)} has no "type"; give it one`, path, node: id })
  const at = field(json, path, owner, id, report)
  at('type', isText, say`a text`)
  const label = at('label', isText, say`a text`)
  const params = at('params', isObject, say`an object`) ?? {}
  const position = at('position', isPosition, say`a list of two numbers`)
  const bypass = at('bypass', (value): value is boolean => typeof value === 'boolean', say`true or false`)
  if (isDeeperThan(params, MAX_DEPTH)) report({ code: 'syntax', message: say`The "params" of ${owner()} are nested too deeply`, path: [...path, 'params'], node: id })
  return {
    id,
    type: isText(type) ? type : '',
    ...(label === undefined ? {} : { label }),
    params: tidyParams(params),
    ...(position === undefined ? {} : { position: [numberOf(position[0]) ?? 0, numberOf(position[1]) ?? 0] as const }),
    ...(bypass ? { bypass } : {}),
    ...rest(json, NODE, path, report),
  }
}

function readEdge(json: Json, n: number, report: Report): Edge | undefined {
  const path = ['edges', n]
  const wrong = (message: Said, ...key: string[]): undefined => void report({ code: 'syntax', message, path: [...path, ...key] })
  if (!isObject(json)) return wrong(say`Edge ${n + 1} must be an object, not ${kindOf(json)}`)
  const { from, to } = json
  for (const [key, end] of [['from', from], ['to', to]] as const) {
    if (end === undefined) return wrong(say`Edge ${n + 1} has no "${key}"; give it a node's id and a port`)
    if (!isPortRef(end)) return wrong(say`The "${key}" of edge ${n + 1} must be a list of two texts, a node's id and a port`, key)
  }
  if (!isPortRef(from) || !isPortRef(to)) return undefined
  return { from, to, ...rest(json, EDGE, path, report) }
}

function readTensor(key: string, json: Json, report: Report): TensorEntry | undefined {
  const path = ['tensors', key]
  const owner = (): Said => say`tensor ${quote(key)}`
  const wrong = (message: Said): undefined => void report({ code: 'syntax', message, path })
  if (!isObject(json)) return wrong(say`Tensor ${quote(key)} must be an object, not ${kindOf(json)}`)
  const at = field(json, path, owner, undefined, report)
  if (isPresent(json, 'data')) {
    if (!isPresent(json, 'shape')) return wrong(say`Tensor ${quote(key)} has "data" but no "shape"; give it one`)
    const shape = at('shape', isNumbers, say`a list of numbers`)
    const data = at('data', isList, say`a list`)
    if (data && isDeeperThan(data, MAX_DEPTH)) return wrong(say`The "data" of ${owner()} is nested too deeply`)
    return shape && data && { shape: shape.map((size) => numberOf(size) ?? 0), data: tidyData(data), ...rest(json, ['shape', 'data'], path, report) }
  }
  for (const needed of ['file', 'key']) {
    if (!isPresent(json, needed)) return wrong(say`Tensor ${quote(key)} has no ${needed === 'file' ? say`"data" and no "file"` : say`"key"`}; give it "shape" and "data", or "file" and "key"`)
  }
  const file = at('file', isText, say`a text`)
  const name = at('key', isText, say`a text`)
  return file === undefined || name === undefined ? undefined : { file, key: name, ...rest(json, ['file', 'key'], path, report) }
}

/** Reads optional fields: undefined where left out or null, reported where of the wrong kind. */
function field(json: JsonObject, path: Path, owner: () => Said, node: string | undefined, report: Report) {
  return <T extends Json>(key: string, is: (value: Json) => value is T, kind: Said): T | undefined => {
    const value = isPresent(json, key) ? json[key] : undefined
    if (value === undefined || is(value)) return value
    report({
      code: 'syntax', message: say`The "${key}" of ${owner()} must be ${kind}, not ${kindOf(value)}`, path: [...path, key],
      ...(node === undefined ? {} : { node }),
    })
    return undefined
  }
}

function rest(json: JsonObject, known: readonly string[], path: Path, report: Report): { unknown?: JsonObject } {
  const others = Object.entries(json).filter(([key]) => !known.includes(key))
  if (others.length === 0) return {}
  for (const [key, value] of others) {
    if (isDeeperThan(value, MAX_DEPTH)) report({ code: 'syntax', message: say`The value of ${quote(key)} is nested too deeply`, path: [...path, key] })
  }
  return { unknown: Object.fromEntries(others) }
}

const isPresent = (json: JsonObject, key: string): boolean => Object.hasOwn(json, key) && json[key] !== null
const isText = (json: Json | undefined): json is string => typeof json === 'string'
const isInteger = (json: Json): json is Graph['seed'] => integerOf(json) !== undefined
const isNumbers = (json: Json): json is readonly Json[] => isList(json) && json.every((item) => numberOf(item) !== undefined)
const isPosition = (json: Json): json is readonly Json[] => isNumbers(json) && json.length === 2
const isPortRef = (json: Json | undefined): json is PortRef & readonly string[] => isList(json) && json.length === 2 && json.every(isText)

const quote = (text: string): string => JSON.stringify(text)

/** A value in words, short. */
export function kindOf(json: Json): Said {
  if (isList(json)) return say`a list of ${json.length}`
  if (isObject(json)) return say`an object`
  const text = writeJson(json)
  return text.length > 40 ? say`a long text` : plain(text)
}
