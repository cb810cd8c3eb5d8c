/** All layers there are: the one list. The order is the palette's, within a category. */
import { AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d } from './adaptivePool'
import { Add, Mul, Sub } from './arithmetic'
import { AvgPool1d, AvgPool2d, AvgPool3d } from './avgpool'
import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from './batchnorm'
import { BCEWithLogitsLoss } from './bceloss'
import { Bilinear } from './bilinear'
import { Cast } from './cast'
import { Cat, Stack } from './cat'
import { Clamp } from './clamp'
import { Hardsigmoid, Hardswish, Hardtanh, ReLU6, Threshold } from './clamped'
import { Eq, Ge, Gt, Le, Lt, Ne } from './comparisons'
import { Constant } from './constant'
import { Conv1d, Conv2d, Conv3d } from './conv'
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from './convTranspose'
import { CrossEntropyLoss } from './crossentropyloss'
import { CumSum } from './cumsum'
import type { Layer } from './define'
import { Div } from './div'
import { AlphaDropout, Dropout, Dropout1d, Dropout2d } from './dropout'
import { Einsum } from './einsum'
import { CELU, ELU, SELU } from './elu'
import { Embedding } from './embedding'
import { Expand } from './expand'
import { Flatten } from './flatten'
import { Gather } from './gather'
import { GELU } from './gelu'
import { GLU } from './glu'
import { GroupNorm } from './groupnorm'
import { GRU } from './gru'
import { Identity, Output } from './identity'
import { Input } from './input'
import { InstanceNorm1d, InstanceNorm2d } from './instancenorm'
import { LayerNorm, RMSNorm } from './layernorm'
import { LeakyReLU, RReLU } from './leaky'
import { Linear } from './linear'
import { LocalResponseNorm } from './localresponsenorm'
import { LPPool1d, LPPool2d } from './lppool'
import { LSTM } from './lstm'
import { MatMul } from './matmul'
import { ArgMax, ArgMin, Max, Min } from './max'
import { Maximum, Minimum } from './maximum'
import { MaxPool1d, MaxPool2d, MaxPool3d } from './maxpool'
import { MaxUnpool2d } from './maxunpool'
import { Mean, Sum } from './mean'
import { L1Loss, MSELoss } from './mseloss'
import { MultiheadAttention } from './multiheadAttention'
import { NLLLoss } from './nllloss'
import { Norm } from './norm'
import { CircularPad2d, ConstantPad1d, ConstantPad2d, ReflectionPad1d, ReflectionPad2d, ReplicationPad1d, ReplicationPad2d, ZeroPad2d } from './padding'
import { Permute, Transpose } from './permute'
import { Pow } from './pow'
import { PReLU } from './prelu'
import { Prod } from './prod'
import { ReLU } from './relu'
import { Reshape } from './reshape'
import { RNN } from './rnn'
import { Round } from './round'
import { ScaledDotProductAttention } from './scaledDotProductAttention'
import { Hardshrink, Softshrink } from './shrink'
import { ChannelShuffle, PixelShuffle, PixelUnshuffle } from './shuffle'
import { Select, Slice } from './slice'
import { LogSigmoid, Mish, SiLU, Sigmoid, Softplus, Softsign, Tanh, Tanhshrink } from './smooth'
import { LogSoftmax, Softmax, Softmax2d, Softmin } from './softmax'
import { Sort, TopK } from './sort'
import { Chunk, Split } from './split'
import { Squeeze, Unsqueeze } from './squeeze'
import { TransformerEncoderLayer } from './transformerEncoderLayer'
import { Abs, Ceil, Cos, Exp, Floor, Log, Neg, Rsqrt, Sin, Sqrt } from './unary'
import { Unflatten } from './unflatten'
import { Fold, Unfold } from './unfold'
import { Upsample } from './upsample'
import { Std, Var } from './variance'
import { Where } from './where'

export const LAYERS: readonly Layer[] = [
  Input,
  Constant,
  Output,
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Unfold,
  Fold,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  LPPool1d,
  LPPool2d,
  MaxUnpool2d,
  ReLU,
  ReLU6,
  LeakyReLU,
  PReLU,
  RReLU,
  ELU,
  SELU,
  CELU,
  GELU,
  SiLU,
  Mish,
  Sigmoid,
  Tanh,
  Softplus,
  Softsign,
  Softshrink,
  Hardshrink,
  Tanhshrink,
  Threshold,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  LogSigmoid,
  GLU,
  Softmax,
  Softmin,
  LogSoftmax,
  Softmax2d,
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  LayerNorm,
  GroupNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  LocalResponseNorm,
  RMSNorm,
  Dropout,
  Dropout1d,
  Dropout2d,
  AlphaDropout,
  Linear,
  Bilinear,
  Embedding,
  Flatten,
  Unflatten,
  Reshape,
  Permute,
  Transpose,
  Squeeze,
  Unsqueeze,
  Expand,
  Cat,
  Stack,
  Chunk,
  Split,
  Slice,
  Select,
  Gather,
  ZeroPad2d,
  ConstantPad1d,
  ConstantPad2d,
  ReflectionPad1d,
  ReflectionPad2d,
  ReplicationPad1d,
  ReplicationPad2d,
  CircularPad2d,
  Upsample,
  PixelShuffle,
  PixelUnshuffle,
  ChannelShuffle,
  Identity,
  RNN,
  LSTM,
  GRU,
  MultiheadAttention,
  TransformerEncoderLayer,
  ScaledDotProductAttention,
  MatMul,
  Einsum,
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
  Prod,
  Max,
  Min,
  ArgMax,
  ArgMin,
  Var,
  Std,
  Norm,
  CumSum,
  TopK,
  Sort,
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
  CrossEntropyLoss,
  NLLLoss,
  MSELoss,
  L1Loss,
  BCEWithLogitsLoss,
]

/** Layers by type. */
export const registry: ReadonlyMap<string, Layer> = new Map(LAYERS.map(layer => [layer.type, layer]))

/** The layer of a type; undefined where there is none. */
export const layerOf = (type: string): Layer | undefined => registry.get(type)
