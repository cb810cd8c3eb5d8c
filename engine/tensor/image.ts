/** Pictures as tensors. */
import { say } from '../say'
import { numel, type Tensor } from './dtype'
import { ValueError } from './errors'
import { decodeJpeg, isJpeg, jpegInfo } from './jpeg'
import type { Image, ImageInfo } from './pixels'
import { decodePng, isPng, pngInfo } from './png'

/** More pixels than this are not decoded. */
const MAX_PIXELS = 2 ** 28

function headerOf(bytes: Uint8Array): ImageInfo {
  if (isPng(bytes)) return pngInfo(bytes)
  if (isJpeg(bytes)) return jpegInfo(bytes)
  throw new ValueError(say`This is no image that can be read; PNG and JPEG can.`)
}

/** What a PNG or JPEG is, from its header alone. Throws ValueError where it is neither, damaged or beyond 268 million pixels. */
export function imageInfo(bytes: Uint8Array): ImageInfo {
  const info = headerOf(bytes)
  if (info.width * info.height > MAX_PIXELS) throw new ValueError(say`This image has ${info.width} x ${info.height} pixels, more than can be read.`)
  return info
}

/** The pixels of a PNG or JPEG. Throws ValueError where it is neither, damaged, cut short or beyond 268 million pixels. */
export function decodeImage(bytes: Uint8Array): Image {
  imageInfo(bytes)
  return isPng(bytes) ? decodePng(bytes) : decodeJpeg(bytes)
}

/**
 * The image as float32 in [0, 1], channels first, for a shape [..., 1 or 3, height, width] whose leading sizes are 1:
 * colour becomes grey by (299 R + 587 G + 114 B) / 1000, grey is repeated. Throws ValueError where the shape differs.
 */
export function imageTensor(image: Image, shape: readonly number[]): Tensor {
  const { width, height, channels, stride, data, bits } = image
  const [wanted, rows, columns] = shape.slice(-3)
  if (shape.length < 3 || (wanted !== 1 && wanted !== 3) || rows !== height || columns !== width || shape.slice(0, -3).some((size) => size !== 1)) {
    throw new ValueError(say`The image is [${channels}, ${height}, ${width}] (channels, height, width), but the shape is [${shape.join(', ')}].`)
  }
  const n = width * height
  const out = new Float32Array(numel(shape))
  const top = bits === 16 ? 65535 : 255
  if (wanted === 1 && channels === 3) {
    for (let i = 0, at = 0; i < n; i++, at += stride) out[i] = (299 * data[at]! + 587 * data[at + 1]! + 114 * data[at + 2]!) / (1000 * top)
  } else {
    for (let c = 0; c < wanted; c++) {
      for (let i = 0, at = channels === 3 ? c : 0, to = c * n; i < n; i++, at += stride) out[to + i] = data[at]! / top
    }
  }
  return { dtype: 'float32', shape, data: out }
}
