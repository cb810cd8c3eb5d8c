import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { encode } from 'fast-png'
import { afterEach, describe, expect, it } from 'vitest'
import { Engine } from './engine'
import { engineMessageSchema, type EngineMessage } from './protocol'
import { writeNpy } from './tensor/npy'

const graph = {
  name: 'g', seed: 0, tensors: {},
  nodes: [
    { id: 'x', type: 'Input', params: { shape: [1, 6], value: { kind: 'arange' } } },
    { id: 'f', type: 'Linear', params: { out_features: 2 } },
  ],
  edges: [{ from: ['x', 'output'], to: ['f', 'input'] }],
}

const engines: Engine[] = []
afterEach(() => {
  for (const engine of engines.splice(0)) engine.disconnect()
})

function page(): { engine: Engine; next<T extends EngineMessage['type']>(type: T): Promise<Extract<EngineMessage, { type: T }>> } {
  const engine = new Engine()
  engines.push(engine)
  const messages: EngineMessage[] = []
  let wake = (): void => undefined
  engine.connect((message) => {
    // What a page checks.
    messages.push(engineMessageSchema.parse(structuredClone(message)))
    wake()
  })
  return {
    engine,
    next: async <T extends EngineMessage['type']>(type: T) => {
      for (;;) {
        const i = messages.findIndex((message) => message.type === type)
        if (i >= 0) return messages.splice(i, 1)[0] as Extract<EngineMessage, { type: T }>
        await new Promise<void>((resolve) => { wake = resolve })
      }
    },
  }
}

describe('an engine', () => {
  it('welcomes a page and computes what it opens', async () => {
    const { engine, next } = page()
    const welcome = await next('welcome')
    expect(welcome.devices[0]).toEqual({ id: 'cpu', available: true })
    expect(welcome.memoryLimit).toBeGreaterThan(2 ** 28)
    engine.receive({ type: 'open', doc: 'd', graph, revision: 7 })
    engine.receive({ type: 'watch', doc: 'd', nodes: ['x'] })
    expect(await next('value')).toMatchObject({ doc: 'd', revision: 7, node: 'x', thumb: { kind: 'bars', values: [0, 1, 2, 3, 4, 5] } })
    expect((await next('state')).state).toBe('running')
    expect(await next('state')).toMatchObject({ state: 'idle', revision: 7 })
  })

  it('answers with slices and values', async () => {
    const { engine, next } = page()
    engine.receive({ type: 'open', doc: 'd', graph })
    engine.receive({ type: 'slice', request: 1, doc: 'd', node: 'x', port: 'output', index: [], rows: [0, 5], cols: [2, 4] })
    expect(await next('reply')).toMatchObject({ request: 1, reply: { kind: 'slice', rows: 1, cols: 2, data: [2, 3] } })
    engine.receive({ type: 'values', request: 2, doc: 'd', node: 'x', port: 'output' })
    const { reply } = await next('reply')
    expect(reply.kind === 'values' && [...new Float32Array(reply.data.buffer)]).toEqual([0, 1, 2, 3, 4, 5])
    engine.receive({ type: 'values', request: 3, doc: 'd', node: 'x', port: 'nothing' })
    expect((await next('reply')).reply.kind).toBe('error')
    engine.receive({ type: 'values', request: 4, doc: 'other', node: 'x', port: 'output' })
    expect((await next('reply')).reply.kind).toBe('error')
  })

  it('shows weights as they are drawn and as they are set', async () => {
    const { engine, next } = page()
    engine.receive({ type: 'open', doc: 'd', graph })
    engine.receive({ type: 'summary', request: 1, doc: 'd', node: 'f', port: 'weight', of: 'weight' })
    expect(await next('reply')).toMatchObject({ request: 1, reply: { kind: 'summary', type: { dtype: 'float32', shape: [2, 6] }, stats: { count: 12 } } })
    engine.receive({ type: 'edit', doc: 'd', revision: 1, edits: [{ kind: 'setTensor', key: 'f.bias', value: { shape: [2], data: [3, 'NaN'] } }] })
    engine.receive({ type: 'slice', request: 2, doc: 'd', node: 'f', port: 'bias', of: 'weight', index: [], rows: [0, 1], cols: [0, 9] })
    expect(await next('reply')).toMatchObject({ request: 2, reply: { data: [3, NaN] } })
    engine.receive({ type: 'find', request: 3, doc: 'd', node: 'f', port: 'bias', of: 'weight', what: 'odd' })
    expect(await next('reply')).toMatchObject({ request: 3, reply: { kind: 'found', at: [1] } })
    engine.receive({ type: 'values', request: 4, doc: 'd', node: 'x', port: 'weight', of: 'weight' })
    expect(await next('reply')).toMatchObject({ request: 4, reply: { kind: 'error', message: 'x has no weight.' } })
    engine.receive({ type: 'slice', request: 5, doc: 'd', node: 'f', port: 'weight', of: 'weight', index: [], rows: [0, 1], cols: [0, 9], axes: [1, 1] })
    expect(await next('reply')).toMatchObject({ request: 5, reply: { kind: 'error' } })
  })

  it('makes a picture fit, from what it was made from', async () => {
    const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'engine-'))
    const png = encode({ width: 6, height: 4, channels: 3, depth: 8, data: Uint8Array.from({ length: 72 }, (_, i) => i * 3) })
    await fs.writeFile(path.join(dir, 'a.png'), png)
    await fs.writeFile(path.join(dir, 'b.npy'), writeNpy({ dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, 2n) }))
    const { engine, next } = page()
    engine.receive({ type: 'open', doc: 'd', graph })
    const ask = async (request: number, rest: object): Promise<unknown> => {
      engine.receive({ type: 'fit', request, doc: 'd', ...rest })
      return (await next('reply')).reply
    }
    const to = { width: 2, height: 2, fit: 'crop' }
    expect(await ask(1, { path: 'a.png', to })).toMatchObject({ kind: 'error', message: 'a.png: the folder of this graph is not known yet.' })
    expect(await ask(2, { path: 'new.png', bytes: png, to })).toMatchObject({ kind: 'fitted', path: 'new.png', type: { shape: [3, 2, 2] } })
    engine.setBase('d', dir)
    const first = await ask(3, { path: 'a.png', to }) as { data: Uint8Array }
    await fs.mkdir(path.join(dir, '2x2'))
    await fs.writeFile(path.join(dir, '2x2/a.png'), first.data)
    expect(await ask(4, { path: '2x2/a.png', to })).toEqual({ kind: 'fitted', path: '2x2/a.png', type: { dtype: 'float32', shape: [3, 2, 2] } })
    expect(await ask(5, { path: '2x2/a.png', to: { width: 3, height: 2, fit: 'stretch' } })).toMatchObject({ path: 'a.png', type: { shape: [3, 2, 3] } })
    expect(await ask(6, { path: '2x2/a.png', to: { width: 6, height: 4, fit: 'crop' } })).toEqual({ kind: 'fitted', path: 'a.png', type: { dtype: 'float32', shape: [3, 4, 6] } })
    expect(await ask(7, { path: 'b.npy', to })).toEqual({ kind: 'fitted', path: 'b.npy', type: { dtype: 'int64', shape: [2] } })
    await fs.rm(path.join(dir, 'a.png'))
    // Without it, what is there is made to fit.
    expect(await ask(8, { path: '2x2/a.png', to: { ...to, width: 3 } })).toMatchObject({ path: '2x2/a.png', type: { shape: [3, 2, 3] } })
    expect(await ask(9, { path: 'a.png', to })).toMatchObject({ kind: 'error', message: 'There is no file a.png.' })
    await fs.rm(dir, { recursive: true })
  })

  it('refuses what does not fit, and lives on', async () => {
    const { engine, next } = page()
    engine.receive('nonsense')
    expect((await next('refused')).doc).toBeUndefined()
    engine.receive({ type: 'watch', doc: 'd', nodes: [] })
    expect(await next('refused')).toMatchObject({ doc: 'd' })
    engine.receive({ type: 'open', doc: 'd', graph })
    engine.receive({ type: 'edit', doc: 'd', revision: 1, edits: [{ kind: 'removeNode', id: 'nothing' }] })
    expect(await next('refused')).toMatchObject({ doc: 'd' })
    engine.receive({ type: 'open', doc: 'd', graph, revision: 1 })
    engine.receive({ type: 'close', doc: 'd' })
    engine.receive({ type: 'close', doc: 'd' })
    engine.receive({ type: 'device', doc: 'd', device: 'cpu' })
    expect(await next('refused')).toMatchObject({ doc: 'd', reason: 'This document is not open.' })
  })

  it('keeps to a device that works', async () => {
    const { engine, next } = page()
    engine.receive({ type: 'open', doc: 'd', graph })
    engine.receive({ type: 'device', doc: 'd', device: 'cuda' })
    const { device, reason, devices } = await next('device')
    if (device === 'cpu') {
      expect(reason).not.toBe('')
      expect(devices.find(({ id }) => id === 'cuda')?.available).toBe(false)
    } else expect(reason).toBeUndefined()
  })

  it('tries all devices on demand, without changing the one in use', async () => {
    const { engine, next } = page()
    engine.receive({ type: 'open', doc: 'd', graph })
    engine.receive({ type: 'devices', doc: 'd' })
    const { device, reason, devices } = await next('device')
    expect([device, reason]).toEqual(['cpu', undefined])
    expect(devices.map(({ id }) => id)).toEqual(['cpu', 'cuda', 'webgpu'])
    for (const { available, reason: why } of devices) expect(available ? undefined : 'missing').toBe(why === undefined ? undefined : 'missing')
  })

  it('exports what is open', async () => {
    const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'engine-'))
    const { engine } = page()
    engine.receive({ type: 'open', doc: 'd', graph })
    await engine.export('d', path.join(dir, 'g.onnx'), 'onnx')
    await engine.export('d', path.join(dir, 'g.safetensors'), 'safetensors')
    expect((await fs.readdir(dir)).sort()).toEqual(['g.onnx', 'g.safetensors'])
    engine.receive({ type: 'edit', doc: 'd', revision: 1, edits: [{ kind: 'removeEdge', edge: graph.edges[0] }] })
    await expect(engine.export('d', path.join(dir, 'h.onnx'), 'onnx')).rejects.toThrow('errors cannot be exported')
    await expect(engine.export('other', path.join(dir, 'h.onnx'), 'onnx')).rejects.toThrow('does not have')
    await fs.rm(dir, { recursive: true })
  })
})
