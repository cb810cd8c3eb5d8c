/** Chunk and Split: parts of a tensor along a dimension, each a view of it. */
import { isList } from '../document/json'
import { say } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { argument, intsArgument, worded } from './argument'
import { defineLayer, refuse, type Layout, type LayerDefinition, type Lowering, type Memory, type ViewWrite } from './define'
import { int64 } from './emit'
import { setParam } from './mends'
import { int, starting } from './params'
import { pythonType } from './python'
import { intOrList } from './shapeParams'
import { dimension, ownStrides, writeAlong } from './views'
import { sizes, times } from './words'

/** The sizes of the parts, and the dimension they are cut along. */
interface Cut {
  readonly dim: number
  readonly parts: readonly number[]
}
type CutOf<P> = (p: P, shape: readonly number[]) => Cut

const SHARED = { category: 'shape', inputs: [{ name: 'input' }], outputs: () => [{ name: 'output0' }] } as const satisfies Partial<LayerDefinition>

const startOf = (parts: readonly number[], place: number): number => parts.slice(0, place).reduce((sum, size) => sum + size, 0)
const placeOf = (port: string): number => Number(port.slice('output'.length))
const resized = (shape: readonly number[], dim: number, size: number): readonly number[] => shape.map((own, at) => (at === dim ? size : own))

function outputsOf({ dtype, shape }: TensorType, { dim, parts }: Cut): Record<string, TensorType> {
  return Object.fromEntries(parts.map((size, place) => [`output${place}`, { dtype, shape: resized(shape, dim, size) }]))
}

/** What both have in common, given the cut. */
function parting<P>(cutOf: CutOf<P>): {
  readonly lower: (ctx: Lowering<P>) => void
  readonly view: { readonly shares: () => boolean; readonly write: (ctx: ViewWrite<P>) => ViewWrite<P>['written'] }
  readonly layout: (memory: Memory<P>) => Readonly<Record<string, Layout>>
} {
  return {
    lower(ctx) {
      const input = ctx.input('input')
      const { dim, parts } = cutOf(ctx.params, input.type.shape)
      const ports = parts.map((_, place) => `output${place}`)
      if (ports.length === 1) ctx.emitOutput('Identity', [input], ports)
      else if (ports.length) ctx.emitOutput('Split', [input, ctx.constant('sizes', int64(parts))], ports, { axis: { int: dim } })
    },
    view: {
      shares: () => true,
      write(ctx) {
        const { dim, parts } = cutOf(ctx.params, ctx.base.type.shape)
        const place = placeOf(ctx.port)
        const start = startOf(parts, place)
        return writeAlong(ctx, ctx.written, dim, Array.from({ length: parts[place] ?? 0 }, (_, i) => start + i))
      },
    },
    layout(memory) {
      const strides = ownStrides(memory)
      const { dim, parts } = cutOf(memory.params, memory.inputs['input']?.shape ?? [])
      return Object.fromEntries(parts.map((_, place) => [`output${place}`, { strides, offset: startOf(parts, place) * (strides[dim] ?? 0) }]))
    },
  }
}

function refuseScalar(name: 'chunk' | 'split'): never {
  return refuse({
    code: 'shape-mismatch', port: 'input', pytorch: `${name} expects at least a 1-dimensional tensor`,
    message: say`The input is a single number without a dimension to cut along; give it at least one.`,
  })
}

/** Parts of one size, the last one shorter; of nothing as many as `atLeast`. */
const evenly = (size: number, part: number): readonly number[] =>
  Array.from({ length: Math.max(Math.ceil(size / Math.max(part, 1)), 1) }, (_, i) => Math.min(part, size - i * part))

const chunked: CutOf<{ readonly chunks: number; readonly dim: number }> = (p, shape) => {
  const dim = p.dim < 0 ? p.dim + shape.length : p.dim
  const size = shape[dim] ?? 0
  return { dim, parts: size ? evenly(size, Math.ceil(size / p.chunks)) : Array<number>(p.chunks).fill(0) }
}

const MOST_PARTS = 10_000

export const Chunk = defineLayer({
  ...SHARED,
  ...parting(chunked),
  type: 'Chunk',
  summary: 'Cuts into a number of parts of one size, the last one shorter where it does not come out even.',
  keywords: ['split', 'divide', 'parts', 'torch.chunk'],
  example: { params: { chunks: 3, dim: 1 }, inputs: { input: { dtype: 'float32', shape: [2, 8] } } },
  params: {
    chunks: argument("chunk(): argument 'chunks' (position 2)", int('How many parts; there are fewer where they do not come out.', { min: 1, start: 2 })),
    dim: argument("chunk(): argument 'dim' (position 3)", int('The dimension that is cut.', { default: 0 })),
  },
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    if (!input.shape.length) refuseScalar('chunk')
    if (p.chunks <= 0) {
      refuse({ code: 'bad-param', param: 'chunks', pytorch: `chunk expects \`chunks\` to be greater than 0, got: ${p.chunks}`, message: say`chunks is ${p.chunks}; set it to 1 or more.`, fix: setParam('chunks', 1) })
    }
    dimension('dim', p.dim, input.shape, { fitting: 0, initial: 0 })
    // Of nothing there are as many parts as asked for.
    if (numel(input.shape) === 0 && p.chunks > MOST_PARTS) refuse({ code: 'bad-param', param: 'chunks', message: say`chunks is ${p.chunks}, and each is an output; set it to ${MOST_PARTS} or fewer.`, fix: setParam('chunks', 1) })
    return outputsOf(input, chunked(p, input.shape))
  },
  notes(p, { input }) {
    const parts = input ? chunked(p, input.shape).parts.length : p.chunks
    return parts < p.chunks ? [{ severity: 'note', message: say`${parts} of ${p.chunks} parts` }] : []
  },
  caption: p => say`${p.chunks} along dim ${p.dim}`,
  formula(p, { input }) {
    if (!input) return []
    const { dim, parts } = chunked(p, input.shape)
    return [{ pieces: [{ text: `dim ${dim}: ⌈` }, { text: String(input.shape[dim] ?? 0), value: true }, { text: ' / ' }, { text: String(p.chunks), value: true, param: 'chunks' }, { text: '⌉ = ' }, { text: String(parts[0] ?? 0), value: true }] }]
  },
})

const sectioned: CutOf<{ readonly split_size_or_sections: number | readonly number[]; readonly dim: number }> = (p, shape) => {
  const dim = p.dim < 0 ? p.dim + shape.length : p.dim
  const given = p.split_size_or_sections
  return { dim, parts: typeof given === 'number' ? evenly(shape[dim] ?? 0, given) : given }
}

export const Split = defineLayer({
  ...SHARED,
  ...parting(sectioned),
  type: 'Split',
  summary: 'Cuts into parts of a given size, or of sizes given one by one.',
  keywords: ['chunk', 'divide', 'sections', 'torch.split'],
  example: { params: { split_size_or_sections: [2, 6], dim: 1 }, inputs: { input: { dtype: 'float32', shape: [2, 8] } } },
  params: {
    split_size_or_sections: starting(1, worded(intOrList('The size of every part, or a list with the size of each.'), (type, json, { dim = 0 }) => {
      if (type === 'bool') return `split() received an invalid combination of arguments - got (Tensor, bool, ${pythonType(dim)}), but expected one of:`
      const parsed = intsArgument("split_with_sizes(): argument 'split_sizes' (position 2)", intOrList(''), true).parse(json)
      return 'refuse' in parsed ? parsed.pytorch : undefined
    })),
    dim: worded(int('The dimension that is cut.', { default: 0 }), (type, _, { split_size_or_sections: size = 1 }) => {
      if (type === 'int') return undefined
      return isList(size) ? `split_with_sizes(): argument 'dim' (position 3) must be int, not ${type}` : `split() received an invalid combination of arguments - got (Tensor, ${pythonType(size)}, ${type}), but expected one of:`
    }),
  },
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    const { shape } = input
    const given = p.split_size_or_sections
    const param = 'split_size_or_sections'
    if (!shape.length) refuseScalar('split')
    if (typeof given === 'number' && given < 0) {
      refuse({ code: 'bad-param', param, pytorch: `split expects split_size be non-negative, but got split_size=${given}`, message: say`split_size_or_sections is ${given}; a size cannot be negative.`, fix: setParam(param, 1) })
    }
    const dim = dimension('dim', p.dim, shape, { fitting: 0, initial: 0 })
    const size = shape[dim] ?? 0
    if (given === 0 && size !== 0) {
      refuse({ code: 'bad-param', param, pytorch: `split_size can only be 0 if dimension size is 0, but got dimension size of ${size}`, message: say`Parts of size 0 never make up dimension ${dim}, which is ${size}; set split_size_or_sections to 1 or more.`, fix: setParam(param, size) })
    }
    if (typeof given !== 'number') {
      if (given.some(part => part < 0)) refuse({ code: 'bad-param', param, pytorch: `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${sizes(given)}`, message: say`split_size_or_sections ${sizes(given)} has a negative size; give sizes of 0 or more.` })
      const sum = startOf(given, given.length)
      if (sum !== size) {
        const others = given.slice(0, -1)
        const last = size - startOf(others, others.length)
        refuse({
          code: 'shape-mismatch', port: 'input', param,
          pytorch: `split_with_sizes expects split_sizes to sum exactly to ${size} (input tensor's size at dimension ${p.dim}), but got split_sizes=${sizes(given)}`,
          message: say`The parts ${sizes(given)} make up ${sum}, but dimension ${dim} of the input ${times(shape)} is ${size}; make them sum to ${size}.`,
          ...(given.length && last >= 0 ? { fix: { label: say`Set ${param} to ${sizes([...others, last])}`, edits: node => [{ kind: 'setParam', node: node.id, param, value: [...others, last] }] } } : {}),
        })
      }
    }
    return outputsOf(input, sectioned(p, shape))
  },
  caption: p => say`${typeof p.split_size_or_sections === 'number' ? say`parts of ${p.split_size_or_sections}` : sizes(p.split_size_or_sections)} along dim ${p.dim}`,
  formula(p, { input }) {
    if (!input) return []
    const { dim, parts } = sectioned(p, input.shape)
    return [{ pieces: [{ text: `dim ${dim}: ` }, { text: String(input.shape[dim] ?? 0), value: true }, { text: ' = ' }, { text: parts.join(' + '), value: true, param: 'split_size_or_sections' }] }]
  },
})
