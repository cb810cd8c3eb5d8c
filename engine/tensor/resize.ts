/**
 * Pictures brought to another size by Pillow's numbers: `crop(box).resize(size, BILINEAR)`, which is torchvision's
 * `Resize` with antialias. Bits and channels stay.
 */
import type { Image } from './pixels'

/** `crop`: the middle fills the size; `whole`: all of it, black at two edges; `stretch`: all of it, whatever becomes of its proportions. */
export const FITS = ['crop', 'whole', 'stretch'] as const
export type Fit = (typeof FITS)[number]

/** Left, top, width, height in pixels. */
export type Box = readonly [number, number, number, number]
export interface Fitting {
  /** The part of the picture that is shown. */
  readonly box: Box
  /** Where it lies on the new one. */
  readonly at: Box
}

/** Which part of a picture goes where, for a size that it does not have. */
export function fittingOf(width: number, height: number, toWidth: number, toHeight: number, fit: Fit): Fitting {
  const centred = (outer: readonly [number, number], scale: number, of: readonly [number, number]): Box => {
    const inner = of.map((size, i) => Math.max(1, Math.min(outer[i]!, Math.round(size * scale)))) as [number, number]
    return [(outer[0] - inner[0]) >> 1, (outer[1] - inner[1]) >> 1, ...inner]
  }
  const box: Box = fit === 'crop' ? centred([width, height], Math.min(width / toWidth, height / toHeight), [toWidth, toHeight]) : [0, 0, width, height]
  const at: Box = fit === 'whole' ? centred([toWidth, toHeight], Math.min(toWidth / width, toHeight / height), [width, height]) : [0, 0, toWidth, toHeight]
  return { box, at }
}

/** The picture in another size; alpha is dropped. */
export function fitImage(image: Image, width: number, height: number, fit: Fit): Image {
  const { channels, bits } = image
  const { box, at: [left, top, w, h] } = fittingOf(image.width, image.height, width, height, fit)
  const scaled = resample(image, box, w, h)
  if (w === width && h === height) return { width, height, channels, bits, stride: channels, data: scaled }
  const data = bits === 16 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels)
  for (let y = 0; y < h; y++) data.set(scaled.subarray(y * w * channels, (y + 1) * w * channels), ((top + y) * width + left) * channels)
  return { width, height, channels, bits, stride: channels, data }
}

/** Bits of a weight behind the point for 8-bit samples, as Pillow has them. */
const PRECISION = 22

interface Taps {
  /** First source sample of each new one. */
  readonly from: Int32Array
  /** `reach` weights each. */
  readonly weights: Float64Array
  readonly reach: number
}

/** Weights of a triangle as wide as what becomes one sample, cut off at the edges. */
function tapsOf(size: number, to: number, whole: boolean): Taps {
  const scale = size / to
  const support = Math.max(1, scale)
  const reach = Math.ceil(support) * 2 + 1
  const from = new Int32Array(to)
  const weights = new Float64Array(to * reach)
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale
    const first = Math.max(0, Math.trunc(centre - support + 0.5))
    const count = Math.min(size, Math.trunc(centre + support + 0.5)) - first
    let sum = 0
    for (let k = 0; k < count; k++) sum += weights[i * reach + k] = Math.max(0, 1 - Math.abs((k + first - centre + 0.5) * (1 / support)))
    for (let k = 0; k < count; k++) {
      const weight = weights[i * reach + k]! / sum
      weights[i * reach + k] = whole ? Math.trunc(weight * 2 ** PRECISION + 0.5) : weight
    }
    from[i] = first
  }
  return { from, weights, reach }
}

type Samples = Uint8Array | Uint16Array

/** One part of a picture in another size: first along the rows, then along the columns, rounded in between. */
function resample({ data, width, stride, channels, bits }: Image, [left, top, w, h]: Box, toWidth: number, toHeight: number): Samples {
  const whole = bits === 8
  const room = (n: number): Samples => (whole ? new Uint8Array(n) : new Uint16Array(n))
  const across = tapsOf(w, toWidth, whole)
  const rows = room(toWidth * h * channels)
  for (let y = 0; y < h; y++) line(data, ((top + y) * width + left) * stride, stride, rows, y * toWidth * channels, channels, across, channels, whole)
  const down = tapsOf(h, toHeight, whole)
  const out = room(toWidth * toHeight * channels)
  for (let x = 0; x < toWidth; x++) line(rows, x * channels, toWidth * channels, out, x * channels, toWidth * channels, down, channels, whole)
  return out
}

function line(source: Samples, start: number, step: number, out: Samples, to: number, toStep: number, { from, weights, reach }: Taps, channels: number, whole: boolean): void {
  const most = whole ? 255 : 65535
  for (let i = 0; i < from.length; i++) {
    for (let c = 0; c < channels; c++) {
      let sum = whole ? 2 ** (PRECISION - 1) : 0.5
      let at = start + from[i]! * step + c
      for (let k = i * reach, end = k + reach; k < end; k++, at += step) {
        const weight = weights[k]!
        // Behind the last weight there may be no sample.
        if (weight !== 0) sum += source[at]! * weight
      }
      out[to + i * toStep + c] = Math.min(most, Math.floor(whole ? sum / 2 ** PRECISION : sum))
    }
  }
}
