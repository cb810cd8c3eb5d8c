/** Values of Input and Constant nodes. */
import { plural, say } from '../say'
import { isNumberLiteral } from './literal'
import type { Json } from '../document/types'
import { convert } from './convert'
import { allocate, isFloating, numel, type DType, type Tensor, type TensorData } from './dtype'
import { ValueError } from './errors'
import { wordsOf, writeInt64 } from './int64'
import { lowSeed } from './init'
import { parseData } from './parse'
import { Generator } from './random'

/** PyTorch's names of the types its random kernels refuse. */
const KERNEL_NAMES: Readonly<Partial<Record<DType, string>>> = { int64: 'Long', int32: 'Int', bool: 'Bool' }

/**
 * The value of an Input (`value` parameter of the file: zeros, ones, arange, rand, randn or data) as a tensor.
 * A value kept in a file is not read here. Throws ValueError where there is no such tensor.
 */
export function inputTensor(shape: readonly number[], dtype: DType, value: Json): Tensor {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isNumberLiteral(value)) {
    throw new ValueError(say`An input value must be an object such as {"kind": "zeros"}.`)
  }
  const { kind, seed, data } = value as { readonly [key: string]: Json | undefined }
  const n = numel(shape)
  if (!Number.isSafeInteger(n) || n < 0) throw new ValueError(say`The shape [${shape.join(', ')}] is not one a tensor can have.`)
  switch (kind) {
    case 'zeros': return { dtype, shape, data: allocateOrRefuse(dtype, n) }
    case 'ones': return { dtype, shape, data: ones(dtype, n) }
    case 'arange': return { dtype, shape, data: arange(dtype, n) }
    case 'rand':
    case 'randn': return { dtype, shape, data: random(kind, dtype, n, seed) }
    case 'data': {
      if (!Array.isArray(data)) throw new ValueError(say`A value of kind "data" needs its numbers as a list, "data": [...].`)
      const items = data as readonly Json[]
      if (items.length !== n) {
        throw new ValueError(
          say`The shape [${shape.join(', ')}] holds ${plural(n, 'value')}, but data has ${items.length}.`,
          `shape '[${shape.join(', ')}]' is invalid for input of size ${items.length}`,
        )
      }
      return { dtype, shape, data: parseData(dtype, items) }
    }
    case 'file': throw new ValueError(say`A value of kind "file" is read from its file.`)
    default: throw new ValueError(say`There is no value of kind ${JSON.stringify(kind) ?? 'undefined'}; the kinds are zeros, ones, arange, rand, randn, data and file.`)
  }
}

/**
 * Gives a tensor read from a file the shape asked for: only leading 1s may be missing. No data is copied.
 * Throws ValueError where the sizes differ.
 */
export function fillLeading(tensor: Tensor, shape: readonly number[]): Tensor {
  const missing = shape.length - tensor.shape.length
  const fits = missing >= 0 && shape.every((size, i) => size === (i < missing ? 1 : tensor.shape[i - missing]))
  if (!fits) throw new ValueError(say`The file holds [${tensor.shape.join(', ')}], but the shape is [${shape.join(', ')}].`)
  return { ...tensor, shape }
}

/** Zeroed storage, or a ValueError where the machine has no room for it. */
function allocateOrRefuse(dtype: DType, n: number): TensorData {
  try {
    return allocate(dtype, n)
  } catch {
    throw new ValueError(say`There is no memory for ${n} values of ${dtype}.`)
  }
}

function ones(dtype: DType, n: number): TensorData {
  const data = allocateOrRefuse(dtype, n)
  if (data instanceof BigInt64Array) return data.fill(1n)
  return data.fill(dtype === 'float16' ? 0x3c00 : 1)
}

function arange(dtype: DType, n: number): TensorData {
  if (dtype === 'bool') throw new ValueError(say`There is no arange of bool; take int64 or a float type.`, `"arange_cpu" not implemented for 'Bool'`)
  const data = allocateOrRefuse(dtype, n)
  if (data instanceof BigInt64Array) {
    const words = wordsOf(data)
    for (let i = 0; i < n; i++) writeInt64(words, i, i)
    return data
  }
  if (dtype === 'float16') {
    const floats = new Float64Array(n)
    for (let i = 0; i < n; i++) floats[i] = i
    return convert({ dtype: 'float64', shape: [n], data: floats }, 'float16').data
  }
  for (let i = 0; i < n; i++) data[i] = i
  return data
}

function random(kind: 'rand' | 'randn', dtype: DType, n: number, seed: Json | undefined): TensorData {
  if (!isFloating(dtype)) {
    // PyTorch lets an empty randn of integers pass.
    if (kind === 'randn' && n === 0) return allocate(dtype, 0)
    const kernel = kind === 'rand' ? 'check_uniform_bounds' : 'normal_kernel_cpu'
    throw new ValueError(say`${kind} draws floating-point numbers, not ${dtype}; take a float dtype or give data.`, `"${kernel}" not implemented for '${KERNEL_NAMES[dtype]}'`)
  }
  if (seed !== undefined && typeof seed !== 'number' && !isNumberLiteral(seed)) throw new ValueError(say`A seed must be an integer.`)
  const g = new Generator(lowSeed((seed ?? 0)))
  try {
    switch (dtype) {
      case 'float64': return kind === 'rand' ? g.rand64(n) : g.randn64(n)
      case 'float16': return kind === 'rand' ? g.rand16(n) : g.randn16(n)
      default: return kind === 'rand' ? g.rand(n) : g.randn(n)
    }
  } catch (error) {
    if (error instanceof RangeError) throw new ValueError(say`There is no memory for ${n} values of ${dtype}.`)
    throw error
  }
}
