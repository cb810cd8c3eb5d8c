/**
 * Finds parameters that give a layer a wanted output size. The layer's own checks and shape rule are the judge, so
 * this holds for every layer that has a window.
 */
import type { GraphNode, Params, Problem } from '../document/types'
import type { Inputs, Layer } from '../layers/define'
import { times } from '../layers/words'
import { say, told, type Said } from '../say'
import { parseParams } from './params'
import { listed, problem } from './problem'
import { nearer, Search, type Solution, type Target } from './solverSearch'
import { axisValues, settingOf, spelledSetting, spelledValues, WindowJudge, windowOf, windowParams } from './solverWindow'

export type { Solution } from './solverSearch'

export interface SolverRequest {
  readonly node: GraphNode
  readonly layer: Layer
  /** Types that arrive at the node. */
  readonly inputs: Inputs
  /** The wanted size along each axis; one number stands for all. Of Unfold the blocks along each axis, or one number: all blocks. */
  readonly size: readonly number[]
  /** How many solutions are enough. */
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

/** Axes of a node's window, as its input has them; undefined where it has no window, or its input is not known. */
export function windowAxes(layer: Layer, inputs: Inputs): number | undefined {
  const spec = windowOf(layer)
  const rank = inputs[layer.inputs[0]?.name ?? '']?.shape.length
  if (!spec || rank === undefined) return undefined
  const axes = spec.axes ?? rank - 2
  return axes >= 1 && axes <= 3 && axes <= rank ? axes : undefined
}

/** What the solver's sizes speak of, as a node has it now: sizes of the output, or blocks. Undefined where nothing comes out. */
export function windowSize(layer: Layer, node: GraphNode, inputs: Inputs, params: Readonly<Record<string, unknown>> | undefined, output: readonly number[] | undefined): readonly number[] | undefined {
  const spec = windowOf(layer)
  const axes = windowAxes(layer, inputs)
  if (!spec || axes === undefined) return undefined
  if (!spec.blocks) return output?.slice(-axes)
  if (spec.sized) return sizesOf(axisValues(settingOf(spec, node, layer, axes).outputSize, axes))
  return output && params && layer.blocks?.(params, inputs)
}
const sizesOf = (values: readonly unknown[] | undefined): readonly number[] | undefined =>
  values?.every(value => typeof value === 'number') ? values : undefined

/** Combinations of a window's parameters that give the wanted size. */
export function solve({ node, layer, inputs, size: given, limit = 50 }: SolverRequest): SolverResult {
  const failed = (message: Said): SolverResult => ({ size: given, solutions: [], problem: problem('shape-mismatch', message, { node: node.id }) })
  const spec = windowOf(layer)
  if (!spec) return failed(say`${layer.type} has no window, so its parameters decide no size; choose a convolution or a pool.`)
  const axes = windowAxes(layer, inputs)
  if (axes === undefined) return failed(say`Nothing fitting arrives at ${node.id} yet, so no size can be worked out; wire it or mend what is in front of it.`)
  const inAll = spec.blocks && !spec.sized && given.length === 1
  const size = given.length === 1 && !inAll ? Array<number>(axes).fill(given[0] ?? 0) : given
  if (size.length !== axes && !inAll) return failed(say`${times(given)} has ${given.length} sizes, but ${layer.type} has ${axes}; give ${axes === 1 ? told(say`one`) : say`${axes}, or one for all`}.`)
  const present = settingOf(spec, node, layer, axes)
  const outputSize = spec.blocks && spec.sized ? spelledValues(size) : present.outputSize
  // A window's own faults are what is to be mended; all else has to be sound.
  const sound = { ...node, params: { ...without(node.params, windowParams(spec)), ...defined(spelledSetting(spec, { ...present, outputSize })) } }
  const values = typedValues(sound, layer, inputs)
  if (!values) return { size, solutions: [], problem: parseParams(sound, layer, () => false).problems[0] ?? problem('bad-param', say`The parameters of ${node.id} cannot be read; mend them first.`, { node: node.id }) }
  const judge = new WindowJudge(layer, spec, axes, values, inputs)
  const shape = inputs[layer.inputs[0]?.name ?? '']?.shape ?? []
  const from = spec.blocks && spec.sized ? size : shape.slice(-axes)
  const count = inAll ? given[0] : spec.blocks && spec.sized ? shape.at(-1) : undefined
  const target = { node, layer, spec, judge, present, from, outputSize, limit }
  const searches = (count === undefined ? [size] : grids(count, axes)).map(one => new Search({ ...target, size: one }))
  const solutions = searches.flatMap(search => search.run()).sort(nearer).slice(0, limit)
  return solutions.length > 0 ? { size, solutions } : { size, solutions, problem: nothing(target, searches, size, count) }
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

/** All ways of laying so many blocks along the axes. */
function grids(count: number, axes: number): readonly (readonly number[])[] {
  if (axes === 1) return [[count]]
  const found: (readonly number[])[] = []
  for (let n = 1; n * n <= count; n++) {
    if (count % n !== 0) continue
    for (const first of new Set([n, count / n])) found.push(...grids(count / first, axes - 1).map(rest => [first, ...rest]))
  }
  return found
}

/** Why nothing was found. */
function nothing({ node, spec, from }: Omit<Target, 'size'>, searches: readonly Search[], size: readonly number[], count: number | undefined): Problem {
  const names = listed([...spec.params, ...(spec.ceil ? ['ceil_mode'] : []), ...(spec.sized ? ['output_size'] : [])])
  if (count !== undefined) {
    const message = spec.sized
      ? say`No ${listed(spec.params)} of ${node.id} in reach cut an image of ${times(from)} into the ${count} blocks that arrive: check output_size, or the Unfold in front.`
      : say`No ${names} of ${node.id} in reach cut ${times(from)} into ${count} blocks; give another number, or blocks down and across.`
    return problem('shape-mismatch', message, { node: node.id })
  }
  const nearest = spec.params.length === 0 ? undefined : searches[0]?.nearest()
  const hint = nearest ? say`the nearest it reaches, axis by axis, is ${times(nearest)}` : say`the input or another parameter does not fit`
  return problem('shape-mismatch', say`No ${names} of ${node.id} in reach make ${times(size)} of ${times(from)}: ${hint}.`, { node: node.id })
}
