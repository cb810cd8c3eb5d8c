/** The example graphs that come with the app. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Example } from './types'

export const GRAPH_ENDING = '.graph.json'
const heading = z.object({ name: z.string().optional(), description: z.string().optional(), nodes: z.array(z.unknown()).optional() })

/** What is taken in at a glance comes first, the most of it before; then the large ones, the largest last. */
const GLANCE = 20
const rank = (size: number): number => (size <= GLANCE ? size : -size)

/** Lists a folder's graphs. A file that does not parse is left out. */
export async function listExamples(dir: string): Promise<Example[]> {
  const files = (await fs.readdir(dir).catch(() => [])).filter((name) => name.endsWith(GRAPH_ENDING)).sort()
  const found = await Promise.all(files.map(async (file) => {
    try {
      const { name, description, nodes } = heading.parse(JSON.parse(await fs.readFile(path.join(dir, file), 'utf8')))
      const id = file.slice(0, -GRAPH_ENDING.length)
      return [{ example: { id, name: name || id, description: description ?? '' }, size: nodes?.length ?? 0 }]
    } catch {
      return []
    }
  }))
  return found.flat().sort((a, b) => rank(b.size) - rank(a.size)).map(({ example }) => example)
}
