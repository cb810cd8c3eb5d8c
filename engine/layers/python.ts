/** Numbers as Python writes them, for messages in PyTorch's words. */
import type { Scalar } from './define'

/** `repr` of a float: the fewest digits that give it back, an exponent below 1e-4 and from 1e16 on. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [digits = '', power = ''] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 16) return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  const plain = exponent < 0 ? value.toFixed(Math.min(100, digits.replace(/[-.]/g, '').length - 1 - exponent)) : value.toString()
  return plain.includes('.') ? plain : `${plain}.0`
}

/** An int without a point, a float with one. */
export const pythonNumber = ({ value, float }: Scalar): string => (float ? pythonFloat(value) : String(value))

/** As C++ writes a double to a stream: six digits, an exponent below 1e-4 and from 1e6 on. */
export function cppNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [digits = '', power = ''] = value.toExponential(5).split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 6) return `${String(Number(digits))}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  return String(Number(value.toPrecision(6)))
}
