/** The built command line as a script uses it: exit statuses, what goes to which stream, and the numbers. Neither window nor browser. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import * as ort from 'onnxruntime-node'
import { expect, root, test } from './app'

interface Output { readonly dtype: string; readonly shape: readonly number[]; readonly data: readonly number[] }
interface Line {
  readonly graph: string
  readonly ok: boolean
  readonly problems: readonly { readonly code: string; readonly message: string; readonly node?: string }[]
  readonly nodes: readonly { readonly id: string; readonly type: string; readonly outputs: Readonly<Record<string, Output>> }[]
}

const graphs = path.join(root, 'graphs')
const lenet = path.join(graphs, 'lenet-digit.graph.json')
let dir: string
const at = (name: string): string => path.join(dir, name)
test.beforeAll(() => { dir = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-')) })
test.afterAll(() => fs.rmSync(dir, { recursive: true, force: true }))

function cli(...args: string[]): { status: number | null; lines: Line[]; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { encoding: 'utf8', timeout: 50_000, maxBuffer: 2 ** 28, cwd: dir })
  // Results alone, each a line of JSON: anything else would not parse.
  const lines = args.includes('--json') ? stdout.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line) : []
  return { status, lines, stdout, stderr }
}

const valuesOf = (line: Line | undefined, id: string): readonly number[] => line?.nodes.find((node) => node.id === id)?.outputs['output']?.data ?? []

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  expect(expected.filter((value, i) => !(Math.abs((found[i] ?? NaN) - value) <= 1e-5 + 1e-4 * Math.abs(value)))).toEqual([])
}

test('the LeNet gives PyTorch\'s logits for all ten digits', () => {
  const { logits } = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'fixtures/lenet-logits.json'), 'utf8')) as { logits: Record<string, number[]> }
  const own = cli('run', lenet, '--json', '--values')
  expect(own.status).toBe(0)
  expectClose(valuesOf(own.lines[0], 'fc3'), logits['digit-7.png'] ?? [])
  expect(Object.keys(logits)).toHaveLength(10)
  for (const [name, expected] of Object.entries(logits)) {
    const { status, lines, stderr } = cli('run', lenet, '--json', '--values', '--only', 'fc3', '--input', `x=${path.join(graphs, name)}`)
    expect([status, stderr]).toEqual([0, ''])
    expectClose(valuesOf(lines[0], 'fc3'), expected)
  }
})

test('nothing is told to anybody: a run leaves no identity and no log of ONNX Runtime\'s behind', () => {
  const home = at('home')
  fs.mkdirSync(home)
  const { CI: _ci, ORT_DISABLE_TELEMETRY: _off, XDG_CACHE_HOME: _cache, ...env } = process.env
  const run = spawnSync(process.execPath, [path.join(root, 'dist/cli.js'), 'run', lenet, '--json'], { encoding: 'utf8', timeout: 50_000, env: { ...env, HOME: home, TMPDIR: home } })
  expect(run.status).toBe(0)
  expect(fs.readdirSync(home, { recursive: true }).filter((name) => /microsoft|mat-debug|onnxruntime/i.test(String(name)))).toEqual([])
})

test('every example, exported, runs in a bare ONNX Runtime to the same values', async () => {
  const files = fs.readdirSync(graphs).filter((name) => name.endsWith('.graph.json')).map((name) => path.join(graphs, name))
  expect(files.length).toBeGreaterThan(5)
  test.setTimeout(240_000)
  for (const file of files) {
    const model = at('model.onnx')
    expect(cli('export', file, '-o', model), file).toMatchObject({ status: 0, stdout: '', stderr: '' })
    const session = await ort.InferenceSession.create(model)
    const names = [...session.inputNames, ...session.outputNames]
    const ids = (JSON.parse(fs.readFileSync(file, 'utf8')) as { nodes: { id: string }[] }).nodes.map((node) => node.id)
    // A further output of a layer is named after its port.
    const place = (name: string): readonly [string, string] => (ids.includes(name) ? [name, 'output'] : [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)])
    // The values of the inputs are in no model; of the rest only those are asked for that it gives.
    const { status, lines } = cli('run', file, '--json', '--values', '--only', names.map((name) => place(name)[0]).join(','))
    expect([status, lines.length], file).toEqual([0, 1])
    const value = (name: string): Output | undefined => lines[0]?.nodes.find((node) => node.id === place(name)[0])?.outputs[place(name)[1]]
    const feeds: Record<string, ort.Tensor> = {}
    for (const name of session.inputNames) {
      const { dtype = 'float32', shape = [], data = [] } = value(name) ?? {}
      feeds[name] = dtype === 'int64' ? new ort.Tensor('int64', BigInt64Array.from(data, BigInt), shape) : new ort.Tensor(dtype as 'float32', data, shape)
    }
    const results = await session.run(feeds)
    expect(session.outputNames.length, file).toBeGreaterThan(0)
    for (const name of session.outputNames) expectClose(Array.from(results[name]?.data as ArrayLike<number | bigint>, Number), value(name)?.data ?? [])
    await session.release()
    for (const written of fs.readdirSync(dir).filter((name) => name.startsWith('model.onnx'))) fs.rmSync(at(written))
  }
})

const graph = (nodes: readonly object[], edges: readonly (readonly [string, string])[] = [], more: object = {}): string =>
  JSON.stringify({ format: 'tensorloom-graph', version: 1, nodes, edges: edges.map(([from, to]) => ({ from: [from, 'output'], to: [to, 'input'] })), ...more })
const input = (shape: readonly number[], more: object = {}): object => ({ id: 'x', type: 'Input', params: { shape, ...more } })
const linear = (params: object = {}): object => ({ id: 'l', type: 'Linear', params: { out_features: 2, ...params } })

const WRONG: Readonly<Record<string, readonly [text: string, code: string]>> = {
  'truncated': [graph([input([1, 4])]).slice(0, -9), 'syntax'],
  'empty': ['', 'syntax'],
  'another-format': ['{"format": "other", "version": 1, "nodes": []}', 'syntax'],
  'a-list': ['[1, 2]', 'syntax'],
  'newer': [graph([], [], { version: 99 }), 'version'],
  'unknown-type': [graph([{ id: 'a', type: 'Transmogrify' }]), 'unknown-type'],
  'type-of-a-prototype': [graph([{ id: 'a', type: 'constructor' }]), 'unknown-type'],
  'unknown-param': [graph([input([1, 4]), linear({ colour: 1 })], [['x', 'l']]), 'unknown-param'],
  'out-of-range': [graph([input([1, 4]), linear({ out_features: -2 })], [['x', 'l']]), 'bad-param'],
  'wrong-kind': [graph([input([1, 4]), linear({ out_features: 'many' })], [['x', 'l']]), 'bad-param'],
  'cycle': [graph([{ id: 'a', type: 'ReLU' }, { id: 'b', type: 'ReLU' }], [['a', 'b'], ['b', 'a']]), 'cycle'],
  'itself': [graph([{ id: 'a', type: 'ReLU' }], [['a', 'a']]), 'cycle'],
  'two-wires': [graph([input([1, 4]), { id: 'y', type: 'Input', params: { shape: [1, 4] } }, linear()], [['x', 'l'], ['y', 'l']]), 'occupied-input'],
  'twice': [graph([input([1]), input([1])]), 'duplicate-id'],
  'loose': [graph([linear()], [['gone', 'l']]), 'dangling-edge'],
  'open': [graph([linear()]), 'missing-input'],
  'no-image': [graph([input([1, 1, 2, 2], { value: { kind: 'file', path: 'gone.png' } })]), 'missing-file'],
  'no-weights': [graph([input([1, 4]), linear()], [['x', 'l']], { tensors: { 'l.weight': { file: 'gone.safetensors', key: 'w' } } }), 'missing-file'],
  'tensor-size': [graph([input([1, 4]), linear()], [['x', 'l']], { tensors: { 'l.bias': { shape: [3], data: [1, 2, 3] } } }), 'bad-tensor'],
  'tensor-count': [graph([input([1, 4]), linear()], [['x', 'l']], { tensors: { 'l.bias': { shape: [2], data: [1, 2, 3] } } }), 'bad-tensor'],
  'tensor-of-nothing': [graph([input([1, 4]), linear()], [['x', 'l']], { tensors: { 'z.bias': { shape: [1], data: [1] } } }), 'bad-tensor'],
  'data-size': [graph([input([1, 4], { value: { kind: 'data', data: [1] } })]), 'bad-param'],
  'huge': [graph([input([1_000_000, 1_000_000]), { id: 'r', type: 'ReLU' }], [['x', 'r']]), 'too-large'],
  'beyond-count': [graph([input([2 ** 40, 2 ** 40, 2 ** 40])]), 'too-large'],
}

for (const command of ['check', 'run'] as const) {
  test(`${command}: wrong input is told by its problem, with status 1, and left alone`, () => {
    const names = Object.keys(WRONG)
    const before = new Map(names.map((name) => {
      fs.writeFileSync(at(`${name}.graph.json`), WRONG[name]?.[0] ?? '')
      return [name, fs.statSync(at(`${name}.graph.json`)).mtimeMs]
    }))
    const { status, lines, stderr } = cli(command, ...names.map((name) => `${name}.graph.json`), 'gone.graph.json', '--json')
    expect([status, stderr]).toEqual([1, ''])
    expect(lines.map(({ ok, problems }, i) => [names[i] ?? 'gone', ok, problems[0]?.code])).toEqual([...names.map((name) => [name, false, WRONG[name]?.[1]]), ['gone', false, 'missing-file']])
    for (const { problems } of lines) {
      expect(problems).toHaveLength(1)
      expect(problems[0]?.message).toMatch(/^[^\n]+\.$/)
      expect(problems[0]?.message).not.toMatch(/\bat .*:\d+:\d+|undefined|\[object/)
    }
    for (const name of names) {
      expect(fs.readFileSync(at(`${name}.graph.json`), 'utf8')).toBe(WRONG[name]?.[0])
      expect(fs.statSync(at(`${name}.graph.json`)).mtimeMs).toBe(before.get(name))
    }
    expect(fs.readdirSync(dir).filter((name) => name.includes('.tmp'))).toEqual([])
  })
}

test('export refuses a wrong graph and writes nothing', () => {
  fs.writeFileSync(at('cut.graph.json'), WRONG['truncated']?.[0] ?? '')
  const { status, stdout, stderr } = cli('export', 'cut.graph.json', '-o', 'cut.onnx')
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(fs.existsSync(at('cut.onnx'))).toBe(false)
})

test('a file given for an Input is named as it was given', () => {
  const { status, lines } = cli('run', lenet, '--json', '--input', 'x=nowhere.png')
  expect(status).toBe(1)
  expect(lines[0]?.problems[0]?.message).toContain(at('nowhere.png'))
  expect(lines[0]?.problems[0]?.message).not.toContain('beside the graph')
})

test('a chain of 20,000 nodes is checked within seconds', () => {
  const nodes = [input([1, 4]), ...Array.from({ length: 20_000 }, (_, i) => ({ id: `r${i}`, type: 'ReLU' }))]
  fs.writeFileSync(at('long.graph.json'), graph(nodes, Array.from({ length: 20_000 }, (_, i) => [i === 0 ? 'x' : `r${i - 1}`, `r${i}`] as const)))
  const begin = Date.now()
  const { status, lines } = cli('check', 'long.graph.json', '--json')
  expect([status, lines[0]?.nodes.length]).toEqual([0, 20_001])
  expect(Date.now() - begin).toBeLessThan(20_000)
})

test('a port that another program has is an argument that cannot be used', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { status, stdout, stderr } = cli('serve', '--port', String(port))
  other.close()
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toBe(`tensorloom: --port ${port}: another program listens there; name another, or leave it out for a free one.\n`)
})
