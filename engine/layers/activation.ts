/** What the activations have in common: one input, the same type out, each element by itself; floats alone, as a rule. */
import { say, told, type Said } from '../say'
import { isFloating, type DType, type TensorType } from '../tensor/dtype'
import { giveAs, innerDtype, opOf, type Op } from './algebra'
import { defineLayer, refuse, type Attributes, type Layer, type LayerDefinition, type Lowering, type ParamSpecs, type ParamsOf, type Scalar, type Value } from './define'
import { cast, scalarOf } from './emit'
import { elementwise } from './layout'
import { castBefore } from './mends'
import { truth } from './params'
import { checkFits } from './scalars'
import { SCALAR_TYPE } from './types'

/** What the body of a lowering works with: the input in the type that PyTorch computes in. */
export interface Body {
  readonly x: Value
  readonly op: Op
  /** A number of x's type; numbers of the same value are one constant. */
  number(value: number): Value
  /** The last node. */
  out(op: string, inputs: readonly Value[], attributes?: Attributes): void
}

/** The body's tools, computing in `dtype`. */
export function bodyOf(ctx: Pick<Lowering<unknown>, 'input' | 'emit' | 'emitOutput' | 'constant' | 'outputs'>, dtype: DType): Body {
  const numbers = new Map<number, Value>()
  return {
    x: cast(ctx, ctx.input('input'), dtype, 'wide'),
    op: opOf(ctx),
    number(value) {
      // A minus zero is a number of its own, and as a key it is not.
      const known = Object.is(value, -0) ? undefined : numbers.get(value)
      const made = known ?? ctx.constant(`c${numbers.size}`, scalarOf(dtype, value))
      if (!Object.is(value, -0)) numbers.set(value, made)
      return made
    },
    out: (op, inputs, attributes) => giveAs(ctx, dtype, op, inputs, attributes),
  }
}

export const inplaceParam = truth('Overwrites the input: every node that runs later sees the overwritten values.', { default: false })
export const inplaceWords = (p: { readonly inplace: boolean }): Said | '' => (p.inplace ? say`in place` : '')

/** Refuses a type of the input; the mend casts it to float32. */
export function refuseInput(type: string, { dtype }: TensorType, pytorch: string, takes: Said = say`floating-point numbers`): never {
  return refuse({
    code: 'type-mismatch', port: 'input', pytorch, fix: castBefore('input', 'float32'),
    message: say`${type} takes ${told(takes)}, but the input is ${dtype}; put a Cast to float32 in front.`,
  })
}

/** Refuses what has no fractions; `kernel` is PyTorch's name of the function that has no version for it. */
function checkFloating(type: string, kernel: string, input: TensorType): void {
  if (!isFloating(input.dtype)) refuseInput(type, input, `"${kernel}" not implemented for '${SCALAR_TYPE[input.dtype]}'`)
}

interface Activation<S extends ParamSpecs> extends Pick<LayerDefinition<S>, 'type' | 'summary' | 'keywords' | 'params' | 'caption' | 'construct' | 'inplace' | 'notes' | 'layout'> {
  /** PyTorch's name of the function, which its refusals of a type bear. */
  readonly kernel: string
  /** What `forward` refuses before it looks at the type. */
  check?(params: ParamsOf<S>, input: TensorType): void
  /** The numbers that the function takes in the type it computes in, which must hold them. */
  numbers?(params: ParamsOf<S>): Readonly<Record<string, Scalar>>
  /** Whether float16 is computed in itself, not in float32. */
  readonly narrow?: boolean
  body(body: Body, params: ParamsOf<S>): void
}

/** Declares an activation that takes floats and gives the same type. */
export function activation<const S extends ParamSpecs>({ kernel, check, numbers, narrow, body, ...rest }: Activation<S>): Layer {
  return defineLayer<S>({
    layout: elementwise,
    ...rest,
    category: 'act',
    inputs: [{ name: 'input' }],
    outputs: () => [{ name: 'output' }],
    forward(p, { input }): Readonly<Record<string, TensorType>> {
      if (!input) return {}
      check?.(p, input)
      checkFloating(rest.type, kernel, input)
      const dtype = narrow ? input.dtype : innerDtype(input.dtype)
      for (const [name, scalar] of Object.entries(numbers?.(p) ?? {})) checkFits(name, scalar, dtype)
      return { output: input }
    },
    lower(ctx) {
      const dtype = ctx.outputs['output']?.dtype
      if (dtype) body(bodyOf(ctx, innerDtype(dtype)), ctx.params)
    },
  })
}
