/** NumPy's .npy files: one tensor each. */
import { say } from '../say'
import { asciiAt, bytesOf, cleanBools, copyBytes, typedView } from './bytes'
import { BYTES, numel, type DType, type Tensor, type TensorData, type TensorType } from './dtype'
import { ValueError } from './errors'

const MAGIC = '\x93NUMPY'
const CODES: Readonly<Record<string, DType>> = { f4: 'float32', f8: 'float64', f2: 'float16', i8: 'int64', i4: 'int32', b1: 'bool' }
const DESCRS: Readonly<Record<DType, string>> = { float32: '<f4', float64: '<f8', float16: '<f2', int64: '<i8', int32: '<i4', bool: '|b1' }

interface Header extends TensorType {
  readonly bigEndian: boolean
  readonly fortran: boolean
  /** Where the data begins. */
  readonly start: number
}

export const isNpy = (bytes: Uint8Array): boolean => bytes.length >= MAGIC.length && asciiAt(bytes, 0, MAGIC.length) === MAGIC

/**
 * dtype and shape. `bytes` may be only the beginning of the file, `size` then being the whole file's number of bytes.
 * Throws ValueError where it is no such file, of another data type, or shorter than its header says.
 */
export function npyInfo(bytes: Uint8Array, size: number = bytes.length): TensorType {
  const { dtype, shape } = readHeader(bytes, size)
  return { dtype, shape }
}

/** The tensor of a file, in row-major order: a view of `bytes` where order and alignment allow. Throws as `npyInfo`. */
export function readNpy(bytes: Uint8Array): Tensor {
  const { dtype, shape, bigEndian, fortran, start } = readHeader(bytes, bytes.length)
  const n = numel(shape)
  let data: TensorData
  if (bigEndian) {
    const width = BYTES[dtype]
    const swapped = copyBytes(bytes, start, n * width)
    for (let i = 0; i < swapped.length; i += width) swapped.subarray(i, i + width).reverse()
    data = typedView(dtype, swapped, 0, n)
  } else data = typedView(dtype, bytes, start, n)
  if (fortran && shape.length > 1) data = rowMajor(data, shape)
  if (dtype === 'bool') data = cleanBools(data as Uint8Array)
  return { dtype, shape, data }
}

/** The file of a tensor (format version 1.0, or 2.0 where the header needs it). */
export function writeNpy(t: Tensor): Uint8Array {
  const shape = t.shape.length === 1 ? `(${t.shape[0]},)` : `(${t.shape.join(', ')})`
  const dict = `{'descr': '${DESCRS[t.dtype]}', 'fortran_order': False, 'shape': ${shape}, }`
  const long = dict.length > 65000
  const prefix = long ? 12 : 10
  const start = Math.ceil((prefix + dict.length + 1) / 64) * 64
  const data = bytesOf(t.data)
  const out = new Uint8Array(start + data.length)
  for (let i = 0; i < 6; i++) out[i] = MAGIC.charCodeAt(i)
  out[6] = long ? 2 : 1
  const view = new DataView(out.buffer)
  if (long) view.setUint32(8, start - prefix, true)
  else view.setUint16(8, start - prefix, true)
  out.fill(32, prefix, start)
  for (let i = 0; i < dict.length; i++) out[prefix + i] = dict.charCodeAt(i)
  out[start - 1] = 10
  out.set(data, start)
  return out
}

function readHeader(bytes: Uint8Array, size: number): Header {
  if (bytes.length < 10 || asciiAt(bytes, 0, 6) !== MAGIC) throw new ValueError(say`This is not a .npy file: it does not begin as one.`)
  const version = bytes[6]!
  if (version < 1 || version > 3) throw new ValueError(say`This .npy file is of version ${version}, which is not known; versions 1 to 3 are.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const prefix = version === 1 ? 10 : 12
  const length = version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? Infinity : view.getUint32(8, true)
  const start = prefix + length
  if (start > bytes.length) throw new ValueError(say`This .npy file ends within its header.`)
  const text = asciiAt(bytes, prefix, start)

  const descr = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[))/.exec(text)
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)
  const sizes = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(text)
  if (!descr || !order || !sizes) throw new ValueError(say`The header of this .npy file cannot be read.`)
  if (descr[2]) throw new ValueError(say`This .npy file holds records; a tensor of one data type is needed.`)
  const [, endian, code] = /^([<>|=]?)(\w+)$/.exec(descr[1]!) ?? []
  const dtype = code === undefined ? undefined : CODES[code]
  if (dtype === undefined) {
    throw new ValueError(say`This .npy file holds data of type ${descr[1]}; float32, float64, float16, int64, int32 and bool can be read.`)
  }
  const shape = sizes[1]!.split(',').map((part) => part.replace('L', '').trim()).filter((part) => part !== '').map(Number)
  if (!shape.every(Number.isSafeInteger)) throw new ValueError(say`The shape in the header of this .npy file cannot be read.`)
  const needed = numel(shape) * BYTES[dtype]
  if (!(start + needed <= size)) {
    throw new ValueError(say`This .npy file should hold [${shape.join(', ')}] of ${dtype}, ${needed} bytes, but has ${size - start}.`)
  }
  return { dtype, shape, start, bigEndian: endian === '>', fortran: order[1] === 'True' }
}

/** Column-major data in row-major order, as a copy. */
function rowMajor(data: TensorData, shape: readonly number[]): TensorData {
  const out = data.slice()
  const steps = shape.map((_, axis) => numel(shape.slice(0, axis)))
  const index = shape.map(() => 0)
  let from = 0
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!
      if (++index[axis]! < shape[axis]!) break
      from -= steps[axis]! * shape[axis]!
      index[axis] = 0
    }
  }
  return out
}
