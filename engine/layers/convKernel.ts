/** Which of PyTorch's kernels a convolution takes on a CPU: each refuses in words of its own. */
import type { DType } from '../tensor/dtype'
import { at } from './dims'

interface Taken {
  readonly dtype: DType
  /** Of the input, with a batch in front. */
  readonly batched: readonly number[]
  readonly kernel_size: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  readonly groups: number
}

/** Elements of the input from which oneDNN is worth its overhead. */
const WORTHWHILE = 20480

/** Whether oneDNN computes it, as PyTorch chooses with one thread. A sequence counts as an image of height 1. */
export function usesOneDnn({ dtype, batched, kernel_size, stride, dilation, groups }: Taken): boolean {
  if (dtype !== 'float32') return false
  const [h, w] = kernel_size.length === 1 ? [1, at(kernel_size, 0)] : [at(kernel_size, -2), at(kernel_size, -1)]
  const [batch = 0, channels = 0, ...image] = batched
  const [first = 1, second = 1] = image.length === 1 ? [1, ...image] : image
  const busy = stride.some(s => s !== 1) || dilation.some(d => d !== 1) || batch >= 16 || w !== 1 || h !== 1
  return busy && (groups > 1 || (w > 3 && h > 3) || batch > 1 || batch * channels * first * second > WORTHWHILE)
}

/** What oneDNN says of a kernel without values, or of no channels. */
export const noPrimitive = (operation: 'convolution' | 'deconvolution'): string =>
  `could not create a primitive descriptor for the ${operation} forward propagation primitive. Run workload with environment variable ONEDNN_VERBOSE=all to get additional diagnostic information.`

/** What PyTorch says of a batch of none that meets a kernel without values. */
export const NO_WEIGHT = 'select(): index 0 out of range for tensor of size [0] at dimension 0'
