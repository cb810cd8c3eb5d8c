/** A worked example of a layer: its own, or the first of usual inputs and parameters that its shape rule takes. */
import type { Json, Params } from '../document/types'
import type { DType, TensorType } from '../tensor/dtype'
import type { Example, Inputs, Layer } from './define'
import { starterParams } from './starters'

/** Other values to try where a parameter is required and the first does not do. */
const OTHERS: Readonly<Record<string, readonly Json[]>> = {
  dim: [0, 1], dims: [[0, 2, 3, 1], [1, 0]], equation: ['ij,jk->ik'], sizes: [[4, 3, 8, 8]], shape: [[1, -1]], unflattened_size: [[2, 2]], normalized_shape: [8], min: [0], value: [0, 1],
  output_size: [5, [8, 8]], padding: [1, [1, 1]], d_model: [8], embed_dim: [8], upscale_factor: [2],
}

/** Images first: they are what most layers are for. */
const SHAPES: readonly (readonly number[])[] = [[1, 3, 8, 8], [1, 4, 8, 8], [4, 8], [4], [1, 3, 16], [1, 3, 8, 8, 8], [1, 27, 36], [1, 4, 4, 4], [4, 4], [2, 5, 8], []]
const DTYPES: readonly DType[] = ['float32', 'int64', 'bool']

/** Types for a further input beside the first. */
const besides = ({ shape, dtype }: TensorType): readonly TensorType[] => [
  { dtype, shape }, { dtype: 'int64', shape }, { dtype: 'float32', shape }, { dtype: 'int64', shape: shape.slice(0, 1) }, { dtype, shape: [...shape.slice(0, -2), shape.at(-1) ?? 1, shape.at(-2) ?? 1] },
]

/** Every choice of one value a name. */
function* choices(names: readonly string[], valuesOf: (name: string) => readonly Json[]): Generator<Params> {
  const [first, ...rest] = names
  if (first === undefined) {
    yield {}
    return
  }
  for (const value of valuesOf(first)) for (const others of choices(rest, valuesOf)) yield { [first]: value, ...others }
}

function* paramsOf(layer: Layer): Generator<Params> {
  const begin = starterParams(layer)
  // A number stands in for a port that an example wires.
  const ports = new Set(layer.inputs.map(input => input.name))
  const names = Object.keys(layer.params).filter(name => layer.params[name]?.required && !layer.params[name].inferred && !ports.has(name))
  yield* choices(names, name => {
    const first = begin[name]
    return [...(first === undefined ? [] : [first]), ...(OTHERS[name] ?? []).filter(value => value !== first)]
  })
}

function* inputsOf(layer: Layer): Generator<Inputs> {
  const names = layer.list ? ['input0', 'input1'] : layer.inputs.filter(input => !input.optional).map(input => input.name)
  const [first, ...rest] = names
  if (first === undefined) {
    yield {}
    return
  }
  for (const dtype of DTYPES) {
    for (const shape of SHAPES) {
      const type = { dtype, shape }
      const others = function* (ports: readonly string[]): Generator<Inputs> {
        const [port, ...more] = ports
        if (port === undefined) {
          yield {}
          return
        }
        for (const other of besides(type)) for (const left of others(more)) yield { [port]: other, ...left }
      }
      for (const more of others(rest)) yield { [first]: type, ...more }
    }
  }
}

/** Typed parameters, or undefined where some do not parse. */
function typed(layer: Layer, params: Params, inputs: Inputs): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = {}
  for (const [name, spec] of Object.entries(layer.params)) {
    const json = params[name] ?? spec.default
    if (json === undefined) continue
    const parsed = spec.parse(json)
    if (!('value' in parsed)) return undefined
    values[name] = parsed.value
  }
  for (const name in layer.infer) values[name] ??= layer.infer[name]?.(inputs, values)?.value
  return values
}

/** Whether the layer takes these. */
export function takes(layer: Layer, { params = {}, inputs = {} }: Example): boolean {
  try {
    const values = typed(layer, params, inputs)
    if (!values) return false
    layer.construct?.(values)
    return Object.values(layer.forward(values, inputs)).every(({ shape }) => shape.every(n => n > 0))
  } catch {
    return false
  }
}

const found = new WeakMap<Layer, Required<Example> | undefined>()

/** A layer's example; undefined where it has none of its own and nothing usual fits. */
export function exampleOf(layer: Layer): Required<Example> | undefined {
  if (!found.has(layer)) found.set(layer, search(layer))
  return found.get(layer)
}

function search(layer: Layer): Required<Example> | undefined {
  const { example } = layer
  for (const params of example?.params ? [example.params] : paramsOf(layer)) {
    for (const inputs of example?.inputs ? [example.inputs] : inputsOf(layer)) if (takes(layer, { params, inputs })) return { params, inputs }
  }
  return undefined
}
