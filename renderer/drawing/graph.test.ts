import { readFileSync } from 'node:fs'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { GraphDocument } from '../../engine/document/document'
import { readGraph } from '../../engine/document/file'
import type { Graph } from '../../engine/document/types'
import type { Thumb } from '../../engine/protocol'
import { CARD_WIDTH, cardHeight } from '../canvas/geometry'
import { NodeModels } from '../editor/models'
import { LIVE } from './colors'
import { drawGraph, type DrawingOptions } from './graph'
import { thumbUrl } from './picture'
import { roughMeasure, shorten, wrap } from './svg'

const options: DrawingOptions = { colors: LIVE, measure: roughMeasure, scale: 1, picture: thumbUrl, noOutput: 'no output' }
function viewOf(graph: Graph) {
  const document = new GraphDocument(graph)
  return { title: graph.name, graph, nodes: new NodeModels(document).map }
}
const example = (id: string): Graph => {
  const { graph } = readGraph(readFileSync(new URL(`../../graphs/${id}.graph.json`, import.meta.url), 'utf8'))
  if (!graph) throw new Error(id)
  return graph
}

/** Elements by name, in order, after a check that each is closed and each attribute stands once. */
function elements(svg: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const found: { name: string; attributes: Record<string, string>; text: string }[] = []
  const open: string[] = []
  for (const [, end, name = '', rest = '', empty, text = ''] of svg.matchAll(/<(\/)?([a-z]+)((?: [a-z0-9-]+="[^"<]*")*)(\/)?>([^<]*)/gi)) {
    if (end) {
      expect(open.pop()).toBe(name)
      continue
    }
    const attributes = [...rest.matchAll(/ ([a-z0-9-]+)="([^"]*)"/gi)].map(([, key = '', value = '']) => [key, value] as const)
    expect(new Set(attributes.map(([key]) => key)).size).toBe(attributes.length)
    found.push({ name, attributes: Object.fromEntries(attributes), text })
    if (!empty) open.push(name)
  }
  expect(open).toEqual([])
  expect(svg.replace(/<(\/)?([a-z]+)((?: [a-z0-9-]+="[^"<]*")*)(\/)?>([^<]*)/gi, '')).toBe('')
  expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  return found
}
const texts = (svg: string): string[] => elements(svg).filter(({ name }) => name === 'text').map(({ text }) => text)

const node = (id: string, type: string, params = {}, x = 0, extra = {}) => ({ id, type, params, position: [x, 0] as const, ...extra })

describe('drawGraph', () => {
  it('has every node of LeNet with type, name, caption and shape, and every wire', () => {
    const graph = example('lenet-digit')
    const { svg, width, height } = drawGraph(viewOf(graph), options)
    const all = elements(svg)
    expect(all.filter(({ attributes }) => attributes['data-drawn']).map(({ attributes }) => attributes['data-drawn'])).toEqual(graph.nodes.map(({ id }) => id))
    const shown = texts(svg)
    for (const { id, type, label } of graph.nodes) {
      expect(shown).toContain(label ?? id)
      expect(shown).toContain(type)
    }
    expect(shown).toContain('1 × 6 × 28 × 28')
    expect(all.filter(({ name }) => name === 'path')).toHaveLength(graph.edges.length)
    expect(all[0]?.attributes).toMatchObject({ width: String(width), height: String(height) })
  })

  it('tells how long a node took, as its card does, and no more of a long sentence', () => {
    const view = viewOf(example('lenet-digit'))
    view.nodes.get('conv1')!.milliseconds = 0.31
    const said = (text: string): string => (text.includes('in_features') ? 'A sentence goes on and on. '.repeat(20) : text)
    expect(texts(drawGraph(view, options).svg)).toContain('0.31 ms')
    const graph = example('lenet-digit')
    const broken = { ...graph, nodes: graph.nodes.map((node) => (node.id === 'fc1' ? { ...node, params: { ...node.params, in_features: 256 } } : node)) }
    const lines = texts(drawGraph(viewOf(broken), { ...options, said }).svg).filter((text) => /sentence|goes|and on/.test(text))
    expect(lines).toHaveLength(4)
    expect(lines.at(-1)).toMatch(/…$/)
  })

  it('holds all cards within its bounds, as high as on the canvas', () => {
    const view = viewOf(example('u-net'))
    const { svg } = drawGraph(view, options)
    const [left = 0, top = 0, width = 0, height = 0] = (elements(svg)[0]?.attributes['viewBox'] ?? '').split(' ').map(Number)
    const drawn = elements(svg)
    for (const model of view.nodes.values()) {
      const at = drawn.findIndex(({ attributes }) => attributes['data-drawn'] === model.id)
      const [x = 0, y = 0] = (drawn[at]?.attributes['transform'] ?? '').match(/-?[\d.]+/g)?.map(Number) ?? []
      expect([x, y]).toEqual(model.node.position)
      expect(drawn.slice(at).find(({ name }) => name === 'rect')?.attributes).toMatchObject({ width: String(CARD_WIDTH), height: String(cardHeight(model)) })
      expect(x).toBeGreaterThan(left)
      expect(y).toBeGreaterThan(top)
      expect(x + CARD_WIDTH).toBeLessThan(left + width)
      expect(y + cardHeight(model)).toBeLessThan(top + height)
    }
  })

  it('keeps long names within their card and says them whole in the title', () => {
    const label = 'an_encoder.layers.0.self_attention.out_projection <&"> 名'
    const { svg } = drawGraph(viewOf({ name: 'a < b', seed: 0, tensors: {}, edges: [], nodes: [node('x', 'TransformerEncoderLayer', {}, 0, { label })] }), options)
    const all = elements(svg)
    expect(svg).toContain('an_encoder.layers.0.self_attention.out_projection &lt;&amp;&quot;&gt; 名</title>')
    const words = all.filter(({ name }) => name === 'text')
    expect(words.some(({ text }) => text.startsWith('an_') && text.endsWith('…'))).toBe(true)
    for (const { attributes, text } of words) {
      const mono = attributes['font-family'] !== undefined
      const width = roughMeasure(text, { size: Number(attributes['font-size']), mono, bold: attributes['font-weight'] !== undefined })
      const x = Number(attributes['x'])
      expect(attributes['text-anchor'] === 'end' ? x - width : x).toBeGreaterThanOrEqual(0)
      expect(attributes['text-anchor'] === 'end' ? x : x + width).toBeLessThanOrEqual(CARD_WIDTH)
    }
  })

  it('marks a problem with its whole sentence, and what stands behind it', () => {
    const { svg } = drawGraph(viewOf({
      name: '', seed: 0, tensors: {},
      nodes: [node('x', 'Input', { shape: [1, 3] }), node('fc1', 'Linear', { in_features: 5, out_features: 4 }, 240), node('fc2', 'Linear', { out_features: 2 }, 480, { bypass: true })],
      edges: [{ from: ['x', 'output'], to: ['fc1', 'input'] }, { from: ['fc1', 'output'], to: ['fc2', 'input'] }],
    }), options)
    const view = texts(svg)
    expect(view.filter((text) => text === 'no output')).toHaveLength(2)
    expect(view.join(' ')).toMatch(/in_features/)
    expect(elements(svg).some(({ attributes }) => attributes['stroke'] === 'var(--bad)')).toBe(true)
    expect(elements(svg).some(({ name }) => name === 'line')).toBe(true)
  })

  it('draws frames, and notes by their Markdown without markup of their own', () => {
    const { svg } = drawGraph(viewOf({
      name: '', seed: 0, tensors: {}, edges: [], nodes: [],
      unknown: {
        frames: [{ title: 'Encoder', color: '#2f72ea', position: [0, 0], size: [300, 200] }],
        notes: [{ text: '# Title\n\nSome **bold** and `code`\n\n- one\n- two\n\n<script>alert(1)</script>', position: [320, 0], size: [220, 300] }, { text: 'word '.repeat(300), position: [0, 320], size: [220, 60] }],
      },
    }), options)
    const all = elements(svg)
    const shown = texts(svg)
    expect(shown).toEqual(expect.arrayContaining(['Encoder', 'Title', 'bold', 'code', '•', 'one', 'two']))
    expect(all.find(({ text }) => text === 'bold')?.attributes['font-weight']).toBe('600')
    expect(all.some(({ name }) => name === 'script')).toBe(false)
    const note = all.findIndex(({ attributes }) => attributes['data-drawn-note'] === '1')
    for (const { name, attributes } of all.slice(note)) if (name === 'text') expect(Number(attributes['y'])).toBeLessThan(60)
  })

  it('leaves out words that would be too small, and has no pictures where none are given', () => {
    const view = viewOf(example('lenet-digit'))
    const conv = view.nodes.get('conv1')
    const thumb: Thumb = { kind: 'maps', width: 2, height: 2, count: 1, total: 1, lo: 0, hi: 1, data: Uint8Array.from([0, 255, 0, 255]) }
    if (conv) conv.values = { output: { dtype: 'float32', shape: [1, 1, 2, 2], stats: { min: 0, max: 1, mean: 0.5, std: 0.5, nan: 0, inf: 0, count: 4 }, thumb } }
    const small = drawGraph(view, { ...options, scale: 0.3, picture: undefined }).svg
    expect(texts(small)).toEqual([])
    expect(small).not.toContain('<image')
    const large = elements(drawGraph(view, options).svg).filter(({ name }) => name === 'image')
    expect(large).toHaveLength(1)
    const png = decode(Uint8Array.from(atob((large[0]?.attributes['href'] ?? '').replace('data:image/png;base64,', '')), (char) => char.charCodeAt(0)))
    expect(png.width).toBeGreaterThanOrEqual(2 * Number(large[0]?.attributes['width']))
  })

  it('draws an empty graph', () => {
    expect(elements(drawGraph(viewOf({ name: '', seed: 0, tensors: {}, edges: [], nodes: [] }), options).svg)).toHaveLength(2)
  })
})

describe('words', () => {
  const face = { size: 10, mono: true }
  it('are shortened to what fits', () => {
    expect(shorten('abcdefghij', 60, face, roughMeasure)).toBe('abcdefghij')
    expect(shorten('abcdefghij', 59, face, roughMeasure)).toBe('abcdefgh…')
    expect(shorten('abcdefghij', 3, face, roughMeasure)).toBe('')
  })
  it('are wrapped at spaces, ideographs anywhere, and what is too long is broken', () => {
    expect(wrap('one two three', 48, face, roughMeasure)).toEqual(['one two', 'three'])
    expect(wrap('没有内容丢失', 30, face, roughMeasure)).toEqual(['没有内', '容丢失'])
    expect(wrap('abcdefghij', 30, face, roughMeasure)).toEqual(['abcde', 'fghij'])
  })
})
