/** What a page may ask of its host, checked before anything is done: one table for IPC and HTTP. */
import fs from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { say } from '../say'
import type { Documents } from './documents'
import { listExamples } from './examples'
import type { HostFolders } from './folders'
import { peek } from './peek'
import type { Recents } from './recents'
import type { ExportFormat, OpenedFile } from './types'

const docId = z.string().regex(/^[\w-]{1,100}$/)
const name = z.string().min(1).max(255)
/** A graph that was never named has an empty one. */
const title = z.string()
const file = z.string().min(1).max(32_768).refine((value) => !value.includes('\0'))
const text = z.string()
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const offered = z.enum(['example', 'recent'])
const format = z.enum(['onnx', 'safetensors'])

const hostRequestSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('start'), args: z.tuple([]) }),
  z.object({ method: z.literal('open'), args: z.tuple([]) }),
  z.object({ method: z.literal('openPath'), args: z.tuple([file]) }),
  z.object({ method: z.literal('openText'), args: z.tuple([name, text]) }),
  z.object({ method: z.literal('openExample'), args: z.tuple([name]) }),
  z.object({ method: z.literal('peek'), args: z.tuple([offered, file]) }),
  z.object({ method: z.literal('save'), args: z.tuple([docId, text, file.nullable(), name]) }),
  z.object({ method: z.literal('stash'), args: z.tuple([docId, text, file.nullable(), title]) }),
  z.object({ method: z.literal('unstash'), args: z.tuple([docId]) }),
  z.object({ method: z.literal('close'), args: z.tuple([docId]) }),
  z.object({ method: z.literal('exportModel'), args: z.tuple([docId, format, name]) }),
  z.object({ method: z.literal('addAsset'), args: z.tuple([docId, name, bytes, name.optional()]) }),
  z.object({ method: z.literal('valuesBeside'), args: z.tuple([docId, file]) }),
])
export type HostRequest = z.infer<typeof hostRequestSchema>

/** What differs between the hosts: how they ask a person, and how they reach the engine. */
export interface HostSide {
  readonly version: string
  readonly folders: HostFolders
  readonly recents: Recents
  readonly documents: Documents
  /** Undefined: cancelled. */
  pickOpen(): Promise<string | undefined>
  pickSave(suggested: string, kind: 'graph' | ExportFormat): Promise<string | undefined>
  mayOverwrite(name: string): Promise<boolean>
  /** Has the engine write there; rejects with what it says. */
  exportTo(doc: string, path: string, format: ExportFormat): Promise<void>
  /** Files to open at the start, once. */
  takeOpened(): Promise<readonly OpenedFile[]>
}

/** Answers one request of a page. Throws where it is not one, and where doing it fails. */
export async function answer(host: HostSide, message: unknown): Promise<unknown> {
  const parsed = hostRequestSchema.safeParse(message)
  if (!parsed.success) throw new Error(say`The host does not take this request.`)
  const request = parsed.data
  const { documents } = host
  switch (request.method) {
    case 'start': {
      const failed: string[] = []
      // The page comes up all the same, and says what it could not open.
      const open = await host.takeOpened().catch((error: unknown): readonly OpenedFile[] => {
        failed.push(error instanceof Error ? error.message : String(error))
        return []
      })
      return {
        version: host.version,
        platform: process.platform,
        recents: host.recents.list(),
        examples: await listExamples(host.folders.examples),
        recovered: documents.recovered(),
        ...(open.length > 0 ? { open } : {}),
        ...(failed.length > 0 ? { failed } : {}),
      }
    }
    case 'open': {
      const path = await host.pickOpen()
      return path === undefined ? null : documents.open(path)
    }
    case 'openPath': return documents.open(...request.args)
    case 'openText': return documents.openText(...request.args)
    case 'openExample': return documents.openExample(...request.args)
    case 'peek': return peek(host, ...request.args)
    case 'save': {
      const questions = { pickPath: (suggested: string) => host.pickSave(suggested, 'graph'), mayOverwrite: (name: string) => host.mayOverwrite(name) }
      return documents.save(...request.args, questions)
    }
    case 'stash': {
      const [doc, content, , title] = request.args
      return documents.stash(doc, content, title)
    }
    case 'unstash': return documents.unstash(...request.args)
    case 'close': return documents.close(...request.args)
    case 'exportModel': {
      const [doc, kind, suggested] = request.args
      const picked = await host.pickSave(documents.suggestion(doc, suggested), kind)
      if (picked === undefined) return null
      const path = picked.toLowerCase().endsWith(`.${kind}`) ? picked : `${picked}.${kind}`
      // The dialog asked about another name.
      if (path !== picked && await isThere(path) && !await host.mayOverwrite(basename(path))) return null
      await host.exportTo(doc, path, kind)
      return { path }
    }
    case 'addAsset': return documents.addAsset(...request.args)
    case 'valuesBeside': return documents.valuesBeside(...request.args)
  }
}

const isThere = (path: string): Promise<boolean> => fs.access(path).then(() => true, () => false)
