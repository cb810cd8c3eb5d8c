import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import type { SavedFile } from '../../engine/host/types'
import type { Host, OpenedFile } from '../host/host'
import type { EditorDocument } from './document'
import { Workspace } from './workspace'

vi.stubGlobal('window', globalThis)
afterAll(() => { vi.unstubAllGlobals() })

const text = (name: string): string => JSON.stringify({ format: 'tensorloom-graph', version: 1, name, nodes: [{ id: 'x', type: 'Input', params: { shape: [1] }, position: [0, 0] }] })
const file = (name: string): OpenedFile => ({ doc: name, path: `/${name}`, name, text: text(name) })

/** What the host was asked, in order, and what it has not answered yet. */
let asked: string[]
let kept: Map<string, string>
let answers: ((saved: SavedFile | null) => void)[]
let arrive: (file: OpenedFile) => void
let flush: () => Promise<void>
let workspace: Workspace

/** A host whose saves take as long as the test wants. */
function host(): Host {
  const nothing = (): Promise<never> => Promise.reject(new Error('not asked here'))
  return {
    kind: 'web', engine: { send: () => undefined, onMessage: () => undefined, onState: () => undefined },
    start: () => Promise.resolve({ version: '', platform: '', recents: [], examples: [], recovered: [] }),
    open: nothing, openPath: (path) => Promise.resolve(file(path)), openExample: nothing, peek: nothing, openDropped: nothing,
    save: (_doc, content) => new Promise((answer) => {
      asked.push(content)
      answers.push(answer)
    }),
    stash: (doc, content) => Promise.resolve(void kept.set(doc, content)),
    unstash: (doc) => Promise.resolve(void kept.delete(doc)),
    close: () => Promise.resolve(), exportModel: nothing, addAsset: nothing, valuesBeside: nothing,
    setMenu: () => undefined, setZoom: () => undefined, onCommand: () => undefined,
    onOpened: (listener) => { arrive = listener },
    onFlush: (listener) => { flush = listener },
  }
}

async function opened(name = 'one'): Promise<EditorDocument> {
  await workspace.openPath(name)
  const { document } = workspace.view
  if (!document) throw new Error('Nothing is open.')
  return document
}
const type = (document: EditorDocument, size: number): boolean => document.commit('Set shape', [{ kind: 'setParam', node: 'x', param: 'shape', value: [size] }], 'shape')

beforeEach(() => {
  asked = []
  kept = new Map()
  answers = []
  workspace = new Workspace(host())
})

it('does not take for saved what was done while the file was written', async () => {
  const document = await opened()
  type(document, 2)
  const saving = workspace.save()
  type(document, 3)
  await flush()
  answers[0]?.({ path: '/one', name: 'one' })
  expect(await saving).toBe(true)
  expect(document.view.dirty).toBe(true)
  // The host's save ended what was kept until then.
  expect(kept.get('one')).toBe(document.text())
  const again = workspace.save()
  answers[1]?.({ path: '/one', name: 'one' })
  await again
  expect([document.view.dirty, kept.size, asked.at(-1)]).toEqual([false, 0, document.text()])
})

it('opens what else was named at the start where one file is no graph', async () => {
  workspace = new Workspace({ ...host(), start: () => Promise.resolve({ version: '', platform: '', recents: [], examples: [], recovered: [], open: [{ ...file('broken'), text: '{' }, file('good')] }) })
  await workspace.start()
  expect([workspace.view.document?.id, workspace.view.start]).toEqual(['good', expect.objectContaining({ examples: [] })])
})

it('saves one after the other, and asks once where', async () => {
  const document = await opened()
  type(document, 2)
  const saves = [workspace.save(), workspace.save(), workspace.save()]
  answers[0]?.({ path: '/one', name: 'one' })
  expect(await Promise.all(saves)).toEqual([true, true, true])
  expect(asked).toHaveLength(1)
  type(document, 3)
  const cancelled = [workspace.save(true), workspace.save(true)]
  answers[1]?.(null)
  expect(await Promise.all(cancelled)).toEqual([false, false])
  expect(asked).toHaveLength(2)
})

it('opens every file that the system hands over, also while it asks about another', async () => {
  const document = await opened()
  for (const name of ['two', 'three']) arrive(file(name))
  await vi.waitFor(() => { expect(workspace.view.documents.map(({ id }) => id)).toEqual(['one', 'two', 'three']) })
  type(document, 2)
  const closing = workspace.close(document)
  arrive(file('four'))
  workspace.view.question?.answer('cancel')
  expect(await closing).toBe(false)
  await vi.waitFor(() => { expect(workspace.view.documents.map(({ id }) => id)).toEqual(['one', 'two', 'three', 'four']) })
})
