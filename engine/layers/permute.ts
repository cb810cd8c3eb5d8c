/** Permute and Transpose: the dimensions in another order. */
import { plural, say } from '../say'
import { argument } from './argument'
import { defineLayer, refuse, type Layout, type LayerDefinition, type Lowering, type Memory, type ViewWrite } from './define'
import { setParam } from './mends'
import { int } from './params'
import { intTuple } from './shapeParams'
import { dimension, ownStrides } from './views'
import { sizes, times } from './words'

/** Where each dimension of the output comes from; a dimension that is not there is left to `forward`. */
const wrapped = (dims: readonly number[]): readonly number[] => dims.map(dim => (dim < 0 ? dim + dims.length : dim))
const permuted = <T>(list: readonly T[], order: readonly number[]): readonly T[] => order.flatMap(dim => list.slice(dim, dim + 1))

/** What both have in common, given the order of the dimensions for an input of `rank` dimensions. */
function ordered<P>(orderOf: (p: P, rank: number) => readonly number[]): {
  readonly lower: (ctx: Lowering<P>) => void
  readonly view: { readonly shares: () => boolean; readonly write: (ctx: ViewWrite<P>) => ViewWrite<P>['written'] }
  readonly layout: (memory: Memory<P>) => Readonly<Record<string, Layout>>
} {
  return {
    lower(ctx) {
      const input = ctx.input('input')
      ctx.emitOutput('Transpose', [input], ['output'], { perm: { ints: orderOf(ctx.params, input.type.shape.length) } })
    },
    view: {
      shares: () => true,
      write(ctx) {
        const order = orderOf(ctx.params, ctx.base.type.shape.length)
        const back = order.map((_, dim) => order.indexOf(dim))
        return ctx.emit('Transpose', [ctx.written], ctx.base.type, 'written', { perm: { ints: back } })
      },
    },
    layout(memory) {
      const own = ownStrides(memory)
      return { output: { strides: permuted(own, orderOf(memory.params, own.length)) } }
    },
  }
}

const SHARED = { category: 'shape', inputs: [{ name: 'input' }], outputs: () => [{ name: 'output' }] } as const satisfies Partial<LayerDefinition>

export const Permute = defineLayer({
  ...SHARED,
  ...ordered((p: { readonly dims: readonly number[] }) => wrapped(p.dims)),
  type: 'Permute',
  summary: 'Puts the dimensions into another order: channels last, for instance.',
  keywords: ['transpose', 'order', 'NHWC', 'channels last', 'torch.permute'],
  params: { dims: intTuple('For each dimension of the output, the dimension of the input that it is.', { fn: 'permute', argument: 'dims' }) },
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    const { dims } = p
    if (dims.length !== shape.length) {
      refuse({
        code: 'shape-mismatch', port: 'input', param: 'dims', fix: setParam('dims', [...shape.keys()].reverse()),
        pytorch: `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${shape.length} is not equal to len(dims) = ${dims.length}`,
        message: say`dims names ${plural(dims.length, 'dimension')}, but the input ${times(shape)} has ${shape.length}; name each of them once.`,
      })
    }
    const order: number[] = []
    for (const dim of dims) {
      const at = dimension('dims', dim, shape)
      if (order.includes(at)) refuse({ code: 'bad-param', param: 'dims', pytorch: 'permute(): duplicate dims are not allowed.', message: say`dims ${sizes(dims)} names dimension ${at} twice; name each once.` })
      order.push(at)
    }
    return { output: { dtype, shape: permuted(shape, order) } }
  },
  caption: p => say`dims ${p.dims.join(', ')}`,
  formula(_, { input }, { output }) {
    if (!input || !output) return []
    return [{ pieces: [{ text: say`${times(input.shape)} → ` }, { text: times(output.shape), value: true, param: 'dims' }] }]
  },
})

interface Pair {
  readonly dim0: number
  readonly dim1: number
}

function swapped(p: Pair, rank: number): readonly number[] {
  const [a, b] = [p.dim0, p.dim1].map(dim => (dim < 0 ? dim + rank : dim))
  return Array.from({ length: rank }, (_, dim) => (dim === a ? b ?? dim : dim === b ? a ?? dim : dim))
}

export const Transpose = defineLayer({
  ...SHARED,
  ...ordered(swapped),
  type: 'Transpose',
  summary: 'Swaps two dimensions: rows become columns.',
  keywords: ['permute', 'swap', 'matrix', 'T', 'torch.transpose'],
  params: {
    dim0: argument("transpose(): argument 'dim0' (position 2)", int('The one dimension.', { start: 0 })),
    dim1: argument("transpose(): argument 'dim1' (position 3)", int('The other dimension.', { start: 1 })),
  },
  forward(p, { input }) {
    if (!input) return {}
    const { dtype, shape } = input
    dimension('dim0', p.dim0, shape, { fitting: 0 })
    dimension('dim1', p.dim1, shape)
    return { output: { dtype, shape: permuted(shape, swapped(p, shape.length)) } }
  },
  caption: p => say`dims ${p.dim0} and ${p.dim1}`,
  formula(_, { input }, { output }) {
    if (!input || !output) return []
    return [{ pieces: [{ text: say`${times(input.shape)} → ` }, { text: times(output.shape), value: true, param: 'dim0' }] }]
  },
})
