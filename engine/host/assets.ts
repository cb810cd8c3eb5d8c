/** Files that a graph names (images, arrays, weights): found in its text, carried to another folder, added beside it. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { say } from '../say'
import { replaceFile } from './replace'

const VALUES = new Set(['.png', '.jpg', '.jpeg', '.npy'])
const ENDINGS = new Set([...VALUES, '.safetensors'])

type Loose = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value)
const values = (value: unknown): unknown[] => Array.isArray(value) ? value as unknown[] : isObject(value) ? Object.values(value) : []

/** The relative paths that a graph's text names; none where it does not parse. */
function referencedAssets(text: string): string[] {
  let graph: unknown
  try {
    graph = JSON.parse(text)
  } catch {
    return []
  }
  if (!isObject(graph)) return []
  const found = new Set<unknown>()
  for (const node of values(graph['nodes'])) {
    for (const value of values(isObject(node) ? node['params'] : undefined)) if (isObject(value) && value['kind'] === 'file') found.add(value['path'])
  }
  for (const entry of values(graph['tensors'])) if (isObject(entry)) found.add(entry['file'])
  return [...found].filter((item) => typeof item === 'string')
}

const bytesOf = async (file: string): Promise<Buffer | undefined> => fs.readFile(file).catch(() => undefined)

/** `relative` in `dir`; undefined where it leaves the folder, by its words or by a link. */
async function within(dir: string, relative: string): Promise<string | undefined> {
  const file = path.resolve(dir, relative)
  if (path.isAbsolute(relative) || !file.startsWith(dir + path.sep)) return undefined
  try {
    const real = await fs.realpath(file)
    return real.startsWith(await fs.realpath(dir) + path.sep) ? file : undefined
  } catch {
    return undefined
  }
}

const byName = new Intl.Collator('en', { numeric: true })

/** Pictures and arrays in the folder of one that a graph names, by name: relative paths as the graph writes them. None where that folder is not the graph's own or within it. */
export async function valuesBeside(dir: string, relative: string): Promise<string[]> {
  const folder = path.posix.dirname(relative.replaceAll('\\', '/'))
  const full = folder === '.' ? dir : await within(dir, folder)
  const entries = full === undefined ? [] : await fs.readdir(full, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile() && VALUES.has(path.extname(entry.name).toLowerCase())).map((entry) => path.posix.join(folder, entry.name)).sort(byName.compare)
}

/** The other files of a row that differ by a number at their end: digit-7.png has digit-0.png beside it. */
async function rowOf(dir: string, relative: string): Promise<string[]> {
  const parts = /^(.*\D)\d+(\.\w+)$/.exec(relative)
  if (!parts) return []
  return (await valuesBeside(dir, relative)).filter((other) => other !== relative && other.startsWith(parts[1]!) && /^\d+$/.test(other.slice(parts[1]!.length, -parts[2]!.length)) && other.endsWith(parts[2]!))
}

/**
 * Copies the files that `text` names from one folder to another, before a graph is written there. Throws, with nothing
 * copied, where a file of that name but of other contents is already there. `rows`: those that differ from one of them by
 * a number alone come along.
 */
export async function carryAssets(text: string, from: string, to: string, rows = false): Promise<void> {
  const copies: [string, Buffer][] = []
  const named = referencedAssets(text)
  const others = rows ? (await Promise.all(named.map((relative) => rowOf(from, relative)))).flat() : []
  for (const relative of new Set([...named, ...others])) {
    const source = await within(from, relative)
    const bytes = source === undefined ? undefined : await bytesOf(source)
    if (!bytes) continue
    const target = path.resolve(to, relative)
    const there = await bytesOf(target)
    if (there?.equals(bytes)) continue
    if (there) throw new Error(say`${relative} in that folder is another file than the one this graph uses. Choose another folder, or rename one of them.`)
    copies.push([target, bytes])
  }
  for (const [target, bytes] of copies) {
    await fs.mkdir(path.dirname(target), { recursive: true })
    await replaceFile(target, bytes)
  }
}

/**
 * Copies a draft's remaining files beside its graph, so that undo still finds them; those whose name is taken stay behind.
 */
export async function carryDraft(from: string, to: string): Promise<void> {
  for (const entry of await fs.readdir(from, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const source = path.join(entry.parentPath, entry.name)
    const target = path.join(to, path.relative(from, source))
    await fs.mkdir(path.dirname(target), { recursive: true })
    await fs.copyFile(source, target, fs.constants.COPYFILE_EXCL).catch(() => undefined)
  }
}

/** The last part of a path, without what some system takes for more than a letter. */
const plainName = (name: string): string => path.basename(name.replaceAll('\\', '/')).replaceAll(/[\p{Cc}<>:"|?*]/gu, '_')

/**
 * Writes a file into `dir` (or a folder of that name in it) under its name, or under `NAME-1` and so on where another
 * file has it. Returns the relative path used. Throws for an ending that no graph reads.
 */
export async function writeAsset(dir: string, name: string, bytes: Uint8Array, folder = ''): Promise<string> {
  const base = plainName(name)
  const inner = plainName(folder).replace(/^\.+/, '')
  const ending = path.extname(base)
  if (!ENDINGS.has(ending.toLowerCase())) throw new Error(say`${base}: only ${[...ENDINGS].join(', ')} files go into a graph.`)
  const stem = base.slice(0, -ending.length)
  await fs.mkdir(path.join(dir, inner), { recursive: true })
  for (let n = 0; ; n++) {
    const candidate = path.posix.join(inner, n === 0 ? base : `${stem}-${n}${ending}`)
    const there = await bytesOf(path.join(dir, candidate))
    if (!there) await replaceFile(path.join(dir, candidate), bytes)
    if (!there || there.equals(bytes)) return candidate
  }
}
