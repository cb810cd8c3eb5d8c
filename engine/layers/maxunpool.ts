import { phrases, plain, say } from '../say'
import { isFloating, numel, type TensorType } from '../tensor/dtype'
import { told } from './argument'
import { defineLayer, refuse, type FormulaLine, type Inputs, type Lowering, type NodeRef, type Note } from './define'
import { at, dimLetters } from './dims'
import { cast, giveConstant, giveReshaped, int64, reshape, scalarOf } from './emit'
import { castBefore, setList } from './mends'
import { imageLike, strided } from './layout'
import { unbatched } from './notes'
import { ints, nullable } from './params'
import { poolRank } from './poolChecks'
import { sizeList } from './sizeParams'
import { unpoolWords } from './unpoolArguments'
import { SCALAR_TYPE } from './types'
import { brief, sizes, times, window } from './words'

interface UnpoolParams {
  readonly kernel_size: readonly number[]
  readonly stride: readonly number[] | null
  readonly padding: readonly number[]
  readonly output_size: readonly number[] | null
}

/** Sizes that a pool of these numbers would have come from. */
function plainSizes(p: UnpoolParams, shape: readonly number[]): readonly number[] {
  return p.kernel_size.map((kernel, i) => (at(shape, shape.length - 2 + i) - 1) * at(p.stride ?? p.kernel_size, i) + kernel - 2 * at(p.padding, i))
}

const otherCount = (count: number): string => `output_size should be a sequence containing 2 or 4 elements, but it has a length of '${count}'`

/** The output's height and width: those, or what was asked for. */
function unpoolSizes(p: UnpoolParams, shape: readonly number[]): readonly number[] {
  const plain = plainSizes(p, shape)
  if (!p.output_size) return plain
  const asked = p.output_size.length === 4 ? p.output_size.slice(2) : p.output_size
  if (asked.length !== 2) {
    refuse({ code: 'bad-param', param: 'output_size', pytorch: otherCount(asked.length), message: say`output_size has ${asked.length} numbers; give height and width.` })
  }
  plain.forEach((size, i) => {
    const stride = at(p.stride ?? p.kernel_size, i)
    if (size - stride < at(asked, i) && at(asked, i) < size + stride) return
    const nearest = plain.map((middle, k) => {
      const reach = Math.abs(at(p.stride ?? p.kernel_size, k)) - 1
      return Math.max(0, middle - reach, Math.min(middle + reach, at(asked, k)))
    })
    refuse({
      code: 'bad-param', param: 'output_size', pytorch: `invalid output_size "${sizes(asked)}" (dim ${i} must be between ${size - stride} and ${size + stride})`,
      message: say`output_size is ${times(asked)}, but these numbers lead to about ${times(plain)}; set it to ${times(nearest)}.`,
      fix: { label: say`Set output_size to ${times(nearest)}`, edits: node => [{ kind: 'setParam', node: node.id, param: 'output_size', value: nearest }] },
    })
  })
  return asked
}

/** What `forward` refuses, in PyTorch's order, and the output's type. */
function unpoolType(p: UnpoolParams, input: TensorType, indices: TensorType): TensorType {
  const { shape, dtype } = input
  const rank = shape.length
  const { message } = poolRank('MaxUnpool2d', 2, shape)
  if (rank < 2) refuse({ code: 'shape-mismatch', port: 'input', message, pytorch: 'tuple index out of range' })
  const out = unpoolSizes(p, shape)
  const dim = out.findIndex(size => size < 0)
  if (dim >= 0) {
    refuse({
      code: 'bad-param', param: 'padding', pytorch: `max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size[${dim}]=${at(out, dim)}`,
      message: say`The output would be ${window(out)}; make padding smaller or kernel_size and stride larger.`,
    })
  }
  if (indices.dtype !== 'int64') {
    refuse({ code: 'type-mismatch', port: 'indices', message: say`indices are int64, but here they are ${indices.dtype}; wire the indices of a max pool, or cast them.`, pytorch: `elements in indices should be type int64 but got: ${SCALAR_TYPE[indices.dtype]}`, fix: castBefore('indices', 'int64') })
  }
  if (rank !== 3 && rank !== 4) refuse({ code: 'shape-mismatch', port: 'input', message, pytorch: `Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with ${rank} dimensions.` })
  if (shape.length !== indices.shape.length || shape.some((size, i) => size !== indices.shape[i])) {
    refuse({
      code: 'shape-mismatch', port: 'indices', message: say`The indices are ${times(indices.shape)}, but the input is ${times(shape)}; both must have one shape.`,
      pytorch: `Expected shape of indices to be same as that of the input tensor (${sizes(shape)}) but got indices tensor with shape: ${sizes(indices.shape)}`,
    })
  }
  const empty = shape.findIndex((size, i) => i > 0 && size === 0)
  if (empty > 0) {
    refuse({
      code: 'shape-mismatch', port: 'input', message: say`The input ${times(shape)} has no values; only the batch may be empty.`,
      pytorch: `max_unpooling2d_forward_out_cpu(): Expected input to have non-zero size for non-batch dimensions, but got ${sizes(shape)} with dimension ${empty} being empty.`,
    })
  }
  const output = [...shape.slice(0, -2), ...out]
  if (!isFloating(dtype) && numel(output) > 0) {
    refuse({ code: 'type-mismatch', port: 'input', pytorch: `"max_unpool2d" not implemented for '${SCALAR_TYPE[dtype]}'`, message: say`MaxUnpool2d takes floating-point numbers, but the input is ${dtype}; cast it to float32.`, fix: castBefore('input', 'float32') })
  }
  return { dtype, shape: output }
}

/** The pool in front took its values from more places than the output has, or from others: some would have none to go to. */
function poolAdvice(node: NodeRef, out: readonly number[]): readonly Note[] {
  const pool = node.front('indices')
  const before = pool?.inputs['input']?.shape.slice(-2)
  if (pool?.layer.type !== 'MaxPool2d' || pool.port !== 'indices' || !before || before.every((size, i) => size === out[i])) return []
  const fits = node.gives(node.inputs, { ...node.params, output_size: before }) !== undefined
  return [{
    severity: 'warning', param: 'output_size', ...(fits ? { fix: setList('output_size', before) } : {}),
    message: say`The output is ${window(out)}, but ${pool.id} took the values from ${window(before)}, and their places are counted in that; ${fits ? say`set output_size to ${times(before)}` : say`give kernel_size, stride and padding as ${pool.id} has them`}.`,
  }]
}

function lower(ctx: Lowering<UnpoolParams>): void {
  const output = ctx.outputs['output']
  if (!output) return
  const input = ctx.input('input')
  if (numel(output.shape) === 0) return giveConstant(ctx)
  const planes = numel(input.type.shape.slice(0, -2))
  const values = reshape(ctx, input, [planes, numel(input.type.shape.slice(-2))], 'values')
  const places = reshape(ctx, ctx.input('indices'), values.type.shape, 'places')
  const size = numel(output.shape.slice(-2))
  // A negative place would count from the end: it is sent outside, where PyTorch has it, too.
  const negative = ctx.emit('Less', [places, ctx.constant('zero', scalarOf('int64', 0))], { dtype: 'bool', shape: places.type.shape }, 'negative')
  const checked = ctx.emit('Where', [negative, ctx.constant('outside', scalarOf('int64', size)), places], places.type, 'checked')
  const type = { dtype: output.dtype, shape: [planes, size] }
  const empty = ctx.emit('Expand', [ctx.constant('nothing', scalarOf(output.dtype, 0)), ctx.constant('empty/shape', int64(type.shape))], type, 'empty')
  giveReshaped(ctx, ctx.emit('ScatterElements', [empty, checked, cast(ctx, values, output.dtype, 'typed')], type, 'scattered', { axis: { int: 1 } }), 'output')
}

/** `H = (14 − 1)·2 + 2 − 2·0 = 28`, this node's numbers marked. */
function formula(p: UnpoolParams, { input }: Inputs, output: readonly number[]): readonly FormulaLine[] {
  if (!input) return []
  const own = (value: number, param: string) => ({ text: String(value), value: true, param }) as const
  return dimLetters(2).map((name, i) => {
    const size = at(output, i - 2)
    if (p.output_size) return { pieces: [{ text: `${name} = ` }, own(size, 'output_size')] }
    return {
      pieces: [
        { text: `${name} = (` }, { text: String(at(input.shape, i - 2)), value: true }, { text: ' − 1)·' }, own(at(p.stride ?? p.kernel_size, i), 'stride'),
        { text: ' + ' }, own(at(p.kernel_size, i), 'kernel_size'), { text: ' − 2·' }, own(at(p.padding, i), 'padding'), { text: ' = ' }, { text: String(size), value: true },
      ],
    }
  })
}

export const MaxUnpool2d = defineLayer({
  type: 'MaxUnpool2d',
  category: 'pool',
  summary: 'Puts every value back to the place that a max pool took it from; all else is 0.',
  keywords: ['unpooling', 'inverse', 'upsample', 'MaxUnpool', 'F.max_unpool2d'],
  params: {
    kernel_size: told(ints(2, 'Height and width of the pool\'s window.', { min: 1, start: 2 }), unpoolWords('kernel_size')),
    stride: told(nullable(ints(2, 'Steps of the pool; left out, its windows did not overlap.', { default: null, min: 1 })), unpoolWords('stride')),
    padding: told(ints(2, 'Padding of the pool.', { default: 0, min: 0 }), unpoolWords('padding')),
    output_size: sizeList('Height and width before the pool, where they do not follow from its numbers.', count => (count === 2 || count === 4 ? undefined : otherCount(count)), type => `'<' not supported between instances of 'int' and '${type}'`),
  },
  inputs: [{ name: 'input' }, { name: 'indices' }],
  outputs: () => [{ name: 'output' }],
  forward: (p, { input, indices }) => (input && indices ? { output: unpoolType(p, input, indices) } : {}),
  fault: {
    ports: ['indices'],
    find(p, { input }, values) {
      const { indices = [] } = values
      const [height = 0, width = 0] = unpoolSizes(p, input?.shape ?? [])
      // PyTorch looks at all of them and names the last one.
      let at: number | undefined
      for (let i = indices.length - 1; i >= 0 && at === undefined; i--) if (!(indices[i]! >= 0 && indices[i]! < height * width)) at = i
      if (at === undefined) return undefined
      const place = indices[at] ?? 0
      return {
        port: 'indices', pytorch: `Found an invalid max index: ${place} (output volumes are of size ${height}x${width})`,
        message: say`indices name the place ${place}, but the output of ${window([height, width])} has ${height * width}; set output_size to the size before the pool.`,
      }
    },
  },
  notes: unbatched(3),
  advice: (p, { input, indices }) => (input && indices ? node => poolAdvice(node, unpoolSizes(p, input.shape)) : undefined),
  layout: memory => imageLike(memory, strided(memory).slice(0, 1)),
  lower,
  caption(p) {
    const parts = [plain(window(p.kernel_size)), say`stride ${brief(p.stride ?? p.kernel_size)}`]
    if (p.padding.some(n => n !== 0)) parts.push(say`padding ${brief(p.padding)}`)
    if (p.output_size) parts.push(say`to ${window(p.output_size.slice(-2))}`)
    return phrases(parts)
  },
  formula: (p, inputs, { output }) => formula(p, inputs, output?.shape ?? []),
})
