import type { Json } from '../document/types'
import { phrases, say, type Said } from '../say'
import { numel } from '../tensor/dtype'
import { intsArgument, worded } from './argument'
import { pythonType } from './python'
import { defineLayer, type FormulaLine, type Lowering, type ParamSpec, type Value } from './define'
import { at, dimLetters } from './dims'
import { cast, giveConstant, giveReshaped, int64, reshape } from './emit'
import { batchedInput, flatPlace, places } from './maxpoolLower'
import { unbatched } from './notes'
import { pad } from './pad'
import { ints, starting } from './params'
import { floorSize, sizeLines } from './spatial'
import { blockAxes, foldType, unfoldType, type BlockParams, type FoldParams } from './unfoldShape'
import { brief, window } from './words'

/** A pair of numbers; PyTorch takes one for both, but no list of one. `place` is where its function has it. */
function pair(param: string, place: string, help: string, options: { readonly default?: number; readonly min: number }): ParamSpec<readonly number[]> {
  const counted = worded(ints(2, help, options), (_, json) => (Array.isArray(json) && json.length !== 2 ? `It is expected ${param} equals to 2, but got size ${json.length}` : undefined))
  const inner = intsArgument(place, counted)
  // A list of another length is looked at value by value first.
  return { ...inner, parse: (json, params) => (Array.isArray(json) && json.some(one => pythonType(one as Json) !== 'int') ? intsArgument(place, ints(2, help, options)) : inner).parse(json, params) }
}

const blockParams = (fn: string, first: number) => {
  const place = (name: string, position: number): string => `${fn}(): argument '${name}' (position ${first + position})`
  return {
    kernel_size: starting(3, pair('kernel_size', place('kernel_size', 0), 'Height and width of a block.', { min: 1 })),
    dilation: pair('dilation', place('dilation', 1), 'Distance between the values of a block.', { default: 1, min: 1 }),
    padding: pair('padding', place('padding', 2), 'Rows and columns of zeros on every side of the image.', { default: 0, min: 0 }),
    stride: pair('stride', place('stride', 3), 'Steps from one block to the next.', { default: 1, min: 1 }),
  }
}

function blockCaption(p: BlockParams): Said[] {
  const parts = [say`blocks of ${window(p.kernel_size)}`]
  if (p.stride.some(n => n !== 1)) parts.push(say`stride ${brief(p.stride)}`)
  if (p.padding.some(n => n !== 0)) parts.push(say`padding ${brief(p.padding)}`)
  if (p.dilation.some(n => n !== 1)) parts.push(say`dilation ${brief(p.dilation)}`)
  return parts
}

/** How many blocks there are down and across, and in all; `param`: the one that the image's size is set by. */
function blockLines(p: BlockParams, image: readonly number[], param?: string): readonly FormulaLine[] {
  const axes = blockAxes(p, image)
  const blocks = axes.map(floorSize)
  const [down, across] = [at(blocks, 0), at(blocks, 1)]
  return [
    ...sizeLines(dimLetters(2).map(name => say`blocks ${name}`), axes, blocks).map(({ pieces }) => ({ pieces: pieces.map((piece, i) => (i === 1 && param !== undefined ? { ...piece, param } : piece)) })),
    { pieces: [{ text: 'L = ' }, { text: String(down), value: true }, { text: ' · ' }, { text: String(across), value: true }, { text: ' = ' }, { text: String(down * across), value: true }] },
  ]
}

/** Offsets of a block's values and of the blocks' corners. */
function blockPlaces(p: BlockParams, image: readonly number[]): { readonly inside: readonly (readonly number[])[]; readonly corners: readonly (readonly number[])[] } {
  const axes = blockAxes(p, image)
  return {
    inside: places(p.kernel_size).map(place => place.map((k, i) => k * at(p.dilation, i))),
    corners: places(axes.map(floorSize)).map(place => place.map((k, i) => k * at(p.stride, i))),
  }
}

function lowerUnfold(ctx: Lowering<BlockParams>): void {
  const p = ctx.params
  const output = ctx.outputs['output']
  if (!output) return
  if (numel(output.shape) === 0) return giveConstant(ctx)
  const x = batchedInput(ctx, ctx.input('input'), 2)
  const { dtype } = x.type
  // A bool passes as a number, which every Pad and Gather takes.
  const padded = pad(ctx, dtype === 'bool' ? cast(ctx, x, 'int32', 'number') : x, p.padding.map(n => [n, n] as const), 'zeros', ctx.opset, 'padded')
  const [n = 1, c = 1, ...image] = padded.type.shape
  const { inside, corners } = blockPlaces(p, x.type.shape.slice(-2))
  const index = inside.flatMap(offset => corners.map(corner => flatPlace(corner, image) + flatPlace(offset, image)))
  const flat = reshape(ctx, padded, [n, c, numel(image)], 'flat')
  const tensor = { ...int64(index), shape: [inside.length, corners.length] }
  const blocks = ctx.emit('Gather', [flat, ctx.constant('blocks/index', tensor)], { dtype: flat.type.dtype, shape: [n, c, inside.length, corners.length] }, 'blocks', { axis: { int: 2 } })
  giveReshaped(ctx, cast(ctx, blocks, dtype, 'typed'), 'output')
}

function lowerFold(ctx: Lowering<FoldParams>): void {
  const p = ctx.params
  const output = ctx.outputs['output']
  if (!output) return
  if (numel(output.shape) === 0) return giveConstant(ctx)
  const input = ctx.input('input')
  const x = input.type.shape.length === 3 ? input : reshape(ctx, input, [1, ...input.type.shape], 'batched')
  if (x.type.dtype !== 'float32') return giveReshaped(ctx, gathered(ctx, x), 'output')
  const [top, left] = [at(p.padding, 0), at(p.padding, 1)]
  const shape = [at(x.type.shape, 0), ...output.shape.slice(-3)]
  const inputs = [x, ctx.constant('image', int64(p.output_size)), ctx.constant('block', int64(p.kernel_size))]
  const folded = ctx.emit('Col2Im', inputs, { dtype: 'float32', shape }, 'folded', { dilations: { ints: p.dilation }, pads: { ints: [top, left, top, left] }, strides: { ints: p.stride } })
  giveReshaped(ctx, folded, 'output')
}

/** Sums what falls on every place of the image: for the types that Col2Im does not take. */
function gathered(ctx: Lowering<FoldParams>, x: Value): Value {
  const p = ctx.params
  const { dtype } = x.type
  const [n = 1, rows = 1, blocks = 1] = x.type.shape
  const [height = 1, width = 1] = p.output_size
  const { inside, corners } = blockPlaces(p, p.output_size)
  const falling: number[][] = Array.from({ length: height * width }, () => [])
  inside.forEach((offset, k) => {
    corners.forEach((corner, l) => {
      const [y = 0, left = 0] = corner.map((from, i) => from + at(offset, i) - at(p.padding, i))
      if (y >= 0 && y < height && left >= 0 && left < width) falling[y * width + left]?.push(k * blocks + l)
    })
  })
  const most = Math.max(1, ...falling.map(list => list.length))
  const nothing = inside.length * blocks
  const wide = cast(ctx, x, dtype === 'float64' ? 'float64' : 'float32', 'wide')
  const channels = rows / inside.length
  const flat = pad(ctx, reshape(ctx, wide, [n, channels, nothing], 'flat'), [[0, 1]], 'zeros', ctx.opset, 'filled')
  const type = { dtype: wide.type.dtype, shape: [n, channels, height * width] }
  let sum: Value | undefined
  // One by one, as PyTorch adds them: half precision is rounded after each.
  for (let k = 0; k < most; k++) {
    const index = ctx.constant(`part${k}/index`, int64(falling.map(list => list[k] ?? nothing)))
    const part = ctx.emit('Gather', [flat, index], type, `part${k}`, { axis: { int: 2 } })
    const added: Value = sum ? ctx.emit('Add', [sum, part], type, `sum${k}`) : part
    sum = dtype === 'float16' && k + 1 < most ? cast(ctx, cast(ctx, added, dtype, `sum${k}/rounded`), type.dtype, `sum${k}/single`) : added
  }
  return sum ? cast(ctx, sum, dtype, 'rounded') : x
}

export const Unfold = defineLayer({
  type: 'Unfold',
  category: 'conv',
  summary: 'Cuts the image into blocks and makes a column of each.',
  keywords: ['im2col', 'patches', 'sliding blocks', 'F.unfold'],
  params: blockParams('im2col', 2),
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (p, { input }) => (input ? { output: unfoldType(p, input) } : {}),
  notes: unbatched(3),
  lower: lowerUnfold,
  caption: p => phrases(blockCaption(p)),
  blocks: (p, { input }) => blockAxes(p, input?.shape.slice(-2) ?? []).map(floorSize),
  formula: (p, { input }) => (input ? blockLines(p, input.shape.slice(-2)) : []),
})

export const Fold = defineLayer({
  type: 'Fold',
  category: 'conv',
  summary: 'Puts columns back as blocks of an image, and adds up where they overlap.',
  keywords: ['col2im', 'patches', 'sliding blocks', 'Col2Im', 'F.fold'],
  params: {
    output_size: starting(1, pair('output_size', "col2im(): argument 'output_size' (position 2)", 'Height and width of the image.', { min: 1 })),
    ...blockParams('col2im', 3),
  },
  inputs: [{ name: 'input' }],
  outputs: () => [{ name: 'output' }],
  forward: (p, { input }) => (input ? { output: foldType(p, input) } : {}),
  notes: unbatched(2),
  lower: lowerFold,
  caption: p => phrases([say`to ${window(p.output_size)}`, ...blockCaption(p)]),
  blocks: p => blockAxes(p, p.output_size).map(floorSize),
  formula: p => blockLines(p, p.output_size, 'output_size'),
})
