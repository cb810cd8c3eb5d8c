/** Files that a graph names (images, arrays, weights): found in its text, carried to another folder, added beside it. */
import fs from 'node:fs/promises'
import path from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { say } from '../say'

const ENDINGS = new Set(['.png', '.jpg', '.jpeg', '.npy', '.safetensors'])

type Loose = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value)
const values = (value: unknown): unknown[] => Array.isArray(value) ? value as unknown[] : isObject(value) ? Object.values(value) : []

/** The relative paths that a graph's text names; none where it does not parse. */
export function referencedAssets(text: string): string[] {
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

/**
 * Copies the files that `text` names from one folder to another, before a graph is written there. Throws, with nothing
 * copied, where a file of that name but of other contents is already there.
 */
export async function carryAssets(text: string, from: string, to: string): Promise<void> {
  const copies: [string, Buffer][] = []
  for (const relative of referencedAssets(text)) {
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
    await writeFileAtomic(target, bytes)
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

/**
 * Writes a file into `dir` under its name, or under `NAME-1` and so on where another file has it. Returns the name
 * used. Throws for an ending that no graph reads.
 */
export async function writeAsset(dir: string, name: string, bytes: Uint8Array): Promise<string> {
  const base = path.basename(name.replaceAll('\\', '/')).replaceAll(/[\p{Cc}<>:"|?*]/gu, '_')
  const ending = path.extname(base)
  if (!ENDINGS.has(ending.toLowerCase())) throw new Error(say`${base}: only ${[...ENDINGS].join(', ')} files go into a graph.`)
  const stem = base.slice(0, -ending.length)
  await fs.mkdir(dir, { recursive: true })
  for (let n = 0; ; n++) {
    const candidate = n === 0 ? base : `${stem}-${n}${ending}`
    const there = await bytesOf(path.join(dir, candidate))
    if (!there) await writeFileAtomic(path.join(dir, candidate), Buffer.from(bytes))
    if (!there || there.equals(bytes)) return candidate
  }
}
