import type { Json } from '../document/types'
import { phrases, say } from '../say'
import { BYTES, isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { floatToHalf, halfToFloat } from '../tensor/half'
import { refuseInput } from './activation'
import { giveAs, opOf } from './algebra'
import { argument, told, unpacking } from './argument'
import { numeral } from './binary'
import { defineLayer, refuse, type Lowering, type Scalar, type Value } from './define'
import { cast, int64, reshape, scalarOf } from './emit'
import { elementwise } from './layout'
import { setParam } from './mends'
import { gaveEmpty } from './normLower'
import { calculated } from './operators'
import { pad } from './pad'
import { int, scalar } from './params'
import { pythonType } from './python'
import { SCALAR_TYPE } from './types'
import { times } from './words'

interface LrnParams {
  readonly size: number
  readonly alpha: Scalar
  readonly beta: Scalar
  readonly k: Scalar
}

/** Channels in front and behind that count. */
const around = (size: number): readonly [number, number] => [Math.floor(size / 2), Math.floor((size - 1) / 2)]

/** The type of the divisor: integers stay so as long as the numbers are whole ones. */
const divisorDtype = (p: LrnParams, dtype: DType): DType => (isFloating(dtype) || [p.alpha, p.k, p.beta].some(n => n.float) ? (isFloating(dtype) ? dtype : 'float32') : dtype)

function checkSize(p: LrnParams, { dtype, shape }: TensorType): void {
  if (p.size >= 2 ** 31) {
    const bytes = BYTES[dtype] * (numel(shape) / (shape[1] ?? 1)) * ((shape[1] ?? 1) + p.size - 1)
    refuse({
      code: 'bad-param', param: 'size', message: say`size is ${p.size}, and PyTorch pads the input with as many channels; set it to at most ${2 * (shape[1] ?? 1)}.`, fix: setParam('size', 5),
      pytorch: `[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate ${bytes} bytes. Error code 12 (Cannot allocate memory)`,
    })
  }
  if (p.size > 0) return
  const [front, behind] = around(p.size)
  const volume = shape.length > 3
  const kernel = volume ? `kT: ${p.size} kH: 1 kW: 1` : `kH: ${p.size} kW: 1`
  refuse({
    code: 'bad-param', param: 'size', message: say`size is ${p.size}; set it to 1 or more.`, fix: setParam('size', 5),
    pytorch: (shape[1] ?? 0) + front + behind < 0 ? 'narrow(): length must be non-negative.' : `kernel size should be greater than zero, but got ${kernel}`,
  })
}

function outputType(p: LrnParams, input: TensorType): TensorType {
  const { dtype, shape } = input
  const volume = shape.length > 3
  if (shape.length < 3) {
    refuse({
      code: 'shape-mismatch', port: 'input', pytorch: `Expected 3D or higher dimensionality                          input (got ${shape.length} dimensions)`,
      message: say`LocalResponseNorm takes batch × channels × at least one more dimension, but the input is ${times(shape)}.`,
    })
  }
  if (numel(shape) === 0) return input
  checkSize(p, input)
  if (dtype === 'bool' || dtype === 'int32' || (volume && dtype === 'float16')) {
    refuseInput('LocalResponseNorm', input, `"avg_pool${volume ? '3d_out_frame' : '2d'}" not implemented for '${SCALAR_TYPE[dtype]}'`)
  }
  if (dtype === 'int64' && !p.alpha.float && !p.k.float && !p.beta.float && p.beta.value < 0) {
    refuse({
      code: 'bad-param', param: 'beta', pytorch: 'Integers to negative integer powers are not allowed.',
      message: say`beta is ${p.beta.value}, and integers have no negative powers; give it a fraction or cast the input to float32.`,
    })
  }
  return isFloating(dtype) ? input : { dtype: 'float32', shape }
}

/** Mean of the squares of the channels around each, those beyond the ends being 0. */
function neighbours(ctx: Lowering<LrnParams>, squares: Value): Value {
  const { dtype, shape } = squares.type
  const [n = 1, c = 1] = shape
  // Beyond both ends there is nothing to add up, only a larger number to divide by.
  const size = Math.min(ctx.params.size, 2 * c + (ctx.params.size % 2))
  const [front, behind] = around(size)
  if (dtype === 'float32') {
    const flat = reshape(ctx, squares, [n, 1, c, numel(shape.slice(2))], 'flat')
    const padded = pad(ctx, flat, [[front, behind], [0, 0]], 'zeros', ctx.opset, 'padded')
    const average = ctx.emit('AveragePool', [padded], flat.type, 'average', { kernel_shape: { ints: [size, 1] } })
    const share = size === ctx.params.size ? average : ctx.emit('Mul', [average, ctx.constant('share', scalarOf(dtype, size / ctx.params.size))], flat.type, 'shared')
    return reshape(ctx, share, shape, 'means')
  }
  // AveragePool has no kernel for these: the channels are moved past each other and added up.
  const op = opOf(ctx)
  const flat = reshape(ctx, squares, [n, c, numel(shape.slice(2))], 'flat')
  const moved = (by: number): Value => {
    const part = ctx.emit(
      'Slice', [flat, ctx.constant('start', int64([Math.max(0, by)])), ctx.constant('end', int64([c + Math.min(0, by)])), ctx.constant('axes', int64([1]))],
      { dtype, shape: [n, c - Math.abs(by), numel(shape.slice(2))] }, 'part',
    )
    const pads = int64([0, Math.max(0, -by), 0, 0, Math.max(0, by), 0])
    return ctx.emit('Pad', [part, ctx.constant('pads', pads), ctx.constant('filling', scalarOf(dtype, 0))], flat.type, 'moved')
  }
  let sum = flat
  for (let by = -Math.min(front, c - 1); by <= Math.min(behind, c - 1); by++) if (by) sum = op('Add', [sum, moved(by)], 'sum')
  return reshape(ctx, op('Div', [sum, ctx.constant('size', scalarOf(dtype, ctx.params.size))], 'average'), shape, 'means')
}

/** float16 is rounded after each step, as PyTorch has it; only the mean is of sums in float32. */
function lowerHalf(ctx: Lowering<LrnParams>, input: Value): void {
  const { alpha, beta, k } = ctx.params
  const op = opOf(ctx)
  const kept = (value: Value, what: string): Value => cast(ctx, cast(ctx, value, 'float16', `${what}/half`), 'float32', `${what}/kept`)
  const number = (what: string, value: number): Value => ctx.constant(what, scalarOf('float32', value))
  const x = cast(ctx, input, 'float32', 'wide')
  const means = kept(neighbours(ctx, kept(op('Mul', [x, x], 'squares'), 'squares')), 'means')
  const base = kept(op('Add', [kept(op('Mul', [means, number('alpha', alpha.value)], 'scaled'), 'scaled'), number('k', k.value)], 'base'), 'base')
  // A root is taken by itself; any other exponent is float16 as well.
  const power = beta.value === 0.5 ? op('Sqrt', [base], 'divisor') : op('Pow', [base, number('beta', halfToFloat(floatToHalf(beta.value)))], 'divisor')
  giveAs(ctx, 'float32', 'Div', [x, kept(power, 'divisor')])
}

function lower(ctx: Lowering<LrnParams>): void {
  const p = ctx.params
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (gaveEmpty(ctx)) return
  const dtype = divisorDtype(p, input.type.dtype)
  if (dtype === 'float16') return lowerHalf(ctx, input)
  const op = opOf(ctx)
  const number = (what: string, { value }: Scalar): Value => ctx.constant(what, scalarOf(dtype, value))
  const means = cast(ctx, neighbours(ctx, op('Mul', [input, input], 'squares')), dtype, 'typed')
  const base = op('Add', [op('Mul', [means, number('alpha', p.alpha)], 'scaled'), number('k', p.k)], 'base')
  const divisor = cast(ctx, op('Pow', [base, number('beta', p.beta)], 'divisor'), output.dtype, 'floating')
  ctx.emitOutput('Div', [cast(ctx, input, output.dtype, 'dividend'), divisor], ['output'])
}

export const LocalResponseNorm = defineLayer({
  type: 'LocalResponseNorm',
  stem: 'lrn',
  category: 'norm',
  summary: 'Makes a value smaller the larger those of the neighbouring channels are.',
  keywords: ['lrn', 'AlexNet', 'normalise', 'LRN', 'F.local_response_norm'],
  params: {
    size: calculated('//', int('How many neighbouring channels count.', { min: 1, start: 3 }), (json, _) => ({ input }) => {
      const volume = (input?.shape.length ?? 3) > 3
      if (typeof json === 'boolean') return `avg_pool${volume ? 3 : 2}d(): argument 'kernel_size' (position 2) must be tuple of ints, but found element of type bool at pos 0`
      return unpacking("pad(): argument 'pad' (position 2)", [...Array<Json>(volume ? 4 : 2).fill(0), json])
    }),
    alpha: argument("mul(): argument 'other' (position 1)", scalar('What the mean of the squares is multiplied by.', { default: 1e-4 }), 'Tensor'),
    beta: told(scalar('The power of the divisor.', { default: 0.75 }), json => `pow() received an invalid combination of arguments - got (${pythonType(json)}), but expected one of:`),
    k: argument("add(): argument 'other' (position 1)", scalar('Added, so that nothing is divided by 0.', { default: { $number: '1.0' } }), 'Tensor'),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (p, { input }) => (input ? { output: outputType(p, input) } : {}),
  lower,
  caption(p) {
    const set = ([['alpha', p.alpha, 1e-4], ['beta', p.beta, 0.75], ['k', p.k, 1]] as const).filter(([, found, initial]) => found.value !== initial)
    return phrases([say`${p.size} channels`, ...set.map(([name, found]) => say`${name} ${numeral(found)}`)])
  },
  layout: elementwise,
})
