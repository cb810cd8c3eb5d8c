/** What the window holds: the open documents, which of them is shown (or the start page), and how files come and go. */
import { inject, shallowReactive, type InjectionKey } from 'vue'
import { readGraph } from '../../engine/document/file'
import type { Edge, Graph } from '../../engine/document/types'
import type { ExportFormat, Host, OpenedFile, RecoveredFile, StartInfo } from '../host/host'
import { notify } from '../ui/notices'
import { Autosave } from './autosave'
import { EditorDocument } from './document'
import { EngineClient } from './engine'
import { layoutGraph } from './layout'
import type { Way } from './ways'
import { said, t } from '../i18n'

/** The search for a layer at a place of the canvas. */
export interface Picker {
  /** Of the window, in pixels. */
  readonly x: number
  readonly y: number
  /** Of the canvas: where the new node goes. */
  readonly at: readonly [number, number]
  /** The socket that a wire was drawn from: only what fits it is offered, and wired. */
  readonly wire?: { readonly side: 'input' | 'output'; readonly node: string; readonly port: string }
  /** The wire that the new node goes into. */
  readonly into?: Edge
  /** The node that becomes another layer. */
  readonly replace?: string
}

export type Answer = 'save' | 'discard' | 'cancel'

export class Workspace {
  readonly engine: EngineClient
  readonly view = shallowReactive<{
    /** In the order of their tabs. */
    documents: readonly EditorDocument[]
    /** The one that is shown; undefined: the start page. */
    document: EditorDocument | undefined
    start: StartInfo | undefined
    /** Runs shown since the page was opened. */
    runs: number
    /** A file is being read or laid out. */
    busy: boolean
    /** The file that is being read and laid out. */
    opening: string | undefined
    /** The question whether to save the open document's changes. */
    question: { readonly name: string; readonly answer: (answer: Answer) => void } | undefined
    /** The search over layers, nodes and commands is open. */
    search: boolean
    picker: Picker | undefined
    /** The node whose wire is to be led to another, by name. */
    wiring: string | undefined
  }>({ documents: [], document: undefined, start: undefined, runs: 0, busy: false, opening: undefined, question: undefined, search: false, picker: undefined, wiring: undefined })
  /** Set by the canvas: brings these nodes into view. */
  reveal: (ids: readonly string[]) => void = () => undefined
  /** Set by the canvas: the same, where one of them is not on screen. */
  keepInView: (ids: readonly string[]) => void = () => undefined
  /** Set by the canvas: gives a node the focus, and brings it into view where `reveal` is not false. */
  focus: (id: string, reveal?: boolean) => void = () => undefined
  /** Set by the canvas: goes from the selected node to its neighbour, with the selection or by itself. */
  walk: (way: Way, extend: boolean) => void = () => undefined
  /** Set by the canvas: shows everything, or these nodes. */
  fit: (ids?: readonly string[]) => void = () => undefined
  /** Set by the canvas: zooms about its middle. */
  zoom: (factor: number) => void = () => undefined
  /** Set by the canvas: moves what is on it, in pixels. */
  pan: (dx: number, dy: number) => void = () => undefined
  /** Set by the canvas: where a new node may go. */
  freeSpot: (after?: string) => readonly [number, number] = () => [0, 0]
  /** Set by the canvas: where the pointer is on it, or its middle. */
  pointer: () => readonly [number, number] = () => [0, 0]
  /** Set by the canvas: opens the search for a layer where the pointer is, or in the middle. */
  pickLayer: (replace?: string) => void = () => undefined
  private readonly autosave: Autosave
  /** Until what was closed is gone. What is opened meanwhile waits: a click is not lost. */
  private closing: Promise<unknown> = Promise.resolve()
  /** Documents that are being saved: each by one save at a time. */
  private readonly saving = new Map<string, Promise<boolean>>()
  /** Files that the system had opened and that wait their turn. */
  private readonly arrived: OpenedFile[] = []

  constructor(readonly host: Host) {
    this.engine = new EngineClient(host.engine)
    this.autosave = new Autosave(host)
    host.onFlush(() => this.autosave.flush())
    host.onOpened((file) => {
      this.arrived.push(file)
      void this.takeArrived()
    })
  }

  async start(): Promise<void> {
    try {
      this.view.start = await this.host.start()
      for (const why of this.view.start.failed ?? []) notify(said(why), 'error')
      const files = this.view.start.open ?? []
      // One that is no graph does not keep the others from opening.
      for (const file of files) await this.show(file).catch((error: unknown) => notify(messageOf(error), 'error'))
      if (files.length === 0) return
      this.activate(this.view.documents[0])
      // The start page, which lists it, is not what is seen first: the file as it was saved looks like the last work.
      const { recovered } = this.view.start
      const names = recovered.map((file) => file.name || t('Untitled')).join(t(', '))
      if (recovered.length > 0) notify(t('There is unsaved work from before: {names}', { names }), 'info', { title: recovered.length > 1 ? t('Open all') : t('Open'), run: () => void this.openAllRecovered(recovered) })
    } catch (error) {
      notify(messageOf(error), 'error')
    }
  }

  newGraph(): Promise<void> {
    return this.busy(() => this.create({ name: '', seed: 0, nodes: [], edges: [], tensors: {} }, { doc: crypto.randomUUID(), path: null, name: t('Untitled') }))
  }

  async open(): Promise<void> {
    await this.busy(async () => {
      const file = await this.host.open()
      if (file) await this.show(file)
    })
  }

  openPath(path: string): Promise<void> {
    return this.busy(async () => this.show(await this.host.openPath(path)))
  }

  openExample(id: string): Promise<void> {
    return this.busy(async () => this.show(await this.host.openExample(id), { example: true }))
  }

  /** Opens the graphs among dropped files; false where there are none. */
  async openDropped(files: Iterable<File>): Promise<boolean> {
    const graphs = [...files].filter(({ name }) => /\.json$/i.test(name))
    for (const file of graphs) await this.busy(async () => this.show(await this.host.openDropped(file)))
    return graphs.length > 0
  }

  /** Takes the place of its file as it was saved, where that is open; what was edited there since is asked about. False where that is to stay. */
  async openRecovered(file: RecoveredFile): Promise<boolean> {
    const saved = this.view.documents.find((document) => document.id !== file.id && file.path !== undefined && document.view.path === file.path)
    if (saved && !await this.close(saved)) return false
    await this.busy(() => this.show({ doc: file.id, path: file.path ?? null, name: file.name, text: file.text }, { unsaved: true }))
    return true
  }

  /** Until one is not to be opened after all. */
  private async openAllRecovered(files: readonly RecoveredFile[]): Promise<void> {
    for (const file of files) if (!await this.openRecovered(file)) return
  }

  async discardRecovered(file: RecoveredFile): Promise<void> {
    await this.host.unstash(file.id)
    await this.refreshStart()
  }

  /** Saves; asks where, if it has no file yet or `as` is set. False where the person cancelled or it failed. */
  async save(as = false, document = this.view.document): Promise<boolean> {
    if (!document) return false
    // What was cancelled or failed just now is not asked again.
    for (let before; (before = this.saving.get(document.id));) if (!await before || !(as || document.view.dirty)) return before
    const saving = this.write(document, as)
    this.saving.set(document.id, saving)
    return saving.finally(() => {
      if (this.saving.get(document.id) === saving) this.saving.delete(document.id)
    })
  }

  private async write(document: EditorDocument, as: boolean): Promise<boolean> {
    try {
      const { state } = document.history
      const saved = await this.host.save(document.id, document.text(), as ? null : document.view.path, `${fileName(document.view.title)}.graph.json`)
      if (!saved) return false
      document.markSaved(saved.path, saved.name, state)
      await this.autosave.saved(document)
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

  /** Shows a document that is open, or the start page. */
  activate(document?: EditorDocument): void {
    if (this.view.document === document) return
    this.view.document?.watching.watch([])
    this.view.document = document
    if (!document) void this.refreshStart()
  }

  /** The next tab to the right (or with -1 to the left), around the ends. */
  cycle(by: 1 | -1): void {
    const { documents, document } = this.view
    if (documents.length === 0) return
    const at = document ? documents.indexOf(document) + by : by === 1 ? 0 : -1
    this.activate(documents.at(at % documents.length))
  }

  /** Closes a document, after asking about unsaved changes; false where the person thought better of it. */
  close(document = this.view.document): Promise<boolean> {
    return this.askAndClose(document).finally(() => void this.takeArrived())
  }

  /** Closes all but this one, until the person thinks better of it. */
  async closeOthers(document: EditorDocument): Promise<void> {
    for (const other of this.view.documents) if (other !== document && !await this.close(other)) return
    this.activate(document)
  }

  private async askAndClose(document: EditorDocument | undefined): Promise<boolean> {
    if (!document || this.view.busy || this.view.question) return false
    if (document.view.dirty) {
      this.activate(document)
      const answer = await new Promise<Answer>((answer) => { this.view.question = { name: document.view.title, answer } })
      this.view.question = undefined
      if (answer === 'cancel' || (answer === 'save' && (!await this.save(false, document) || document.view.dirty))) return false
    }
    const { documents } = this.view
    const at = documents.indexOf(document)
    this.view.documents = documents.filter((other) => other !== document)
    if (this.view.document === document) this.activate(this.view.documents[at] ?? this.view.documents.at(-1))
    const dropped = this.drop(document).catch((error: unknown) => notify(messageOf(error), 'error'))
    this.closing = Promise.all([this.closing, dropped])
    await dropped
    return true
  }

  private async refreshStart(): Promise<void> {
    const start = await this.host.start()
    // What is open here and not saved needs no recovery.
    this.view.start = { ...start, recovered: start.recovered.filter((file) => !this.view.documents.some((document) => document.id === file.id)) }
  }

  /** Does one thing with files at a time. Failures are told, nothing is lost. */
  private async busy(action: () => Promise<void> | void): Promise<void> {
    if (this.view.busy || this.view.question) return
    this.view.busy = true
    try {
      await this.closing
      await action()
    } catch (error) {
      notify(messageOf(error), 'error')
    } finally {
      this.view.busy = false
      void this.takeArrived()
    }
  }

  /** What the system opens is not lost, whatever the window is at. */
  private async takeArrived(): Promise<void> {
    if (this.view.busy || this.view.question) return
    const file = this.arrived.shift()
    if (file) await this.busy(() => this.show(file))
  }

  private async drop(document: EditorDocument): Promise<void> {
    await this.autosave.forget(document)
    this.engine.detach(document.id)
    await this.host.close(document.id)
    if (!this.view.document) await this.refreshStart()
  }

  private async show(file: OpenedFile, { unsaved = false, example = false } = {}): Promise<void> {
    const there = this.view.documents.find((other) => (file.path !== null && other.view.path === file.path) || other.id === file.doc)
    if (there) {
      // Open already: what was edited there stays.
      if (there.id !== file.doc) await this.host.close(file.doc)
      return this.activate(there)
    }
    const { graph, problems } = readGraph(file.text)
    if (!graph) throw new Error(`${file.name}: ${problems[0] ? said(problems[0].message) : t('this is not a graph.')}`)
    // An example is the app's own: it speaks the window's language.
    await this.create(example ? { ...graph, name: t(graph.name), ...(graph.description === undefined ? {} : { description: t(graph.description) }) } : graph, file, unsaved)
    for (const problem of problems) notify(said(problem.message), problem.severity === 'error' ? 'error' : 'info')
  }

  private async create(graph: Graph, file: Pick<OpenedFile, 'doc' | 'path' | 'name'>, unsaved = false): Promise<void> {
    this.view.opening = file.name
    const placed = await layoutGraph(graph).finally(() => { this.view.opening = undefined })
    const init = { id: file.doc, graph: placed, path: file.path, name: file.name, unsaved }
    const document = new EditorDocument(init, this.engine, () => { this.view.runs++ })
    this.engine.attach(document.engine)
    this.autosave.follow(document)
    this.view.documents = [...this.view.documents, document]
    this.activate(document)
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

export const messageOf = (error: unknown): string => (error instanceof Error ? said(error.message.replace(/^Error invoking remote method '[^']*': (Error: )?/, '')) : String(error))

/** A title as files are named. */
export const fileName = (title: string): string => title.replace(/[^\p{L}\p{N} _.-]+/gu, '').trim().replace(/\s+/g, '-').toLowerCase().slice(0, 100) || 'network'
