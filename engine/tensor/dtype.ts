/** Data types by PyTorch's names, with what each is in memory. */
export const DTYPES = ['float32', 'float64', 'float16', 'int64', 'int32', 'bool'] as const
export type DType = (typeof DTYPES)[number]

/** Row-major storage. float16 is kept as its bit patterns, bool as 0 and 1. */
export type TensorData = Float32Array | Float64Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array

/** dtype and static shape of a value. */
export interface TensorType {
  readonly dtype: DType
  readonly shape: readonly number[]
}

export interface Tensor extends TensorType {
  readonly data: TensorData
}

export const BYTES: Readonly<Record<DType, number>> = { float32: 4, float64: 8, float16: 2, int64: 8, int32: 4, bool: 1 }

export const isDType = (value: unknown): value is DType => typeof value === 'string' && (DTYPES as readonly string[]).includes(value)
export const isFloating = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64' || dtype === 'float16'

/** Number of elements of a shape; 1 for a 0-d tensor. */
export function numel(shape: readonly number[]): number {
  let n = 1
  for (const size of shape) n *= size
  return n
}

/** The same sizes, or strides, one by one. */
export const sameSizes = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((n, i) => n === b[i])

/** The same sizes, those of 1 left out. */
export const sameButOnes = (a: readonly number[], b: readonly number[]): boolean => sameSizes(a.filter((n) => n !== 1), b.filter((n) => n !== 1))

/** The elements that fill a buffer. */
export function elementsIn(buffer: ArrayBuffer, dtype: DType): TensorData {
  switch (dtype) {
    case 'float32': return new Float32Array(buffer)
    case 'float64': return new Float64Array(buffer)
    case 'float16': return new Uint16Array(buffer)
    case 'int64': return new BigInt64Array(buffer)
    case 'int32': return new Int32Array(buffer)
    case 'bool': return new Uint8Array(buffer)
  }
}
/** Fresh zeroed storage for `n` elements. */
export const allocate = (dtype: DType, n: number): TensorData => elementsIn(new ArrayBuffer(n * BYTES[dtype]), dtype)
