/** A document's side of the engine: what is sent there and asked of it, and its answers put where the window shows them. */
import type { AssetInfo } from '../../engine/analysis/types'
import type { Applied, GraphDocument } from '../../engine/document/document'
import type { DeviceId, EngineMessage, PageMessage, Reply } from '../../engine/protocol'
import { said } from '../i18n'
import { notify } from '../ui/notices'
import type { DocumentChange, DocumentView } from './documentView'
import type { Asked, DocumentPort, EngineClient } from './engine'
import type { NodeModels } from './models'
import { Pending } from './pending'
import { reached } from './select'
import type { Watching } from './watching'

/** How long a run may take before the window says that it runs. */
const PATIENCE = 60
const LONG = 1000

/** What the engine's answers are put into. */
export interface Answered {
  readonly id: string
  readonly graph: GraphDocument
  readonly models: NodeModels
  readonly view: DocumentView
  readonly watching: Watching
  /** Problems or totals are others: the view has to follow. */
  refresh(): void
  changed(change: DocumentChange): void
  /** A run is over. */
  ran(): void
}

export class DocumentEngine implements DocumentPort {
  readonly id: string
  private revision = 0
  /** What the engine runs this document on. */
  private device: DeviceId = 'cpu'
  private readonly pending = new Pending((id, stale) => {
    const model = this.document.models.map.get(id)
    if (!model || model.stale === stale) return
    model.stale = stale
    this.changed([id])
  })
  private slowTimer = 0
  private longTimer = 0

  constructor(private readonly document: Answered, private readonly engine: EngineClient) {
    this.id = document.id
  }

  /** Sends edits that were made, once they are in the graph. */
  edited({ edits, touched }: Applied): void {
    const { graph, models, view } = this.document
    this.revision++
    this.engine.send({ type: 'edit', doc: this.id, revision: this.revision, edits })
    view.cancelled = false
    const seeds = edits.some((edit) => edit.kind === 'setGraph') ? models.map.keys() : touched
    this.pending.expect(reached(graph, seeds, 'downstream'))
    if (this.engine.info.up) this.setState('running')
  }

  setDevice(device: DeviceId): void {
    this.document.view.device = device
    this.engine.send({ type: 'device', doc: this.id, device })
  }

  /** Has the engine try every device, so that the page can say why one is missing. */
  tryDevices(): void {
    this.engine.send({ type: 'devices', doc: this.id })
  }

  /** Ends the run in hand; the next edit, or `runAgain`, begins another. */
  cancelRun(): void {
    this.document.view.cancelled = true
    this.engine.send({ type: 'cancel', doc: this.id })
  }

  /** Whether edits run by themselves; where they do not, `runAgain` runs. */
  setLive(live: boolean): void {
    const { view } = this.document
    view.live = live
    if (live) view.cancelled = false
    this.engine.send({ type: 'live', doc: this.id, live })
  }

  runAgain(): void {
    this.document.view.cancelled = false
    this.setState('running')
    this.engine.send({ type: 'refresh', doc: this.id })
  }

  /** Asks the engine about one of this document's values. */
  ask(question: Asked): Promise<Reply> {
    return this.engine.ask({ ...question, doc: this.id })
  }

  /** What a picture or array gives, made to fit where it has another size. */
  async fit(question: Pick<Extract<PageMessage, { type: 'fit' }>, 'path' | 'bytes' | 'to'>): Promise<Extract<Reply, { kind: 'fitted' | 'error' }>> {
    const reply = await this.engine.ask({ type: 'fit', doc: this.id, ...question })
    return reply.kind === 'fitted' || reply.kind === 'error' ? reply : { kind: 'error', message: reply.kind }
  }

  // --- What the engine says ------------------------------------------------------------------------------------------

  engineUp(): void {
    const { models, view, watching } = this.document
    view.cancelled = false
    this.device = 'cpu'
    this.open()
    if (view.device !== 'cpu') this.engine.send({ type: 'device', doc: this.id, device: view.device })
    if (view.live) this.pending.expect(models.map.keys())
    else {
      // What it would run at once may be what ended the one before.
      this.engine.send({ type: 'live', doc: this.id, live: false })
      this.engine.send({ type: 'cancel', doc: this.id })
    }
    watching.send()
  }

  engineKnown(): void {
    const { models } = this.document
    models.analyse(this.engine.info.memoryLimit)
    models.updateAll([...models.map.keys()])
    this.document.refresh()
  }

  engineDown(): void {
    this.setState('running')
  }

  receive(message: Exclude<EngineMessage, { type: 'welcome' | 'reply' }>): void {
    const { models: { map: nodes }, view } = this.document
    switch (message.type) {
      case 'state': return this.receiveState(message)
      case 'value': {
        const model = nodes.get(message.node)
        if (!model) return
        const { dtype, shape, stats, thumb } = message
        model.values = { ...model.values, [message.port]: { dtype, shape, stats, thumb } }
        if (message.revision >= this.revision) this.pending.arrived(message.node)
        return this.changed([message.node])
      }
      case 'stale': {
        const stale = new Set(message.nodes)
        for (const model of nodes.values()) if (model.outdated !== stale.has(model.id)) model.outdated = stale.has(model.id)
        view.stale = stale.size
        return this.changed([])
      }
      case 'times': {
        for (const [id, milliseconds] of Object.entries(message.milliseconds)) {
          const model = nodes.get(id)
          if (model) model.milliseconds = milliseconds
        }
        return this.changed(Object.keys(message.milliseconds))
      }
      case 'gone': {
        for (const id of message.nodes) {
          const model = nodes.get(id)
          if (model) model.values = {}
        }
        return this.changed(message.nodes)
      }
      case 'progress':
        view.progress = { done: message.done, total: message.total }
        return
      case 'device':
        view.device = message.device
        if (this.device !== message.device) {
          this.device = message.device
          // They were those of another device.
          for (const model of nodes.values()) model.milliseconds = undefined
          this.changed(nodes.keys())
        }
        this.engine.info.devices = message.devices
        if (message.reason !== undefined) notify(said(message.reason), 'error')
        return
      case 'assets': return this.receiveAssets(message.assets)
      case 'refused': return this.open()
    }
  }

  private open(): void {
    this.engine.send({ type: 'open', doc: this.id, graph: this.document.graph.graph, revision: this.revision })
  }

  private receiveState(message: Extract<EngineMessage, { type: 'state' }>): void {
    if (message.revision < this.revision) return
    if (message.state === 'running') return this.setState('running')
    const { models, view } = this.document
    if (message.milliseconds) {
      view.milliseconds = message.milliseconds
      view.ran = message.ran
    }
    const nodes = new Set([...models.runProblems, ...message.problems].flatMap((problem) => problem.node ?? []))
    models.runProblems = message.problems
    models.updateAll(nodes)
    this.document.refresh()
    this.changed(nodes)
    this.setState(view.problems.some((problem) => problem.severity === 'error') ? 'error' : message.state)
    // Without a run there is none to show.
    if (view.live || message.ran !== 0) this.document.ran()
  }

  private receiveAssets(assets: Readonly<Record<string, AssetInfo>>): void {
    const { models } = this.document
    const nodes = models.setAssets(assets)
    models.updateAll(nodes)
    this.document.refresh()
    this.changed(nodes)
  }

  private setState(state: 'idle' | 'running' | 'error'): void {
    const { view } = this.document
    clearTimeout(this.slowTimer)
    view.state = state
    if (state === 'running') {
      this.pending.running()
      this.slowTimer = window.setTimeout(() => { view.slow = true }, PATIENCE)
      this.longTimer ||= window.setTimeout(() => { view.long = true }, LONG)
      return
    }
    this.pending.settled(view.cancelled)
    clearTimeout(this.longTimer)
    this.longTimer = 0
    view.slow = view.long = false
    view.progress = undefined
  }

  private changed(nodes: Iterable<string>): void {
    this.document.changed({ structure: false, nodes: new Set(nodes) })
  }
}
