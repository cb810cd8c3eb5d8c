/** .safetensors files: named tensors behind a JSON header, read as views and written aligned. */
import { say } from '../say'
import { bytesOf, cleanBools, copyBytes, typedView } from './bytes'
import { BYTES, numel, type DType, type Tensor } from './dtype'
import { ValueError } from './errors'
import { bfloatsToFloats } from './half'

/** Names in the file and bits of an element, as far as the format defines them. */
const BITS: Readonly<Record<string, number>> = {
  BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, U16: 16, I16: 16, F16: 16, BF16: 16,
  U32: 32, I32: 32, F32: 32, U64: 64, I64: 64, F64: 64, C64: 64, F4: 4, F6_E2M3: 6, F6_E3M2: 6,
}
const NAMES: Readonly<Record<DType, string>> = { float32: 'F32', float64: 'F64', float16: 'F16', int64: 'I64', int32: 'I32', bool: 'BOOL' }
const DTYPE_OF: Readonly<Record<string, DType>> = Object.fromEntries(Object.entries(NAMES).map(([dtype, name]) => [name, dtype as DType]))

/** dtype (the file's own name, such as F32) and shape of each tensor. */
export type SafetensorsInfo = Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>

interface Entry {
  readonly key: string
  readonly dtype: string
  readonly shape: readonly number[]
  /** Byte offsets from the beginning of the file. */
  readonly begin: number
  readonly end: number
}

/**
 * What a file holds. `bytes` may be only its beginning, header included; `size` is then the whole file's number of bytes.
 * Throws ValueError where it is no such file or its header does not fit it.
 */
export function safetensorsInfo(bytes: Uint8Array, size: number = bytes.length): SafetensorsInfo {
  return Object.fromEntries(entriesOf(bytes, size).map(({ key, dtype, shape }) => [key, { dtype, shape }]))
}

/**
 * All tensors, as views of `bytes` where they are aligned. bfloat16 becomes float32; 8- and 16-bit integers int32,
 * 32-bit unsigned ones int64. Throws ValueError as `safetensorsInfo`, and for a tensor of any other type.
 */
export function readSafetensors(bytes: Uint8Array): Map<string, Tensor> {
  return new Map(entriesOf(bytes, bytes.length).map((entry) => [entry.key, tensorOf(bytes, entry)]))
}

/** One tensor of a file, or undefined where there is none of that name. Throws as `readSafetensors`. */
export function readSafetensor(bytes: Uint8Array, key: string): Tensor | undefined {
  const entry = entriesOf(bytes, bytes.length).find((candidate) => candidate.key === key)
  return entry && tensorOf(bytes, entry)
}

/** A file of these tensors: widest types first, so that all are aligned, and within a type in the order given. */
export function writeSafetensors(entries: Iterable<readonly [string, Tensor]>): Uint8Array {
  const list = [...entries].sort(([, a], [, b]) => BYTES[b.dtype] - BYTES[a.dtype])
  let length = 0
  const header: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  header['__metadata__'] = { format: 'pt' }
  for (const [key, t] of list) {
    if (key === '__metadata__' || key in header) throw new ValueError(say`A .safetensors file cannot hold a tensor ${JSON.stringify(key)}${key in header ? say` twice` : ''}.`)
    header[key] = { dtype: NAMES[t.dtype], shape: t.shape, data_offsets: [length, length + t.data.byteLength] }
    length += t.data.byteLength
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const start = 8 + Math.ceil(text.length / 8) * 8
  const out = new Uint8Array(start + length)
  new DataView(out.buffer).setBigUint64(0, BigInt(start - 8), true)
  out.set(text, 8)
  out.fill(32, 8 + text.length, start)
  let at = start
  for (const [, t] of list) {
    out.set(bytesOf(t.data), at)
    at += t.data.byteLength
  }
  return out
}

function entriesOf(bytes: Uint8Array, size: number): Entry[] {
  const start = bytes.length < 8 ? Infinity : 8 + Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true))
  if (start > bytes.length) throw new ValueError(say`This is not a .safetensors file: it ends within its header.`)
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)))
  } catch {
    throw new ValueError(say`This is not a .safetensors file: its header is no JSON.`)
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw new ValueError(say`This is not a .safetensors file: its header is no JSON object.`)
  const entries = Object.entries(header).filter(([key]) => key !== '__metadata__').map(([key, value]) => entryOf(key, value, start))
  checkLayout(entries, start, size)
  return entries
}

function entryOf(key: string, value: unknown, start: number): Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown }
  const bits = typeof dtype === 'string' && Object.hasOwn(BITS, dtype) ? BITS[dtype] : undefined
  if (bits === undefined) throw new ValueError(say`The tensor ${JSON.stringify(key)} of this .safetensors file is of the unknown type ${JSON.stringify(dtype) ?? 'none'}.`)
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) throw new ValueError(say`The entry of the tensor ${JSON.stringify(key)} in this .safetensors file cannot be read.`)
  const [begin, end] = offsets as unknown as [number, number]
  if (end - begin !== (numel(shape) * bits) / 8) {
    throw new ValueError(say`The tensor ${JSON.stringify(key)} of this .safetensors file is [${shape.join(', ')}] of ${dtype as string}, which does not fill its ${end - begin} bytes.`)
  }
  return { key, dtype: dtype as string, shape, begin: start + begin, end: start + end }
}

const isSizes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0)

/** The tensors must fill the file without gaps or overlaps, as the format demands. */
function checkLayout(entries: readonly Entry[], start: number, size: number): void {
  let at = start
  for (const { key, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) throw new ValueError(say`The tensor ${JSON.stringify(key)} of this .safetensors file does not begin where the one before it ends.`)
    at = end
  }
  if (at !== size) throw new ValueError(say`This .safetensors file should have ${at} bytes, but has ${size}.`)
}

function tensorOf(bytes: Uint8Array, { key, dtype, shape, begin, end }: Entry): Tensor {
  const n = numel(shape)
  const plain = DTYPE_OF[dtype]
  if (plain !== undefined) {
    const data = typedView(plain, bytes, begin, n)
    return { dtype: plain, shape, data: plain === 'bool' ? cleanBools(data as Uint8Array) : data }
  }
  const part = copyBytes(bytes, begin, end - begin)
  switch (dtype) {
    case 'BF16': return { dtype: 'float32', shape, data: bfloatsToFloats(new Uint16Array(part.buffer)) }
    case 'U8': return { dtype: 'int32', shape, data: Int32Array.from(part) }
    case 'I8': return { dtype: 'int32', shape, data: Int32Array.from(new Int8Array(part.buffer)) }
    case 'U16': return { dtype: 'int32', shape, data: Int32Array.from(new Uint16Array(part.buffer)) }
    case 'I16': return { dtype: 'int32', shape, data: Int32Array.from(new Int16Array(part.buffer)) }
    case 'U32': return { dtype: 'int64', shape, data: BigInt64Array.from(new Uint32Array(part.buffer), BigInt) }
    default: throw new ValueError(say`The tensor ${JSON.stringify(key)} of this .safetensors file is of type ${dtype}, which has no counterpart here.`)
  }
}
