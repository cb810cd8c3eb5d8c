/** The search for one size: axis by axis, then put together. */
import type { Edit, GraphNode, Json, Params } from '../document/types'
import type { FormulaLine, Layer } from '../layers/define'
import { own } from './problem'
import { type AxisChange, type AxisChoice, AxisSearch, MOST_CHANGES } from './solverAxis'
import { combinations, covers, subsets } from './solverCombine'
import { type AxisParam, type AxisValue, axisValues, type Setting, spelledSetting, spelledValues, type WindowJudge, type WindowParam, type WindowSpec } from './solverWindow'

export interface Solution {
  /** All parameters of the window, as the file would have them. */
  readonly params: Params
  /** Those that differ from the present ones. */
  readonly changed: readonly WindowParam[]
  readonly edits: readonly Edit[]
  /** How far it is from the present parameters: each that changes counts, and by how much. */
  readonly distance: number
  /** Of parameters, how many are not alike on all axes. */
  readonly uneven: number
  /** Shape of the output. */
  readonly shape: readonly number[]
  /** How the size comes about. */
  formula(): readonly FormulaLine[]
}

/** What is looked for. */
export interface Target {
  readonly node: GraphNode
  readonly layer: Layer
  readonly spec: WindowSpec
  readonly judge: WindowJudge
  readonly present: Setting
  /** What the window slides over, and what it is to make of it, along each axis. */
  readonly from: readonly number[]
  readonly size: readonly number[]
  /** Of a layer that cuts blocks of its output: that output's size. */
  readonly outputSize: Json | undefined
  readonly limit: number
}

/** What a changed parameter counts, by however little it changes. */
const CHANGE = 4
/** Combinations looked at for each set of parameters, for each solution that is wanted. */
const PATIENCE = 20

export class Search {
  /** Axes that pose the same question are answered alike: the first of each, and which those are. */
  readonly #classes: readonly { readonly search: AxisSearch; readonly axes: readonly number[] }[]
  readonly #choices = new Map<string, ReadonlyMap<string, readonly AxisChoice[]>>()

  constructor(readonly target: Target) {
    const { spec, judge, present, from, size } = target
    const groups = new Map<string, number[]>()
    for (let axis = 0; axis < judge.axes; axis++) {
      const key = JSON.stringify([from[axis], size[axis], spec.params.map(name => present.axes[name]?.[axis] ?? null)])
      groups.set(key, [...(groups.get(key) ?? []), axis])
    }
    this.#classes = [...groups.values()].map(of => {
      const axis = of[0] ?? 0
      return { axes: of, search: new AxisSearch(judge, spec, axis, from[axis] ?? 0, size[axis] ?? 0, present) }
    })
  }

  /** The nearest solutions, in order. */
  run(): readonly Solution[] {
    const { spec, limit } = this.target
    const found: Solution[] = []
    if (spec.sized && !spec.blocks) found.push(...this.#bySize())
    if (spec.params.length > 0) {
      // Nothing nearer can come once enough are nearer than so many changes.
      for (let changes = 0; changes <= MOST_CHANGES && found.filter(({ distance }) => distance <= changes * CHANGE).length < limit; changes++) {
        for (const changed of subsets<AxisChange>([...spec.params, ...(spec.ceil ? ['ceil_mode' as const] : [])], changes)) found.push(...this.#changing(changed))
      }
    }
    return found.sort(nearer).slice(0, limit)
  }

  /** The size that is nearest to the wanted one, axis by axis; undefined where none was reached. */
  nearest(): readonly number[] | undefined {
    const near = this.#classes.map(({ search }) => search.nearest)
    if (near.some(one => one === undefined)) return undefined
    return this.target.size.map((_, axis) => near[this.#classes.findIndex(({ axes }) => axes.includes(axis))] ?? 0)
  }

  /** The layer gives whatever size it is told: with the window as it is. */
  #bySize(): Solution[] {
    const { size, present } = this.target
    return this.#take({ ...present, outputSize: spelledValues(size) }, [...this.#resized(spelledValues(size))], 1, 0)
  }

  #resized(outputSize: Json): readonly 'output_size'[] {
    const { judge: { axes }, present } = this.target
    return JSON.stringify(axisValues(present.outputSize, axes)) === JSON.stringify(axisValues(outputSize, axes)) ? [] : ['output_size']
  }

  /** Solutions that change exactly these parameters of the window. */
  #changing(changed: readonly AxisChange[]): Solution[] {
    const { judge, limit } = this.target
    const names = changed.filter(name => name !== 'ceil_mode')
    const ceil = changed.filter(name => name === 'ceil_mode')
    const groups = covers(names, this.#classes.length).flatMap(tuple => {
      const lists = this.#classes.map(({ search }, i) => this.#choicesOf(search, [...(tuple[i] ?? []), ...ceil]))
      return [...(lists[0]?.keys() ?? [])].map(form => lists.map(list => list.get(form) ?? []))
    })
    const found: Solution[] = []
    let looked = 0
    for (const { choices, cost } of combinations(groups, this.#classes.map(({ axes }) => axes.length / judge.axes))) {
      const last = found.at(-1)
      if (looked++ > limit * PATIENCE || (found.length >= limit && last && cost > last.distance - last.changed.length * CHANGE)) break
      const setting = this.#setting(choices)
      if (setting) found.push(...this.#take(setting, [...changed, ...(setting.outputSize === undefined ? [] : this.#resized(setting.outputSize))], cost, uneven(setting)))
    }
    return found
  }

  /** Choices for an axis, the nearest first, by their form: what goes together on several axes. */
  #choicesOf(search: AxisSearch, changed: readonly AxisChange[]): ReadonlyMap<string, readonly AxisChoice[]> {
    const key = `${search.axis} ${changed.join()}`
    const known = this.#choices.get(key)
    if (known) return known
    const forms = new Map<string, AxisChoice[]>()
    for (const choice of [...search.choices(changed)].sort((a, b) => a.cost - b.cost)) {
      // A word, or nothing at all, stands for all axes.
      const form = JSON.stringify(Object.values(choice.values).map(value => (typeof value === 'number' ? 0 : value)))
      const list = forms.get(form)
      if (list) list.push(choice)
      else forms.set(form, [choice])
    }
    this.#choices.set(key, forms)
    return forms
  }

  /** One choice a class, put together; undefined where that says nothing new. */
  #setting(choices: readonly AxisChoice[]): Setting | undefined {
    const { spec, judge, present, outputSize } = this.target
    const axes: Partial<Record<AxisParam, readonly AxisValue[]>> = {}
    for (const name of spec.params) {
      axes[name] = Array.from({ length: judge.axes }, (_, axis) => choices[this.#classes.findIndex(of => of.axes.includes(axis))]?.values[name] ?? null)
    }
    const { stride, kernel_size: kernel } = axes
    // Left out, the stride is the kernel's size: to say so as well changes nothing.
    if (present.axes.stride?.[0] === null && stride?.[0] !== null && stride?.every((step, i) => step === kernel?.[i])) return undefined
    return { axes, ceil: choices[0]?.ceil ?? false, outputSize: spec.blocks ? outputSize : spec.sized ? null : undefined }
  }

  #take(setting: Setting, changed: readonly WindowParam[], cost: number, odd: number): Solution[] {
    const { layer, judge, spec, size: wanted } = this.target
    const output = judge.output(setting)
    const size = judge.size(setting)
    const typed = judge.typed(setting)
    if (!output || !typed || !size?.every((n, i) => n === wanted[i])) return []
    const params = spelledSetting(spec, setting)
    return [{
      params, changed, distance: changed.length * CHANGE + cost, uneven: odd, shape: output.shape, edits: this.#edits(params, changed),
      formula: () => layer.formula?.(typed, judge.inputs, layer.forward(typed, judge.inputs)) ?? [],
    }]
  }

  #edits(params: Params, changed: readonly WindowParam[]): Edit[] {
    const { layer } = this.target
    const node = this.target.node.id
    return changed.map(param => {
      const value = own(params, param)
      const initial = layer.params[param]?.default
      return value === undefined || JSON.stringify(value) === JSON.stringify(initial) ? { kind: 'setParam', node, param } : { kind: 'setParam', node, param, value }
    })
  }
}

/** The nearest first; of equally near ones those that change less and are alike on all axes. */
export function nearer(a: Solution, b: Solution): number {
  return a.distance - b.distance || a.changed.length - b.changed.length || a.uneven - b.uneven || JSON.stringify(a.params).localeCompare(JSON.stringify(b.params))
}

const uneven = ({ axes }: Setting): number => Object.values(axes).filter(values => values.some(value => value !== values[0])).length
