/** One open document: the graph, its history, what is known of it, and what the engine computed. */
import { shallowReactive, shallowRef, triggerRef } from 'vue'
import { GraphAnalysis } from '../../engine/analysis/analysis'
import type { AssetInfo, Totals } from '../../engine/analysis/types'
import { EditError, GraphDocument, type Applied } from '../../engine/document/document'
import { writeGraph } from '../../engine/document/file'
import { History } from '../../engine/document/history'
import type { Edge, Edit, Graph, Problem } from '../../engine/document/types'
import type { DeviceId, EngineMessage, PageMessage, Reply } from '../../engine/protocol'
import { said } from '../i18n'
import { notify } from '../ui/notices'
import { affected } from './affected'
import type { Asked, DocumentPort, EngineClient } from './engine'
import { byGrade, NodeModels } from './models'
import type { Mark } from './frames'
import type { NodeModel } from './node'
import { Pending } from './pending'
import { reached } from './select'

export interface DocumentChange {
  /** Nodes or wires came or went. */
  readonly structure: boolean
  /** Nodes whose card, position or ports may look different. */
  readonly nodes: ReadonlySet<string>
}

export interface DocumentInit {
  readonly id: string
  readonly graph: Graph
  readonly path: string | null
  readonly name: string
  /** Work that is in no file yet. */
  readonly unsaved?: boolean
}

/** A value whose view stays: a node's port, or its weight of that name. */
export interface Pin {
  readonly node: string
  readonly port: string
  readonly of: 'output' | 'weight'
}

/** Nodes that an edit changes in how they look alone. */
const shownBy = (edit: Edit): string[] => (edit.kind === 'moveNodes' ? Object.keys(edit.positions) : edit.kind === 'setLabel' ? [edit.node] : [])

/** How long a run may take before the window says that it runs. */
const PATIENCE = 60
const LONG = 1000

export class EditorDocument implements DocumentPort {
  readonly id: string
  readonly graph: GraphDocument
  readonly history: History
  /** By id. */
  readonly nodes: ReadonlyMap<string, NodeModel>
  /** Triggered when nodes or wires come or go. */
  readonly structure = shallowRef(0)
  readonly view: {
    path: string | null
    name: string
    title: string
    state: 'idle' | 'running' | 'error'
    /** Running for long enough to say so. */
    slow: boolean
    /** Running for so long that one may want to end it. */
    long: boolean
    /** How far a run is, in nodes, where the engine says so. */
    progress: { readonly done: number; readonly total: number } | undefined
    /** Edits run by themselves. */
    live: boolean
    /** How many nodes show values of before the last edits. */
    stale: number
    /** The last run was ended by the person. */
    cancelled: boolean
    milliseconds: number | undefined
    /** Nodes that the last run computed; the others' values were at hand. */
    ran: number | undefined
    device: DeviceId
    dirty: boolean
    undo: string | undefined
    redo: string | undefined
    /** All steps, and how many of them are in force. */
    steps: readonly string[]
    position: number
    problems: readonly Problem[]
    totals: Totals
    selected: readonly string[]
    wire: Edge | undefined
    /** Frames and notes that are selected. */
    marked: readonly Mark[]
  }

  /** The sample of a batch that values are looked at. */
  readonly sample = shallowRef(0)
  readonly pins = shallowRef<readonly Pin[]>([])
  /** Where the canvas looked when it was last shown. */
  camera: { readonly x: number; readonly y: number; readonly k: number } | undefined

  private revision = 0
  /** What was selected when each step was made. */
  private readonly chosen: (readonly string[])[] = []
  private readonly assets = new Map<string, AssetInfo>()
  private readonly models: NodeModels
  private readonly pending = new Pending((id, stale) => {
    const model = this.nodes.get(id)
    if (!model || model.stale === stale) return
    model.stale = stale
    this.changed({ structure: false, nodes: new Set([id]) })
  })
  private watched: readonly string[] = []
  private watchesAll = false
  private slowTimer = 0
  private longTimer = 0
  private readonly changeListeners: ((change: DocumentChange) => void)[] = []

  constructor(init: DocumentInit, private readonly engine: EngineClient, private readonly onRun: () => void) {
    this.id = init.id
    this.graph = new GraphDocument(init.graph)
    this.history = new History(this.graph)
    if (init.unsaved === true) this.history.markUnsaved()
    this.models = new NodeModels(this.graph, this.analyse())
    this.nodes = this.models.map
    this.view = shallowReactive({
      path: init.path, name: init.name, title: init.graph.name, state: 'idle', slow: false, long: false, progress: undefined, live: true, stale: 0, cancelled: false, milliseconds: undefined, ran: undefined, device: 'cpu', dirty: init.unsaved === true,
      undo: undefined, redo: undefined, steps: [], position: 0, problems: [], totals: this.models.analysis.totals(), selected: [], wire: undefined, marked: [],
    })
    this.refresh()
  }

  // --- Edits ---------------------------------------------------------------------------------------------------------

  /** Runs edits as one named step that can be undone. `merge`: steps with the same key within a second become one, `held` however long it takes. False: impossible, and said so. */
  commit(name: string, edits: readonly Edit[], merge?: string, held = false): boolean {
    if (edits.length === 0) return false
    const { position } = this.history
    const { selected } = this.view
    try {
      this.applied(this.history.run(name, [...edits], merge === undefined ? {} : { merge, held }))
      if (this.history.position > position) this.chosen[position] = selected
      return true
    } catch (error) {
      if (!(error instanceof EditError)) throw error
      notify(said(error.message), 'error')
      return false
    }
  }

  /** Takes the last step back and selects what it was about; the ids, to bring them into view. */
  undo(): readonly string[] {
    const applied = this.history.undo()
    return this.stepped(applied, this.chosen[this.history.position])
  }

  /** Takes back a drag that is still in hand, without a trace in the history. `merge`: the key of its step. */
  takeBack(merge: string): void {
    const applied = this.history.takeBack(merge)
    if (applied) this.applied(applied)
  }

  redo(): readonly string[] {
    return this.stepped(this.history.redo())
  }

  /** Undoes or redoes until `position` steps are in force. */
  travel(position: number): readonly string[] {
    let seen: readonly string[] = []
    while (this.history.position > position && this.history.canUndo) seen = this.undo()
    while (this.history.position < position && this.history.canRedo) seen = this.redo()
    return seen
  }

  private stepped(applied: Applied | undefined, chosen: readonly string[] = []): readonly string[] {
    if (!applied) return []
    this.applied(applied)
    const there = (id: string): boolean => this.nodes.has(id)
    const { own, ends } = affected(applied.edits, there)
    // Where nothing is left of what the step was about, what was selected before it.
    const before = own.length > 0 ? own : chosen.filter(there)
    this.select(before.length > 0 ? before : ends)
    return own.length > 0 ? own : ends.length > 0 ? ends : before
  }

  onChange(listener: (change: DocumentChange) => void): () => void {
    this.changeListeners.push(listener)
    return () => void this.changeListeners.splice(this.changeListeners.indexOf(listener), 1)
  }

  text(): string {
    return writeGraph(this.graph.graph)
  }

  markSaved(path: string, name: string): void {
    this.history.markSaved()
    this.view.path = path
    this.view.name = name
    this.refresh()
  }

  private applied(applied: Applied): void {
    this.revision++
    this.engine.send({ type: 'edit', doc: this.id, revision: this.revision, edits: applied.edits })
    this.view.cancelled = false
    const seeds = applied.edits.some((edit) => edit.kind === 'setGraph') ? this.nodes.keys() : applied.touched
    this.pending.expect(reached(this.graph, seeds, 'downstream'))
    if (this.engine.info.up) this.setState('running')
    const changed = new Set([...applied.touched, ...this.models.analysis.update(applied), ...applied.edits.flatMap(shownBy)])
    this.models.updateAll(changed)
    if (applied.structure) triggerRef(this.structure)
    this.keepSelection()
    this.refresh()
    this.changed({ structure: applied.structure, nodes: changed })
  }

  // --- Selection -----------------------------------------------------------------------------------------------------

  select(ids: Iterable<string>, wire?: Edge, marked: readonly Mark[] = []): void {
    const next = new Set(ids)
    for (const id of this.view.selected) if (!next.has(id)) this.setSelected(id, false)
    for (const id of next) this.setSelected(id, true)
    this.view.selected = [...next].filter((id) => this.nodes.has(id))
    this.view.wire = wire
    if (marked.length > 0 || this.view.marked.length > 0) this.view.marked = marked
    this.changed({ structure: false, nodes: new Set() })
    this.sendWatch()
  }

  private setSelected(id: string, selected: boolean): void {
    const model = this.nodes.get(id)
    if (model) model.selected = selected
  }

  private keepSelection(): void {
    if (this.view.selected.some((id) => !this.nodes.has(id))) this.view.selected = this.view.selected.filter((id) => this.nodes.has(id))
    const { wire } = this.view
    if (wire && !(this.graph.has(wire.to[0]) && this.graph.incoming(wire.to[0]).includes(wire))) this.view.wire = undefined
  }

  // --- The engine ----------------------------------------------------------------------------------------------------

  engineUp(): void {
    this.view.cancelled = false
    this.engine.send({ type: 'open', doc: this.id, graph: this.graph.graph, revision: this.revision })
    if (this.view.device !== 'cpu') this.engine.send({ type: 'device', doc: this.id, device: this.view.device })
    if (this.view.live) this.pending.expect(this.nodes.keys())
    else {
      // What it would run at once may be what ended the one before.
      this.engine.send({ type: 'live', doc: this.id, live: false })
      this.engine.send({ type: 'cancel', doc: this.id })
    }
    this.sendWatch()
  }

  /** The engine said how much memory there is. */
  engineKnown(): void {
    this.models.analysis = this.analyse()
    this.models.updateAll([...this.nodes.keys()])
    this.refresh()
  }

  engineDown(): void {
    this.setState('running')
  }

  setDevice(device: DeviceId): void {
    this.view.device = device
    this.engine.send({ type: 'device', doc: this.id, device })
  }

  /** Ends the run in hand; the next edit, or `runAgain`, begins another. */
  cancelRun(): void {
    this.view.cancelled = true
    this.engine.send({ type: 'cancel', doc: this.id })
  }

  /** Whether edits run by themselves; where they do not, `runAgain` runs. */
  setLive(live: boolean): void {
    this.view.live = live
    if (live) this.view.cancelled = false
    this.engine.send({ type: 'live', doc: this.id, live })
  }

  runAgain(): void {
    this.view.cancelled = false
    this.setState('running')
    this.engine.send({ type: 'refresh', doc: this.id })
  }

  /** The nodes on screen: their values are sent. */
  watch(nodes: readonly string[]): void {
    this.watched = nodes
    this.sendWatch()
  }

  /** All views and cards go to this sample of their batch. */
  lookAt(sample: number): void {
    this.sample.value = sample
    this.sendWatch()
  }

  /** Asks the engine about one of this document's values. */
  ask(question: Asked): Promise<Reply> {
    return this.engine.ask({ ...question, doc: this.id })
  }

  /** What a picture or array gives, made to fit where it has another size. */
  async engineFit(question: Pick<Extract<PageMessage, { type: 'fit' }>, 'path' | 'bytes' | 'to'>): Promise<Extract<Reply, { kind: 'fitted' | 'error' }>> {
    const reply = await this.engine.ask({ type: 'fit', doc: this.id, ...question })
    return reply.kind === 'fitted' || reply.kind === 'error' ? reply : { kind: 'error', message: reply.kind }
  }

  /** What is known of a file that the graph names. */
  assetOf(path: string): AssetInfo | undefined {
    return this.assets.get(path)
  }

  /** What stays in view whatever is selected: its values are sent too. */
  setPins(pins: readonly Pin[]): void {
    this.pins.value = pins
    this.sendWatch()
  }

  /** Whether the values of all nodes are sent, on screen or not. */
  watchAll(all: boolean): void {
    this.watchesAll = all
    this.sendWatch()
  }

  private sendWatch(): void {
    const nodes = this.watchesAll ? [...this.nodes.keys()] : [...new Set([...this.watched, ...this.view.selected, ...this.pins.value.map((pin) => pin.node)])]
    this.engine.send({ type: 'watch', doc: this.id, nodes, sample: this.sample.value })
  }

  receive(message: Exclude<EngineMessage, { type: 'welcome' | 'reply' }>): void {
    switch (message.type) {
      case 'state': return this.receiveState(message)
      case 'value': {
        const model = this.nodes.get(message.node)
        if (!model) return
        const { dtype, shape, stats, thumb } = message
        model.values = { ...model.values, [message.port]: { dtype, shape, stats, thumb } }
        if (message.revision >= this.revision) this.pending.arrived(message.node)
        return this.changed({ structure: false, nodes: new Set([message.node]) })
      }
      case 'stale': {
        const nodes = new Set(message.nodes)
        for (const model of this.nodes.values()) if (model.outdated !== nodes.has(model.id)) model.outdated = nodes.has(model.id)
        this.view.stale = nodes.size
        return this.changed({ structure: false, nodes: new Set() })
      }
      case 'times': {
        for (const [id, milliseconds] of Object.entries(message.milliseconds)) {
          const model = this.nodes.get(id)
          if (model) model.milliseconds = milliseconds
        }
        return this.changed({ structure: false, nodes: new Set(Object.keys(message.milliseconds)) })
      }
      case 'gone': {
        for (const id of message.nodes) {
          const model = this.nodes.get(id)
          if (model) model.values = {}
        }
        return this.changed({ structure: false, nodes: new Set(message.nodes) })
      }
      case 'progress':
        this.view.progress = { done: message.done, total: message.total }
        return
      case 'device':
        this.view.device = message.device
        this.engine.info.devices = message.devices
        if (message.reason !== undefined) notify(said(message.reason), 'error')
        return
      case 'assets': return this.receiveAssets(message.assets)
      case 'refused':
        return this.engine.send({ type: 'open', doc: this.id, graph: this.graph.graph, revision: this.revision })
    }
  }

  private receiveState(message: Extract<EngineMessage, { type: 'state' }>): void {
    if (message.revision < this.revision) return
    if (message.state === 'running') return this.setState('running')
    if (message.milliseconds) {
      this.view.milliseconds = message.milliseconds
      this.view.ran = message.ran
    }
    const nodes = new Set([...this.models.runProblems, ...message.problems].flatMap((problem) => problem.node ?? []))
    this.models.runProblems = message.problems
    this.models.updateAll(nodes)
    this.refresh()
    this.changed({ structure: false, nodes })
    this.setState(this.view.problems.some((problem) => problem.severity === 'error') ? 'error' : message.state)
    // Without a run there is none to show.
    if (this.view.live || message.ran !== 0) this.onRun()
  }

  private setState(state: 'idle' | 'running' | 'error'): void {
    clearTimeout(this.slowTimer)
    this.view.state = state
    if (state === 'running') {
      this.pending.running()
      this.slowTimer = window.setTimeout(() => { this.view.slow = true }, PATIENCE)
      this.longTimer ||= window.setTimeout(() => { this.view.long = true }, LONG)
      return
    }
    this.pending.settled(this.view.cancelled)
    clearTimeout(this.longTimer)
    this.longTimer = 0
    this.view.slow = this.view.long = false
    this.view.progress = undefined
  }

  private receiveAssets(assets: Readonly<Record<string, AssetInfo>>): void {
    const changed = new Set<string>()
    const paths = Object.keys(assets).filter((path) => JSON.stringify(this.assets.get(path)) !== JSON.stringify(assets[path]))
    for (const path of paths) this.assets.set(path, assets[path]!)
    for (const path of paths) for (const id of this.models.analysis.refreshAssets(path)) changed.add(id)
    this.models.updateAll(changed)
    this.refresh()
    this.changed({ structure: false, nodes: changed })
  }

  // --- What is known -------------------------------------------------------------------------------------------------

  private analyse(): GraphAnalysis {
    const { memoryLimit } = this.engine.info
    return new GraphAnalysis(this.graph, { assets: (path) => this.assets.get(path), ...(memoryLimit === undefined ? {} : { memoryLimit }) })
  }

  private refresh(): void {
    const { history, view } = this
    view.dirty = history.isDirty
    view.undo = history.canUndo ? history.undoName : undefined
    view.redo = history.canRedo ? history.redoName : undefined
    view.steps = history.entries.map((entry) => entry.name)
    view.position = history.position
    // Without a name of its own it goes by its file's.
    view.title = this.graph.graph.name || (view.path === null ? '' : view.name.replace(/(\.graph)?\.json$/i, ''))
    view.totals = this.models.analysis.totals()
    view.problems = byGrade([...this.models.analysis.problems(), ...this.models.runProblems], (id) => this.models.map.get(id))
  }

  private changed(change: DocumentChange): void {
    for (const listener of this.changeListeners) listener(change)
  }
}
