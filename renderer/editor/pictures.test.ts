import { encode } from 'fast-png'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import type { EngineMessage, PageMessage, Reply } from '../../engine/protocol'
import { fitted } from '../../engine/tensor/fitted'
import { writeNpy } from '../../engine/tensor/npy'
import type { Host } from '../host/host'
import { notices } from '../ui/notices'
import type { EditorDocument } from './document'
import { dropFiles } from './drops'
import { foldersOf } from './pictures'
import { Workspace } from './workspace'

vi.stubGlobal('window', globalThis)
afterAll(() => { vi.unstubAllGlobals() })

/** What lies beside the graph. */
let beside: string[]
/** Answers of the engine that wait, by the file's name; only those of `slow` files do. */
let waiting: Map<string, () => void>
let slow: ReadonlySet<string>
let workspace: Workspace

const text = JSON.stringify({ format: 'tensorloom-graph', version: 1, name: 'd', nodes: [{ id: 'x', type: 'Input', params: { shape: [1, 1, 4, 4] }, position: [0, 0] }] })
const png = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array(encode({ width: size, height: size, channels: 1, data: new Uint8Array(size * size).fill(7) }))
const npy = new Uint8Array(writeNpy({ dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, 2n) }))
const named = (name: string, bytes: Uint8Array<ArrayBuffer>): File => new File([bytes], name)

/** A host that reads pictures as the engine does. */
function host(): Host {
  const nothing = (): Promise<never> => Promise.reject(new Error('not asked here'))
  let tell: (message: unknown) => void = () => undefined
  const send = (raw: unknown): void => {
    const message = raw as PageMessage
    if (message.type !== 'fit') return
    const { request, path, bytes, to } = message
    const answer = (): void => {
      let reply: Reply
      try {
        reply = { kind: 'fitted', ...fitted(bytes ?? new Uint8Array(), path, to) }
      } catch (error) {
        reply = { kind: 'error', message: (error as Error).message }
      }
      const answered: EngineMessage = { type: 'reply', request, reply }
      tell([answered])
    }
    if (slow.has(path)) waiting.set(path, answer)
    else queueMicrotask(answer)
  }
  return {
    kind: 'web', engine: { send, onMessage: (listener) => { tell = listener }, onState: (listener) => listener('up') },
    start: () => Promise.resolve({ version: '', platform: '', recents: [], examples: [], recovered: [] }),
    open: nothing, openPath: () => Promise.resolve({ doc: 'd', path: '/d', name: 'd', text }), openExample: nothing, peek: nothing, openDropped: nothing,
    save: nothing, stash: () => Promise.resolve(), unstash: () => Promise.resolve(), close: () => Promise.resolve(), exportModel: nothing, valuesBeside: nothing,
    addAsset: (_doc, name, _bytes, folder) => {
      const path = folder === undefined ? name : `${folder}/${name}`
      beside.push(path)
      return Promise.resolve(path)
    },
    setMenu: () => undefined, setZoom: () => undefined, onCommand: () => undefined, onOpened: () => undefined, onFlush: () => undefined,
  }
}

async function opened(): Promise<EditorDocument> {
  await workspace.openPath('d')
  const { document } = workspace.view
  if (!document) throw new Error('Nothing is open.')
  return document
}
const params = (document: EditorDocument, id = 'x'): unknown => document.graph.node(id)?.params

beforeEach(() => {
  beside = []
  waiting = new Map()
  slow = new Set()
  workspace = new Workspace(host())
})

it('shows the picture that was dropped last, however long an earlier one takes', async () => {
  const document = await opened()
  slow = new Set(['large.png'])
  const first = dropFiles(workspace, document, [named('large.png', png(9))], { node: 'x' })
  await vi.waitFor(() => { expect(waiting.size).toBe(1) })
  await dropFiles(workspace, document, [named('two.npy', npy)], { node: 'x' })
  waiting.get('large.png')?.()
  await first
  expect(params(document)).toMatchObject({ shape: [1, 1, 1, 2], dtype: 'int64', value: { kind: 'file', path: 'two.npy' } })
  document.undo()
  expect([params(document), document.view.undo]).toEqual([{ shape: [1, 1, 4, 4] }, undefined])
})

it('puts nothing beside the graph that cannot be read, and says which file it was', async () => {
  const document = await opened()
  const before = notices.length
  await dropFiles(workspace, document, [named('torn.png', png(9).slice(0, 20))], { node: 'x' })
  await dropFiles(workspace, document, [named('torn.png', png(9).slice(0, 20))], { at: [0, 0] })
  expect([beside, document.view.dirty]).toEqual([[], false])
  expect(notices.slice(before).map(({ text }) => text)).toEqual([expect.stringMatching(/^torn\.png: /)])
})

it('steps through several that are dropped on the canvas', async () => {
  const document = await opened()
  await dropFiles(workspace, document, [named('b10.png', png(4)), named('b2.png', png(4))], { at: [300, 0] })
  const [id = ''] = document.view.selected
  expect(params(document, id)).toMatchObject({ value: { kind: 'file', path: 'b2.png' } })
  expect(foldersOf(document).get(id)?.files.map(({ name }) => name)).toEqual(['b2.png', 'b10.png'])
})
