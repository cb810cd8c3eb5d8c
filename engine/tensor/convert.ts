/** Conversion between data types, as PyTorch's `copy_` does on x64. */
import { allocate, type DType, type Tensor, type TensorData } from './dtype'
import { floatToHalf, floatsToHalves, halvesToFloats } from './half'
import { readInt64, readInt64AsFloat, wordsOf, writeInt64 } from './int64'

const INT64_LIMIT = 2 ** 63

/** A number as the element of a type other than int64 (float16: its bit pattern; out of range for int32 as on x64). */
export function toBits(value: number, dtype: Exclude<DType, 'int64'>): number {
  switch (dtype) {
    case 'float32':
    case 'float64': return value
    case 'float16': return floatToHalf(value)
    case 'int32': return toInt32(value)
    case 'bool': return value === 0 ? 0 : 1
  }
}

/** What float64 or float32 to int32 gives on x64: cut off, or the smallest number where it does not fit. */
const toInt32 = (value: number): number => (value > -2147483649 && value < 2147483648 ? Math.trunc(value) : -2147483648)

/**
 * The tensor in another data type: towards zero from float to integer (NaN and what does not fit become the smallest
 * integer), to nearest even between floats, integers wrap, anything but 0 is true. The same tensor if nothing changes.
 */
export function convert(t: Tensor, dtype: DType): Tensor {
  if (t.dtype === dtype) return t
  return { dtype, shape: t.shape, data: convertData(t.data, t.dtype, dtype) }
}

function convertData(data: TensorData, from: DType, to: DType): TensorData {
  if (data instanceof BigInt64Array) return fromInt64(data, to)
  const source = from === 'float16' ? halvesToFloats(data as Uint16Array) : data
  const n = source.length
  if (to === 'int64') {
    const out = new BigInt64Array(n)
    const words = wordsOf(out)
    for (let i = 0; i < n; i++) {
      const whole = Math.trunc(source[i]!)
      writeInt64(words, i, whole >= -INT64_LIMIT && whole < INT64_LIMIT ? whole : -INT64_LIMIT)
    }
    return out
  }
  if (to === 'float32' && source instanceof Float32Array) return source
  if (to === 'float16') return floatsToHalves(source)
  const out = allocate(to, n) as Exclude<TensorData, BigInt64Array>
  if (to === 'bool') for (let i = 0; i < n; i++) out[i] = source[i] === 0 ? 0 : 1
  else if (to === 'int32' && !(source instanceof Uint8Array)) for (let i = 0; i < n; i++) out[i] = toInt32(source[i]!)
  else out.set(source)
  return out
}

function fromInt64(data: BigInt64Array, to: DType): TensorData {
  const n = data.length
  const words = wordsOf(data)
  const out = allocate(to, n) as Exclude<TensorData, BigInt64Array>
  switch (to) {
    case 'float64': for (let i = 0; i < n; i++) out[i] = readInt64(words, i); break
    case 'float32': for (let i = 0; i < n; i++) out[i] = readInt64AsFloat(words, i); break
    case 'float16': for (let i = 0; i < n; i++) out[i] = floatToHalf(readInt64AsFloat(words, i)); break
    case 'int32': for (let i = 0; i < n; i++) out[i] = words[2 * i]!; break
    default: for (let i = 0; i < n; i++) out[i] = words[2 * i] || words[2 * i + 1] ? 1 : 0
  }
  return out
}
