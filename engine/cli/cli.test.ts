import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readNpy } from '../tensor/npy'
import { readSafetensors } from '../tensor/safetensors'
import { check } from './check'
import { fileName } from './dump'
import { exportGraph } from './export'
import { run, type RunCommand } from './run'

let dir = ''
let out = ''
const at = (name: string): string => join(dir, name)
const lines = (): Line[] => out.trimEnd().split('\n').map((line) => JSON.parse(line) as Line)

interface Line {
  readonly graph: string
  readonly ok: boolean
  readonly problems: readonly { readonly code: string; readonly node?: string }[]
  readonly parameters: number
  readonly nodes: readonly { readonly id: string; readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>> }[]
}

const json: RunCommand = { json: true, values: true, input: [], only: [], device: 'cpu' }
function write(name: string, nodes: unknown[], edges: [string, string][] = [], more: object = {}): string {
  const wires = edges.map(([from, to]) => ({ from: [from, 'output'], to: [to, 'input'] }))
  writeFileSync(at(name), JSON.stringify({ format: 'tensorloom-graph', version: 1, nodes, edges: wires, ...more }))
  return at(name)
}
const input = (id: string, shape: number[], value?: object): object => ({ id, type: 'Input', params: { shape, ...(value ? { value } : {}) } })

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'cli-'))
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
})
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})
beforeEach(() => { out = '' })

const odd = (): string => write('odd.graph.json', [
  input('a=b,c', [4], { kind: 'data', data: ['NaN', '-Infinity', 0.5, 2] }),
  { id: 'big', type: 'Input', params: { shape: [2], dtype: 'int64', value: { kind: 'data', data: [5, -6] } } },
  { id: 'yes', type: 'Input', params: { shape: [2], dtype: 'bool', value: { kind: 'data', data: [true, false] } } },
  input('none', [0]), { id: 'r', type: 'ReLU' },
], [['big', 'r']])

describe('check', () => {
  it('gives a line a graph, in order, whatever fails', async () => {
    writeFileSync(at('text.graph.json'), 'no graph')
    const good = write('good.graph.json', [input('x', [1, 4]), { id: 'l', type: 'Linear', params: { out_features: 3 } }], [['x', 'l']])
    expect(await check([at('gone.json'), good, at('text.graph.json')], { json: true })).toBe(1)
    const found = lines()
    expect(found.map(({ graph, ok, problems }) => [graph, ok, problems[0]?.code])).toEqual([[at('gone.json'), false, 'missing-file'], [good, true, undefined], [at('text.graph.json'), false, 'syntax']])
    expect(found[1]).toMatchObject({ parameters: 15, nodes: [{ id: 'x', type: 'Input' }, { id: 'l', outputs: { output: { dtype: 'float32', shape: [1, 3] } } }] })
    out = ''
    expect(await check([good], {})).toBe(0)
    expect(out).toContain('1 × 3')
  })

  it('refuses what does not fit into memory, before anything is made', async () => {
    const path = write('huge.graph.json', [input('x', [1_000_000, 1_000_000, 100]), { id: 'r', type: 'ReLU' }], [['x', 'r']])
    expect(await run([path], json)).toBe(1)
    expect(lines()[0]).toMatchObject({ ok: false, problems: [{ code: 'too-large', node: 'x' }], nodes: [{ id: 'x', outputs: {} }, { id: 'r', outputs: {} }] })
  })
})

describe('run', () => {
  it('ends at once where weights do not fit into memory, and runs what does', async () => {
    const path = write('wide.graph.json', [input('x', [1, 1]), { id: 'l', type: 'Linear', params: { out_features: 1e12 } }, { id: 'r', type: 'ReLU' }, { id: 'm', type: 'Linear', params: { out_features: 1 } }], [['x', 'l'], ['x', 'r'], ['x', 'm']])
    expect(await run([path], json)).toBe(1)
    expect(lines()[0]?.nodes.map(({ id, outputs }) => [id, Object.keys(outputs).length])).toEqual([['x', 1], ['l', 0], ['r', 1], ['m', 1]])
  })

  it('tells of data of a tensor that are no numbers, and goes on with the other graphs', async () => {
    const bad = write('words.graph.json', [input('x', [1, 4]), { id: 'l', type: 'Linear', params: { out_features: 2 } }], [['x', 'l']], { tensors: { 'l.bias': { shape: [2], data: ['a', null] } } })
    expect(await check([bad], { json: true })).toBe(1)
    expect(await run([bad, odd()], json)).toBe(1)
    expect(lines().map(({ problems }) => problems.map(({ code, node }) => [code, node]))).toEqual([[['bad-tensor', 'l']], [['bad-tensor', 'l']], []])
  })

  it('takes any integer for a seed', async () => {
    const at70 = write('seed.graph.json', [input('x', [2], { kind: 'randn' })], [])
    writeFileSync(at70, readFileSync(at70, 'utf8').replace('"version":1', '"version":1,"seed":1180591620717411303424'))
    expect(await run([at70], json)).toBe(0)
  })

  it('finds a picture that is cut short without running', async () => {
    const noise = Uint8Array.from({ length: 300 * 300 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24)
    for (const [name, size] of [['small', 28], ['large', 300]] as const) {
      const whole = encode({ width: size, height: size, channels: 1, depth: 8, data: noise.subarray(0, size * size) })
      writeFileSync(at(`${name}.png`), whole.subarray(0, whole.length - 40))
      const path = write('cut.graph.json', [input('x', [1, 1, size, size], { kind: 'file', path: `${name}.png` })])
      out = ''
      expect(await check([path], { json: true })).toBe(1)
      expect(lines()[0]?.problems).toMatchObject([{ code: 'bad-param', node: 'x', message: `${name}.png cannot be read: This PNG is cut short; choose an image or .npy file.` }])
    }
  })

  it.runIf(process.platform !== 'win32')('waits for no pipe', async () => {
    execFileSync('mkfifo', [at('pipe')])
    const path = write('pipe.graph.json', [input('x', [2], { kind: 'file', path: 'pipe' })])
    expect(await check([path, at('pipe')], { json: true })).toBe(1)
    expect(lines().map(({ problems }) => problems[0]?.code)).toEqual(['bad-param', 'missing-file'])
  })

  it('writes numbers that JSON lacks as texts', async () => {
    expect(await run([odd()], json)).toBe(0)
    const outputs = Object.fromEntries(lines()[0]?.nodes.map((node) => [node.id, node.outputs['output']]) ?? [])
    expect(outputs['a=b,c']).toMatchObject({ min: 'NaN', max: 'NaN', mean: 'NaN', std: 'NaN', data: ['NaN', '-Infinity', 0.5, 2] })
    expect(outputs['big']).toMatchObject({ data: [5, -6], mean: -0.5 })
    expect(outputs['yes']).toMatchObject({ data: [true, false], min: 0, max: 1, mean: 0.5, std: 0.5 })
    expect(outputs['none']).toMatchObject({ data: [], min: null, max: null, mean: null, std: null })
    expect(outputs['r']).toMatchObject({ dtype: 'int64', data: [5, 0] })
  })

  it('keeps integers beyond 2^53', async () => {
    writeFileSync(at('int.graph.json'), '{"format": "tensorloom-graph", "version": 1, "nodes": [{"id": "x", "type": "Input", "params": {"shape": [1], "dtype": "int64", "value": {"kind": "data", "data": [9007199254740993]}}}]}')
    await run([at('int.graph.json')], json)
    expect(lines()[0]?.nodes[0]?.outputs['output']?.['data']).toEqual(['9007199254740993'])
  })

  it('writes many values in one line', async () => {
    const path = write('many.graph.json', [input('x', [50_000], { kind: 'arange' })])
    await run([path], json)
    const data = lines()[0]?.nodes[0]?.outputs['output']?.['data'] as number[]
    expect([data.length, data[16_384], data[49_999]]).toEqual([50_000, 16_384, 49_999])
  })

  it('runs what no error reaches', async () => {
    const path = write('half.graph.json', [input('x', [1, 4]), { id: 'bad', type: 'Linear', params: { in_features: 3, out_features: 2 } }, { id: 'behind', type: 'ReLU' }, { id: 'r', type: 'ReLU' }], [['x', 'bad'], ['bad', 'behind'], ['x', 'r']])
    expect(await run([path], json)).toBe(1)
    expect(lines()[0]?.nodes.map(({ id, outputs }) => [id, Object.keys(outputs).length])).toEqual([['x', 1], ['bad', 0], ['behind', 0], ['r', 1]])
  })

  it('takes ids with = and , and writes files named after ids', async () => {
    const path = odd()
    await run([path], { ...json, only: ['a=b,c'], dump: at('first') })
    expect(readdirSync(at('first'))).toEqual(['a%3Db%2Cc.npy'])
    out = ''
    expect(await run([path], { ...json, only: ['r,a=b,c'], input: [`a=b,c=${at('first/a%3Db%2Cc.npy')}`], dump: at('second') })).toBe(0)
    expect(lines()[0]?.nodes.map((node) => node.id)).toEqual(['a=b,c', 'r'])
    expect([...readNpy(readFileSync(at('second/r.npy'))).data]).toEqual([5n, 0n])
  })

  it('refuses ids that are nowhere, with status 2', async () => {
    const path = odd()
    await expect(run([path], { ...json, input: ['r=x.npy'] })).rejects.toMatchObject({ status: 2, message: expect.stringContaining('no Input r') as string })
    await expect(run([path], { ...json, input: ['nonsense'] })).rejects.toMatchObject({ status: 2 })
    await expect(run([path], { ...json, only: ['zz'] })).rejects.toMatchObject({ status: 2, message: expect.stringContaining('no node zz') as string })
    expect(await run([at('gone.json')], { ...json, only: ['zz'] })).toBe(1)
    expect(await run([path], { ...json, input: ['none=gone.npy'] })).toBe(1)
    expect(lines()[1]?.problems).toMatchObject([{ code: 'missing-file', node: 'none' }])
  })
})

describe('export', () => {
  it('writes a model, or weights', async () => {
    const path = write('linear.graph.json', [input('x', [1, 4]), { id: 'l', type: 'Linear', params: { out_features: 3 } }], [['x', 'l']], { tensors: { 'l.bias': { shape: [3], data: [1, 2, 3] } } })
    expect(await exportGraph(path, { output: at('m.onnx') })).toBe(0)
    expect(await exportGraph(path, { output: at('w.safetensors') })).toBe(0)
    const weights = readSafetensors(readFileSync(at('w.safetensors')))
    expect([...weights.keys()].sort()).toEqual(['l.bias', 'l.weight'])
    expect([...weights.get('l.bias')?.data ?? []]).toEqual([1, 2, 3])
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(out).toBe('')
  })

  it('says what it cannot do', async () => {
    const path = odd()
    await expect(exportGraph(path, { output: at('m.py') })).rejects.toMatchObject({ status: 2 })
    await expect(exportGraph(path, { output: at('m.txt') })).rejects.toMatchObject({ status: 2 })
    await expect(exportGraph(path, { output: at('m.onnx'), opset: '7' })).rejects.toMatchObject({ status: 2 })
    await expect(exportGraph(at('gone.json'), { output: at('n.onnx') })).rejects.toMatchObject({ status: 1 })
    await expect(exportGraph(path, { output: at('nowhere/m.onnx') })).rejects.toMatchObject({ status: 1, message: expect.stringContaining('no folder') as string })
    expect(readdirSync(dir)).not.toContain('n.onnx')
  })
})

describe('file names', () => {
  it('keep letters, digits, _, - and inner dots', () => {
    expect(fileName('conv-1_a.b')).toBe('conv-1_a.b')
    expect(fileName('..a.')).toBe('%2E%2Ea%2E')
    expect(fileName('é/b%')).toBe('%C3%A9%2Fb%25')
    expect(fileName('.')).toBe('%2E')
  })
})
