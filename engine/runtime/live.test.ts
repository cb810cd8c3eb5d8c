import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { GraphAnalysis } from '../analysis/analysis'
import { GraphDocument } from '../document/document'
import type { Edit, Edge, Graph, GraphNode, Params } from '../document/types'
import type { EngineMessage, ValueMessage } from '../protocol'
import { writeNpy } from '../tensor/npy'
import { AssetStore } from './assets'
import { LiveRunner } from './live'
import { runGraph } from './run'
import { Values } from './values'

const node = (id: string, type: string, params: Params = {}): GraphNode => ({ id, type, params })
const wire = (from: string, to: string): Edge => {
  const [port = 'input', ...rest] = to.split('.').reverse()
  return { from: [from, 'output'], to: rest.length > 0 ? [rest.reverse().join('.'), port] : [to, 'input'] }
}
const data = (...values: number[]): Params => ({ shape: [values.length], value: { kind: 'data', data: values } })
const graph = (nodes: GraphNode[], edges: Edge[], tensors: Graph['tensors'] = {}): Graph => ({ name: 'g', seed: 0, nodes, edges, tensors })

class Live {
  readonly messages: EngineMessage[] = []
  readonly runner: LiveRunner
  #revision = 0
  #wake: (() => void) | undefined

  constructor(start: Graph, options: { base?: string; bytes?: number } = {}) {
    this.runner = new LiveRunner({
      doc: 'd', document: new GraphDocument(start), revision: 0, base: options.base, memoryLimit: 2 ** 30,
      values: new Values(options.bytes ?? 2 ** 28),
      send: (message) => {
        this.messages.push(structuredClone(message))
        this.#wake?.()
      },
    })
  }

  watch(...nodes: string[]): this {
    this.runner.watch(nodes)
    return this
  }

  edit(...edits: Edit[]): number {
    this.runner.edit(++this.#revision, edits)
    return this.#revision
  }

  /** Until a run of this revision has ended; forgets nothing. */
  async settled(revision = this.#revision): Promise<Extract<EngineMessage, { type: 'state' }>> {
    for (;;) {
      const last = this.messages.findLast((message) => message.type === 'state')
      if (last && last.state !== 'running' && last.revision >= revision) return last
      await new Promise<void>((resolve) => { this.#wake = resolve })
    }
  }

  /** Values sent since the last call, by node. */
  taken(): Map<string, ValueMessage> {
    const values = this.messages.filter((message) => message.type === 'value')
    this.messages.splice(0, this.messages.length, ...this.messages.filter((message) => message.type === 'state'))
    return new Map(values.map((message) => [message.port === 'output' ? message.node : `${message.node}.${message.port}`, message]))
  }
}

const open: Live[] = []
function live(...args: ConstructorParameters<typeof Live>): Live {
  const one = new Live(...args)
  open.push(one)
  return one
}
afterEach(() => {
  for (const one of open.splice(0)) one.runner.close()
})

/** Nodes that take a step each. */
const heavy = (count: number): Graph => graph(
  [node('x', 'Input', { shape: [1, 64, 128, 128], value: { kind: 'ones' } }), ...Array.from({ length: count }, (_, i) => node(`c${i}`, 'Conv2d', { out_channels: 64, kernel_size: 11, padding: 5 }))],
  Array.from({ length: count }, (_, i) => wire(i === 0 ? 'x' : `c${i - 1}`, `c${i}`)),
)

const chain = (): Graph => graph(
  [node('x', 'Input', data(-1, 2, -3, 4)), node('a', 'Add', { other: 1 }), node('r', 'ReLU'), node('y', 'Output')],
  [wire('x', 'a'), wire('a', 'r'), wire('r', 'y')],
)

describe('a live document', () => {
  it('sends the values that are watched, with statistics and pictures', async () => {
    const doc = live(chain()).watch('a', 'r')
    expect(await doc.settled()).toMatchObject({ state: 'idle', problems: [] })
    const values = doc.taken()
    expect([...values.keys()]).toEqual(['a', 'r'])
    expect(values.get('r')).toMatchObject({ dtype: 'float32', shape: [4], stats: { min: 0, max: 5, mean: 2, count: 4 }, thumb: { kind: 'bars', values: [0, 3, 0, 5] } })
  })

  it('sends after an edit what it changed, and nothing else', async () => {
    const doc = live(chain()).watch('x', 'a', 'r', 'y')
    await doc.settled()
    doc.taken()
    doc.edit({ kind: 'setParam', node: 'a', param: 'other', value: 10 })
    await doc.settled()
    expect([...doc.taken()].map(([id, { thumb }]) => [id, thumb.values])).toEqual([['a', [9, 12, 7, 14]], ['r', [9, 12, 7, 14]], ['y', [9, 12, 7, 14]]])
    doc.edit({ kind: 'moveNodes', positions: { a: [1, 2] } })
    expect((await doc.settled()).revision).toBe(2)
    expect(doc.taken().size).toBe(0)
  })

  it('sends what comes on screen later, and what was undone, from what it knows', async () => {
    const doc = live(chain()).watch('a')
    await doc.settled()
    doc.taken()
    doc.watch('a', 'r')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([...doc.taken().keys()]).toEqual(['r'])
    doc.edit({ kind: 'setParam', node: 'a', param: 'other', value: 2 })
    await doc.settled()
    doc.taken()
    doc.edit({ kind: 'setParam', node: 'a', param: 'other', value: 1 })
    await doc.settled()
    expect(doc.taken().get('r')?.thumb.values).toEqual([0, 3, 0, 5])
  })

  it('takes edits that came together as one, and drops what an older one gave', async () => {
    const doc = live(chain()).watch('r')
    for (let i = 1; i <= 20; i++) doc.edit({ kind: 'setParam', node: 'a', param: 'other', value: i })
    await doc.settled()
    const values = doc.messages.filter((message) => message.type === 'value')
    expect(values.map((message) => message.revision)).toEqual([20])
    expect(values[0]?.thumb.values).toEqual([19, 22, 17, 24])
  })

  it('keeps what an error does not reach, says what is gone, and gets it back', async () => {
    const doc = live(chain()).watch('x', 'a', 'r')
    await doc.settled()
    doc.taken()
    doc.edit({ kind: 'removeEdge', edge: wire('x', 'a') })
    expect((await doc.settled()).state).toBe('error')
    expect(doc.messages.findLast((message) => message.type === 'gone')).toMatchObject({ nodes: ['a', 'r'] })
    doc.taken()
    doc.edit({ kind: 'addEdge', edge: wire('x', 'a') })
    expect((await doc.settled()).state).toBe('idle')
    expect([...doc.taken().keys()]).toEqual(['a', 'r'])
  })

  it('shows in-place writes as a full run does, whatever runs again', async () => {
    const doc = live(graph(
      [node('x', 'Input', data(-1, 2)), node('a', 'Add', { other: 1 }), node('v', 'Identity'), node('r', 'ReLU', { inplace: true }), node('late', 'Add', { other: 0 }), node('b', 'Add', { other: 5 })],
      [wire('x', 'a'), wire('a', 'v'), wire('v', 'r'), wire('a', 'late'), wire('late', 'b')],
    )).watch('a', 'late', 'b')
    await doc.settled()
    expect(doc.taken().get('late')?.thumb.values).toEqual([0, 3])
    doc.edit({ kind: 'setParam', node: 'late', param: 'other', value: 1 })
    await doc.settled()
    expect(doc.taken().get('b')?.thumb.values).toEqual([6, 9])
    doc.edit({ kind: 'setParam', node: 'a', param: 'other', value: -3 })
    await doc.settled()
    const values = doc.taken()
    expect(values.get('a')?.thumb.values).toEqual([-4, -1])
    expect(values.get('late')?.thumb.values).toEqual([1, 1])
    doc.edit({ kind: 'setParam', node: 'r', param: 'inplace', value: false })
    await doc.settled()
    expect(doc.taken().get('late')?.thumb.values).toEqual([-3, 0])
  })

  it('draws weights in file order, and the others anew when one in front changes', async () => {
    const start = graph(
      [node('x', 'Input', { shape: [1, 4], value: { kind: 'ones' } }), node('f', 'Linear', { out_features: 3 }), node('g', 'Linear', { out_features: 2 })],
      [wire('x', 'f'), wire('x', 'g')],
    )
    const doc = live(start).watch('f', 'g')
    await doc.settled()
    const first = doc.taken()
    doc.edit({ kind: 'setParam', node: 'g', param: 'out_features', value: 5 })
    await doc.settled()
    expect([...doc.taken().keys()]).toEqual(['g'])
    doc.edit({ kind: 'setParam', node: 'f', param: 'out_features', value: 4 })
    await doc.settled()
    expect([...doc.taken().keys()]).toEqual(['f', 'g'])
    doc.edit({ kind: 'setParam', node: 'f', param: 'out_features', value: 3 }, { kind: 'setParam', node: 'g', param: 'out_features', value: 2 })
    await doc.settled()
    expect(doc.taken()).toEqual(new Map([...first].map(([id, value]) => [id, { ...value, revision: 3 }])))
    doc.edit({ kind: 'setGraph', seed: 1 })
    await doc.settled()
    expect(doc.taken().get('f')?.thumb.values).not.toEqual(first.get('f')?.thumb.values)
    doc.edit({ kind: 'setTensor', key: 'f.weight', value: { shape: [3, 4], data: Array<number>(12).fill(0) } }, { kind: 'setTensor', key: 'f.bias', value: { shape: [3], data: [1, 2, 3] } })
    await doc.settled()
    expect(doc.taken().get('f')?.thumb.values).toEqual([1, 2, 3])
  })

  it('works where next to nothing can be kept', async () => {
    const doc = live(chain(), { bytes: 20 }).watch('x', 'a', 'r', 'y')
    await doc.settled()
    expect(doc.taken().get('y')?.thumb.values).toEqual([0, 3, 0, 5])
    doc.edit({ kind: 'setParam', node: 'a', param: 'other', value: 10 })
    await doc.settled()
    expect(doc.taken().get('y')?.thumb.values).toEqual([9, 12, 7, 14])
    expect([...(await doc.runner.value('r', 'output')).data]).toEqual([9, 12, 7, 14])
  })

  it('keeps values right while their memory is used again, and those that were handed out', async () => {
    // Less than two runs' worth: the values of one go as those of the next come.
    const x = (seed: number): Params => ({ shape: [4, 64, 64], value: { kind: 'rand', seed } })
    const made = (seed: number): Graph => graph([node('x', 'Input', x(seed)), node('a', 'Mul', { other: 3 }), node('v', 'Flatten'), node('b', 'Add', { other: 1 })], [wire('x', 'a'), wire('a', 'v'), wire('v', 'b')])
    const all = ['x', 'a', 'v', 'b']
    const doc = live(made(0), { bytes: 200_000 }).watch(...all)
    await doc.settled()
    const handed = await doc.runner.value('b', 'output')
    const copy = handed.data.slice()
    doc.taken()
    for (let seed = 1; seed < 7; seed++) {
      await doc.settled(doc.edit({ kind: 'setParams', node: 'x', params: x(seed) }))
      const other = live(made(seed)).watch(...all)
      await other.settled()
      const [mine, theirs] = [doc.taken(), other.taken()]
      for (const id of all) expect([mine.get(id)?.stats, mine.get(id)?.thumb]).toEqual([theirs.get(id)?.stats, theirs.get(id)?.thumb])
      expect((await doc.runner.value('v', 'output')).data).toEqual((await other.runner.value('v', 'output')).data)
    }
    expect(handed.data).toEqual(copy)
  })

  it('gives the same when a model has come so often that it is kept', async () => {
    const start = graph(
      [node('x', 'Input', { shape: [1, 3, 12, 12], value: { kind: 'ones' } }), node('c', 'Conv2d', { out_channels: 8, kernel_size: 3, padding: 1 }), node('r', 'ReLU'), node('p', 'MaxPool2d', { kernel_size: 2 })],
      [wire('x', 'c'), wire('c', 'r'), wire('r', 'p')],
    )
    const doc = live(start).watch('p')
    for (let seed = 1; seed < 8; seed++) {
      doc.edit({ kind: 'setParam', node: 'x', param: 'value', value: { kind: 'randn', seed } }, ...(seed === 6 ? [{ kind: 'setGraph', seed: 1 } as const] : []))
      await doc.settled()
      const fresh = live({ ...start, seed: seed < 6 ? 0 : 1, nodes: start.nodes.map((one) => (one.id === 'x' ? { ...one, params: { ...one.params, value: { kind: 'randn', seed } } } : one)) })
      const expected = (await fresh.runner.value('p', 'output')).data
      const { data } = await doc.runner.value('p', 'output')
      expect(expected.length).toBe(288)
      expected.forEach((x, i) => expect(Math.abs(Number(data[i]) - Number(x))).toBeLessThanOrEqual(1e-6))
    }
  })

  it('gives whole values, and says where there are none', async () => {
    const doc = live(chain())
    expect([...(await doc.runner.value('r', 'output')).data]).toEqual([0, 3, 0, 5])
    await expect(doc.runner.value('r', 'indices')).rejects.toThrow('r.indices has no value.')
    await expect(doc.runner.value('nothing', 'output')).rejects.toThrow('has no value')
    const closed = live(chain())
    const value = closed.runner.value('r', 'output')
    closed.runner.close()
    await expect(value).rejects.toThrow('closed')
  })

  it('reads files once the folder is known, and again when they change', async () => {
    const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'live-'))
    const write = (values: number[]): Promise<void> => fs.writeFile(path.join(dir, 'x.npy'), writeNpy({ dtype: 'float32', shape: [2], data: Float32Array.from(values) }))
    await write([1, 2])
    const doc = live(graph([node('x', 'Input', { shape: [2], value: { kind: 'file', path: 'x.npy' } }), node('a', 'Add', { other: 1 })], [wire('x', 'a')])).watch('a')
    await doc.settled()
    expect(doc.taken().size).toBe(0)
    doc.runner.setBase(dir)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(doc.messages.findLast((message) => message.type === 'assets')).toMatchObject({ assets: { 'x.npy': { kind: 'npy', shape: [2] } } })
    expect(doc.taken().get('a')?.thumb.values).toEqual([2, 3])
    await write([5, 6])
    doc.runner.refresh()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(doc.taken().get('a')?.thumb.values).toEqual([6, 7])
    await fs.rm(path.join(dir, 'x.npy'))
    doc.runner.refresh()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await doc.settled()).state).toBe('error')
    await fs.rm(dir, { recursive: true })
  })

  it('gives after any edits what a full run gives', async () => {
    const types: [string, Params][] = [['ReLU', {}], ['ReLU', { inplace: true }], ['Identity', {}], ['Add', { other: -0.5 }], ['Linear', { out_features: 4 }], ['Flatten', { start_dim: 0 }]]
    let state = 7
    const pick = (n: number): number => (state = (state * 1103515245 + 12345) % 2 ** 31) % n
    const nodes = [node('n0', 'Input', { shape: [4], value: { kind: 'randn', seed: 1 } })]
    const edges: Edge[] = []
    for (let i = 1; i < 14; i++) {
      nodes.push(node(`n${i}`, ...types[pick(types.length)]!))
      edges.push(wire(`n${pick(i)}`, `n${i}`))
    }
    const start = graph(nodes, edges)
    const doc = live(start).watch(...nodes.map(({ id }) => id))
    const copy = new GraphDocument(start)
    for (let turn = 0; turn < 40; turn++) {
      const i = 1 + pick(13)
      const [type, params] = types[pick(types.length)]!
      const old = copy.incoming(`n${i}`)[0]!
      const edit: Edit[] = pick(3) === 0
        ? [{ kind: 'removeEdge', edge: old }, { kind: 'addEdge', edge: wire(`n${pick(i)}`, `n${i}`) }]
        : pick(4) === 0 ? [{ kind: 'setBypass', node: `n${i}`, bypass: copy.node(`n${i}`)?.bypass !== true }] : [{ kind: 'setType', node: `n${i}`, type, params }]
      for (const one of edit) copy.apply(one)
      doc.edit(...edit)
      if (pick(2) === 0) continue
      await doc.settled()
      const analysis = new GraphAnalysis(copy)
      const expected = new Map<string, number[]>()
      await runGraph(copy, analysis, new AssetStore('.'), { device: 'cpu', value: (id, _, { data: values }) => void expected.set(id, [...values as Float32Array]) })
      for (const [id, values] of expected) {
        const { data } = await doc.runner.value(id, 'output')
        values.forEach((x, i) => expect(Math.abs(Number(data[i]) - x), `${id} in turn ${turn}`).toBeLessThanOrEqual(1e-6 + 1e-6 * Math.abs(x)))
      }
    }
  })
})

it('a cancelled run leaves what is known, and stays ended until something changes', async () => {
  const one = live(heavy(6)).watch('c0', 'c5')
  while (!one.messages.some((message) => message.type === 'value' && message.node === 'c0')) await new Promise((resolve) => setTimeout(resolve, 5))
  one.runner.cancel()
  const ended = await one.settled()
  expect(ended).toMatchObject({ state: 'idle' })
  expect(ended.ran).toBeLessThan(7)
  expect([...one.taken().keys()]).toEqual(['c0'])
  one.watch('c5')
  await expect(one.runner.value('c5', 'output')).rejects.toThrow('The run was ended')
  expect(one.taken().size).toBe(0)
  await one.settled(one.edit({ kind: 'setParam', node: 'x', param: 'shape', value: [1, 64, 2, 2] }))
  expect(one.taken().get('c5')).toMatchObject({ shape: [1, 64, 2, 2] })
})

it('shows another sample of what is known, without a run', async () => {
  const one = live(graph([node('x', 'Input', { shape: [2, 3, 2, 2], value: { kind: 'arange' } }), node('n', 'Neg')], [wire('x', 'n')])).watch('x', 'n')
  await one.settled()
  expect(one.taken().get('n')?.thumb.sample).toBeUndefined()
  const states = one.messages.length
  one.runner.watch(['x', 'n'], 1)
  while (one.messages.length === states) await new Promise((resolve) => setTimeout(resolve, 1))
  expect(await one.settled()).toMatchObject({ ran: 0 })
  const shown = one.taken()
  expect([...shown.keys()].sort()).toEqual(['n', 'x'])
  expect(shown.get('n')?.thumb.sample).toBe(1)
})

it('runs with edits or only when told, and tells what is old meanwhile', async () => {
  const one = live(graph([node('x', 'Input', data(-1, 2)), node('r', 'ReLU'), node('n', 'Neg'), node('y', 'Input', data(5))], [wire('x', 'r'), wire('r', 'n')])).watch('x', 'r', 'n', 'y')
  await one.settled()
  one.taken()
  const stale = (): readonly string[] | undefined => one.messages.findLast((message) => message.type === 'stale')?.nodes
  one.runner.setLive(false)
  const value = (...values: number[]): Edit => ({ kind: 'setParam', node: 'x', param: 'value', value: { kind: 'data', data: values } })
  expect((await one.settled(one.edit(value(3, -4)))).ran).toBe(0)
  expect(one.messages.some((message) => message.type === 'gone')).toBe(false)
  expect(stale()).toEqual(['x', 'r', 'n'])
  // What the page shows can still be asked about.
  expect([...(await one.runner.value('r', 'output')).data]).toEqual([0, 2])
  expect(one.taken().size).toBe(0)

  // What is known needs no run.
  await one.settled(one.edit(value(-1, 2)))
  expect(stale()).toEqual([])
  await one.settled(one.edit(value(3, -4)))
  expect(stale()).toEqual(['x', 'r', 'n'])
  one.messages.length = 0
  one.runner.refresh()
  await one.settled()
  expect(stale()).toEqual([])
  expect([...(await one.runner.value('n', 'output')).data]).toEqual([-3, -0])
  expect([...one.taken().keys()].sort()).toEqual(['n', 'r', 'x'])

  await one.settled(one.edit(value(7, 8)))
  one.messages.length = 0
  one.runner.setLive(true)
  await one.settled()
  expect(one.messages.filter((message) => message.type === 'value').map((message) => message.node).sort()).toEqual(['n', 'r', 'x'])
  expect(stale()).toEqual([])
})
