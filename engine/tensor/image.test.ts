import { deflateSync } from 'node:zlib'
import { encode } from 'fast-png'
import { describe, expect, test } from 'vitest'
import jpegs from './fixtures/jpeg.json'
import { decodeImage, imageInfo, imageTensor } from './image'
import { ValueError } from './errors'

const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

function crc(bytes: Uint8Array): number {
  let c = -1
  for (const byte of bytes) {
    c ^= byte
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  }
  return ~c >>> 0
}
function chunk(type: string, data: Uint8Array): number[] {
  const body = Uint8Array.from([...[...type].map((c) => c.charCodeAt(0)), ...data])
  const words = new DataView(new ArrayBuffer(8))
  words.setUint32(0, data.length)
  words.setUint32(4, crc(body))
  const at = new Uint8Array(words.buffer)
  return [...at.subarray(0, 4), ...body, ...at.subarray(4)]
}
interface Spec { width: number; height: number; depth: number; colour: number; interlaced: boolean; palette?: number[]; sample: (x: number, y: number, s: number) => number }

/** The lines of a PNG, each with a filter of its own. */
function lines({ width, height, depth, colour, interlaced, sample }: Spec): Uint8Array {
  const samples = SAMPLES[colour]!
  const step = Math.max(1, (samples * depth) / 8)
  const raw: number[] = []
  for (const [x0, y0, dx, dy] of interlaced ? ADAM7 : [[0, 0, 1, 1]]) {
    const columns = Math.ceil((width - x0) / dx)
    if (columns <= 0) continue
    let above = new Uint8Array(Math.ceil((columns * samples * depth) / 8))
    for (let y = y0, row = 0; y < height; y += dy, row++) {
      const line = new Uint8Array(above.length)
      for (let i = 0; i < columns * samples; i++) {
        const value = sample(x0 + Math.floor(i / samples) * dx, y, i % samples)
        if (depth === 16) line.set([value >> 8, value & 255], 2 * i)
        else line[(i * depth) >> 3]! |= value << (8 - depth - ((i * depth) & 7))
      }
      const filter = row % 5
      raw.push(filter)
      line.forEach((byte, i) => {
        const [a, b, c] = [line[i - step] ?? 0, above[i]!, above[i - step] ?? 0]
        const p = a + b - c
        const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)]
        raw.push((byte - [0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c][filter]!) & 255)
      })
      above = line
    }
  }
  return Uint8Array.from(raw)
}
function png(spec: Spec, data: Uint8Array = deflateSync(lines(spec))): Uint8Array {
  const { width, height, depth, colour, interlaced, palette } = spec
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, width)
  header.setUint32(4, height)
  ;[depth, colour, 0, 0, interlaced ? 1 : 0].forEach((value, i) => { header.setUint8(8 + i, value) })
  return Uint8Array.from([
    0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10,
    ...chunk('IHDR', new Uint8Array(header.buffer)), ...(palette ? chunk('PLTE', Uint8Array.from(palette)) : []),
    // Two pieces, as large pictures have them.
    ...chunk('IDAT', data.subarray(0, 5)), ...chunk('IDAT', data.subarray(5)), ...chunk('IEND', new Uint8Array(0)),
  ])
}
const of = (depth: number, colour: number, interlaced: boolean): Spec => ({
  width: 11, height: 9, depth, colour, interlaced,
  sample: (x, y, s) => (x * 7 + y * 13 + s * 29 + (x * y) % 5) % (colour === 3 ? Math.min(8, 2 ** depth) : 2 ** depth),
  ...(colour === 3 ? { palette: Array.from({ length: 24 }, (_, i) => i * 10) } : {}),
})

describe('png', () => {
  const cases = [[1, 0], [2, 0], [4, 0], [8, 0], [16, 0], [8, 2], [16, 2], [1, 3], [2, 3], [4, 3], [8, 3], [8, 4], [16, 4], [8, 6], [16, 6]] as const
  test.each(cases.flatMap(([depth, colour]) => [[depth, colour, false], [depth, colour, true]] as const))('depth %d, colour type %d, interlaced %s', (depth, colour, interlaced) => {
    const spec = of(depth, colour, interlaced)
    const image = decodeImage(png(spec))
    const channels = colour === 0 || colour === 4 ? 1 : 3
    expect(image).toMatchObject({ width: 11, height: 9, channels, bits: depth === 16 ? 16 : 8 })
    expect(imageInfo(png(spec))).toEqual({ width: 11, height: 9, channels, bits: depth === 16 ? 16 : 8 })
    const t = imageTensor(image, [1, channels, 9, 11])
    const want = []
    for (let c = 0; c < channels; c++) {
      for (let y = 0; y < 9; y++) {
        for (let x = 0; x < 11; x++) want.push(Math.fround(colour === 3 ? spec.palette![spec.sample(x, y, 0) * 3 + c]! / 255 : spec.sample(x, y, c) / (2 ** depth - 1)))
      }
    }
    expect([...(t.data as Float32Array)]).toEqual(want)
  })

  test('one pixel, interlaced', () => {
    expect(decodeImage(png({ ...of(8, 2, true), width: 1, height: 1 })).data).toHaveLength(3)
  })

  test('what another encoder writes', () => {
    const data = Uint8Array.from({ length: 20 * 30 * 3 }, (_, i) => (i * i) % 251)
    for (const interlace of ['null', 'Adam7'] as const) {
      expect(decodeImage(encode({ width: 20, height: 30, channels: 3, data }, { interlace })).data).toEqual(data)
    }
  })

  test('damaged ones', () => {
    const spec = of(8, 2, false)
    const good = png(spec)
    const broken = good.slice()
    broken[60]! ^= 1
    const huge = { ...spec, width: 0x7fffffff, height: 0x7fffffff }
    const bad: [Uint8Array, string][] = [
      [good.subarray(0, 20), 'within its header'],
      [good.subarray(0, 80), 'cut short'],
      [broken, 'checksum'],
      [png(spec, deflateSync(lines(spec)).subarray(0, 60)), 'decompressed'],
      [png(spec, new Uint8Array(40)), 'decompressed'],
      [png({ ...spec, height: 10 }, deflateSync(lines(spec))), 'fewer pixels'],
      [png({ ...spec, width: 5000, height: 5000 }, deflateSync(lines(spec))), 'more pixels than it can hold'],
      [png(huge, deflateSync(lines(spec))), 'more than can be read'],
      [png({ ...spec, depth: 3 }, deflateSync(lines(spec))), 'damaged'],
      [png({ ...of(8, 3, false), palette: [1, 2, 3] }), 'of a palette of 1'],
      [png(spec, deflateSync(new Uint8Array(306).fill(9))), 'filter 9'],
    ]
    for (const [bytes, message] of bad) expect(() => decodeImage(bytes), message).toThrow(message)
  })

  test('data that expands beyond the picture is given up', () => {
    const bomb = deflateSync(new Uint8Array(300_000_000))
    expect(decodeImage(png({ ...of(8, 0, false), width: 4, height: 4 }, bomb)).data).toEqual(new Uint8Array(16))
  })
})

describe('jpeg', () => {
  const bytesOf = (name: keyof typeof jpegs): Uint8Array => Uint8Array.from(atob(jpegs[name].bytes), (c) => c.charCodeAt(0))

  test.each([['colour.jpg', 3, 2], ['progressive.jpg', 3, 2], ['grey.jpg', 1, 2], ['subsampled.jpg', 3, 60]] as const)('%s', (name, channels, tolerance) => {
    const image = decodeImage(bytesOf(name))
    expect(image).toMatchObject({ width: 17, height: 13, channels, bits: 8, stride: 3 })
    expect(imageInfo(bytesOf(name))).toEqual({ width: 17, height: 13, channels, bits: 8 })
    // Decoders may differ by a rounding, and in how they enlarge the colours of a subsampled picture.
    const off = [...image.data].map((value, i) => Math.abs(value - jpegs[name].pixels[i]!))
    expect(Math.max(...off)).toBeLessThanOrEqual(tolerance)
    expect(imageTensor(image, [1, 13, 17]).data).toHaveLength(13 * 17)
  })

  test('damaged ones', () => {
    const good = bytesOf('colour.jpg')
    const sof = good.findIndex((byte, i) => byte === 0xff && good[i + 1] === 0xc0)
    const patched = (at: number, ...values: number[]): Uint8Array => { const copy = good.slice(); copy.set(values, sof + at); return copy }
    const bad: [Uint8Array, string][] = [
      [good.subarray(0, 20), 'no header'],
      [good.subarray(0, sof + 12), 'within its header'],
      [good.subarray(0, sof + 60), 'cannot be decoded'],
      [patched(5, 0xff, 0xff, 0xff, 0xff), 'more pixels than can be read'],
      [patched(5, 0x20, 0, 0x20, 0), 'more pixels than it can hold'],
      [patched(1, 0xc3), 'lossless'],
      [patched(4, 12), '12 bits'],
      [patched(5, 0, 0), 'damaged'],
      [Uint8Array.of(0xff, 0xd8, 0xff), 'no header'],
    ]
    for (const [bytes, message] of bad) expect(() => decodeImage(bytes), message).toThrow(ValueError)
  })

  test('any cut and any changed byte ends in an image or a clear error', () => {
    for (const name of ['colour.jpg', 'progressive.jpg'] as const) {
      const good = bytesOf(name)
      for (let i = 2; i < good.length; i++) {
        const changed = good.slice()
        changed[i] = (changed[i]! * 7 + 131) & 255
        for (const bytes of [changed, good.subarray(0, i)]) {
          try {
            decodeImage(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(ValueError)
          }
        }
      }
    }
  })
})

describe('imageTensor', () => {
  const rgb = { width: 2, height: 1, channels: 3, bits: 8, stride: 4, data: Uint8Array.of(255, 0, 0, 9, 10, 20, 30, 9) } as const
  test('colour to grey, grey repeated, alpha dropped', () => {
    expect(imageTensor(rgb, [1, 3, 1, 2]).data).toEqual(Float32Array.of(1, 10 / 255, 0, 20 / 255, 0, 30 / 255))
    expect(imageTensor(rgb, [1, 1, 2]).data).toEqual(Float32Array.of(0.299, 18.15 / 255))
    const grey = { width: 1, height: 2, channels: 1, bits: 16, stride: 2, data: Uint16Array.of(65535, 0, 13107, 0) } as const
    expect(imageTensor(grey, [3, 2, 1]).data).toEqual(Float32Array.of(1, 0.2, 1, 0.2, 1, 0.2))
  })

  test('another size is refused with both', () => {
    for (const shape of [[3, 2, 1], [2, 3, 1, 2], [2, 1, 2], [1, 2], []]) expect(() => imageTensor(rgb, shape), String(shape)).toThrow('[3, 1, 2]')
    expect(() => imageInfo(new Uint8Array(40))).toThrow('no image')
  })
})
