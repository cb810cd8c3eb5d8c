/** The analysis of a whole graph, kept up to date edit by edit. */
import { Heap } from 'heap-js'
import type { Applied, GraphDocument } from '../document/document'
import type { Problem } from '../document/types'
import type { FormulaLine, Layer } from '../layers/define'
import { registry as allLayers } from '../layers/index'
import { Alike } from './alike'
import { type NodeContext, sameMemory, sameTypes } from './context'
import { countOf, type Overflow, overflow } from './memory'
import { aboutShapes, analyseNode } from './node'
import type { Look, NodeResult } from './result'
import { type Structure, structureOf } from './structure'
import { strayTensors } from './tensors'
import type { AnalysisOptions, NodeAnalysis, Totals } from './types'

export class GraphAnalysis {
  readonly #results = new Map<string, NodeResult>()
  readonly #context: NodeContext
  #structure: Structure
  #strays: readonly Problem[]
  #overflow: Overflow | undefined
  /** Nodes as shown, where a cycle, the memory limit or a look at those in front adds to what the node itself says. */
  readonly #shown = new Map<string, NodeAnalysis>()
  /** Nodes that look at those in front, and what they saw last. */
  readonly #lookers = new Map<string, Sight | undefined>()
  /** Nodes with a warning that an error behind them says already. */
  #hushed: ReadonlySet<string> = new Set()
  #problems: readonly Problem[] | undefined
  #totals: Totals | undefined

  /** Analyses everything. `registry` gives the layers by type. */
  constructor(readonly doc: GraphDocument, readonly options: AnalysisOptions = {}, registry: ReadonlyMap<string, Layer> = allLayers) {
    this.#context = {
      doc,
      registry,
      alike: new Alike(),
      asset: path => options.assets?.(path),
      result: id => this.#results.get(id),
      runs: id => !this.#structure.stuck.has(id),
    }
    this.#structure = structureOf(doc, registry)
    this.#strays = strayTensors(doc)
    for (const id of this.#structure.rank.keys()) this.#analyse(id)
    this.#settle(new Set())
  }

  /** Undefined where there is no such node. */
  node(id: string): NodeAnalysis | undefined {
    return this.#shown.get(id) ?? this.#results.get(id)?.analysis
  }

  /** Whether the memory limit keeps a node from running. */
  isTooLarge(id: string): boolean {
    return this.#overflow?.blocked.has(id) === true
  }

  /** The order of execution; without nodes in a cycle or behind one. */
  get order(): readonly string[] {
    return this.#structure.order
  }

  /** All problems: those at nodes in file order, then those at none. */
  problems(): Problem[] {
    if (!this.#problems) {
      const found: Problem[] = []
      const files = new Set<string>()
      for (const { id } of this.doc.graph.nodes) {
        for (const problem of this.node(id)?.problems ?? []) {
          // A file at fault is one fault, however many nodes name it.
          if (problem.code === 'missing-file' || problem.code === 'bad-tensor') {
            if (files.has(problem.message)) continue
            files.add(problem.message)
          }
          found.push(problem)
        }
      }
      this.#problems = [...found, ...this.#structure.loose, ...this.#strays]
    }
    return [...this.#problems]
  }

  /** Sums over all nodes; `parameters` without buffers. */
  totals(): Totals {
    this.#totals ??= this.#sum()
    return this.#totals
  }

  /** Takes in what an edit did to the document; gives the ids whose analysis may have changed, removed ones too. */
  update(applied: Applied): ReadonlySet<string> {
    const dirty = new Set(applied.touched)
    if (applied.structure || this.#retyped(applied)) this.#restructure(dirty)
    if (applied.structure || applied.edits.some(edit => edit.kind === 'setTensor')) this.#strays = strayTensors(this.doc)
    return this.#propagate(dirty)
  }

  /** Looks again at what depends on a file, as the graph spells its path; gives the ids whose analysis may have changed. */
  refreshAssets(path: string): ReadonlySet<string> {
    const dirty = new Set<string>()
    for (const [id, { files }] of this.#results) if (files.includes(path)) dirty.add(id)
    return this.#propagate(dirty)
  }

  #retyped(applied: Applied): boolean {
    for (const id of applied.touched) {
      const type = this.doc.node(id)?.type
      if (type !== undefined && this.#context.registry.get(type) !== this.#results.get(id)?.analysis.layer) return true
    }
    return false
  }

  /** Works out the order anew and adds to `dirty` the nodes that this concerns. */
  #restructure(dirty: Set<string>): void {
    const before = this.#structure
    const after = structureOf(this.doc, this.#context.registry)
    this.#structure = after
    for (const id of before.stuck) if (!after.stuck.has(id)) dirty.add(id)
    for (const id of after.stuck) if (!before.stuck.has(id)) dirty.add(id)
    for (const id of [...before.cycles.keys(), ...after.cycles.keys()]) dirty.add(id)
    for (const id of this.#results.keys()) {
      if (after.rank.has(id)) continue
      this.#results.delete(id)
      this.#lookers.delete(id)
      dirty.add(id)
    }
  }

  #propagate(dirty: Set<string>): ReadonlySet<string> {
    const { rank } = this.#structure
    const place = (id: string): number => rank.get(id) ?? -1
    const waiting = new Set([...dirty].filter(id => rank.has(id)))
    const queue = new Heap<string>((a, b) => place(a) - place(b))
    queue.init([...waiting])
    const changed = new Set(dirty)
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      waiting.delete(id)
      changed.add(id)
      if (!this.#analyse(id)) continue
      for (const { to: [target] } of this.doc.outgoing(id)) {
        if (waiting.has(target) || !rank.has(target)) continue
        waiting.add(target)
        queue.push(target)
      }
    }
    this.#settle(changed)
    return changed
  }

  /** Analyses a node anew; true where those behind it have to be as well. */
  #analyse(id: string): boolean {
    const node = this.doc.node(id)
    if (!node) return false
    const before = this.#results.get(id)
    const after = analyseNode(node, this.#context)
    this.#results.set(id, after)
    if (after.look) this.#lookers.set(id, undefined)
    else this.#lookers.delete(id)
    return !before || !sameTypes(before.analysis.outputs, after.analysis.outputs) || !sameMemory(before.analysis.memory, after.analysis.memory) || !sameNames(before.hidden, after.hidden)
  }

  /** Brings what depends on all nodes up to date; adds to `changed` the nodes that are shown differently now. */
  #settle(changed: Set<string>): void {
    this.#problems = undefined
    this.#totals = undefined
    const { cycles, rank, stuck } = this.#structure
    const before = this.#overflow
    const limit = this.options.memoryLimit ?? Number.MAX_SAFE_INTEGER
    this.#overflow = overflow(rank.keys(), id => this.#results.get(id)?.bytes ?? 0, id => this.#targets(id), limit)
    for (const id of [...(before?.blocked ?? []), ...(this.#overflow?.blocked ?? [])]) {
      if (before?.blocked.has(id) !== this.#overflow?.blocked.has(id) || id === before?.problem.node || id === this.#overflow?.problem.node) changed.add(id)
    }
    this.#shown.clear()
    for (const [id, seen] of this.#lookers) {
      const sight = this.#lookAgain(id, seen)
      if (!sight) continue
      if (sight !== seen) changed.add(id)
      this.#lookers.set(id, sight)
      this.#shown.set(id, sight.analysis)
    }
    this.#hush(changed)
    for (const id of [...stuck, ...(this.#overflow?.blocked ?? [])]) {
      const analysis = this.#lookers.get(id)?.analysis ?? this.#results.get(id)?.analysis
      // A size that does not fit the input and takes too much besides is one fault.
      const faulty = analysis?.problems.some(found => found.severity === 'error') === true
      const added = [cycles.get(id), this.#overflow?.problem.node === id && !faulty ? this.#overflow.problem : undefined].filter(found => found !== undefined)
      // What a layer notes about shapes is of no use where an error keeps them away.
      const kept = analysis?.problems.filter(found => !aboutShapes.has(found)) ?? []
      if (analysis) this.#shown.set(id, { ...analysis, outputs: {}, problems: [...kept, ...added] })
    }
  }

  /** One fault gives one problem: an error that names the parameter in front takes the place of the warning there. */
  #hush(changed: Set<string>): void {
    const before = this.#hushed
    const hushed = new Set<string>()
    for (const sight of this.#lookers.values()) {
      for (const { node, param } of sight?.instead ?? []) {
        const analysis = this.node(node)
        if (!analysis) continue
        hushed.add(node)
        this.#shown.set(node, { ...analysis, problems: analysis.problems.filter(found => !(aboutShapes.has(found) && found.param === param)) })
      }
    }
    for (const id of [...before, ...hushed]) if (before.has(id) !== hushed.has(id)) changed.add(id)
    this.#hushed = hushed
  }

  /** What a node says with a look at those in front: `seen` itself where that is the same. */
  #lookAgain(id: string, seen: Sight | undefined): Sight | undefined {
    const result = this.#results.get(id)
    if (!result?.look) return undefined
    const { problems, instead } = result.look()
    const words = JSON.stringify([instead, problems.map(({ message, param, fix }) => [message, param, fix?.label])])
    return seen?.words === words ? seen : { words, instead, analysis: { ...result.analysis, problems } }
  }

  #targets(id: string): string[] {
    return this.doc.outgoing(id).map(edge => edge.to[0])
  }

  #sum(): Totals {
    let parameters = 0
    let macs = 0
    let bytes = 0
    for (const result of this.#results.values()) {
      bytes += result.bytes
      macs += result.analysis.macs
      for (const spec of result.analysis.tensors ?? []) if (spec.role === 'parameter') parameters += countOf(spec.shape)
    }
    return { nodes: this.#results.size, parameters, macs, bytes }
  }
}

interface Sight extends Pick<Look, 'instead'> {
  readonly words: string
  readonly analysis: NodeAnalysis
}

const sameNames = (a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every(name => b.has(name)))

// An analysis is immutable, and a canvas asks in every frame.
const captions = new WeakMap<NodeAnalysis, string>()

/** A node's parameters in a few words: "8 filters 3 × 3, stride 2". Empty where there are none to tell. */
export function captionOf(analysis: NodeAnalysis): string {
  let caption = captions.get(analysis)
  if (caption === undefined) captions.set(analysis, caption = captioned(analysis))
  return caption
}

function captioned({ layer, params, inputs }: NodeAnalysis): string {
  if (!layer?.caption || !params) return ''
  try {
    return layer.caption(params, inputs)
  } catch {
    // A caption is no reason to show nothing at all.
    return ''
  }
}

/** How a node's output size comes about, with its own numbers; empty where it has none, or is stepped over. */
export function formulaOf(analysis: GraphAnalysis, id: string): readonly FormulaLine[] {
  const found = analysis.node(id)
  if (!found?.layer?.formula || !found.params || Object.keys(found.outputs).length === 0 || analysis.doc.node(id)?.bypass) return []
  return found.layer.formula(found.params, found.inputs, found.outputs)
}
