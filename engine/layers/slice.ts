/** Slice and Select: a stretch of a dimension, or one place of it. */
import { say } from '../say'
import { argument, told } from './argument'
import { defineLayer, refuse, type ParamSpec } from './define'
import { int64 } from './emit'
import { setParam } from './mends'
import { int, nullable } from './params'
import { pythonType } from './python'
import { dimension, ownStrides, writeAlong } from './views'
import { sizes, times } from './words'

interface SliceParams {
  readonly dim: number
  readonly start: number | null
  readonly end: number | null
  readonly step: number
}

/** The places that are taken: from `start`, `length` of them, `step` apart. */
function stretch(p: SliceParams, shape: readonly number[]): { readonly dim: number; readonly size: number; readonly start: number; readonly length: number } {
  const dim = p.dim < 0 ? p.dim + shape.length : p.dim
  const size = shape[dim] ?? 0
  const within = (place: number): number => Math.min(Math.max(place < 0 ? place + size : place, 0), size)
  const start = within(p.start ?? 0)
  const end = p.end === null ? size : Math.max(within(p.end), start)
  return { dim, size, start, length: Math.ceil((end - start) / p.step) }
}

/** An argument of slice, which goes another way to PyTorch than through its parser; there True is 1. */
const expected = <T>(name: string, kind: string, inner: ParamSpec<T>): ParamSpec<T> => told(inner, json => (typeof json === 'boolean' ? undefined : `aten::slice() Expected a value of type '${kind}' for argument '${name}' but instead found type '${pythonType(json)}'.`))

function refuseScalar(name: 'slice' | 'select'): never {
  return refuse({ code: 'shape-mismatch', port: 'input', pytorch: `${name}() cannot be applied to a 0-dim tensor.`, message: say`The input is a single number without a dimension to take from; give it at least one.` })
}

export const Slice = defineLayer({
  type: 'Slice',
  category: 'shape',
  summary: 'Takes a stretch of a dimension: from start up to end, every step-th.',
  keywords: ['crop', 'range', 'narrow', 'index', '[start:end]'],
  example: { params: { dim: 1, start: 1, end: -1, step: 2 }, inputs: { input: { dtype: 'float32', shape: [2, 8] } } },
  params: {
    dim: expected('dim', 'int', int('The dimension that is cut.', { default: 0 })),
    start: expected('start', 'Optional[int]', nullable(int('The first place that is taken; negative ones count from the end.', { default: null }))),
    end: expected('end', 'Optional[int]', nullable(int('The place before which it ends; negative ones count from the end.', { default: null }))),
    step: expected('step', 'int', int('Takes every step-th place.', { default: 1, min: 1 })),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    if (!shape.length) refuseScalar('slice')
    dimension('dim', p.dim, shape, { fitting: 0, initial: 0 })
    if (p.step <= 0) refuse({ code: 'bad-param', param: 'step', pytorch: 'slice step must be positive', message: say`step is ${p.step}; set it to 1 or more.`, fix: setParam('step', 1, 1) })
    const { dim, length } = stretch(p, shape)
    return { output: { dtype, shape: shape.map((size, at) => (at === dim ? length : size)) } }
  },
  notes(p, { input }) {
    return input && stretch(p, input.shape).length === 0 && stretch(p, input.shape).size > 0
      ? [{ severity: 'warning', message: say`start and end leave nothing of dimension ${p.dim}; set end behind start.` }]
      : []
  },
  lower(ctx) {
    const input = ctx.input('input')
    const { dim, start, length } = stretch(ctx.params, input.type.shape)
    const { step } = ctx.params
    const end = length ? start + (length - 1) * step + 1 : start
    ctx.emitOutput('Slice', [
      input, ctx.constant('starts', int64([start])), ctx.constant('ends', int64([end])), ctx.constant('axes', int64([dim])), ctx.constant('steps', int64([step])),
    ], ['output'])
  },
  view: {
    shares: () => true,
    write(ctx) {
      const { dim, start, length } = stretch(ctx.params, ctx.base.type.shape)
      return writeAlong(ctx, ctx.written, dim, Array.from({ length }, (_, i) => start + i * ctx.params.step))
    },
  },
  layout(memory) {
    const own = ownStrides(memory)
    const { dim, start } = stretch(memory.params, memory.inputs['input']?.shape ?? [])
    const stride = own[dim] ?? 1
    return { output: { strides: own.map((n, at) => (at === dim ? n * memory.params.step : n)), offset: start * stride } }
  },
  caption: p => say`dim ${p.dim}, ${p.start ?? ''}:${p.end ?? ''}${p.step === 1 ? '' : say`:${p.step}`}`,
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const { dim, start, length, size } = stretch(p, input.shape)
    const end = p.end === null ? size : Math.max(Math.min(p.end < 0 ? p.end + size : p.end, size), start)
    const pieces = [{ text: `dim ${dim} = ` }, { text: `${p.step === 1 ? '' : '⌈('}${end}`, value: true, param: 'end' }, { text: ' − ' }, { text: String(start), value: true, param: 'start' }]
    return [{ pieces: [...pieces, ...(p.step === 1 ? [] : [{ text: ') / ' }, { text: String(p.step), value: true, param: 'step' }, { text: '⌉' }]), { text: ' = ' }, { text: String(length), value: true }] }]
  },
})

interface SelectParams {
  readonly dim: number
  readonly index: number
}

function place(p: SelectParams, shape: readonly number[]): { readonly dim: number; readonly index: number } {
  const dim = p.dim < 0 ? p.dim + shape.length : p.dim
  return { dim, index: p.index < 0 ? p.index + (shape[dim] ?? 0) : p.index }
}

export const Select = defineLayer({
  type: 'Select',
  category: 'shape',
  summary: 'Takes one place of a dimension, which is gone then: the last step of a sequence, for instance.',
  keywords: ['index', 'pick', 'last step', 'Gather', 'torch.select'],
  params: {
    dim: argument("select(): argument 'dim' (position 2)", int('The dimension.', { start: 0 })),
    index: argument("select(): argument 'index' (position 3)", int('The place that is taken; negative ones count from the end.', { start: 0 })),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    if (!shape.length) refuseScalar('select')
    const dim = dimension('dim', p.dim, shape, { fitting: 0 })
    const size = shape[dim] ?? 0
    if (p.index < -size || p.index >= size) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'index', pytorch: `select(): index ${p.index} out of range for tensor of size ${sizes(shape)} at dimension ${dim}`,
        message: size ? say`index is ${p.index}, but dimension ${dim} of the input ${times(shape)} is ${size}; set it to ${-size} to ${size - 1}.` : say`Dimension ${dim} of the input ${times(shape)} is empty, so it has no place ${p.index}.`,
        ...(size ? { fix: setParam('index', p.index < 0 ? 0 : size - 1) } : {}),
      })
    }
    return { output: { dtype, shape: shape.filter((_, at) => at !== dim) } }
  },
  lower(ctx) {
    const input = ctx.input('input')
    const { dim, index } = place(ctx.params, input.type.shape)
    ctx.emitOutput('Gather', [input, ctx.constant('index', { ...int64([index]), shape: [] })], ['output'], { axis: { int: dim } })
  },
  view: {
    shares: () => true,
    write(ctx) {
      const { dtype, shape } = ctx.base.type
      const { dim, index } = place(ctx.params, shape)
      const type = { dtype, shape: shape.map((size, at) => (at === dim ? 1 : size)) }
      const row = ctx.emit('Unsqueeze', [ctx.written, ctx.constant('axes', int64([dim]))], type, 'row')
      return writeAlong(ctx, row, dim, [index])
    },
  },
  layout(memory) {
    const own = ownStrides(memory)
    const { dim, index } = place(memory.params, memory.inputs['input']?.shape ?? [])
    return { output: { strides: own.filter((_, at) => at !== dim), offset: index * (own[dim] ?? 0) } }
  },
  caption: p => say`dim ${p.dim}, index ${p.index}`,
  formula(_, { input }, { output }) {
    return input && output ? [{ pieces: [{ text: say`${times(input.shape)} → ` }, { text: times(output.shape), value: true, param: 'dim' }] }] : []
  },
})
