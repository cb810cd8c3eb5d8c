/** Numbers of a graph file as tensor data. */
import { say } from '../say'
import { isNumberLiteral } from './literal'
import type { Json } from '../document/types'
import { toBits } from './convert'
import { allocate, type DType, type TensorData } from './dtype'
import { ValueError } from './errors'
import { wordsOf, writeInt64 } from './int64'

const WORDS: Readonly<Record<string, number>> = { NaN: NaN, Infinity, '-Infinity': -Infinity }

/**
 * The elements of `data` as `torch.tensor(data, dtype=dtype)` takes them: fractions are cut off for integers, anything
 * but 0 is true, floats beyond their range are infinite. `"NaN"`, `"Infinity"` and `"-Infinity"` stand for themselves.
 * Throws ValueError, naming the element, where one is no number or does not fit an integer type.
 */
export function parseData(dtype: DType, data: readonly Json[]): TensorData {
  if (dtype === 'int64') return parseInt64(data)
  const out = allocate(dtype, data.length)
  for (let i = 0; i < data.length; i++) {
    const item = data[i]!
    const value = typeof item === 'number' ? item : numberAt(item, i)
    if (dtype === 'int32') {
      const whole = Math.trunc(value)
      if (!(whole >= -2147483648 && whole <= 2147483647)) throw overflow(item, i, 'int32')
      out[i] = whole
    } else out[i] = toBits(value, dtype)
  }
  return out
}

function parseInt64(data: readonly Json[]): BigInt64Array {
  const out = new BigInt64Array(data.length)
  const words = wordsOf(out)
  for (let i = 0; i < data.length; i++) {
    const item = data[i]!
    if (isNumberLiteral(item) && /^-?\d+$/.test(item.$number)) {
      const value = BigInt(item.$number)
      if (BigInt.asIntN(64, value) !== value) throw overflow(item, i, 'int64', 'Overflow when unpacking long long')
      out[i] = value
      continue
    }
    const whole = Math.trunc(typeof item === 'number' ? item : numberAt(item, i))
    if (!(whole >= -(2 ** 63) && whole < 2 ** 63)) throw overflow(item, i, 'int64')
    writeInt64(words, i, whole)
  }
  return out
}

function numberAt(item: Json, i: number): number {
  if (typeof item === 'boolean') return item ? 1 : 0
  if (typeof item === 'string') {
    const value = Object.hasOwn(WORDS, item) ? WORDS[item] : undefined
    if (value !== undefined) return value
  } else if (isNumberLiteral(item)) {
    const value = item.$number.trim() === '' ? NaN : Number(item.$number)
    if (!Number.isNaN(value)) return value
  }
  throw new ValueError(say`Element ${i} of data is ${show(item)}, which is no number.`)
}

const overflow = (item: Json, i: number, dtype: string, pytorch = `value cannot be converted to type ${dtype} without overflow`): ValueError =>
  new ValueError(say`Element ${i} of data is ${show(item)}, which does not fit into ${dtype}.`, pytorch)

function show(item: Json): string {
  const text = isNumberLiteral(item) ? item.$number : JSON.stringify(item)
  return text.length > 40 ? `${text.slice(0, 40)}...` : text
}
