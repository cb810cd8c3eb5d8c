/** Padding of the last dimensions in every mode of PyTorch. */
import type { Value } from './define'
import { int64, scalarOf, type Emitter } from './emit'

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular'
export type Pair = readonly [number, number]
/** [in front, behind] of each of the last dimensions, in their order; negative crops. */
export type Pads = readonly Pair[]

const ONNX_MODE = { zeros: 'constant', reflect: 'reflect', replicate: 'edge', circular: 'wrap' } as const

/** The shape with its last dimensions changed. */
function resized(shape: readonly number[], pads: Pads, by: (n: number, pair: Pair) => number): readonly number[] {
  const lead = shape.length - pads.length
  return shape.map((n, i) => {
    const pair = pads[i - lead]
    return pair ? by(n, pair) : n
  })
}

function crop(e: Emitter, value: Value, pads: Pads, what: string): Value {
  if (pads.flat().every(pad => pad >= 0)) return value
  const start = pads.map(([front]) => Math.max(-front, 0))
  const shape = resized(value.type.shape, pads, (n, [front, behind]) => n - Math.max(-front, 0) - Math.max(-behind, 0))
  const rank = shape.length
  const inputs = [
    value, e.constant(`${what}/starts`, int64(start)), e.constant(`${what}/ends`, int64(start.map((from, i) => from + (shape[rank - pads.length + i] ?? 0)))),
    e.constant(`${what}/axes`, int64(pads.map((_, i) => rank - pads.length + i))),
  ]
  return e.emit('Slice', inputs, { dtype: value.type.dtype, shape }, what)
}

/** Wraps around by index, for opsets whose Pad cannot. */
function wrap(e: Emitter, value: Value, pads: Pads, what: string): Value {
  let out = value
  pads.forEach(([front, behind], i) => {
    if (!front && !behind) return
    const axis = value.type.shape.length - pads.length + i
    const n = value.type.shape[axis] ?? 0
    const index = Array.from({ length: n + front + behind }, (_, k) => (k - front + n) % n)
    const type = { dtype: value.type.dtype, shape: out.type.shape.map((size, k) => (k === axis ? index.length : size)) }
    const name = `${what}/${i}`
    out = e.emit('Gather', [out, e.constant(`${name}/index`, int64(index))], type, name, { axis: { int: axis } })
  })
  return out
}

/** Pads the last dimensions, as many as there are pairs; `fill` is the value for `zeros`, in the value's own dtype. */
export function pad(e: Emitter, value: Value, pads: Pads, mode: PaddingMode, opset: number, what: string, fill = 0): Value {
  const cropped = crop(e, value, pads, `${what}/crop`)
  const grown = pads.map(([front, behind]): Pair => [Math.max(front, 0), Math.max(behind, 0)])
  if (grown.flat().every(n => n === 0)) return cropped
  if (mode === 'circular' && opset < 19) return wrap(e, cropped, grown, what)
  const lead = Array<number>(value.type.shape.length - pads.length).fill(0)
  const shape = resized(cropped.type.shape, grown, (n, [front, behind]) => n + front + behind)
  const amounts = e.constant(`${what}/pads`, int64([...lead, ...grown.map(([front]) => front), ...lead, ...grown.map(([, behind]) => behind)]))
  const inputs = mode === 'zeros' ? [cropped, amounts, e.constant(`${what}/fill`, scalarOf(value.type.dtype, fill))] : [cropped, amounts]
  return e.emit('Pad', inputs, { dtype: value.type.dtype, shape }, what, { mode: { string: ONNX_MODE[mode] } })
}
