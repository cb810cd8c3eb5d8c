/** Numbers typed or pasted into a weight. */
import type { Json } from '../../engine/document/types'
import { numel, sameButOnes, type DType, type Tensor } from '../../engine/tensor/dtype'
import { axesOf, indexAt } from '../../engine/tensor/plane'
import { contiguous } from '../../engine/tensor/strides'
import { isNumberLiteral } from '../../engine/layers/define'
import { t } from '../i18n'
import { shapeText } from '../values/format'
import type { Axes } from '../values/source'
import { jsonAt } from '../values/text'
import { parseSum } from './text'

/** Weights of so many numbers may stand in the graph file itself. */
export const EDITABLE = 4096

export interface Change {
  readonly at: readonly number[]
  readonly value: Json
}

/** Nested lists of elements; a number alone is one. */
export type Numbers = Json

/** A word that is no number. */
class Wrong {
  constructor(readonly word: string) {}
}

/** A number as typed, as the graph file holds it; undefined where it is none. */
export function elementOf(text: string, dtype: DType): Json | undefined {
  const plain = text.trim().replace(/^float\(['"](.*)['"]\)$/, '$1')
  if (dtype === 'bool' && /^(true|false)$/i.test(plain)) return plain.toLowerCase() === 'true'
  if (/^[+-]?nan$/i.test(plain)) return dtype.startsWith('float') ? 'NaN' : undefined
  const json = parseSum(plain)
  if (json === undefined || (typeof json === 'string' && !dtype.startsWith('float'))) return undefined
  if (!isNumberLiteral(json)) return json
  // `2.0` and `2` are the same element; only what a double does not hold keeps its digits.
  return Number.isSafeInteger(Number(json.$number)) || dtype !== 'int64' ? Number(json.$number) : json
}

const THOUSANDS = /^[-+]?[1-9]\d{0,2}(,\d{3})+$/

/** What was copied from a spreadsheet, a file, or Python; a string says what is wrong. */
export function pastedNumbers(text: string, dtype: DType): Numbers | Wrong {
  const from = text.indexOf('[')
  if (from >= 0) return nested(text.slice(from, text.lastIndexOf(']') + 1), dtype)
  // Between a spreadsheet's tabs a comma is a point, as many write it; one that may part thousands is neither.
  const parted = text.includes('\t')
  const cut = (line: string): readonly string[] => (parted ? line.split('\t').map((part) => (THOUSANDS.test(part.trim()) ? part : part.replace(/^(\s*[-+]?\d*),(\d+)(\s*)$/, '$1.$2$3'))) : line.split(/\s*[,;]\s*|\s+/))
  const rows = text.trim().split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '').map((line) => cut(line).map((part) => part.trim()).filter((part) => part !== ''))
  const found = rows.map((row) => row.map((part) => elementOf(part, dtype)))
  const wrong = rows.flat()[found.flat().indexOf(undefined)]
  return wrong === undefined ? (found as Json[][]) : new Wrong(wrong)
}

function nested(text: string, dtype: DType): Numbers | Wrong {
  const tokens = text.match(/[[\]]|[^\s,;[\]]+/g) ?? []
  const root: Json[] = []
  const open: Json[][] = [root]
  for (const token of tokens) {
    const list = open.at(-1)
    if (!list) return new Wrong(token)
    if (token === '[') open.push(list[list.push([]) - 1] as Json[])
    else if (token === ']') open.pop()
    else {
      const value = elementOf(token, dtype)
      if (value === undefined) return new Wrong(token)
      list.push(value)
    }
  }
  return open.length === 1 && root.length === 1 ? root[0]! : new Wrong(text.slice(0, 24))
}

/** The sizes of nested lists; undefined where they are ragged. */
function sizesOf(json: Numbers): readonly number[] | undefined {
  if (!Array.isArray(json)) return []
  const inner = (json as readonly Json[]).map(sizesOf)
  const [first] = inner
  return inner.some((sizes) => sizes === undefined || sizes.join() !== first?.join()) ? undefined : [inner.length, ...first ?? []]
}

const flatten = (json: Numbers): readonly Json[] => (Array.isArray(json) ? (json as readonly Json[]).flatMap(flatten) : [json])

/**
 * Where pasted numbers go: over the whole weight where they have its shape (sizes of 1 aside), else as a block from the
 * chosen cell of the matrix on. A string says why they do not fit.
 */
export function fitting(numbers: Numbers | Wrong, shape: readonly number[], at: readonly number[], axes?: Axes): readonly Change[] | string {
  if (numbers instanceof Wrong) return t('“{text}” is not a number.', { text: numbers.word })
  const sizes = sizesOf(numbers)
  if (!sizes || sizes.includes(0)) return t('The rows of what was copied are of different lengths.')
  const flat = flatten(numbers)
  if (sameButOnes(sizes, shape) && flat.length === numel(shape)) return flat.map((value, i) => ({ at: indexAt(shape, i), value }))
  const [row, col] = axesOf(shape.length, axes)
  const [height, width] = [sizes.at(-2) ?? 1, sizes.at(-1) ?? 1]
  const [rows, cols] = [shape[row] ?? 1, shape[col] ?? 1]
  // A whole matrix goes over the whole matrix, whichever cell is chosen.
  const top = height === rows ? 0 : at[row] ?? 0
  const left = width === cols ? 0 : at[col] ?? 0
  if (flat.length !== height * width || top + height > rows || left + width > cols) return t('{pasted} numbers do not fit at this cell of {shape}.', { pasted: shapeText(sizes), shape: shapeText([rows, cols]) })
  return flat.map((value, i) => ({ at: at.map((old, d) => (d === row ? top + Math.floor(i / width) : d === col ? left + (i % width) : old)), value }))
}

/** All elements, those changed with their new values. */
export function changed(tensor: Tensor, changes: readonly Change[]): readonly Json[] {
  const data = Array.from({ length: tensor.data.length }, (_, i) => jsonAt(tensor, i))
  const strides = contiguous(tensor.shape)
  for (const { at, value } of changes) data[at.reduce((sum, i, d) => sum + i * strides[d]!, 0)] = value
  return data
}
