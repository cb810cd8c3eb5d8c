/**
 * A document whose values follow its edits. What is computed is kept by fingerprint, so that an edit runs only what it
 * changed and what is behind that; what is on screen runs first; a newer edit ends the run in hand at its next step.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Edit, Problem } from '../document/types'
import { valueKey } from '../onnx/names'
import type { DeviceId, EngineMessage } from '../protocol'
import { say } from '../say'
import type { Tensor } from '../tensor/dtype'
import type { Fitted, Target } from '../tensor/fitted'
import { Computer } from './compute'
import { Current, type CurrentOptions } from './current'
import { faultAt } from './fault'
import { Known } from './known'
import { blockedBy, type Outlook } from './outlook'
import type { Held } from './plan'
import { Requests } from './requests'
import type { SaveSource } from './save'
import { Shown } from './shown'
import { Steps } from './steps'
import type { Values } from './values'

export interface LiveOptions extends CurrentOptions {
  readonly doc: string
  readonly revision: number
  /** Values by fingerprint, of this document and of others. */
  readonly values: Values
  readonly send: (message: EngineMessage) => void
}

/** Between two words on how far a run is, in milliseconds. */
const PROGRESS_EVERY = 200

export class LiveRunner {
  readonly #options: LiveOptions
  readonly #current: Current
  readonly #computer: Computer
  readonly #known: Known
  readonly #shown: Shown
  readonly #steps: Steps
  readonly #requests = new Requests()
  #watched: ReadonlySet<string> = new Set()
  #revision: number
  /** Grows with everything that can change what has to run. */
  #version = 0
  #running = false
  #announced: 'running' | 'idle' | 'error' | undefined
  #cancelled = false
  /** Edits run by themselves. */
  #live = true
  #closed = false

  constructor(options: LiveOptions) {
    this.#options = options
    this.#revision = options.revision
    this.#shown = new Shown(options.doc, options.send)
    this.#known = new Known(options.values)
    this.#current = new Current(options, () => this.#filesChanged())
    const { document, analysis, files } = this.#current
    this.#computer = new Computer(document, analysis, files, options.values.buffers, (milliseconds) => this.#tellTimes(milliseconds))
    this.#steps = new Steps(analysis, this.#computer, this.#known, this.#shown)
    this.#current.followFiles()
    this.#wake()
  }

  /** What an export writes. */
  get source(): SaveSource {
    const { document, analysis, files } = this.#current
    return { doc: document, analysis, assets: files }
  }

  get device(): DeviceId {
    return this.#current.device
  }

  /** Throws an EditError where an edit does not fit; the document then has to be opened again. */
  edit(revision: number, edits: readonly Edit[]): void {
    const runs = this.#current.edit(edits)
    this.#revision = revision
    this.#wake(this.#live ? false : runs ? true : this.#cancelled)
  }

  /** Whether edits run by themselves from now on; what they left old is computed where they do. */
  setLive(live: boolean): void {
    if (live === this.#live) return
    this.#live = live
    if (live) this.#wake()
  }

  /** `sample`: of batches, the one that pictures show. */
  watch(nodes: readonly string[], sample = 0): void {
    this.#watched = new Set(nodes)
    this.#shown.sample = sample
    this.#wake(this.#cancelled)
  }

  setDevice(device: DeviceId): void {
    if (device === this.#current.device) return
    this.#current.setDevice(device)
    this.#known.forgetFailures()
    this.#wake(!this.#live)
  }

  setBase(dir: string): void {
    this.#current.files.setBase(dir)
    this.#forget()
    this.#wake(!this.#live)
  }

  /** Looks at the files again, tries again what failed, and runs what is missing. */
  refresh(): void {
    this.#forget()
    this.#wake()
  }

  #forget(): void {
    this.#known.forgetFailures()
    this.#current.lookAgain()
  }

  cancel(): void {
    this.#cancelled = true
  }

  close(): void {
    this.#closed = true
    this.#current.files.close()
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
    const tensor = this.#computer.weight(`${node}.${name}`, this.#current.look().weights)
    return tensor ? Promise.resolve(tensor) : Promise.reject(new Error(say`${node} has no ${name}.`))
  }

  /** What a picture or .npy file beside the graph gives. Throws where it cannot be read. */
  fitted(path: string, to: Target | undefined): Fitted {
    return this.#current.files.fitted(path, to)
  }

  #filesChanged(): void {
    this.#options.send({ type: 'assets', doc: this.#options.doc, assets: this.#current.files.infos() })
    this.#wake(!this.#live)
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
      if (!this.#closed) this.#steps.rest()
      void this.#computer.rest(() => this.#running || this.#closed || this.#options.values.busy)
    } catch (error) {
      // A fault of the engine itself: said, so that the page does not wait for ever.
      this.#running = false
      this.#announce('error', [{ severity: 'error', code: 'runtime', message: error instanceof Error ? error.message : String(error) }])
    }
  }

  /** Runs what is missing. False: something changed on the way, begin again with what is known by then. */
  async #pass(): Promise<boolean> {
    const version = this.#version
    const outlook = this.#current.look()
    const blocked = blockedBy(outlook, (id, print) => this.#known.failure(print) !== undefined || this.#current.isUnread(id))
    const open = (id: string): boolean => outlook.nodes.has(id) && !blocked.has(id)
    this.#shown.keepOnly(open, this.#revision)
    this.#answerRequests(outlook, open)
    for (const id of this.#watched) if (open(id)) this.#show(id, outlook)

    const first = [...this.#requests.nodes, ...[...this.#watched].filter((id) => open(id) && !this.#shown.has(id, outlook.prints.get(id)))]
    this.#known.forgetOthers(outlook)
    if (!await this.#compute(first, outlook, version)) return this.#cancelled && version === this.#version
    const rest = [...outlook.nodes.keys()].filter((id) => open(id) && !this.#known.hasRun(outlook.prints.get(id)))
    if (!await this.#compute(rest, outlook, version)) return this.#cancelled && version === this.#version
    return version === this.#version
  }

  /** Computes nodes. False where it stopped on the way: superseded, cancelled, or a node failed. */
  async #compute(wanted: readonly string[], outlook: Outlook, version: number): Promise<boolean> {
    if (wanted.length === 0) return true
    if (this.#cancelled) return false
    this.#announce('running')
    let told = performance.now()
    return this.#options.values.during(() => this.#steps.run(wanted, outlook, this.#current.device, {
      closed: () => this.#closed,
      ended: () => version !== this.#version || this.#cancelled,
      looksAt: (id) => outlook === this.#current.outlook && this.#watched.has(id),
      computed: (ids, held) => {
        if (outlook !== this.#current.outlook) return
        for (const id of ids) if (this.#watched.has(id)) this.#show(id, outlook, held)
        this.#answerRequests(outlook, (id) => outlook.nodes.has(id), held)
      },
      progress: (done, total) => {
        if (performance.now() - told < PROGRESS_EVERY) return
        told = performance.now()
        this.#options.send({ type: 'progress', doc: this.#options.doc, done, total })
      },
    }))
  }

  /** What the page still shows of a node, where edits do not run. */
  #old(id: string, port: string): Tensor | undefined {
    return this.#live || !this.#cancelled ? undefined : this.#known.ofPrint(this.#shown.print(id), port)
  }

  /** Sends a node's values, unless the page has them or they are not known. */
  #show(id: string, outlook: Outlook, held?: Held): void {
    const print = outlook.prints.get(id)
    const found = this.#current.analysis.node(id)
    if (print === undefined || !found) return
    const value = (port: string): Tensor | undefined => held?.get(valueKey(id, port)) ?? this.#known.value(id, valueKey(id, port), outlook)
    this.#shown.show(id, print, found.outputs, this.#current.document.node(id)?.type === 'Input', this.#revision, value)
  }

  #answerRequests(outlook: Outlook, open: (id: string) => boolean, held?: Held): void {
    this.#requests.answer(
      (node, port) => {
        const tensor = held?.get(valueKey(node, port)) ?? this.#known.value(node, valueKey(node, port), outlook) ?? this.#old(node, port)
        return tensor && this.#options.values.lend(tensor)
      },
      (node, port) => open(node) && (outlook.nodes.get(node)?.outputs.includes(port) ?? false),
    )
  }

  #announce(state: 'running' | 'idle' | 'error', problems: readonly Problem[] = [], told: { readonly milliseconds?: number; readonly ran?: number } = {}): void {
    if (state === 'running' && this.#announced === 'running') return
    this.#announced = state
    this.#options.send({ type: 'state', doc: this.#options.doc, revision: this.#revision, state, problems, ...told })
  }

  #tellTimes(milliseconds: ReadonlyMap<string, number>): void {
    if (!this.#closed && milliseconds.size > 0) this.#options.send({ type: 'times', doc: this.#options.doc, milliseconds: Object.fromEntries(milliseconds) })
  }

  /** The run is over, for now: says so, with what failed. */
  #finish(): void {
    if (this.#closed) return
    this.#requests.refuse(this.#live ? say`The run was ended before this value was computed.` : say`Edits do not run by themselves now, and this value was not computed yet: run the graph.`)
    const prints = this.#current.outlook?.prints
    // What the page still has of an earlier revision is of no use.
    if (this.#cancelled && this.#live) this.#shown.keepOnly((id) => this.#shown.has(id, prints?.get(id)), this.#revision)
    this.#shown.tellStale((id, print) => !this.#live && prints?.get(id) !== print && !this.#known.hasRun(prints?.get(id)))
    const problems: Problem[] = []
    for (const [id, print] of prints ?? []) {
      const cause = this.#known.failure(print)
      if (cause) problems.push(faultAt(id, cause))
    }
    const failed = problems.length > 0 || this.#current.analysis.problems().some((problem) => problem.severity === 'error')
    this.#announce(failed ? 'error' : 'idle', problems, this.#steps.spent())
  }
}
