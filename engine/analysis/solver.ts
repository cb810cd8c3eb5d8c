/**
 * Finds parameters that give a layer a wanted output size. The layer's own checks and shape rule are the judge, so
 * this holds for every layer that has a window.
 */
import type { Edit, GraphNode, Json, Params, Problem } from '../document/types'
import type { FormulaLine, Inputs, Layer } from '../layers/define'
import { times } from '../layers/words'
import { say, told, type Said } from '../say'
import { parseParams } from './params'
import { listed, own, problem } from './problem'
import { type AxisChange, type AxisChoice, AxisSearch, MOST_CHANGES } from './solverAxis'
import {
  type AxisParam, type AxisValue, type Setting, settingOf, spelledSetting, spelledValues, WindowJudge, windowOf, windowParams, type WindowParam, type WindowSpec,
} from './solverWindow'

export interface Solution {
  /** All parameters of the window, as the file would have them. */
  readonly params: Params
  /** Those that differ from the present ones. */
  readonly changed: readonly WindowParam[]
  readonly edits: readonly Edit[]
  /** How far it is from the present parameters: each that changes counts, and by how much. */
  readonly distance: number
  /** Shape of the output. */
  readonly shape: readonly number[]
  /** How the size comes about. */
  formula(): readonly FormulaLine[]
}

export interface SolverRequest {
  readonly node: GraphNode
  readonly layer: Layer
  /** Types that arrive at the node. */
  readonly inputs: Inputs
  /** The wanted size along each axis; one number stands for all. */
  readonly size: readonly number[]
  /** About how many solutions are enough. */
  readonly limit?: number
}

export interface SolverResult {
  /** The size in full. */
  readonly size: readonly number[]
  /** The nearest to the present parameters first. */
  readonly solutions: readonly Solution[]
  /** Why there are none. */
  readonly problem?: Problem
}

/** Choices for one axis that are combined with those of the others. */
const KEPT: readonly number[] = [0, 1000, 40, 14]

/** Axes of a node's window, as its input has them; undefined where it has no window, or its input is not known. */
export function windowAxes(layer: Layer, inputs: Inputs): number | undefined {
  const spec = windowOf(layer)
  const rank = inputs[layer.inputs[0]?.name ?? '']?.shape.length
  if (!spec || rank === undefined) return undefined
  const axes = spec.axes ?? rank - 2
  return axes >= 1 && axes <= 3 && axes <= rank ? axes : undefined
}

/** Combinations of a window's parameters that give the wanted size. */
export function solve({ node, layer, inputs, size: given, limit = 50 }: SolverRequest): SolverResult {
  const failed = (message: Said): SolverResult => ({ size: given, solutions: [], problem: problem('shape-mismatch', message, { node: node.id }) })
  const spec = windowOf(layer)
  if (!spec) return failed(say`${layer.type} has no window, so its parameters decide no size; choose a convolution or a pool.`)
  const axes = windowAxes(layer, inputs)
  if (axes === undefined) return failed(say`Nothing fitting arrives at ${node.id} yet, so no size can be worked out; wire it or mend what is in front of it.`)
  const size = given.length === 1 ? Array<number>(axes).fill(given[0] ?? 0) : given
  if (size.length !== axes) return failed(say`${times(given)} has ${given.length} sizes, but ${layer.type} has ${axes}; give ${axes === 1 ? told(say`one`) : say`${axes}, or one for all`}.`)
  const present = settingOf(spec, node, layer, axes)
  // A window's own faults are what is to be mended; all else has to be sound.
  const sound = { ...node, params: { ...without(node.params, windowParams(spec)), ...defined(spelledSetting(spec, present)) } }
  const values = typedValues(sound, layer, inputs)
  if (!values) return { size, solutions: [], problem: parseParams(sound, layer, () => false).problems[0] ?? problem('bad-param', say`The parameters of ${node.id} cannot be read; mend them first.`, { node: node.id }) }
  const search = new Search(node, layer, spec, new WindowJudge(layer, spec, axes, values, inputs), present, size, limit)
  const solutions = search.run()
  return solutions.length > 0 ? { size, solutions } : { size, solutions, problem: search.nothing() }
}

const without = (params: Params, names: readonly string[]): Params => Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)))
/** Null where a parameter is needed (an adaptive pool's size) is no value. */
const defined = (params: Params): Params => Object.fromEntries(Object.entries(params).filter(([name, json]) => name !== 'output_size' || json !== null))

/** Typed parameters with what follows from the input; undefined where they do not parse. */
function typedValues(node: GraphNode, layer: Layer, inputs: Inputs): Record<string, unknown> | undefined {
  const { values } = parseParams(windowOf(layer)?.params.length ? node : { ...node, params: { output_size: 1, ...node.params } }, layer, () => false)
  if (!values) return undefined
  for (const name in layer.infer) values[name] ??= layer.infer[name]?.(inputs, values)?.value
  return values
}

interface Found extends Solution {
  readonly uneven: number
}

/** What a changed parameter counts, by however little it changes. */
const CHANGE = 4

class Search {
  readonly #from: readonly number[]
  /** Axes that pose the same question are answered alike: the first of each, and which those are. */
  readonly #classes: readonly { readonly search: AxisSearch; readonly axes: readonly number[] }[]
  readonly #choices = new Map<string, readonly AxisChoice[]>()
  readonly #taken = new Map<string, Found>()

  constructor(
    readonly node: GraphNode, readonly layer: Layer, readonly spec: WindowSpec, readonly judge: WindowJudge,
    readonly present: Setting, readonly size: readonly number[], readonly limit: number,
  ) {
    this.#from = judge.inputs[layer.inputs[0]?.name ?? '']?.shape.slice(-judge.axes) ?? []
    const groups = new Map<string, number[]>()
    for (let axis = 0; axis < judge.axes; axis++) {
      const key = JSON.stringify([this.#from[axis], size[axis], spec.params.map(name => present.axes[name]?.[axis] ?? null)])
      groups.set(key, [...(groups.get(key) ?? []), axis])
    }
    this.#classes = [...groups.values()].map(of => {
      const axis = of[0] ?? 0
      return { axes: of, search: new AxisSearch(judge, spec, axis, this.#from[axis] ?? 0, size[axis] ?? 0, present) }
    })
  }

  run(): readonly Solution[] {
    const found: Found[] = []
    if (this.spec.sized) found.push(...this.#bySize())
    if (this.spec.params.length > 0) {
      // Nothing nearer can come once enough are nearer than so many changes.
      for (let changes = 0; changes <= MOST_CHANGES && found.filter(({ distance }) => distance <= changes * CHANGE).length < this.limit; changes++) {
        for (const changed of subsets<AxisChange>([...this.spec.params, ...(this.spec.ceil ? ['ceil_mode' as const] : [])], changes)) found.push(...this.#changing(changed))
      }
    }
    return found.filter(one => !this.#dominated(one)).sort(nearer).slice(0, this.limit)
  }

  /** Why nothing was found. */
  nothing(): Problem {
    const names = listed([...this.spec.params, ...(this.spec.ceil ? ['ceil_mode'] : []), ...(this.spec.sized ? ['output_size'] : [])])
    const near = this.#classes.map(({ search }) => search.nearest)
    const known = near.every(one => one !== undefined)
    const nearest = this.size.map((_, axis) => near[this.#classes.findIndex(({ axes }) => axes.includes(axis))] ?? 0)
    const hint = this.spec.params.length === 0 || !known ? say`the input or another parameter does not fit` : say`the nearest it reaches, axis by axis, is ${times(nearest)}`
    return problem('shape-mismatch', say`No ${names} of ${this.node.id} in reach make ${times(this.size)} of ${times(this.#from)}: ${hint}.`, { node: this.node.id })
  }

  /** The layer gives whatever size it is told: with the window as it is. */
  #bySize(): Found[] {
    const outputSize: Json = this.size.every(n => n === this.size[0]) ? this.size[0] ?? 0 : this.size
    const setting = { ...this.present, outputSize }
    const same = JSON.stringify(setting.outputSize) === JSON.stringify(this.present.outputSize)
    return this.#take(setting, same ? [] : ['output_size'], 1, 0)
  }

  /** Solutions that change exactly these parameters. */
  #changing(changed: readonly AxisChange[]): Found[] {
    const lists = this.#classes.map(({ search }) => subsetsOf(changed).flatMap(of => this.#choicesOf(search, of)).sort((a, b) => a.cost - b.cost))
    const combined = combine(lists.map(list => list.slice(0, KEPT[lists.length] ?? 0)))
    if (lists.length > 1) combined.push(...shared(lists))
    const seen = new Set<string>()
    return combined.flatMap(choices => {
      const setting = this.#setting(choices)
      const key = setting && keyOf(setting)
      if (!setting || key === undefined || seen.has(key)) return []
      seen.add(key)
      const own = this.#differing(setting)
      if (own.length !== changed.length) return []
      const cost = choices.reduce((sum, { cost }, i) => sum + cost * (this.#classes[i]?.axes.length ?? 0), 0) / this.judge.axes
      const reset = this.spec.sized && this.present.outputSize !== null ? ['output_size' as const] : []
      return this.#take(setting, [...own, ...reset], cost, uneven(setting))
    })
  }

  #choicesOf(search: AxisSearch, changed: readonly AxisChange[]): readonly AxisChoice[] {
    const key = `${search.axis} ${changed.join()}`
    const known = this.#choices.get(key)
    if (known) return known
    const choices = search.choices(changed)
    this.#choices.set(key, choices)
    return choices
  }

  /** One choice a class, put together; undefined where they do not go together. */
  #setting(choices: readonly AxisChoice[]): Setting | undefined {
    const ceil = choices[0]?.ceil ?? false
    if (choices.some(choice => choice.ceil !== ceil)) return undefined
    const axes: Partial<Record<AxisParam, readonly AxisValue[]>> = {}
    for (const name of this.spec.params) {
      const values = Array.from({ length: this.judge.axes }, (_, axis) => choices[this.#classes.findIndex(of => of.axes.includes(axis))]?.values[name] ?? null)
      // A word, or nothing at all, stands for all axes.
      if (values.some(value => typeof value !== 'number') && values.some(value => value !== values[0])) return undefined
      axes[name] = values
    }
    const { stride, kernel_size: kernel } = axes
    // Left out, the stride is the kernel's size: to say so as well changes nothing.
    if (this.present.axes.stride?.[0] === null && stride?.[0] !== null && stride?.every((step, i) => step === kernel?.[i])) return undefined
    return { axes, ceil, outputSize: this.spec.sized ? null : undefined }
  }

  #differing(setting: Setting): WindowParam[] {
    const names: WindowParam[] = this.spec.params.filter(name => setting.axes[name]?.some((value, i) => value !== this.present.axes[name]?.[i]))
    return setting.ceil === this.present.ceil ? names : [...names, 'ceil_mode']
  }

  #take(setting: Setting, changed: readonly WindowParam[], cost: number, odd: number): Found[] {
    const output = this.judge.output(setting)
    const size = this.judge.size(setting)
    const typed = this.judge.typed(setting)
    if (!output || !typed || !size?.every((n, i) => n === this.size[i])) return []
    const params = spelledSetting(this.spec, setting)
    const { layer, judge } = this
    const found: Found = {
      params, changed, distance: changed.length * CHANGE + cost, uneven: odd, shape: output.shape, edits: this.#edits(params, changed),
      formula: () => layer.formula?.(typed, judge.inputs, layer.forward(typed, judge.inputs)) ?? [],
    }
    this.#taken.set(JSON.stringify(params), found)
    return [found]
  }

  #edits(params: Params, changed: readonly WindowParam[]): Edit[] {
    const node = this.node.id
    return changed.map(param => {
      const value = own(params, param)
      const initial = this.layer.params[param]?.default
      return value === undefined || JSON.stringify(value) === JSON.stringify(initial) ? { kind: 'setParam', node, param } : { kind: 'setParam', node, param, value }
    })
  }

  /** Whether a part of its changes alone does the same. */
  #dominated({ params, changed }: Found): boolean {
    const now = spelledSetting(this.spec, this.present)
    return subsetsOf(changed).some(part => {
      if (part.length === changed.length) return false
      const less = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, part.includes(name as WindowParam) || !changed.includes(name as WindowParam) ? value : now[name] ?? null]))
      return this.#taken.has(JSON.stringify(less))
    })
  }
}

/** The nearest first; of equally near ones those that change less and are alike on all axes. */
function nearer(a: Found, b: Found): number {
  return a.distance - b.distance || a.changed.length - b.changed.length || a.uneven - b.uneven || JSON.stringify(a.params).localeCompare(JSON.stringify(b.params))
}

const keyOf = (setting: Setting): string => JSON.stringify([Object.values(setting.axes).map(values => spelledValues(values)), setting.ceil])
const uneven = ({ axes }: Setting): number => Object.values(axes).filter(values => values.some(value => value !== values[0])).length

/** Subsets of `n`. */
function subsets<T>(items: readonly T[], n: number): readonly (readonly T[])[] {
  if (n === 0) return [[]]
  return items.flatMap((item, i) => subsets(items.slice(i + 1), n - 1).map(rest => [item, ...rest]))
}
/** All subsets. */
const subsetsOf = <T>(items: readonly T[]): readonly (readonly T[])[] => Array.from({ length: items.length + 1 }, (_, n) => subsets(items, n)).flat()

/** One of each list, in all ways. */
function combine(lists: readonly (readonly AxisChoice[])[]): (readonly AxisChoice[])[] {
  return lists.reduce<(readonly AxisChoice[])[]>((all, list) => all.flatMap(chosen => list.map(choice => [...chosen, choice])), [[]])
}

/** Those that are in every list with the same values. */
function shared(lists: readonly (readonly AxisChoice[])[]): (readonly AxisChoice[])[] {
  const key = ({ values, ceil }: AxisChoice): string => JSON.stringify([values, ceil])
  const [first = [], ...rest] = lists.map(list => new Map(list.map(choice => [key(choice), choice])))
  return [...first].flatMap(([text, choice]) => {
    const others = rest.map(list => list.get(text))
    return others.every(other => other !== undefined) ? [[choice, ...others]] : []
  })
}
