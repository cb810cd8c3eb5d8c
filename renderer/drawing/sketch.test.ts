import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readGraph } from '../../engine/document/file'
import type { Graph } from '../../engine/document/types'
import { sketch } from './sketch'

const example = (id: string): Graph => {
  const { graph } = readGraph(readFileSync(new URL(`../../graphs/${id}.graph.json`, import.meta.url), 'utf8'))
  if (!graph) throw new Error(id)
  return graph
}
const sizeOf = (svg: string | undefined): number[] => /width="([\d.]+)" height="([\d.]+)"/.exec(svg ?? '')?.slice(1).map(Number) ?? []

it('fits its place, with a box for every node in the colour of what it is', () => {
  const graph = example('lenet-digit')
  const svg = sketch(graph, 252, 124) ?? ''
  const [width = 0, height = 0] = sizeOf(svg)
  expect(width).toBeLessThanOrEqual(252)
  expect(height).toBeCloseTo(124, 0)
  expect(svg.match(/data-drawn=/g)).toHaveLength(graph.nodes.length)
  expect(svg.match(/fill="var\(--conv\)"/g)).toHaveLength(2)
  expect(svg.match(/<path/g)).toHaveLength(graph.edges.length)
  expect(svg).not.toContain('<text')
})

it('has cards, and words that can be read, where there are few nodes', () => {
  const svg = sketch(example('conv-stride-1'), 252, 124) ?? ''
  expect(svg).toContain('>Conv2d</text>')
  expect(svg).toContain('var(--card)')
})

it('costs no more for 20,000 nodes than the pixels there are', () => {
  const nodes = Array.from({ length: 20_000 }, (_, i) => ({ id: `n${i}`, type: i % 2 === 0 ? 'ReLU' : 'Linear', params: {}, position: [(i % 200) * 240, Math.floor(i / 200) * 200] as const }))
  const edges = nodes.slice(1).map(({ id }, i) => ({ from: [`n${i}`, 'output'] as const, to: [id, 'input'] as const }))
  const svg = sketch({ name: '', seed: 0, tensors: {}, nodes, edges }, 252, 124) ?? ''
  expect(svg.length).toBeLessThan(252 * 124 * 5)
  expect(svg.match(/<[a-z]+/g)?.length).toBeLessThanOrEqual(4)
  const [width = 0, height = 0] = sizeOf(svg)
  expect(width).toBeLessThanOrEqual(252)
  expect(height).toBeLessThanOrEqual(124)
})

it('draws nothing of an empty graph', () => {
  expect(sketch({ name: '', seed: 0, tensors: {}, nodes: [], edges: [] }, 252, 124)).toBeUndefined()
})
