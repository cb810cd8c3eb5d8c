/** Numbers as Python writes them, for messages in PyTorch's words. */
import { integerOf, isFloatLiteral, numberOf } from '../document/numbers'
import type { Json } from '../document/types'
import type { Scalar } from './define'

/** The name of a value's type in Python. */
export function pythonType(json: Json): string {
  if (json === null) return 'NoneType'
  if (typeof json === 'boolean') return 'bool'
  if (typeof json === 'string') return json === 'Infinity' || json === '-Infinity' ? 'float' : 'str'
  if (Array.isArray(json)) return 'list'
  const value = numberOf(json)
  return value === undefined ? 'dict' : isFloatLiteral(json) || !Number.isInteger(value) ? 'float' : 'int'
}

/** `repr` of a float: the fewest digits that give it back, an exponent below 1e-4 and from 1e16 on. */
function pythonFloat(value: number): string {
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
export const pythonNumber = ({ value, float, exact, bool }: Scalar): string => (bool ? (value ? 'True' : 'False') : float ? pythonFloat(value) : exact === undefined ? String(value) : exact.toString())

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

/** A value as Python prints it (`str`). */
export function pythonText(json: Json): string {
  if (typeof json === 'string') return json === 'Infinity' || json === '-Infinity' ? pythonFloat(Number(json)) : json
  return pythonRepr(json)
}

/** A value as Python would have to be given it (`repr`). */
export function pythonRepr(json: Json): string {
  if (json === null) return 'None'
  if (typeof json === 'boolean') return json ? 'True' : 'False'
  if (Array.isArray(json)) return `[${(json as readonly Json[]).map(pythonRepr).join(', ')}]`
  if (typeof json === 'string' && pythonType(json) === 'str') return `'${json}'`
  const whole = integerOf(json)
  return whole === undefined ? pythonFloat(typeof json === 'string' ? Number(json) : numberOf(json) ?? NaN) : String(whole)
}
