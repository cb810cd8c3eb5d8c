/** LayerNorm and RMSNorm, which normalise over the last dimensions. */
import type { Json } from '../document/types'
import { phrases, plural, say, told } from '../say'
import { isFloating, type TensorType } from '../tensor/dtype'
import { giveAs, innerDtype, opOf } from './algebra'
import { argument, SIZE, unpacking, worded } from './argument'
import { defineLayer, refuse, type Lowering, type ParamSpec, type Refusal, type Scalar } from './define'
import { cast } from './emit'
import { imageLike } from './layout'
import { setParam } from './mends'
import { gaveEmpty, inverseRoot, stand } from './normLower'
import { affineMacs, affineTensors, epsWords, refuseDtype } from './normTensors'
import { truthy } from './operators'
import { intList, nullable, anyScalar, truth } from './params'
import { reduced } from './reduce'
import { SCALAR_TYPE } from './types'
import { sizes, times } from './words'

/** The sizes are those of a weight first, if there is one. */
const normalizedShape = (fn: string): ParamSpec<readonly number[]> => worded(intList('Sizes of the last dimensions, over which is normalised; one number for the last alone.'), (type, json, { elementwise_affine: affine = true }) => {
  if (type === 'float' || type === 'NoneType') return `'${type}' object is not iterable`
  if (json === '') return NO_SHAPE
  return unpacking(truthy(affine) ? SIZE : `${fn}(): argument 'normalized_shape' (position 2)`, Array.isArray(json) ? json as readonly Json[] : [json])
})
const NO_SHAPE = 'Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []'
const elementwise = truth('Scales each value by a learned weight of its own.', { default: true })

interface ShapeParams {
  readonly normalized_shape: readonly number[]
  readonly elementwise_affine: boolean
}

/** What the constructor refuses. */
function checkSizes(p: ShapeParams): void {
  const negative = p.normalized_shape.find(n => n < 0)
  if (negative === undefined || !p.elementwise_affine) return
  refuse({
    code: 'bad-param', param: 'normalized_shape', pytorch: `Trying to create tensor with negative dimension ${negative}: ${sizes(p.normalized_shape)}`,
    message: say`normalized_shape has the size ${negative}; a size cannot be negative.`,
  })
}

/** The last sizes of the input must be `normalized_shape`. `star` is how PyTorch writes the dimensions before. */
function checkInput(type: 'LayerNorm' | 'RMSNorm', p: ShapeParams, { shape }: TensorType): void {
  const want = p.normalized_shape
  if (!want.length) {
    refuse({
      code: 'bad-param', param: 'normalized_shape', message: say`normalized_shape is empty; name at least the size of the last dimension.`,
      pytorch: NO_SHAPE,
      ...(shape.length ? { fix: setParam('normalized_shape', shape.slice(-1)) } : {}),
    })
  }
  if (type === 'RMSNorm' && shape.length < want.length) {
    refuse({
      code: 'shape-mismatch', port: 'input', pytorch: `Input tensor must have at least ${want.length} dimensions, but got ${shape.length}`,
      message: say`normalized_shape names ${plural(want.length, 'dimension')}, but the input ${times(shape)} has ${shape.length}; give it as many.`,
    })
  }
  const found = shape.slice(-want.length)
  if (found.length === want.length && found.every((n, i) => n === want[i])) return
  const listed = want.join(', ')
  const wanted = type === 'RMSNorm' ? `[*${listed}]` : `[*, ${listed}]`
  refuse({
    code: 'shape-mismatch', port: 'input', param: 'normalized_shape', pytorch: `Given normalized_shape=${sizes(want)}, expected input with shape ${wanted}, but got input of size${sizes(shape)}`,
    message: say`normalized_shape is ${times(want)}, but the input ${times(shape)} ends in ${found.length ? times(found) : told(say`nothing`)}; set it to the input's last sizes.`,
    ...(found.length === want.length ? { fix: shapeMend(found) } : {}),
  })
}

/** `setParam` spells equal sizes as one number, which here would be one dimension. */
const shapeMend = (found: readonly number[]): NonNullable<Refusal['fix']> => ({
  label: say`Set normalized_shape to ${times(found)}`,
  edits: node => [{ kind: 'setParam', node: node.id, param: 'normalized_shape', value: found.length === 1 ? found[0] ?? 1 : found }],
})

const axesOf = (shape: readonly number[], want: readonly number[]): readonly number[] => want.map((_, i) => shape.length - want.length + i)

function lowerLayerNorm(ctx: Lowering<ShapeParams & { readonly eps: Scalar; readonly bias: boolean }>): void {
  const p = ctx.params
  const output = ctx.outputs['output']
  if (!output) return
  if (gaveEmpty(ctx)) return
  const inner = innerDtype(output.dtype)
  const scale = p.elementwise_affine ? ctx.tensor('weight') : stand(ctx, 'ones', p.normalized_shape, 1, inner)
  const bias = p.elementwise_affine && p.bias ? [ctx.tensor('bias')] : []
  giveAs(ctx, inner, 'LayerNormalization', [cast(ctx, ctx.input('input'), inner, 'wide'), scale, ...bias], {
    axis: { int: output.shape.length - p.normalized_shape.length }, epsilon: { float: p.eps.value },
  })
}

const LOWEST: Readonly<Record<'float32' | 'float64', number>> = { float32: 2 ** -23, float64: 2 ** -52 }

function lowerRmsNorm(ctx: Lowering<ShapeParams & { readonly eps: Scalar | null }>): void {
  const p = ctx.params
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  if (gaveEmpty(ctx)) return
  const inner = output.dtype === 'float64' ? 'float64' : 'float32'
  const op = opOf(ctx)
  const x = cast(ctx, input, inner, 'wide')
  const square = reduced(ctx, 'ReduceMean', op('Mul', [x, x], 'squares'), axesOf(output.shape, p.normalized_shape), true, 'square')
  const scale = inverseRoot(ctx, square, p.eps?.value ?? LOWEST[inner])
  if (!p.elementwise_affine) giveAs(ctx, inner, 'Mul', [x, scale])
  else giveAs(ctx, inner, 'Mul', [op('Mul', [x, scale], 'normal'), cast(ctx, ctx.tensor('weight'), inner, 'weight')])
}

export const LayerNorm = defineLayer({
  type: 'LayerNorm',
  stem: 'ln',
  category: 'norm',
  summary: 'Shifts and scales the values of the last dimensions to mean 0 and variance 1, then by learned numbers.',
  keywords: ['layer normalization', 'normalise', 'transformer', 'LayerNormalization', 'F.layer_norm'],
  params: {
    normalized_shape: normalizedShape('layer_norm'),
    eps: argument("layer_norm(): argument 'eps' (position 5)", anyScalar('Added to the variance, so that nothing is divided by 0.', { default: 1e-5 })),
    elementwise_affine: elementwise,
    bias: truth('Whether elementwise_affine adds a learned bias as well.', { default: true }),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  construct: checkSizes,
  tensors: p => affineTensors(p.normalized_shape, p.elementwise_affine, p.bias),
  forward(p, { input }) {
    if (!input) return {}
    const { dtype } = input
    if (p.elementwise_affine && dtype !== 'float32' && dtype !== 'float16') {
      refuseDtype('LayerNorm', input, 'mixed dtype (CPU): all inputs must share same datatype.', say`${'LayerNorm'}'s weights are float32`)
    }
    checkInput('LayerNorm', p, input)
    if (!isFloating(dtype)) refuseDtype('LayerNorm', input, `"LayerNormKernelImpl" not implemented for '${SCALAR_TYPE[dtype]}'`)
    return { output: input }
  },
  lower: lowerLayerNorm,
  macs: (p, { input }) => affineMacs(input, affineTensors(p.normalized_shape, p.elementwise_affine, p.bias)),
  caption: p => phrases([say`${told(say`over`)} ${times(p.normalized_shape)}`, ...epsWords(p.eps), ...(p.elementwise_affine ? (p.bias ? [] : [say`no bias`]) : [say`not affine`])]),
})

export const RMSNorm = defineLayer({
  type: 'RMSNorm',
  category: 'norm',
  summary: 'Scales the values of the last dimensions to a root mean square of 1, then by learned numbers.',
  keywords: ['root mean square', 'normalise', 'transformer', 'llama', 'RMSNormalization', 'F.rms_norm'],
  params: {
    normalized_shape: normalizedShape('rms_norm'),
    eps: argument("rms_norm(): argument 'eps' (position 4)", nullable(anyScalar('Added to the mean square, so that nothing is divided by 0; null takes the least step of the type.', { default: null }))),
    elementwise_affine: elementwise,
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  construct: checkSizes,
  tensors: p => affineTensors(p.normalized_shape, p.elementwise_affine, false),
  forward(p, { input }) {
    if (!input) return {}
    checkInput('RMSNorm', p, input)
    if (!isFloating(input.dtype)) refuseDtype('RMSNorm', input, `"rms_norm" not implemented for '${SCALAR_TYPE[input.dtype]}'`)
    return { output: input }
  },
  lower: lowerRmsNorm,
  macs: (p, { input }) => affineMacs(input, affineTensors(p.normalized_shape, p.elementwise_affine, false)),
  caption: p => phrases([say`${told(say`over`)} ${times(p.normalized_shape)}`, ...epsWords(p.eps, null), ...(p.elementwise_affine ? [] : [say`not affine`])]),
  layout: memory => imageLike(memory),
})
