/** One open document: the graph, its history, what is selected, and what is known of it. */
import { shallowRef, triggerRef } from 'vue'
import type { AssetInfo } from '../../engine/analysis/types'
import { EditError, GraphDocument, type Applied } from '../../engine/document/document'
import { writeGraph } from '../../engine/document/file'
import { History } from '../../engine/document/history'
import type { Edge, Edit, Graph } from '../../engine/document/types'
import { said } from '../i18n'
import { notify } from '../ui/notices'
import { affected } from './affected'
import { DocumentEngine } from './documentEngine'
import { freshView, type DocumentChange, type DocumentView } from './documentView'
import type { EngineClient } from './engine'
import { listed, type Mark } from './frames'
import { byGrade, NodeModels } from './models'
import type { NodeModel } from './node'
import { Watching } from './watching'

export interface DocumentInit {
  readonly id: string
  readonly graph: Graph
  readonly path: string | null
  readonly name: string
  /** Work that is in no file yet. */
  readonly unsaved?: boolean
}

/** Nodes that an edit changes in how they look alone. */
const shownBy = (edit: Edit): string[] => (edit.kind === 'moveNodes' ? Object.keys(edit.positions) : edit.kind === 'setLabel' ? [edit.node] : [])

export class EditorDocument {
  readonly id: string
  readonly graph: GraphDocument
  readonly history: History
  /** By id. */
  readonly nodes: ReadonlyMap<string, NodeModel>
  /** Triggered when nodes or wires come or go. */
  readonly structure = shallowRef(0)
  readonly view: DocumentView
  readonly watching: Watching
  readonly engine: DocumentEngine
  /** Where the canvas looked when it was last shown. */
  camera: { readonly x: number; readonly y: number; readonly k: number } | undefined

  /** What was selected when each step was made. */
  private readonly chosen: { readonly nodes: readonly string[]; readonly marks: readonly Mark[] }[] = []
  private readonly models: NodeModels
  private readonly changeListeners: ((change: DocumentChange) => void)[] = []

  /** `ran` hears of every run that is over. */
  constructor(init: DocumentInit, client: EngineClient, ran: () => void) {
    const { id, path, name, unsaved = false } = init
    const graph = new GraphDocument(init.graph)
    const models = new NodeModels(graph, client.info.memoryLimit)
    const view = freshView({ path, name, title: init.graph.name, dirty: unsaved, totals: models.analysis.totals() })
    const watching = new Watching(id, models.map, view, client)
    this.id = id
    this.graph = graph
    this.history = new History(graph)
    if (unsaved) this.history.markUnsaved()
    this.models = models
    this.nodes = models.map
    this.view = view
    this.watching = watching
    this.engine = new DocumentEngine({ id, graph, models, view, watching, ran, refresh: () => this.refresh(), changed: (change) => this.changed(change) }, client)
    this.refresh()
  }

  // --- Edits ---------------------------------------------------------------------------------------------------------

  /** Runs edits as one named step that can be undone. `merge`: steps with the same key within a second become one, `held` however long it takes. False: impossible, and said so. */
  commit(name: string, edits: readonly Edit[], merge?: string, held = false): boolean {
    if (edits.length === 0) return false
    const { position } = this.history
    const { selected: nodes, marked: marks } = this.view
    try {
      this.applied(this.history.run(name, [...edits], merge === undefined ? {} : { merge, held }))
      if (this.history.position > position) this.chosen[position] = { nodes, marks }
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
    return this.stepped(applied, this.history.position)
  }

  /** Takes back a drag that is still in hand, without a trace in the history. `merge`: the key of its step. */
  takeBack(merge: string): void {
    const applied = this.history.takeBack(merge)
    if (applied) this.applied(applied)
  }

  redo(): readonly string[] {
    const { position } = this.history
    return this.stepped(this.history.redo(), position)
  }

  /** Undoes or redoes until `position` steps are in force. */
  travel(position: number): readonly string[] {
    let seen: readonly string[] = []
    while (this.history.position > position && this.history.canUndo) seen = this.undo()
    while (this.history.position < position && this.history.canRedo) seen = this.redo()
    return seen
  }

  /** `at`: the place of the step in the history. */
  private stepped(applied: Applied | undefined, at: number): readonly string[] {
    if (!applied) return []
    this.applied(applied)
    const there = (id: string): boolean => this.nodes.has(id)
    const { own, ends } = affected(applied.edits, there)
    const chosen = this.chosen[at]
    const nodes = chosen?.nodes.filter(there) ?? []
    const marks = chosen?.marks.filter(({ kind, index }) => listed(this.graph.graph, kind).some((item) => item.index === index)) ?? []
    // What was selected before the step, where that is what it was about, nothing is left of it, or it was about the whole graph.
    const before = own.every((id) => nodes.includes(id)) || own.length > Math.max(2, this.nodes.size / 2)
    const selected = before ? nodes : own
    this.select(own.length + selected.length + marks.length > 0 ? selected : ends, undefined, before ? marks : [])
    return own.length > 0 ? own : ends.length > 0 ? ends : selected
  }

  onChange(listener: (change: DocumentChange) => void): () => void {
    this.changeListeners.push(listener)
    return () => void this.changeListeners.splice(this.changeListeners.indexOf(listener), 1)
  }

  /** The order in which nodes run; without those in a cycle or behind one. */
  get order(): readonly string[] {
    return this.models.analysis.order
  }

  text(): string {
    return writeGraph(this.graph.graph)
  }

  /** It is in that file as it was at `state` of the history; what was done while it was written is not. */
  markSaved(path: string, name: string, state: number): void {
    this.history.markSaved(state)
    this.view.path = path
    this.view.name = name
    this.refresh()
  }

  private applied(applied: Applied): void {
    this.engine.edited(applied)
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
    this.watching.send()
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

  // --- What is known -------------------------------------------------------------------------------------------------

  /** What is known of a file that the graph names. */
  assetOf(path: string): AssetInfo | undefined {
    return this.models.assetOf(path)
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
