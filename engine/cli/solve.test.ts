import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { check } from './check'
import { sizeOf, solve } from './solve'

let dir = ''
let out = ''
let path = ''
const CONV = { id: 'c', type: 'Conv2d', params: { out_channels: 6, kernel_size: 5, padding: 2 } }

function write(name: string, nodes: readonly object[], edges: readonly (readonly [string, string])[]): string {
  const wires = edges.map(([from, to]) => ({ from: [from, 'output'], to: [to, 'input'] }))
  writeFileSync(join(dir, name), JSON.stringify({ format: 'tensorloom-graph', version: 1, nodes, edges: wires }))
  return join(dir, name)
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'solve-'))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text)
    return true
  })
  path = write('conv.graph.json', [
    { id: 'x', type: 'Input', params: { shape: [1, 1, 28, 28] } }, CONV, { id: 'r', type: 'ReLU' }, { id: 'loose', type: 'MaxPool2d', params: { kernel_size: 2 } },
  ], [['x', 'c'], ['c', 'r']])
})
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => { out = '' })

interface Answer {
  readonly ok: boolean
  readonly solutions: readonly { readonly params: object; readonly shape: readonly number[]; readonly changes: number; readonly edits: readonly { readonly param: string; readonly value?: unknown }[] }[]
}

describe('solve', () => {
  it('lists what gives the size, as JSON', async () => {
    expect(await solve(path, 'c', '20x20', { json: true })).toBe(0)
    expect(out.trimEnd().split('\n')).toHaveLength(1)
    const answer = JSON.parse(out) as Answer
    expect(answer).toMatchObject({ graph: path, node: 'c', ok: true, problems: [], size: [20, 20] })
    expect(answer.solutions[0]).toEqual({
      params: { kernel_size: 5, stride: 1, padding: 2, dilation: 3 }, shape: [1, 6, 20, 20], changes: 1, changed: ['dilation'],
      edits: [{ kind: 'setParam', node: 'c', param: 'dilation', value: 3 }],
      formula: ['H = ⌊(28 + 2·2 − 3·(5 − 1) − 1) / 1⌋ + 1 = 20', 'W = ⌊(28 + 2·2 − 3·(5 − 1) − 1) / 1⌋ + 1 = 20'],
    })
    // Every one, put into the file, gives that size by `check`.
    for (const { edits, shape } of answer.solutions) {
      const params: Record<string, unknown> = { ...CONV.params }
      for (const { param, value } of edits) params[param] = value
      out = ''
      await check([write('next.graph.json', [{ id: 'x', type: 'Input', params: { shape: [1, 1, 28, 28] } }, { ...CONV, params }], [['x', 'c']])], { json: true })
      expect((JSON.parse(out) as { nodes: { outputs: object }[] }).nodes[1]?.outputs).toEqual({ output: { dtype: 'float32', shape } })
    }
  })

  it('lists it for people', async () => {
    expect(await solve(path, 'c', '20', { limit: '3' })).toBe(0)
    expect(out).toContain('3*')
    expect(out).toContain('1 × 6 × 20 × 20')
    expect(out.split('\n').filter((line) => line.includes('1 × 6 × 20 × 20'))).toHaveLength(3)
  })

  it('says that nothing gives it, with status 1', async () => {
    expect(await solve(path, 'c', '9999x9999', { json: true })).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ code: 'shape-mismatch', node: 'c' }], solutions: [] })
    out = ''
    expect(await solve(path, 'loose', '3x3', { json: true })).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, solutions: [] })
    out = ''
    expect(await solve(join(dir, 'gone.json'), 'c', '3x3', { json: true })).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ code: 'missing-file' }] })
  })

  it('refuses what cannot be meant, with status 2', async () => {
    for (const [node, size] of [['zz', '20x20'], ['r', '20x20'], ['c', 'large'], ['c', '0x3'], ['c', '1x2x3'], ['c', '-1']] as const) await expect(solve(path, node, size, {})).rejects.toMatchObject({ status: 2 })
    await expect(solve(path, 'c', '20', { limit: 'many' })).rejects.toMatchObject({ status: 2 })
    expect(sizeOf('20 × 30')).toEqual([20, 30])
    expect(sizeOf('7')).toEqual([7])
  })
})

describe('check', () => {
  it('lists what every node costs', async () => {
    expect(await check([path], { json: true })).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      parameters: 156, macs: 156 * 28 * 28, bytes: 4 * (784 + 2 * 4704 + 156),
      nodes: [{ id: 'x', parameters: 0, macs: 0, bytes: 3136 }, { id: 'c', parameters: 156, macs: 122_304, bytes: 4 * (4704 + 156) }, { id: 'r', parameters: 0, macs: 0, bytes: 18_816 }, { id: 'loose', bytes: 0 }],
    })
    out = ''
    await check([path], {})
    expect(out).toMatch(/node +type +shape +dtype +parameters +mult-adds +memory/)
    expect(out).toMatch(/c +Conv2d +1 × 6 × 28 × 28 +float32 +156 +122,304 +19 KB/)
  })
})
