import { readFileSync } from 'node:fs'
import { convertIndexedToRgb, decode } from 'fast-png'
import { expect, it } from 'vitest'
import { LIVE } from './colors'
import { possibleScale } from './png'
import { heatBody, histogramBody, SHEET_SCALE, sheetOf, tableBody } from './sheet'
import { roughMeasure } from './svg'
import { openType } from './woff'

const pens = { colors: LIVE, measure: roughMeasure }
/** Colours in place of a palette's numbers. */
const plain = (png: ReturnType<typeof decode>) => (png.palette ? { ...png, data: convertIndexedToRgb(png) } : png)
const pngs = (svg: string) => [...svg.matchAll(/width="([\d.]+)" height="([\d.]+)" href="data:image\/png;base64,([^"]+)"/g)].map(([, width, height, data = '']) => ({
  width: Number(width), height: Number(height), png: plain(decode(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)))),
}))

it('draws each number of a map as a square of whole pixels, in its colour', () => {
  const body = heatBody({ width: 3, height: 2, maps: [Uint32Array.of(0xff0000ff, 0xff00ff00, 0xffff0000, 0xffffffff, 0xff000000, 0xff808080)], scale: Uint32Array.of(0xff000000, 0xffffffff), lo: '0', hi: '1', first: undefined }, pens)
  const [map] = pngs(body.svg)
  expect(map?.png.width).toBe((map?.width ?? 0) * SHEET_SCALE)
  expect((map?.png.width ?? 0) % 3).toBe(0)
  expect(map?.png.height).toBe(((map?.png.width ?? 0) / 3) * 2)
  expect(Array.from(map?.png.data.slice(0, 3) ?? [])).toEqual([255, 0, 0])
  expect(Array.from(map?.png.data.slice(-3) ?? [])).toEqual([128, 128, 128])
})

it('numbers several maps and puts them within its size', () => {
  const body = heatBody({ width: 28, height: 28, maps: Array.from({ length: 6 }, () => new Uint32Array(784).fill(0xff000000)), scale: Uint32Array.of(0xff000000), lo: '-1', hi: '1', first: 0 }, pens)
  expect([...body.svg.matchAll(/>(\d)<\/text>/g)].map(([, label]) => label)).toEqual(expect.arrayContaining(['0', '5']))
  const places = [...body.svg.matchAll(/<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map((match) => match.slice(1).map(Number))
  for (const [x = 0, y = 0, width = 0, height = 0] of places) {
    expect(x + width).toBeLessThanOrEqual(body.width)
    expect(y + height).toBeLessThanOrEqual(body.height)
    expect(Number.isInteger(x) && Number.isInteger(y)).toBe(true)
  }
})

it('has a title line as wide as it needs, above what is drawn', () => {
  const { svg, width } = sheetOf({ name: 'Conv2d conv1', detail: 'output  float32  1 × 6 × 28 × 28' }, histogramBody([0.5, 1], '0', '1', pens), pens)
  expect(svg).toContain('>Conv2d conv1</text>')
  expect(svg).toContain('>output  float32  1 × 6 × 28 × 28</text>')
  expect(width).toBeGreaterThan(roughMeasure('output  float32  1 × 6 × 28 × 28', { size: 12, mono: true }))
})

it('sets numbers of a table to the right of their column', () => {
  const { svg, width } = tableBody([{ title: 'Layer' }, { title: 'Parameters', number: true }], [['conv1', '156'], ['Total', '1,234']], 1, pens)
  expect(svg.match(/text-anchor="end"/g)).toHaveLength(3)
  expect(svg).toContain(`x="${Math.round(width * 100) / 100}"`)
})

it('takes a scale that is possible', () => {
  expect(possibleScale(1200, 800, 2)).toBe(2)
  const scale = possibleScale(48_000, 20_000, 2)
  expect(scale).toBeGreaterThan(0)
  expect(48_000 * scale).toBeLessThanOrEqual(16_384)
  expect(48_000 * scale * 20_000 * scale).toBeLessThanOrEqual(64e6 + 1)
})

it('unpacks a font with the sums of its tables right', () => {
  const bytes = openType(new Uint8Array(readFileSync(new URL('../../node_modules/@fontsource/inter/files/inter-latin-400-normal.woff', import.meta.url))))
  const view = new DataView(bytes.buffer)
  const tables = Array.from({ length: view.getUint16(4) }, (_, i) => {
    const at = 12 + i * 16
    return { tag: new TextDecoder().decode(bytes.subarray(at, at + 4)), checksum: view.getUint32(at + 4), offset: view.getUint32(at + 8), length: view.getUint32(at + 12) }
  })
  expect(tables.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['cmap', 'glyf', 'head', 'hmtx', 'loca', 'maxp']))
  for (const { tag, checksum, offset, length } of tables) {
    if (tag === 'head') continue
    let sum = 0
    for (let at = offset; at < offset + length; at += 4) sum = (sum + view.getUint32(at)) >>> 0
    expect({ tag, sum }).toEqual({ tag, sum: checksum })
  }
  expect(() => openType(bytes)).toThrow('no WOFF')
})
