/** Padding of the two last dimensions in every mode of PyTorch. */
import type { Value } from './define'
import { int64, scalarOf, type Emitter } from './emit'

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular'
/** [in front, behind] for height and width; negative crops. */
export type Pads = readonly [readonly [number, number], readonly [number, number]]

const ONNX_MODE = { zeros: 'constant', reflect: 'reflect', replicate: 'edge', circular: 'wrap' } as const

const sized = (value: Value, by: (n: number, axis: 0 | 1) => number): readonly number[] =>
  value.type.shape.map((n, i) => (i < value.type.shape.length - 2 ? n : by(n, i === value.type.shape.length - 1 ? 1 : 0)))

function crop(e: Emitter, value: Value, pads: Pads, what: string): Value {
  if (pads.flat().every(pad => pad >= 0)) return value
  const start = pads.map(([front]) => Math.max(-front, 0))
  const shape = sized(value, (n, i) => n - Math.max(-pads[i][0], 0) - Math.max(-pads[i][1], 0))
  const [h = 0, w = 0] = shape.slice(-2)
  const inputs = [
    value, e.constant(`${what}/starts`, int64(start)), e.constant(`${what}/ends`, int64([(start[0] ?? 0) + h, (start[1] ?? 0) + w])),
    e.constant(`${what}/axes`, int64([shape.length - 2, shape.length - 1])),
  ]
  return e.emit('Slice', inputs, { dtype: value.type.dtype, shape }, what)
}

/** Wraps around by index, for opsets whose Pad cannot. */
function wrap(e: Emitter, value: Value, pads: Pads, what: string): Value {
  let out = value
  pads.forEach(([front, behind], i) => {
    if (!front && !behind) return
    const axis = value.type.shape.length - 2 + i
    const n = value.type.shape[axis] ?? 0
    const index = Array.from({ length: n + front + behind }, (_, k) => (k - front + n) % n)
    const type = { dtype: value.type.dtype, shape: out.type.shape.map((size, k) => (k === axis ? index.length : size)) }
    const name = `${what}/${i ? 'w' : 'h'}`
    out = e.emit('Gather', [out, e.constant(`${name}/index`, int64(index))], type, name, { axis: { int: axis } })
  })
  return out
}

/** Pads height and width; `fill` is the value for `zeros`, in the value's own dtype. */
export function pad(e: Emitter, value: Value, pads: Pads, mode: PaddingMode, opset: number, what: string, fill = 0): Value {
  const cropped = crop(e, value, pads, `${what}/crop`)
  const [[top, bottom], [left, right]] = pads.map(pair => pair.map(n => Math.max(n, 0))) as unknown as Pads
  if (!top && !bottom && !left && !right) return cropped
  if (mode === 'circular' && opset < 19) return wrap(e, cropped, [[top, bottom], [left, right]], what)
  const lead = value.type.shape.slice(0, -2).map(() => 0)
  const shape = sized(cropped, (n, i) => n + (i ? left + right : top + bottom))
  const amounts = e.constant(`${what}/pads`, int64([...lead, top, left, ...lead, bottom, right]))
  const inputs = mode === 'zeros' ? [cropped, amounts, e.constant(`${what}/fill`, scalarOf(value.type.dtype, fill))] : [cropped, amounts]
  return e.emit('Pad', inputs, { dtype: value.type.dtype, shape }, what, { mode: { string: ONNX_MODE[mode] } })
}
