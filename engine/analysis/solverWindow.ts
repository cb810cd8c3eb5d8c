/** What of a layer is its window: which parameters decide the size that comes out, told from its declaration alone. */
import { numberOf } from '../document/numbers'
import type { GraphNode, Json, Params } from '../document/types'
import type { Inputs, Layer } from '../layers/define'
import { spell } from '../layers/words'
import type { TensorType } from '../tensor/dtype'
import { own } from './problem'

/** Parameters with a number for each axis, in the order in which they are told. */
const AXIS_PARAMS = ['kernel_size', 'stride', 'padding', 'dilation', 'output_padding'] as const
export type AxisParam = (typeof AXIS_PARAMS)[number]
export type WindowParam = AxisParam | 'ceil_mode' | 'output_size'

/** A number, a word such as "same", or null: as it is left out (stride: the kernel's size). */
export type AxisValue = number | string | null

export interface WindowSpec {
  /** Axes that the window slides along; undefined: as many as the input has behind batch and channels. */
  readonly axes: number | undefined
  readonly params: readonly AxisParam[]
  readonly ceil: boolean
  /** Gives its size as a parameter: alone (adaptive pools), or beside the window. */
  readonly sized: boolean
  /** Its window cuts blocks, whose numbers along the axes are looked for: of the input's image, or where `sized` of the output's. */
  readonly blocks: boolean
}

/** The window of a layer; undefined for one that has none. */
export function windowOf(layer: Layer): WindowSpec | undefined {
  if (layer.category !== 'conv' && layer.category !== 'pool') return undefined
  const has = (name: string): boolean => Object.hasOwn(layer.params, name)
  const sized = has('output_size')
  const params = has('kernel_size') ? AXIS_PARAMS.filter(has) : []
  if (params.length === 0 && !sized) return undefined
  const control = layer.params[params.length > 0 ? 'kernel_size' : 'output_size']?.control
  const axes = control?.kind === 'ints' ? control.n || undefined : control?.kind === 'int' ? 1 : undefined
  return { axes, params, ceil: params.length > 0 && has('ceil_mode'), sized, blocks: layer.blocks !== undefined }
}

/** Names of all parameters of the window. */
export const windowParams = (spec: WindowSpec): readonly WindowParam[] =>
  [...spec.params, ...(spec.ceil ? ['ceil_mode' as const] : []), ...(spec.sized ? ['output_size' as const] : [])]

/** Values of all parameters of a window. */
export interface Setting {
  readonly axes: Readonly<Partial<Record<AxisParam, readonly AxisValue[]>>>
  readonly ceil: boolean
  /** undefined where the layer has none. */
  readonly outputSize: Json | undefined
}

/** The values for each axis of a parameter as the file has it; undefined where it has another form. */
export function axisValues(json: Json | undefined, axes: number): readonly AxisValue[] | undefined {
  const one = (value: Json): AxisValue | undefined => {
    if (value === null || typeof value === 'string') return value
    const number = numberOf(value)
    return number !== undefined && Number.isInteger(number) ? number : undefined
  }
  if (json === undefined) return undefined
  const list = Array.isArray(json) ? (json as readonly Json[]) : undefined
  if (list && list.length !== axes && list.length !== 1) return undefined
  const values = Array.from({ length: axes }, (_, i) => one(list ? list[list.length === 1 ? 0 : i] ?? null : json))
  return values.some(value => value === undefined) ? undefined : (values as readonly AxisValue[])
}

/** What a window begins with where the node does not say. */
const START: Readonly<Record<AxisParam, number>> = { kernel_size: 3, stride: 1, padding: 0, dilation: 1, output_padding: 0 }

/** A node's own values; what is missing or makes no sense stands at its default. */
export function settingOf(spec: WindowSpec, node: GraphNode, layer: Layer, axes: number): Setting {
  const given: Partial<Record<AxisParam, readonly AxisValue[]>> = {}
  for (const name of spec.params) {
    const json = own(node.params, name)
    const parsed = json !== undefined && 'value' in (layer.params[name]?.parse(json) ?? {})
    given[name] = (parsed ? axisValues(json, axes) : undefined) ?? axisValues(layer.params[name]?.default, axes) ?? Array<AxisValue>(axes).fill(START[name])
  }
  return {
    axes: given,
    ceil: spec.ceil && (own(node.params, 'ceil_mode') ?? layer.params['ceil_mode']?.default) === true,
    outputSize: spec.sized ? own(node.params, 'output_size') ?? layer.params['output_size']?.default ?? null : undefined,
  }
}

/** A parameter for each axis as the file would have it: one number or word where all are equal. */
export const spelledValues = (values: readonly AxisValue[]): Json =>
  values.every(value => typeof value === 'number') ? spell(values) : values[0] ?? null

/** All of a window as the file would have it. */
export function spelledSetting(spec: WindowSpec, setting: Setting): Params {
  const params: Record<string, Json> = {}
  for (const name of spec.params) params[name] = spelledValues(setting.axes[name] ?? [])
  if (spec.ceil) params['ceil_mode'] = setting.ceil
  if (setting.outputSize !== undefined) params['output_size'] = setting.outputSize
  return params
}

/** Holds settings against a layer's own checks and shape rule. */
export class WindowJudge {
  readonly #parsed = new Map<string, unknown>()
  readonly #typedValues = new Map<WindowParam, Map<AxisValue | boolean, unknown>>()

  /** `values`: the node's typed parameters, of which the window's are replaced. */
  constructor(readonly layer: Layer, readonly spec: WindowSpec, readonly axes: number, readonly values: Readonly<Record<string, unknown>>, readonly inputs: Inputs) {}

  /** The output's type; undefined where the layer refuses. */
  output(setting: Setting, inputs: Inputs = this.inputs): TensorType | undefined {
    const params = this.typed(setting)
    return params && this.#forward(params, inputs)
  }

  /** The size along the last axes, or the number of blocks; undefined where the layer refuses, or gives something that is no image of the input's kind. */
  size(setting: Setting, inputs: Inputs = this.inputs): readonly number[] | undefined {
    const shape = this.output(setting, inputs)?.shape
    if (this.spec.blocks) return shape && this.layer.blocks?.(this.typed(setting) ?? {}, inputs)
    return shape && shape.length === this.#first(inputs)?.shape.length ? shape.slice(-this.axes) : undefined
  }

  /** Size along one axis: axes do not know of each other, so all get this one's numbers and its input. */
  along(axis: number, values: Readonly<Partial<Record<AxisParam, AxisValue>>>, ceil: boolean): number | undefined {
    const params: Record<string, unknown> = { ...this.values }
    const set = (name: WindowParam, value: AxisValue | boolean): boolean => (params[name] = this.#alike(name, value)) !== REFUSED
    for (const name of this.spec.params) if (!set(name, values[name] ?? null)) return undefined
    if (this.spec.ceil && !set('ceil_mode', ceil)) return undefined
    if (this.layer.blocks) return this.layer.blocks(params, this.inputs)[axis]
    if (this.spec.sized && !set('output_size', null)) return undefined
    const cube = this.#cube(axis)
    const shape = this.#forward(params, cube)?.shape
    return shape && shape.length === this.#first(cube)?.shape.length ? shape[shape.length - this.axes] : undefined
  }

  /** The typed value of a parameter that is alike on all axes; asked for thousands of times. */
  #alike(name: WindowParam, value: AxisValue | boolean): unknown {
    const known = this.#typedValues.get(name) ?? new Map<AxisValue | boolean, unknown>()
    this.#typedValues.set(name, known)
    if (!known.has(value)) {
      const parsed = this.layer.params[name]?.parse(value)
      known.set(value, parsed && 'value' in parsed ? parsed.value : REFUSED)
    }
    return known.get(value)
  }

  typed(setting: Setting): Readonly<Record<string, unknown>> | undefined {
    const params: Record<string, unknown> = { ...this.values }
    for (const [name, json] of Object.entries(spelledSetting(this.spec, setting))) {
      const key = `${name} ${JSON.stringify(json)}`
      if (!this.#parsed.has(key)) {
        const parsed = this.layer.params[name]?.parse(json)
        this.#parsed.set(key, parsed && 'value' in parsed ? parsed.value : REFUSED)
      }
      params[name] = this.#parsed.get(key)
      if (params[name] === REFUSED) return undefined
    }
    return params
  }

  #forward(params: Readonly<Record<string, unknown>>, inputs: Inputs): TensorType | undefined {
    try {
      this.layer.construct?.(params)
      return this.layer.forward(params, inputs)['output']
    } catch {
      return undefined
    }
  }

  #first(inputs: Inputs): TensorType | undefined {
    return inputs[this.layer.inputs[0]?.name ?? '']
  }

  readonly #cubes = new Map<number, Inputs>()
  #cube(axis: number): Inputs {
    const known = this.#cubes.get(axis)
    if (known) return known
    const rank = this.#first(this.inputs)?.shape.length
    const cube = Object.fromEntries(Object.entries(this.inputs).map(([port, type]) => {
      if (type.shape.length !== rank) return [port, type]
      const size = type.shape[rank - this.axes + axis] ?? 0
      return [port, { ...type, shape: [...type.shape.slice(0, -this.axes), ...Array<number>(this.axes).fill(size)] }]
    }))
    this.#cubes.set(axis, cube)
    return cube
  }
}

const REFUSED = Symbol('refused')
