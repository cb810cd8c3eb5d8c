/** Numbers and shapes as the window writes them. */
import type { TensorType } from '../../engine/tensor/dtype'
import { t } from '../i18n'

export const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? 'scalar' : shape.join(' × '))
/** For a screen reader, in the window's language. */
export const shapeWords = (shape: readonly number[]): string => (shape.length === 0 ? t('a scalar') : shape.join(` ${t('by')} `))

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
export const countText = (n: number): string => grouped.format(n)

/** 416.5 K, 1.82 G: three or four digits. */
export function shortCount(n: number): string {
  for (const [size, unit] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'K']] as const) {
    if (n >= size) return `${(n / size).toFixed(n / size < 10 ? 2 : 1)} ${unit}`
  }
  return String(n)
}

export function bytesText(n: number): string {
  for (const [size, unit] of [[2 ** 40, 'TB'], [2 ** 30, 'GB'], [2 ** 20, 'MB'], [2 ** 10, 'KB']] as const) {
    if (n >= size) return `${(n / size).toFixed(1)} ${unit}`
  }
  return `${n} B`
}

export const timeText = (ms: number): string => (ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : ms >= 100 ? `${ms.toFixed(0)} ms` : ms >= 10 ? `${ms.toFixed(1)} ms` : ms >= 0.1 ? `${ms.toFixed(2)} ms` : `${Math.round(ms * 1000)} µs`)

/** `1.5e-9`, `2e7`. */
const exponent = (value: number, digits: number): string => value.toExponential(digits).replace('e+', 'e')

/** A value in the room of about seven characters; `digits` after the point where it is of ordinary size. */
export function numberText(value: number | string | boolean | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'string') return value
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e6 || size < 10 ** -digits / 2)) return exponent(value, 2)
  return value.toFixed(size >= 1000 ? Math.min(1, digits) : digits)
}

/** One of several values in a narrow column, whose largest has this size: all with the same digits behind the point. */
export function columnText(value: number, size: number): string {
  if (!Number.isFinite(value)) return numberText(value)
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value === 0 ? '0' : exponent(value, 1)
  return value.toFixed(size >= 1000 ? 0 : size >= 10 ? 1 : 3).replace(/^-(0(\.0+)?)$/, '$1')
}

/** Digits behind the point of a table's numbers. */
const [LESS, MORE] = [2, 3]

/** Floats keep their point even where they are whole, integers have none. */
export function cellText(value: number | string | boolean, dtype: TensorType['dtype'], digits = LESS): string {
  if (typeof value !== 'number' || dtype === 'int64' || dtype === 'int32' || dtype === 'bool') return numberText(value)
  return Number.isInteger(value) && Math.abs(value) < 1e5 ? value.toFixed(digits) : numberText(value, digits)
}

/**
 * The same in no more than so many letters: with a third digit behind the point where all up to the size `largest` have
 * room for it, with fewer digits where it has to be; whole where no fewer will do.
 */
export function cellTextWithin(value: number | string | boolean, dtype: TensorType['dtype'], most: number, largest = Infinity): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || !dtype.startsWith('float')) return cellText(value, dtype)
  const text = cellText(value, dtype, Number.isFinite(largest) && (-largest).toFixed(MORE).length <= most ? MORE : LESS)
  if (text.length <= most) return text
  const size = Math.abs(value)
  const plain = size >= 1 && size < 1e6 ? [LESS, 1, 0].map((digits) => value.toFixed(digits)) : []
  const short = [1, 0].map((digits) => exponent(value, digits))
  return [...plain, ...short].find((candidate) => candidate.length <= most) ?? text
}
