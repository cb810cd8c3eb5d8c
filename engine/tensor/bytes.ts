/** Typed views of file contents (little-endian, like every platform this runs on). */
import { BYTES, type DType, type TensorData } from './dtype'

/** `n` elements from `offset` on: a view where the bytes are aligned, else a copy. The caller has checked the bounds. */
export function typedView(dtype: DType, bytes: Uint8Array, offset: number, n: number): TensorData {
  const width = BYTES[dtype]
  const start = bytes.byteOffset + offset
  return start % width === 0 ? viewAt(dtype, bytes.buffer, start, n) : viewAt(dtype, copyBytes(bytes, offset, n * width).buffer, 0, n)
}

function viewAt(dtype: DType, buffer: ArrayBufferLike, start: number, n: number): TensorData {
  switch (dtype) {
    case 'float32': return new Float32Array(buffer, start, n)
    case 'float64': return new Float64Array(buffer, start, n)
    case 'float16': return new Uint16Array(buffer, start, n)
    case 'int64': return new BigInt64Array(buffer, start, n)
    case 'int32': return new Int32Array(buffer, start, n)
    case 'bool': return new Uint8Array(buffer, start, n)
  }
}

/** A copy at the beginning of a buffer of its own (`slice` of a Node buffer would be a view). */
export function copyBytes(bytes: Uint8Array, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length)
  out.set(bytes.subarray(offset, offset + length))
  return out
}

/** The bytes of a tensor's data, not copied. */
export const bytesOf = (data: TensorData): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** bool data of a file holding only 0 and 1; copied only where it holds anything else. */
export function cleanBools(data: Uint8Array): Uint8Array {
  return data.some((byte) => byte > 1) ? data.map((byte) => (byte ? 1 : 0)) : data
}

/** Latin-1 text of a few header bytes. */
export function asciiAt(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!)
  return text
}
