/** Computes nodes of a document in steps of tens of milliseconds, between which it can be ended. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GraphAnalysis } from '../analysis/analysis'
import { valueKey } from '../onnx/names'
import type { DeviceId } from '../protocol'
import type { Tensor } from '../tensor/dtype'
import { type Computer, type Results, RunFailure } from './compute'
import { causeOf } from './fault'
import type { Known } from './known'
import type { Outlook } from './outlook'
import { costOf, cut, Held, partFor, STEP_MACS } from './plan'
import type { Shown } from './shown'
import { Viewers, ViewersLost } from './viewers'

/** One for all documents: they run in turn. */
const viewers = new Viewers()

/** What a run asks and tells while it goes on. */
export interface Course {
  closed(): boolean
  /** Whether a newer edit or the user has ended it. */
  ended(): boolean
  /** Whether the page looks at the node. */
  looksAt(id: string): boolean
  /** The values of these nodes are there: in `held`, for as long as this is called. */
  computed(ids: readonly string[], held: Held): void
  progress(done: number, total: number): void
}

export class Steps {
  /** What was spent since it was last told. */
  #milliseconds = 0
  #nodes = 0

  constructor(
    private readonly analysis: GraphAnalysis,
    private readonly computer: Computer,
    private readonly known: Known,
    private readonly shown: Shown,
  ) {}

  /** How long the runs since the last call took, and how many nodes they computed. */
  spent(): { readonly milliseconds: number; readonly ran: number } {
    const told = { milliseconds: this.#milliseconds, ran: this.#nodes }
    this.#milliseconds = 0
    this.#nodes = 0
    return told
  }

  /** To be called where nothing runs. */
  rest(): void {
    viewers.rest()
  }

  /** False where it stopped on the way: ended, or a node failed. */
  async run(wanted: readonly string[], outlook: Outlook, device: DeviceId, course: Course): Promise<boolean> {
    const { only } = partFor(wanted, outlook.nodes, (key, from) => this.known.value(from, key, outlook) !== undefined)
    const order = [...outlook.nodes.keys()].filter((id) => only.has(id))
    const held = new Held(order, outlook.nodes)
    const has = (key: string, id: string): Tensor | undefined => held.get(key) ?? this.known.value(id, key, outlook)
    const steps = cut(order, (id) => costOf(this.analysis.node(id)), STEP_MACS)
    let done = 0
    for (let step = steps.shift(); step; step = steps.shift()) {
      const part = partFor(step, outlook.nodes, (key, from) => has(key, from) !== undefined)
      const started = performance.now()
      let drawn: Results
      try {
        const results = await this.computer.run(part, outlook.weights, device, has)
        drawn = await this.#draw(step, outlook, results, course)
        held.add(drawn.values)
        this.#nodes += part.only.size
      } catch (error) {
        if (course.closed()) return false
        if (error instanceof ViewersLost) {
          // The values went with the thread: once more, with one thread less.
          steps.unshift(step)
          continue
        }
        const culprit = error instanceof RunFailure && part.only.has(error.node ?? '') ? error.node : undefined
        if (culprit === undefined && step.length > 1) {
          // Nobody says which node it was: halve until it is found.
          const middle = step.length >> 1
          steps.unshift(step.slice(0, middle), step.slice(middle))
          continue
        }
        await this.#fail(culprit ?? step[0] ?? '', error instanceof Error ? error.message : String(error), outlook, device, has)
        return false
      } finally {
        this.#milliseconds += performance.now() - started
      }
      if (course.closed()) return false
      for (const id of step) this.known.keep(id, outlook, held, drawn.fresh)
      course.computed(step, held)
      held.passed(step.at(-1) ?? '')
      done += step.length
      course.progress(done, order.length)
      await nextTurn()
      if (course.ended()) return false
    }
    return true
  }

  /** Keeps what is to be said of a node that failed, for which it may have to look at what came in. */
  async #fail(id: string, message: string, outlook: Outlook, device: DeviceId, has: (key: string, id: string) => Tensor | undefined): Promise<void> {
    const cause = await causeOf(outlook.nodes.get(id), this.analysis, message, async ({ key, from }) => {
      const part = partFor([from], outlook.nodes, (other, at) => has(other, at) !== undefined)
      return has(key, from) ?? (await this.computer.run(part, outlook.weights, device, has).catch(() => undefined))?.values.get(key)
    })
    this.known.fail(outlook.prints.get(id), cause)
  }

  /** Makes the views of what is looked at. Gives all values: some have moved to other memory meanwhile. */
  async #draw(ids: readonly string[], outlook: Outlook, results: Results, course: Course): Promise<Results> {
    const { values, fresh } = results
    const places = new Map<Tensor, [print: string, port: string][]>()
    for (const id of ids) {
      const print = outlook.prints.get(id)
      if (print === undefined || !course.looksAt(id)) continue
      for (const port of outlook.nodes.get(id)?.outputs ?? []) {
        const tensor = values.get(valueKey(id, port))
        if (!tensor || !fresh.has(tensor) || this.shown.isDrawn(print, port)) continue
        const known = places.get(tensor)
        if (known) known.push([print, port])
        else places.set(tensor, [[print, port]])
      }
    }
    if (places.size === 0) return results
    const { sample } = this.shown
    const viewed = await viewers.view([...places.keys()], sample)
    const moved = new Map<Tensor, Tensor>()
    for (const [i, [tensor, at]] of [...places].entries()) {
      const { tensor: now, view } = viewed[i]!
      moved.set(tensor, now)
      for (const [print, port] of at) this.shown.keep(print, port, view, sample)
    }
    const now = (tensor: Tensor): Tensor => moved.get(tensor) ?? tensor
    return { values: new Map([...values].map(([key, tensor]) => [key, now(tensor)])), fresh: new Set([...fresh].map(now)) }
  }
}
