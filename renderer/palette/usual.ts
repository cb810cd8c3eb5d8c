/** Layers that people reach for, the most used first: what a search puts first among those that it finds equally well. */
export const USUAL: readonly string[] = [
  'Input', 'Output', 'Conv2d', 'Linear', 'ReLU', 'MaxPool2d', 'Flatten', 'BatchNorm2d', 'Dropout', 'Add', 'Softmax', 'Cat', 'AdaptiveAvgPool2d', 'AvgPool2d',
  'GELU', 'Sigmoid', 'Tanh', 'LayerNorm', 'Embedding', 'LSTM', 'MultiheadAttention', 'Reshape', 'MatMul', 'Mul', 'SiLU', 'LeakyReLU',
  'Conv1d', 'MaxPool1d', 'BatchNorm1d', 'GRU', 'TransformerEncoderLayer', 'ConvTranspose2d', 'Upsample', 'Permute', 'Transpose',
  'CrossEntropyLoss', 'MSELoss', 'Mean', 'Sum', 'GroupNorm', 'LogSoftmax', 'Unsqueeze', 'Squeeze', 'ZeroPad2d', 'AvgPool1d', 'Conv3d', 'MaxPool3d', 'Constant', 'Split', 'Slice',
]
const places = new Map(USUAL.map((type, at) => [type, at]))

/** The smaller, the more usual. */
export const placeOf = (type: string): number => places.get(type) ?? USUAL.length
