/** The example graphs that come with the app. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Example } from './types'

export const GRAPH_ENDING = '.graph.json'
const heading = z.object({ name: z.string().optional(), description: z.string().optional(), nodes: z.array(z.unknown()).optional() })

/** What one sees at once, then one thing at a time, each with what was seen before; the others behind, the largest last. */
const LESSONS: readonly string[] = [
  'lenet-digit', 'fully-connected', 'add-one', 'conv-stride-1', 'conv-stride-2', 'conv-padding-1', 'conv-dilation-2', 'maxpool-ceil-mode-off', 'maxpool-ceil-mode-on', 'relu', 'relu-inplace',
  'two-convolutions', 'lstm-classifier', 'vision-transformer',
]
const place = (id: string): number => (LESSONS.includes(id) ? LESSONS.indexOf(id) : LESSONS.length)

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
  return found.flat().sort((a, b) => place(a.example.id) - place(b.example.id) || a.size - b.size).map(({ example }) => example)
}
