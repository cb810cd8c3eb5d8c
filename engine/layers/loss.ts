/** What the losses have in common: broadcasting of input and target, and the reduction. */
import { say, type Said } from '../say'
import { isFloating, numel, type DType, type TensorType } from '../tensor/dtype'
import { give, giveAs, giveConstant, innerDtype, opOf, type Op } from './algebra'
import { refuse, type FormulaLine, type Inputs, type Lowering, type Value } from './define'
import { repadded } from './joinMends'
import { castBefore } from './mends'
import type { Reduction } from './lossParams'
import { reduced } from './reduce'
import { times } from './words'

export const LOSS_PORTS = [{ name: 'input' }, { name: 'target' }] as const

/** Sizes of two shapes broadcast together; undefined where they do not fit, with the misfit that PyTorch names. */
export function fitTogether(a: readonly number[], b: readonly number[]): { readonly shape: readonly number[] } | { readonly pytorch: string } {
  const rank = Math.max(a.length, b.length)
  const shape: number[] = []
  for (let i = rank - 1; i >= 0; i--) {
    const x = a[i - rank + a.length] ?? 1
    const y = b[i - rank + b.length] ?? 1
    if (x !== y && x !== 1 && y !== 1) return { pytorch: `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${i}` }
    shape.unshift(x === 1 ? y : x)
  }
  return { shape }
}

/** Input and target broadcast together. */
export function lossShape(input: TensorType, target: TensorType): readonly number[] {
  const fit = fitTogether(input.shape, target.shape)
  if ('shape' in fit) return fit.shape
  const unequal = say`The target ${times(target.shape)} does not fit the input ${times(input.shape)}`
  return refuse({
    code: 'shape-mismatch', port: 'target', pytorch: fit.pytorch, message: say`${unequal}; give both the same sizes.`,
    around(node) {
      const mend = repadded(node, 'input', target.shape)
      return mend && { message: say`${unequal}; ${mend.words}.`, fix: mend.fix }
    },
  })
}

/** Refuses the type of a port; the mend casts it. */
export function refusePort(port: string, { dtype }: TensorType, takes: Said, pytorch: string, to: DType = 'float32'): never {
  return refuse({ code: 'type-mismatch', port, pytorch, fix: castBefore(port, to), message: say`${takes}, but ${port} is ${dtype}; put a Cast to ${to} in front.` })
}

/** The shape that a reduction leaves. */
export const reducedTo = (reduction: Reduction, shape: readonly number[]): readonly number[] => (reduction === 'none' ? shape : [])

/** `8 × 10 → 8 → mean → scalar`: the losses there are, and what becomes of them. */
export function lossFormula(reduction: Reduction, inputs: Inputs, each: readonly number[], output: TensorType | undefined): readonly FormulaLine[] {
  if (!output) return []
  const shapes = Object.values(inputs).map(({ shape }) => shape)
  if ([...shapes, each].every(shape => shape.join() === output.shape.join())) return []
  const [first = []] = shapes
  const losses = first.join() === each.join() ? [] : [{ text: ' → ' }, { text: times(each), value: true }]
  const rest = reduction === 'none' ? [] : [{ text: ' → ' }, { text: reduction === 'mean' ? say`mean` : say`sum`, value: true, param: 'reduction' }, { text: ' → ' }, { text: times(output.shape), value: true }]
  return [{ pieces: [{ text: times(first), value: true }, ...losses, ...rest] }]
}

/** A warning where input and target are not of one size. */
export function sizeNotes(input: TensorType | undefined, target: TensorType | undefined): readonly { readonly severity: 'warning'; readonly message: Said }[] {
  if (!input || !target || (input.shape.length === target.shape.length && input.shape.every((n, i) => n === target.shape[i]))) return []
  return [{ severity: 'warning', message: say`The target ${times(target.shape)} stretches to the input ${times(input.shape)}, which is hardly meant; give both the same sizes.` }]
}

/** The last step: `each` element's loss reduced, as the output's type. */
export function giveReduced(ctx: Pick<Lowering<unknown>, 'outputs' | 'emit' | 'emitOutput' | 'constant'>, each: Value, reduction: Reduction): void {
  if (reduction === 'none') give(ctx, each)
  else if (numel(each.type.shape) === 0) giveConstant(ctx, reduction === 'mean' ? NaN : 0)
  else giveAs(ctx, each.type.dtype, reduction === 'mean' ? 'ReduceMean' : 'ReduceSum', [each], { keepdims: { int: 0 } })
}

/** All elements added up. */
export const total = (ctx: Pick<Lowering<unknown>, 'emit' | 'constant'>, value: Value, what: string): Value =>
  reduced(ctx, 'ReduceSum', value, [...value.type.shape.keys()], false, what)

export const opsOf = (ctx: Pick<Lowering<unknown>, 'emit' | 'constant'>): Op => opOf(ctx)
/** What a loss of this type is computed in. */
export const lossDtype = (dtype: DType): DType => (isFloating(dtype) ? innerDtype(dtype) : dtype)
/** `mean` is the default and stands on no card. */
export const reductionWords = (reduction: Reduction): readonly Said[] => (reduction === 'mean' ? [] : [reduction === 'sum' ? say`sum` : say`each by itself`])
