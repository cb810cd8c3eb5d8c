/** The padding layers: they differ in what stands in the padding. */
import { say, type Said } from '../say'
import type { TensorType } from '../tensor/dtype'
import { argument, intsArgument } from './argument'
import { defineLayer, type Layer, type Lowering, type ParamSpecs, type Scalar, type Value } from './define'
import { int64, scalarOf } from './emit'
import { imageLike, likeInput } from './layout'
import { unbatched } from './notes'
import { amountsOf, checkFill, paddedType, type Amounts, type Mode } from './paddingShape'
import { scalar, starting } from './params'
import { padding } from './shapeParams'

const ONNX_MODE = { constant: 'constant', reflect: 'reflect', replicate: 'edge' } as const

interface Pads {
  readonly input: Value
  readonly amounts: Amounts
  /** The dimension that the first of `amounts` is for. */
  readonly lead: number
}

/** Takes away what negative amounts say. */
function cropped(ctx: Lowering<unknown>, { input, amounts, lead }: Pads): Value {
  if (amounts.flat().every(n => n >= 0)) return input
  const { dtype, shape } = input.type
  const starts = amounts.map(([front]) => Math.max(-front, 0))
  const ends = amounts.map(([, behind], i) => (shape[lead + i] ?? 0) - Math.max(-behind, 0))
  const kept = shape.map((size, dim) => (dim < lead ? size : (ends[dim - lead] ?? 0) - (starts[dim - lead] ?? 0)))
  const axes = amounts.map((_, i) => lead + i)
  return ctx.emit('Slice', [input, ctx.constant('crop/starts', int64(starts)), ctx.constant('crop/ends', int64(ends)), ctx.constant('crop/axes', int64(axes))], { dtype, shape: kept }, 'crop')
}

/** Where each place of the output is found in the input. A circle closes over what negative amounts leave, the others see all. */
function sources(mode: Mode, size: number, [front, behind]: readonly [number, number]): readonly number[] {
  const [cut, left] = [Math.max(-front, 0), size - Math.max(-front, 0) - Math.max(-behind, 0)]
  return Array.from({ length: size + front + behind }, (_, i) => {
    const at = i - front
    // Where nothing is left PyTorch reads memory that was never written: any value will do.
    if (mode === 'circular') return left > 0 ? cut + (((at - cut) % left) + left) % left : Math.min(cut, size - 1)
    if (mode === 'replicate') return Math.min(Math.max(at, 0), size - 1)
    return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at
  })
}

/** By index along each padded dimension: also where one side is cropped and the other takes from what is cropped. */
function gathered(ctx: Lowering<unknown>, mode: Mode, { input, amounts, lead }: Pads): void {
  const padded = amounts.map((pair, i) => ({ pair, axis: lead + i })).filter(({ pair }) => pair.some(n => n !== 0))
  let value = input
  for (const [step, { pair, axis }] of padded.entries()) {
    const { dtype, shape } = value.type
    const index = sources(mode, shape[axis] ?? 0, pair)
    const places = ctx.constant(`index${axis}`, int64(index))
    const attributes = { axis: { int: axis } }
    if (step === padded.length - 1) ctx.emitOutput('Gather', [value, places], ['output'], attributes)
    else value = ctx.emit('Gather', [value, places], { dtype, shape: shape.map((size, dim) => (dim === axis ? index.length : size)) }, `along${axis}`, attributes)
  }
  if (!padded.length) ctx.emitOutput('Identity', [value], ['output'])
}

function lowerPad(ctx: Lowering<{ readonly padding: readonly number[] }>, mode: Mode, fill: number): void {
  const input = ctx.input('input')
  const output = ctx.outputs['output']
  if (!output) return
  const amounts = amountsOf(ctx.params.padding)
  const lead = input.type.shape.length - amounts.length
  const pads: Pads = { input, amounts, lead }
  if (mode === 'circular' || (mode !== 'constant' && amounts.flat().some(n => n < 0))) {
    gathered(ctx, mode, pads)
    return
  }
  const value = cropped(ctx, pads)
  const added = amounts.map(pair => pair.map(n => Math.max(n, 0)))
  if (added.flat().every(n => n === 0)) {
    ctx.emitOutput('Identity', [value], ['output'])
    return
  }
  const none = Array<number>(lead).fill(0)
  const amountsInput = ctx.constant('pads', int64([...none, ...added.map(pair => pair[0] ?? 0), ...none, ...added.map(pair => pair[1] ?? 0)]))
  const inputs = mode === 'constant' ? [value, amountsInput, ctx.constant('value', scalarOf(output.dtype, fill))] : [value, amountsInput]
  ctx.emitOutput('Pad', inputs, ['output'], { mode: { string: ONNX_MODE[mode] } })
}

interface Kind {
  readonly type: string
  readonly dims: 1 | 2
  readonly mode: Mode
  readonly summary: string
  readonly keywords: readonly string[]
  /** The caption, from the amounts. */
  set(amount: string): Said
}

interface PadParams {
  readonly padding: readonly number[]
  readonly value?: Scalar
}

const SIDES = { 1: ['left', 'right'], 2: ['left', 'right', 'top', 'bottom'] } as const

/** One padding layer; `extra` are parameters beyond `padding`. */
function padLayer(kind: Kind, extra: ParamSpecs = {}): Layer {
  const { dims, mode } = kind
  return defineLayer({
    type: kind.type,
    category: 'shape',
    summary: kind.summary,
    keywords: ['padding', 'border', 'F.pad', ...kind.keywords],
    params: {
      padding: starting(1, intsArgument("pad(): argument 'pad' (position 2)", padding(SIDES[dims], `Values added on each side (${SIDES[dims].join(', ')}), or one number for all; negative ones take away.`))),
      ...extra,
    },
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    forward(p, { input }): Record<string, TensorType> {
      if (!input) return {}
      const output = paddedType({ mode, padding: p.padding, input, dims })
      const fill = (p as PadParams).value
      if (fill && p.padding.some(n => n > 0)) checkFill(fill.value, input)
      return { output }
    },
    ...(mode === 'constant' ? {} : { notes: unbatched(dims + 1) }),
    lower: ctx => { lowerPad(ctx, mode, (ctx.params as PadParams).value?.value ?? 0) },
    layout: memory => (mode === 'circular' ? {} : mode === 'constant' && memory.params.padding.every(n => n <= 0) ? likeInput(memory) : imageLike(memory)),
    caption(p) {
      const equal = p.padding.every(n => n === p.padding[0])
      const fill = (p as PadParams).value
      const amount = equal ? String(p.padding[0] ?? 0) : p.padding.join(', ')
      const set = kind.set(amount)
      return fill ? say`${set} ${fill.value}` : set
    },
    formula(p, { input }, { output }) {
      if (!input || !output) return []
      const amounts = amountsOf(p.padding)
      const lead = input.shape.length - amounts.length
      return amounts.map(([front, behind], i) => {
        const own = (n: number): { readonly text: string; readonly value: true; readonly param: string } => ({ text: String(n), value: true, param: 'padding' })
        return { pieces: [
          { text: `dim ${lead + i} = ` }, { text: String(input.shape[lead + i] ?? 0), value: true }, { text: ' + ' }, own(front), { text: ' + ' }, own(behind),
          { text: ' = ' }, { text: String(output.shape[lead + i] ?? 0), value: true },
        ] }
      })
    },
  })
}

const fill = (): ParamSpecs => ({ value: argument("pad(): argument 'value' (position 4)", scalar('The number that stands in the padding.', { start: 0 })) })

export const ZeroPad2d = padLayer({ type: 'ZeroPad2d', dims: 2, mode: 'constant', summary: 'Puts zeros around the image.', keywords: ['zeros', 'Pad'], set: amount => say`${amount} zeros` })
export const ConstantPad1d = padLayer({ type: 'ConstantPad1d', dims: 1, mode: 'constant', summary: 'Puts a number around the sequence.', keywords: ['fill', 'Pad'], set: amount => say`${amount} of` }, fill())
export const ConstantPad2d = padLayer({ type: 'ConstantPad2d', dims: 2, mode: 'constant', summary: 'Puts a number around the image.', keywords: ['fill', 'Pad'], set: amount => say`${amount} of` }, fill())
export const ReflectionPad1d = padLayer({ type: 'ReflectionPad1d', dims: 1, mode: 'reflect', summary: 'Continues the sequence by its mirror image, the border value itself left out.', keywords: ['mirror', 'reflect'], set: amount => say`${amount} mirrored` })
export const ReflectionPad2d = padLayer({ type: 'ReflectionPad2d', dims: 2, mode: 'reflect', summary: 'Continues the image by its mirror image, the border itself left out.', keywords: ['mirror', 'reflect'], set: amount => say`${amount} mirrored` })
export const ReplicationPad1d = padLayer({ type: 'ReplicationPad1d', dims: 1, mode: 'replicate', summary: 'Continues the sequence by repeating its border value.', keywords: ['edge', 'replicate', 'repeat'], set: amount => say`${amount} repeated` })
export const ReplicationPad2d = padLayer({ type: 'ReplicationPad2d', dims: 2, mode: 'replicate', summary: 'Continues the image by repeating its border.', keywords: ['edge', 'replicate', 'repeat'], set: amount => say`${amount} repeated` })
export const CircularPad2d = padLayer({ type: 'CircularPad2d', dims: 2, mode: 'circular', summary: 'Continues the image from its opposite side, as on a torus.', keywords: ['wrap', 'periodic', 'circular'], set: amount => say`${amount} wrapped` })
