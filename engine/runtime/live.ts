/**
 * A document whose values follow its edits. What is computed is kept by fingerprint, so that an edit runs only what it
 * changed and what is behind that; what is on screen runs first; a newer edit ends the run in hand at its next step.
 */
import { GraphAnalysis } from '../analysis/analysis'
import type { GraphDocument } from '../document/document'
import type { Edit, Problem } from '../document/types'
import type { DeviceId, EngineMessage } from '../protocol'
import { say } from '../say'
import type { Tensor } from '../tensor/dtype'
import type { Cache } from './cache'
import { Computer, RunFailure } from './compute'
import { Files } from './files'
import { inputFile } from './fingerprint'
import { valueKey } from './memory'
import { blockedBy, filesOf, outlookOf, type Outlook } from './outlook'
import { costOf, cut, Held, partFor, STEP_MACS } from './plan'
import { Requests } from './requests'
import type { SaveSource } from './save'
import { Shown } from './shown'

export interface LiveOptions {
  readonly doc: string
  readonly document: GraphDocument
  readonly revision: number
  /** The folder of the document's files; until it is known, they are not looked at. */
  readonly base: string | undefined
  /** Bytes that the document may take. */
  readonly memoryLimit: number
  /** Values by fingerprint, of this document and of others. */
  readonly values: Cache<Tensor>
  readonly send: (message: EngineMessage) => void
}

/** Between two words on how far a run is, in milliseconds. */
const PROGRESS_EVERY = 200

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export class LiveRunner {
  readonly #options: LiveOptions
  readonly #document: GraphDocument
  readonly #files: Files
  readonly #analysis: GraphAnalysis
  readonly #computer: Computer
  readonly #values: Cache<Tensor>
  /** Messages of nodes that failed, by fingerprint. */
  readonly #failures = new Map<string, string>()
  /** Fingerprints of nodes that have run: off screen, once is enough. */
  #ran = new Set<string>()
  readonly #shown: Shown
  readonly #requests = new Requests()
  #watched: readonly string[] = []
  #device: DeviceId = 'cpu'
  #revision: number
  /** Grows with everything that can change what has to run. */
  #version = 0
  #outlook: Outlook | undefined
  #running = false
  #announced: 'running' | 'idle' | 'error' | undefined
  #cancelled = false
  #closed = false
  #milliseconds = 0
  /** Nodes computed since the last run was told. */
  #computed = 0

  constructor(options: LiveOptions) {
    this.#options = options
    this.#document = options.document
    this.#revision = options.revision
    this.#shown = new Shown(options.doc, options.send)
    this.#values = options.values
    this.#files = new Files(options.base, (paths) => this.#filesChanged(paths))
    this.#analysis = new GraphAnalysis(options.document, { assets: (path) => this.#files.info(path), memoryLimit: options.memoryLimit })
    this.#computer = new Computer(this.#document, this.#analysis, this.#files)
    this.#lookAtFiles()
    this.#wake()
  }

  /** What an export writes. */
  get source(): SaveSource {
    return { doc: this.#document, analysis: this.#analysis, assets: this.#files }
  }

  get device(): DeviceId {
    return this.#device
  }

  /** Throws an EditError where an edit does not fit; the document then has to be opened again. */
  edit(revision: number, edits: readonly Edit[]): void {
    for (const edit of edits) this.#analysis.update(this.#document.apply(edit))
    this.#revision = revision
    // Nothing that runs changed.
    const drawn = edits.every((edit) => edit.kind === 'moveNodes' || edit.kind === 'setLabel')
    if (!drawn) {
      this.#outlook = undefined
      this.#lookAtFiles()
    }
    this.#wake()
  }

  watch(nodes: readonly string[]): void {
    this.#watched = nodes
    this.#wake(this.#cancelled)
  }

  setDevice(device: DeviceId): void {
    if (device === this.#device) return
    this.#device = device
    this.#failures.clear()
    this.#outlook = undefined
    this.#wake()
  }

  setBase(dir: string): void {
    this.#files.setBase(dir)
    this.refresh()
  }

  /** Looks at the files again, and tries again what failed. */
  refresh(): void {
    this.#failures.clear()
    this.#files.look()
    this.#outlook = undefined
    this.#wake()
  }

  cancel(): void {
    this.#cancelled = true
  }

  close(): void {
    this.#closed = true
    this.#files.close()
    this.#computer.close()
    this.#requests.refuse(say`This document was closed.`)
  }

  /** A value, computed where it is not at hand. Rejects where there is none. */
  value(node: string, port: string): Promise<Tensor> {
    const answer = this.#requests.add(node, port)
    this.#wake(this.#cancelled)
    return answer
  }

  /** A parameter or buffer as it is now. Rejects where the node has none of that name. */
  weight(node: string, name: string): Promise<Tensor> {
    const tensor = this.#computer.weight(`${node}.${name}`, this.#look().weights)
    return tensor ? Promise.resolve(tensor) : Promise.reject(new Error(say`${node} has no ${name}.`))
  }

  #look(): Outlook {
    return this.#outlook ??= outlookOf(this.#document, this.#analysis, this.#device, (path) => this.#files.stamp(path))
  }

  #filesChanged(paths: readonly string[]): void {
    for (const path of paths) this.#analysis.refreshAssets(path)
    this.#outlook = undefined
    this.#options.send({ type: 'assets', doc: this.#options.doc, assets: this.#files.infos() })
    this.#wake()
  }

  #lookAtFiles(): void {
    this.#files.follow(filesOf(this.#document))
  }

  /** A node whose files cannot be looked at yet: the folder is not known. */
  #isUnread(id: string): boolean {
    const node = this.#document.node(id)
    if (!node || this.#files.known) return false
    const inFile = (key: string): boolean => 'file' in (this.#document.tensor(key) ?? {})
    return inputFile(node) !== undefined || this.#document.tensorKeys(id).some(inFile)
  }

  /** `cancelled`: what is known is sent, and nothing computed. */
  #wake(cancelled = false): void {
    this.#version++
    this.#cancelled = cancelled
    if (this.#running || this.#closed) return
    this.#running = true
    void this.#loop()
  }

  async #loop(): Promise<void> {
    try {
      let done = false
      // Messages that came together are taken together.
      while (!done && !this.#closed) {
        await nextTurn()
        done = await this.#pass()
      }
      this.#running = false
      this.#finish()
    } catch (error) {
      // A fault of the engine itself: said, so that the page does not wait for ever.
      this.#running = false
      this.#announce('error', [{ severity: 'error', code: 'runtime', message: error instanceof Error ? error.message : String(error) }])
    }
  }

  /** Runs what is missing. False: something changed on the way, begin again with what is known by then. */
  async #pass(): Promise<boolean> {
    const version = this.#version
    const outlook = this.#look()
    const blocked = blockedBy(outlook, (id, print) => this.#failures.has(print) || this.#isUnread(id))
    const open = (id: string): boolean => outlook.nodes.has(id) && !blocked.has(id)
    this.#shown.keepOnly(open, this.#revision)
    this.#answerRequests(outlook, open)
    for (const id of this.#watched) if (open(id)) this.#show(id, outlook)

    const first = [...this.#requests.nodes, ...this.#watched.filter((id) => open(id) && !this.#shown.has(id, outlook.prints.get(id)))]
    const ran = this.#ran
    this.#ran = new Set([...outlook.prints.values()].filter((print) => ran.has(print)))
    if (!await this.#compute(first, outlook, version)) return this.#cancelled
    const rest = [...outlook.nodes.keys()].filter((id) => open(id) && !this.#ran.has(outlook.prints.get(id) ?? ''))
    if (!await this.#compute(rest, outlook, version)) return this.#cancelled
    return version === this.#version
  }

  /** Computes nodes step by step. False where it stopped on the way: superseded, cancelled, or a node failed. */
  async #compute(wanted: readonly string[], outlook: Outlook, version: number): Promise<boolean> {
    if (wanted.length === 0) return true
    if (this.#cancelled) return false
    const { only } = partFor(wanted, outlook.nodes, (key, from) => this.#known(from, key, outlook) !== undefined)
    const order = [...outlook.nodes.keys()].filter((id) => only.has(id))
    const held = new Held(order, outlook.nodes)
    const has = (key: string, id: string): Tensor | undefined => held.get(key) ?? this.#known(id, key, outlook)
    const steps = cut(order, (id) => costOf(this.#analysis.node(id)), STEP_MACS)
    this.#announce('running')
    let [done, told] = [0, performance.now()]
    for (let step = steps.shift(); step; step = steps.shift()) {
      const part = partFor(step, outlook.nodes, (key, from) => has(key, from) !== undefined)
      const started = performance.now()
      try {
        held.add(await this.#computer.run(part, outlook.weights, this.#device, has))
        this.#computed += part.only.size
      } catch (error) {
        if (this.#closed) return false
        const culprit = error instanceof RunFailure && part.only.has(error.node ?? '') ? error.node : undefined
        if (culprit === undefined && step.length > 1) {
          // Nobody says which node it was: halve until it is found.
          const middle = step.length >> 1
          steps.unshift(step.slice(0, middle), step.slice(middle))
          continue
        }
        const id = culprit ?? step[0] ?? ''
        this.#failures.set(outlook.prints.get(id) ?? '', error instanceof Error ? error.message : String(error))
        return false
      } finally {
        this.#milliseconds += performance.now() - started
      }
      if (this.#closed) return false
      const current = outlook === this.#outlook
      for (const id of step) this.#keep(id, outlook, held)
      if (current) {
        const watched = new Set(this.#watched)
        for (const id of step) if (watched.has(id)) this.#show(id, outlook, held)
        this.#answerRequests(outlook, (id) => outlook.nodes.has(id), held)
      }
      held.passed(step.at(-1) ?? '')
      done += step.length
      if (performance.now() - told >= PROGRESS_EVERY) {
        told = performance.now()
        this.#options.send({ type: 'progress', doc: this.#options.doc, done, total: order.length })
      }
      await nextTurn()
      if (version !== this.#version || this.#cancelled) return false
    }
    return true
  }

  /** Keeps a node's new values under its fingerprint: good for any revision in which it comes up again. */
  #keep(id: string, outlook: Outlook, held: Held): void {
    const print = outlook.prints.get(id)
    if (print === undefined) return
    this.#ran.add(print)
    for (const port of outlook.nodes.get(id)?.outputs ?? []) {
      const tensor = held.get(valueKey(id, port))
      if (tensor) this.#values.set(`${print}.${port}`, tensor, tensor.data.byteLength)
    }
  }

  #known(id: string, key: string, outlook: Outlook): Tensor | undefined {
    return this.#values.get(`${outlook.prints.get(id) ?? ''}${key.slice(id.length)}`)
  }

  /** Sends a node's values, unless the page has them or they are not known. */
  #show(id: string, outlook: Outlook, held?: Held): void {
    const print = outlook.prints.get(id)
    const found = this.#analysis.node(id)
    if (print === undefined || !found) return
    const value = (port: string): Tensor | undefined => held?.get(valueKey(id, port)) ?? this.#known(id, valueKey(id, port), outlook)
    this.#shown.show(id, print, found.outputs, this.#document.node(id)?.type === 'Input', this.#revision, value)
  }

  #answerRequests(outlook: Outlook, open: (id: string) => boolean, held?: Held): void {
    this.#requests.answer(
      (node, port) => held?.get(valueKey(node, port)) ?? this.#known(node, valueKey(node, port), outlook),
      (node, port) => open(node) && (outlook.nodes.get(node)?.outputs.includes(port) ?? false),
    )
  }

  #announce(state: 'running' | 'idle' | 'error', problems: readonly Problem[] = [], told: { readonly milliseconds?: number; readonly ran?: number } = {}): void {
    if (state === 'running' && this.#announced === 'running') return
    this.#announced = state
    this.#options.send({ type: 'state', doc: this.#options.doc, revision: this.#revision, state, problems, ...told })
  }

  /** The run is over, for now: says so, with what failed. */
  #finish(): void {
    if (this.#closed) return
    this.#requests.refuse(say`The run was ended before this value was computed.`)
    // What the page still has of an earlier revision is of no use.
    if (this.#cancelled) this.#shown.keepOnly((id) => this.#shown.has(id, this.#outlook?.prints.get(id)), this.#revision)
    const problems: Problem[] = []
    for (const [id, print] of this.#outlook?.prints ?? []) {
      const message = this.#failures.get(print)
      if (message !== undefined) problems.push({ severity: 'error', code: 'runtime', node: id, message: say`${id} could not run: ${message}` })
    }
    const failed = problems.length > 0 || this.#analysis.problems().some((problem) => problem.severity === 'error')
    const told = { milliseconds: this.#milliseconds, ran: this.#computed }
    this.#milliseconds = 0
    this.#computed = 0
    this.#announce(failed ? 'error' : 'idle', problems, told)
  }
}
