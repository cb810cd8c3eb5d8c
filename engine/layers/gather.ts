import { say } from '../say'
import { numel } from '../tensor/dtype'
import { argument } from './argument'
import { defineLayer, refuse } from './define'
import { int64, reshape, reshapeAttributes, scalarOf } from './emit'
import { outOfRange, wrongIndex } from './faults'
import { castBefore } from './mends'
import { int } from './params'
import { dimension, nothing } from './views'
import { sizes, times } from './words'

const atLeast1d = (shape: readonly number[]): readonly number[] => (shape.length ? shape : [1])

export const Gather = defineLayer({
  type: 'Gather',
  category: 'shape',
  summary: 'Picks values along a dimension by the places that index gives, one for each value of the output.',
  keywords: ['index', 'pick', 'lookup', 'GatherElements', 'torch.gather'],
  example: { params: { dim: 1 }, inputs: { input: { dtype: 'float32', shape: [4, 8] }, index: { dtype: 'int64', shape: [4, 2] } } },
  params: { dim: argument("gather(): argument 'dim' (position 2)", int('The dimension along which index counts.', { start: 0 })) },
  inputs: [{ name: 'input' }, { name: 'index' }],
  outputs: () => [{ name: 'output' }],
  forward(p, { input, index }) {
    if (!input || !index) return {}
    const { dtype, shape } = input
    const dim = dimension('dim', p.dim, shape, { fitting: 0 })
    const picked = { output: { dtype, shape: index.shape } }
    if (numel(index.shape) === 0) return picked
    if (index.dtype !== 'int64' && index.dtype !== 'int32') {
      refuse({ code: 'type-mismatch', port: 'index', pytorch: 'gather(): Expected dtype int32/int64 for index', message: say`index takes whole numbers, int64 or int32, but it is ${index.dtype}; cast it.`, fix: castBefore('index', 'int64') })
    }
    const [own, wanted] = [atLeast1d(shape), atLeast1d(index.shape)]
    if (own.length !== wanted.length) {
      refuse({
        code: 'shape-mismatch', port: 'index', pytorch: 'Index tensor must have the same number of dimensions as input tensor',
        message: say`index ${times(index.shape)} must have as many dimensions as the input ${times(shape)}; reshape the one or the other.`,
      })
    }
    const over = wanted.findIndex((size, at) => at !== dim && size > (own[at] ?? 0))
    if (over >= 0) {
      refuse({
        code: 'shape-mismatch', port: 'index', pytorch: `Size does not match at dimension ${over} expected index ${sizes(index.shape)} to be no larger than self ${sizes(shape)} apart from dimension ${dim}`,
        message: say`index ${times(index.shape)} is larger in dimension ${over} than the input ${times(shape)}, which it may be along dimension ${dim} alone; make it smaller.`,
      })
    }
    return picked
  },
  fault: {
    ports: ['index'],
    find(p, { input }, values) {
      const { index = [] } = values
      const own = atLeast1d(input?.shape ?? [])
      const dim = p.dim < 0 ? p.dim + own.length : p.dim
      const size = own[dim] ?? 0
      const at = outOfRange(index, size)
      if (at === undefined) return undefined
      return wrongIndex('index', index[at] ?? 0, at, size, 'places', `index ${index[at] ?? 0} is out of bounds for dimension ${dim} with size ${size}`)
    },
  },
  lower(ctx) {
    const [input, index] = [ctx.input('input'), ctx.input('index')]
    const { shape } = index.type
    const [own, wanted] = [atLeast1d(input.type.shape), atLeast1d(shape)]
    if (numel(shape) === 0) {
      // Nothing is picked, from whatever: ranks and sizes need not fit then.
      ctx.emitOutput('Identity', [nothing(ctx, input, shape)], ['output'])
      return
    }
    const dim = ctx.params.dim < 0 ? ctx.params.dim + own.length : ctx.params.dim
    const { dtype } = index.type
    const places = reshape(ctx, index, wanted, 'places')
    // PyTorch refuses negative places, ONNX counts them from the end: they are put out of range, which fails the run.
    const negative = ctx.emit('Less', [places, ctx.constant('zero', scalarOf(dtype, 0))], { dtype: 'bool', shape: wanted }, 'negative')
    const checked = ctx.emit('Where', [negative, ctx.constant('beyond', scalarOf(dtype, own[dim] ?? 0)), places], { dtype, shape: wanted }, 'checked')
    const data = reshape(ctx, input, own, 'data')
    if (shape.length) {
      ctx.emitOutput('GatherElements', [data, checked], ['output'], { axis: { int: dim } })
      return
    }
    const one = ctx.emit('GatherElements', [data, checked], { dtype: input.type.dtype, shape: wanted }, 'one', { axis: { int: dim } })
    ctx.emitOutput('Reshape', [one, ctx.constant('shape', int64(shape))], ['output'], reshapeAttributes(shape))
  },
  caption: p => say`along dim ${p.dim}`,
  formula(_, { input, index }) {
    return input && index ? [{ pieces: [{ text: say`${times(input.shape)} → ` }, { text: times(index.shape), value: true }] }] : []
  },
})
