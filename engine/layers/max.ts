import { say } from '../say'
import { numel, type TensorType } from '../tensor/dtype'
import { argument } from './argument'
import { flat } from './integers'
import { give, giveConstant } from './algebra'
import { defineLayer, refuse, type Layer, type Lowering } from './define'
import { int64, reshapeAttributes } from './emit'
import { extremePlace, extremeValue, type Extreme } from './extrema'
import { overloaded } from './overloads'
import { castBefore, setParam } from './mends'
import { dimCaption, dimension, dimParams, reducedShape, reduceFormula, type DimParams } from './reduce'

/** keepdim says nothing where no dimension is named. */
export function checkKeep(name: string, p: DimParams): void {
  if (p.dim !== null || !p.keepdim) return
  refuse({
    code: 'bad-param', param: 'keepdim', pytorch: `${name}() received an invalid combination of arguments - got (Tensor, keepdim=bool), but expected one of:`,
    message: say`keepdim is true, but no dim is named; set dim, or leave keepdim out.`, fix: setParam('keepdim', false, false),
  })
}

/** The dimension that goes, counted from the front; all of them where none is named, none of a 0-d tensor. */
export const goneDims = (p: DimParams, shape: readonly number[]): readonly number[] =>
  p.dim === null ? [...shape.keys()] : [dimension(p.dim, shape)].filter(() => shape.length > 0)

/** PyTorch finds no extreme among nothing. */
function checkSize(name: string, p: DimParams, shape: readonly number[], all: string): void {
  if (p.dim === null) {
    if (numel(shape)) return
    refuse({ code: 'shape-mismatch', port: 'input', param: 'dim', pytorch: all, message: say`The input has no values, so none of them is the extreme; give it at least one, or name a dim that is not empty.` })
  } else {
    const at = dimension(p.dim, shape)
    if (shape[at] === 0) refuse({ code: 'shape-mismatch', port: 'input', param: 'dim', pytorch: `${name}(): Expected reduction dim ${at} to have non-zero size.`, message: say`dim ${at} of the input has size 0, so nothing there is the extreme; name another dim.` })
  }
}

function lowerExtreme(ctx: Lowering<DimParams>, extreme: Extreme): void {
  const input = ctx.input('input')
  const { dim, keepdim } = ctx.params
  const { output, indices } = ctx.outputs
  if (!output) return
  const gone = goneDims(ctx.params, input.type.shape)
  const [axis] = gone
  if (dim === null) return give(ctx, input.type.shape.length ? extremeValue(ctx, extreme, input, gone, false) : input)
  if (axis === undefined || numel(output.shape) === 0) {
    if (axis === undefined) give(ctx, input)
    else giveConstant(ctx, 0)
    return giveConstant(ctx, 0, 'indices')
  }
  const place = extremePlace(ctx, extreme, input, axis)
  const value = ctx.emit('GatherElements', [input, place], { dtype: input.type.dtype, shape: place.type.shape }, 'extreme', { axis: { int: axis } })
  if (!indices) return
  if (keepdim) {
    give(ctx, value)
    return give(ctx, place, 'indices')
  }
  const axes = ctx.constant('axes', int64([axis]))
  ctx.emitOutput('Squeeze', [value, axes], ['output'])
  ctx.emitOutput('Squeeze', [place, axes], ['indices'])
}

function extreme(type: Extreme, word: string): Layer {
  const name = type.toLowerCase()
  return defineLayer({
    type,
    category: 'math',
    summary: `The ${word} value over a dimension and where it is, or of everything.`,
    keywords: [word, `Reduce${type}`, 'extreme', `a${name}`, `torch.${name}`],
    params: overloaded(({ dim = null }) => (dim === null ? `${name}(Tensor, keepdim=$keepdim)` : `${name}(Tensor, $dim, $keepdim)`), dimParams),
    inputs: [{ name: 'input' }],
    outputs: p => (p.dim === null ? [{ name: 'output' }] : [{ name: 'output' }, { name: 'indices' }]),
    forward(p, { input }): Record<string, TensorType> {
      if (!input) return {}
      const { dtype, shape } = input
      checkKeep(name, p)
      checkSize(name, p, shape, `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`)
      const left = reducedShape(shape, goneDims(p, shape), p.keepdim)
      return p.dim === null ? { output: { dtype, shape: left } } : { output: { dtype, shape: left }, indices: { dtype: 'int64', shape: left } }
    },
    lower: ctx => lowerExtreme(ctx, type),
    caption: dimCaption,
    formula: (p, { input }, { output }) => reduceFormula(input, output, goneDims(p, input?.shape ?? [])),
  })
}

export const Max = extreme('Max', 'greatest')
export const Min = extreme('Min', 'least')

function place(extremeType: Extreme, word: string): Layer {
  const type = `Arg${extremeType}`
  const name = type.toLowerCase()
  return defineLayer({
    type,
    category: 'math',
    summary: `Where the ${word} value is, along a dimension or in everything.`,
    keywords: ['index', 'position', 'class', 'prediction', word, `torch.${name}`],
    params: {
      dim: argument(`${name}(): argument 'dim' (position 2)`, dimParams.dim),
      keepdim: argument(`${name}(): argument 'keepdim' (position 3)`, dimParams.keepdim),
    },
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    forward(p, { input }): Record<string, TensorType> {
      if (!input) return {}
      if (input.dtype === 'bool') refuse({ code: 'type-mismatch', port: 'input', pytorch: `${name}(): does not support bool input`, message: say`${type} takes numbers, but the input is bool; cast it to int32.`, fix: castBefore('input', 'int32') })
      checkSize(name, p, input.shape, `${name}(): Expected reduction dim to be specified for input.numel() == 0.`)
      return { output: { dtype: 'int64', shape: reducedShape(input.shape, goneDims(p, input.shape), p.keepdim) } }
    },
    lower(ctx) {
      const input = ctx.input('input')
      const { output } = ctx.outputs
      const [axis] = goneDims(ctx.params, input.type.shape)
      if (!output) return
      if (axis === undefined || numel(output.shape) === 0) return giveConstant(ctx, 0)
      const found = ctx.params.dim === null ? extremePlace(ctx, extremeType, flat(ctx, input), 0) : extremePlace(ctx, extremeType, input, axis)
      ctx.emitOutput('Reshape', [found, ctx.constant('shape', int64(output.shape))], ['output'], reshapeAttributes(output.shape))
    },
    caption: dimCaption,
    formula: (p, { input }, { output }) => reduceFormula(input, output, goneDims(p, input?.shape ?? [])),
  })
}

export const ArgMax = place('Max', 'greatest')
export const ArgMin = place('Min', 'least')
