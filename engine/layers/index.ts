/** All layers there are: the one list. The order is the palette's, within a category. */
import { Add, Mul, Sub } from './arithmetic'
import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from './batchnorm'
import { Cast } from './cast'
import { Clamp } from './clamp'
import { Eq, Ge, Gt, Le, Lt, Ne } from './comparisons'
import { Conv2d } from './conv2d'
import type { Layer } from './define'
import { Div } from './div'
import { Flatten } from './flatten'
import { Identity, Output } from './identity'
import { Input } from './input'
import { Linear } from './linear'
import { Maximum, Minimum } from './maximum'
import { MaxPool2d } from './maxpool2d'
import { Mean, Sum } from './mean'
import { Pow } from './pow'
import { ReLU } from './relu'
import { Round } from './round'
import { Abs, Ceil, Cos, Exp, Floor, Log, Neg, Rsqrt, Sin, Sqrt } from './unary'
import { Where } from './where'

export const LAYERS: readonly Layer[] = [
  Input,
  Output,
  Conv2d,
  MaxPool2d,
  ReLU,
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  Linear,
  Flatten,
  Identity,
  Add,
  Sub,
  Mul,
  Div,
  Pow,
  Maximum,
  Minimum,
  Clamp,
  Mean,
  Sum,
  Cast,
  Neg,
  Abs,
  Exp,
  Log,
  Sqrt,
  Rsqrt,
  Sin,
  Cos,
  Round,
  Floor,
  Ceil,
  Eq,
  Ne,
  Lt,
  Le,
  Gt,
  Ge,
  Where,
]

/** Layers by type. */
export const registry: ReadonlyMap<string, Layer> = new Map(LAYERS.map(layer => [layer.type, layer]))

/** The layer of a type; undefined where there is none. */
export const layerOf = (type: string): Layer | undefined => registry.get(type)
