import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Documents } from './documents'
import { hostFolders } from './folders'
import { Recents } from './recents'
import { Recovery } from './recovery'
import { answer, type HostSide } from './requests'
import { siteFile } from './site'

function side(dir: string, more: Partial<HostSide> = {}): HostSide {
  const folders = hostFolders(dir, path.join(dir, 'data'))
  const recents = new Recents(folders.data)
  return {
    version: '1.2.3', folders, recents,
    documents: new Documents({ folders, recents, recovery: new Recovery(folders.data), onBase: () => undefined }),
    pickOpen: () => Promise.resolve(undefined),
    pickSave: () => Promise.resolve(undefined),
    mayOverwrite: () => Promise.resolve(false),
    exportTo: () => Promise.resolve(),
    takeOpened: () => Promise.resolve([]),
    ...more,
  }
}
let folder: string
let folders = 0
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorloom-requests-')) })
afterEach(() => { fs.rmSync(folder, { recursive: true }) })
function temporary(): string {
  const dir = path.join(folder, String(folders++))
  fs.mkdirSync(dir)
  return dir
}

it('starts with the examples, lessons in their order, then by size', async () => {
  const dir = temporary()
  fs.mkdirSync(path.join(dir, 'graphs'))
  fs.writeFileSync(path.join(dir, 'graphs/small.graph.json'), '{"name": "Small", "nodes": [1]}')
  fs.writeFileSync(path.join(dir, 'graphs/large.graph.json'), '{"name": "Large", "description": "d", "nodes": [1, 2]}')
  for (const id of ['conv-stride-2', 'conv-stride-1']) fs.writeFileSync(path.join(dir, `graphs/${id}.graph.json`), JSON.stringify({ name: id, nodes: [1, 2, 3] }))
  fs.writeFileSync(path.join(dir, 'graphs/broken.graph.json'), '{')
  expect(await answer(side(dir), { method: 'start', args: [] })).toEqual({
    version: '1.2.3', platform: process.platform, recents: [], recovered: [],
    examples: [...['conv-stride-1', 'conv-stride-2'].map(id => ({ id, name: id, description: '' })), { id: 'small', name: 'Small', description: '' }, { id: 'large', name: 'Large', description: 'd' }],
  })
})

it('starts also where a file that was named does not open, and says why', async () => {
  const started = await answer(side(temporary(), { takeOpened: () => Promise.reject(new Error('x.txt is no graph.')) }), { method: 'start', args: [] })
  expect(started).toMatchObject({ failed: ['x.txt is no graph.'], recents: [], recovered: [] })
})

it('refuses what is not one of its requests', async () => {
  const host = side(temporary())
  for (const message of [
    undefined, 'start', { method: 'start' }, { method: 'constructor', args: [] }, { method: 'unstash', args: ['../../etc'] },
    { method: 'openPath', args: ['a\0.json'] }, { method: 'exportModel', args: ['d', 'exe', 'n'] }, { method: 'addAsset', args: ['d', 'a.png', 'text'] }, { method: 'addAsset', args: ['d', 'a.png', new Uint8Array(1), 7] }, { method: 'valuesBeside', args: ['d', ''] },
  ]) await expect(answer(host, message)).rejects.toThrow('does not take')
})

it('lets the page look at examples and recent files, and at nothing else', async () => {
  const dir = temporary()
  const host = side(dir)
  fs.mkdirSync(path.join(dir, 'graphs'))
  fs.writeFileSync(path.join(dir, 'graphs/small.graph.json'), '{"nodes": []}')
  const file = path.join(dir, 'mine.graph.json')
  fs.writeFileSync(file, '{}')
  const look = (...args: unknown[]): Promise<unknown> => answer(host, { method: 'peek', args })
  expect(await look('example', 'small')).toBe('{"nodes": []}')
  expect(await look('recent', file)).toBeNull()
  host.recents.add(file)
  expect(await look('recent', file)).toBe('{}')
  for (const id of ['none', '../mine', path.join(dir, 'mine')]) expect(await look('example', id)).toBeNull()
  await expect(look('folder', dir)).rejects.toThrow('does not take')
  fs.truncateSync(file, 33 * 2 ** 20)
  expect(await look('recent', file)).toBeNull()
  fs.rmSync(file)
  expect(await look('recent', file)).toBeNull()
})

it('exports where the person says, with the ending', async () => {
  const dir = temporary()
  const written: unknown[] = []
  const host = side(dir, {
    pickSave: (suggested, kind) => Promise.resolve(path.join(dir, `${suggested}-${kind}`)),
    exportTo: (...args) => { written.push(args); return Promise.resolve() },
  })
  const file = path.join(dir, 'net-onnx.onnx')
  expect(await answer(host, { method: 'exportModel', args: ['d', 'onnx', 'net'] })).toEqual({ path: file })
  expect(written).toEqual([['d', file, 'onnx']])
  expect(await answer(side(dir), { method: 'exportModel', args: ['d', 'onnx', 'net'] })).toBeNull()
})

it('asks before an export takes the place of a file whose name the person did not type', async () => {
  const dir = temporary()
  fs.writeFileSync(path.join(dir, 'net.onnx'), 'old')
  const written: string[] = []
  const asked: string[] = []
  const exportAs = (typed: string, allowed: boolean): Promise<unknown> => answer(side(dir, {
    pickSave: () => Promise.resolve(path.join(dir, typed)),
    mayOverwrite: (name) => { asked.push(name); return Promise.resolve(allowed) },
    exportTo: (_doc, file) => { written.push(file); return Promise.resolve() },
  }), { method: 'exportModel', args: ['d', 'onnx', 'net'] })
  expect(await exportAs('net', false)).toBeNull()
  expect(written).toEqual([])
  await exportAs('net', true)
  await exportAs('net.onnx', false)
  expect(asked).toEqual(['net.onnx', 'net.onnx'])
  expect(written).toHaveLength(2)
})

it('serves the page\'s folder and nothing outside it', async () => {
  const dir = temporary()
  fs.mkdirSync(path.join(dir, 'site'))
  fs.writeFileSync(path.join(dir, 'site/index.html'), '<p>')
  fs.writeFileSync(path.join(dir, 'secret.json'), '{}')
  const site = path.join(dir, 'site')
  expect((await siteFile(site, '/'))?.type).toContain('text/html')
  for (const url of ['/../secret.json', '/%2e%2e/secret.json', '/..%2fsecret.json', '/..%5csecret.json', '/index.html%00', '/%', '/no.js']) {
    expect(await siteFile(site, url)).toBeUndefined()
  }
})
