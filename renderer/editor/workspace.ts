/** What the window holds: the open document or the start page, and how files come and go. */
import { inject, shallowReactive, type InjectionKey } from 'vue'
import { readGraph } from '../../engine/document/file'
import type { Graph } from '../../engine/document/types'
import type { ExportFormat, Host, OpenedFile, RecoveredFile, StartInfo } from '../host/host'
import { notify } from '../ui/notices'
import { Autosave } from './autosave'
import { EditorDocument } from './document'
import { EngineClient } from './engine'
import { layoutGraph } from './layout'
import { t } from '../i18n'

export type Answer = 'save' | 'discard' | 'cancel'

export class Workspace {
  readonly engine: EngineClient
  readonly view = shallowReactive<{
    document: EditorDocument | undefined
    start: StartInfo | undefined
    /** Runs shown since the page was opened. */
    runs: number
    /** A file is being read or laid out. */
    busy: boolean
    /** The question whether to save the open document's changes. */
    question: { readonly name: string; readonly answer: (answer: Answer) => void } | undefined
    /** The search over layers, nodes and commands is open. */
    search: boolean
  }>({ document: undefined, start: undefined, runs: 0, busy: false, question: undefined, search: false })
  /** Set by the canvas: brings these nodes into view. */
  reveal: (ids: readonly string[]) => void = () => undefined
  /** Set by the canvas: shows everything. */
  fit: () => void = () => undefined
  /** Set by the canvas: zooms about its middle. */
  zoom: (factor: number) => void = () => undefined
  /** Set by the canvas: where a new node may go. */
  freeSpot: (after?: string) => readonly [number, number] = () => [0, 0]
  private readonly autosave: Autosave

  constructor(readonly host: Host) {
    this.engine = new EngineClient(host.engine)
    this.autosave = new Autosave(host)
    host.onFlush(() => this.autosave.flush())
    host.onOpened((file) => void this.replace(() => this.show(file)))
  }

  async start(): Promise<void> {
    try {
      this.view.start = await this.host.start()
      const first = this.view.start.open?.[0]
      if (first) await this.show(first)
    } catch (error) {
      notify(messageOf(error), 'error')
    }
  }

  newGraph(): Promise<void> {
    return this.replace(() => this.create({ name: t('Untitled'), seed: 0, nodes: [], edges: [], tensors: {} }, { doc: crypto.randomUUID(), path: null, name: t('Untitled') }))
  }

  async open(): Promise<void> {
    await this.replace(async () => {
      const file = await this.host.open()
      if (file) await this.show(file)
    })
  }

  openPath(path: string): Promise<void> {
    return this.replace(async () => this.show(await this.host.openPath(path)))
  }

  openExample(id: string): Promise<void> {
    return this.replace(async () => this.show(await this.host.openExample(id)))
  }

  openDropped(file: File): Promise<void> {
    return this.replace(async () => this.show(await this.host.openDropped(file)))
  }

  openRecovered(file: RecoveredFile): Promise<void> {
    return this.replace(() => this.show({ doc: file.id, path: file.path ?? null, name: file.name, text: file.text }, true))
  }

  async discardRecovered(file: RecoveredFile): Promise<void> {
    await this.host.unstash(file.id)
    await this.refreshStart()
  }

  /** Saves; asks where, if it has no file yet or `as` is set. False where the person cancelled or it failed. */
  async save(as = false): Promise<boolean> {
    const { document } = this.view
    if (!document) return false
    try {
      const saved = await this.host.save(document.id, document.text(), as ? null : document.view.path, `${fileName(document.view.title)}.graph.json`)
      if (!saved) return false
      document.markSaved(saved.path, saved.name)
      await this.autosave.forget(document)
      return true
    } catch (error) {
      notify(t('Not saved: {why}', { why: messageOf(error) }), 'error')
      return false
    }
  }

  async exportModel(format: ExportFormat): Promise<void> {
    const { document } = this.view
    if (!document) return
    try {
      const done = await this.host.exportModel(document.id, format, `${fileName(document.view.title)}.${format}`)
      if (done) notify(t('Exported to {path}', { path: done.path }))
    } catch (error) {
      notify(t('Not exported: {why}', { why: messageOf(error) }), 'error')
    }
  }

  /** Back to the start page. */
  close(): Promise<void> {
    return this.replace(() => this.refreshStart())
  }

  private async refreshStart(): Promise<void> {
    this.view.start = await this.host.start()
  }

  /** Closes what is open, after asking about unsaved changes, then does `next`. Failures are told, nothing is lost. */
  private async replace(next: () => Promise<void> | void): Promise<void> {
    const { document } = this.view
    if (this.view.busy || this.view.question) return
    if (document?.view.dirty) {
      const answer = await new Promise<Answer>((answer) => { this.view.question = { name: document.view.title, answer } })
      this.view.question = undefined
      if (answer === 'cancel' || (answer === 'save' && !await this.save())) return
    }
    this.view.busy = true
    try {
      await next()
      if (document && this.view.document === document) this.view.document = undefined
      if (document) await this.drop(document)
    } catch (error) {
      notify(messageOf(error), 'error')
    } finally {
      this.view.busy = false
    }
  }

  private async drop(document: EditorDocument): Promise<void> {
    await this.autosave.forget(document)
    this.engine.detach(document.id)
    await this.host.close(document.id)
    if (!this.view.document) await this.refreshStart()
  }

  private async show(file: OpenedFile, unsaved = false): Promise<void> {
    const { graph, problems } = readGraph(file.text)
    if (!graph) throw new Error(`${file.name}: ${problems[0]?.message ?? t('this is not a graph.')}`)
    await this.create(graph, file, unsaved)
    for (const problem of problems) notify(problem.message, problem.severity === 'error' ? 'error' : 'info')
  }

  private async create(graph: Graph, file: Pick<OpenedFile, 'doc' | 'path' | 'name'>, unsaved = false): Promise<void> {
    const init = { id: file.doc, graph: await layoutGraph(graph), path: file.path, name: file.name, unsaved }
    const document = new EditorDocument(init, this.engine, () => { this.view.runs++ })
    this.engine.attach(document)
    this.autosave.follow(document)
    this.view.document = document
  }
}

export const WORKSPACE: InjectionKey<Workspace> = Symbol('workspace')
export const createWorkspace = (host: Host): Workspace => new Workspace(host)

/** The workspace of the window that a component stands in. */
export function useWorkspace(): Workspace {
  const workspace = inject(WORKSPACE)
  if (!workspace) throw new Error('There is no workspace.')
  return workspace
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message.replace(/^Error invoking remote method '[^']*': (Error: )?/, '') : String(error))

const fileName = (title: string): string => title.replace(/[^\p{L}\p{N} _.-]+/gu, '').trim().replace(/\s+/g, '-').toLowerCase() || 'graph'
