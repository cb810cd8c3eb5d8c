/** Values in order, with NaN as the greatest. */
import { phrases, plural, say } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { give, giveConstant, opOf } from './algebra'
import { argument } from './argument'
import { defineLayer, refuse, type Lowering, type Value } from './define'
import { cast, int64, scalarOf } from './emit'
import { comparable } from './extrema'
import { likeInput } from './layout'
import { castBefore, setParam } from './mends'
import { overloaded } from './overloads'
import { bool, int, nullable } from './params'
import { dimension } from './reduce'

type Ctx = Lowering<unknown>

/** The places of the first `k` values along a dimension in order, equal ones in the order they are in. */
function orderOf(ctx: Ctx, input: Value, axis: number, k: number, descending: boolean): Value {
  const x = comparable(ctx, input)
  const n = x.type.shape[axis] ?? 1
  const along = (count: number): readonly number[] => x.type.shape.map((size, i) => (i === axis ? count : size))
  const places = (value: Value, count: number, what: string): Value => {
    const type = (dtype: DType): TensorType => ({ dtype, shape: along(count) })
    const [, place] = ctx.emitMany('TopK', [value, ctx.constant(`${what}/k`, int64([count]))], [{ type: type(value.type.dtype), what: `${what}/values` }, { type: type('int64'), what }], {
      axis: { int: axis }, largest: { int: descending ? 1 : 0 }, sorted: { int: 1 },
    })
    return place ?? value
  }
  const pick = (value: Value, place: Value, what: string): Value =>
    ctx.emit('GatherElements', [value, place], { dtype: value.type.dtype, shape: place.type.shape }, what, { axis: { int: axis } })
  if (!isFloating(x.type.dtype)) return places(x, k, 'place')
  // In order of value first, NaN among the infinities, and then by what is NaN: equal flags stay in the order of value.
  const op = opOf(ctx)
  const isNaN = op('IsNaN', [x], 'nan', 'bool')
  const clean = op('Where', [isNaN, ctx.constant('greatest', scalarOf(x.type.dtype, Infinity)), x], 'clean')
  const byValue = places(clean, n, 'by_value')
  return pick(byValue, places(pick(cast(ctx, isNaN, 'int32', 'nan/flags'), byValue, 'nan/sorted'), k, 'by_nan'), 'place')
}

function lowerOrder(ctx: Ctx, dim: number, k: number, descending: boolean): void {
  const input = ctx.input('input')
  const { output } = ctx.outputs
  if (!output) return
  if (!input.type.shape.length || numel(output.shape) === 0) {
    if (numel(output.shape)) give(ctx, input)
    else giveConstant(ctx, 0)
    return giveConstant(ctx, 0, 'indices')
  }
  const axis = dimension(dim, input.type.shape)
  const place = orderOf(ctx, input, axis, k, descending)
  ctx.emitOutput('GatherElements', [input, place], ['output'], { axis: { int: axis } })
  give(ctx, place, 'indices')
}

const ports = () => [{ name: 'output' }, { name: 'indices' }]

export const Sort = defineLayer({
  type: 'Sort',
  category: 'math',
  summary: 'Puts the values along a dimension in order, and says where each was.',
  keywords: ['order', 'rank', 'ascending', 'descending', 'argsort', 'TopK', 'torch.sort'],
  params: overloaded('sort(Tensor, dim=$dim, descending=$descending, stable=$stable)', {
    dim: int('The dimension along which values are sorted.', { default: -1 }),
    descending: bool('Greatest first.', { default: false }),
    stable: nullable(bool('Equal values stay in the order they are in; they do so here either way.', { default: false })),
  }),
  inputs: [{ name: 'input' }],
  outputs: ports,
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    dimension(p.dim, input.shape)
    return { output: input, indices: { dtype: 'int64', shape: input.shape } }
  },
  lower(ctx) {
    const { shape } = ctx.input('input').type
    lowerOrder(ctx, ctx.params.dim, shape[dimension(ctx.params.dim, shape)] ?? 1, ctx.params.descending)
  },
  layout: likeInput,
  caption: p => phrases([say`along dim ${p.dim}`, p.descending ? say`greatest first` : '']),
})

export const TopK = defineLayer({
  type: 'TopK',
  category: 'math',
  summary: 'The k greatest values along a dimension, and where they are.',
  keywords: ['best', 'largest', 'smallest', 'beam', 'top-k', 'torch.topk'],
  params: {
    k: argument("topk(): argument 'k' (position 2)", int('How many values are taken. Of equal ones those further in front; PyTorch takes whichever its search came upon.', { min: 0, start: 1 })),
    dim: argument("topk(): argument 'dim' (position 3)", int('The dimension along which values are compared.', { default: -1 })),
    largest: argument("topk(): argument 'largest' (position 4)", bool('Takes the greatest; otherwise the least.', { default: true })),
    sorted: argument("topk(): argument 'sorted' (position 5)", bool('Gives them in order, as is done here either way; unsorted, PyTorch leaves them as its search for the k-th did.', { default: true })),
  },
  inputs: [{ name: 'input' }],
  outputs: ports,
  forward(p, { input }): Record<string, TensorType> {
    if (!input) return {}
    const { dtype, shape } = input
    const axis = dimension(p.dim, shape)
    const n = shape.length ? shape[axis] ?? 1 : 1
    if (p.k < 0 || p.k > n) {
      refuse({ code: 'shape-mismatch', port: 'input', param: 'k', pytorch: 'selected index k out of range', message: say`k is ${p.k}, but dim ${axis} of the input has ${plural(n, 'value')}; set k to 0 to ${n}.`, fix: setParam('k', n) })
    }
    if (dtype === 'bool') refuse({ code: 'type-mismatch', port: 'input', pytorch: 'topk does not support bool dtypes on CPU', message: say`TopK takes numbers, but the input is bool; cast it to int32.`, fix: castBefore('input', 'int32') })
    // A 0-d tensor has its one value whatever k says.
    const left = shape.map((size, i) => (i === axis ? p.k : size))
    return { output: { dtype, shape: left }, indices: { dtype: 'int64', shape: left } }
  },
  lower: ctx => lowerOrder(ctx, ctx.params.dim, ctx.params.k, ctx.params.largest),
  caption: p => (p.largest ? say`${p.k} greatest along dim ${p.dim}` : say`${p.k} least along dim ${p.dim}`),
  formula(p, { input }, { output }) {
    if (!input || !output) return []
    const axis = dimension(p.dim, input.shape)
    return input.shape.length ? [{ pieces: [{ text: `dim ${axis}: ${input.shape[axis] ?? 0} → ` }, { text: String(p.k), value: true, param: 'k' }] }] : []
  },
})
