import fs from 'node:fs/promises'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { decodeFrame, encodeFrame, type PageFrame, type ServerFrame } from './messages'
import { startServer, type RunningServer } from './server'

let root: string
let server: RunningServer
let address: URL
const pages: TestPage[] = []

beforeEach(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'serve-'))
  await fs.mkdir(path.join(root, 'site'))
  await fs.mkdir(path.join(root, 'graphs'))
  await fs.writeFile(path.join(root, 'site', 'index.html'), '<!doctype html><title>page</title>')
  await fs.writeFile(path.join(root, 'secret.json'), '{}')
  await fs.writeFile(path.join(root, 'graphs', 'one.graph.json'), '{"format": "tensorloom-graph", "version": 1, "name": "One", "nodes": []}\n')
  server = await startServer(
    { graph: path.join(root, 'graphs', 'one.graph.json') },
    {
      folders: { data: path.join(root, 'data'), examples: path.join(root, 'graphs'), site: path.join(root, 'site') },
      engineScript: path.join(import.meta.dirname, 'fixtures', 'engine.mjs'),
    },
  )
  address = new URL(server.address)
})

afterEach(async () => {
  for (const page of pages.splice(0)) page.close()
  await server.close()
  await fs.rm(root, { recursive: true, force: true })
})

/** Status of a request that is not cleaned up as `fetch` would. */
function get(pathname: string, headers: http.OutgoingHttpHeaders = {}, method = 'GET'): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: address.port, path: pathname, headers: { host: address.host, ...headers }, method }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => { body += part }).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    request.on('error', reject).end()
  })
}

/** A page's end of the socket. */
class TestPage {
  readonly frames: ServerFrame[] = []
  #waiting: (() => void)[] = []
  #request = 0

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.frames.push(decodeFrame(data as Buffer) as ServerFrame)
      for (const wake of this.#waiting.splice(0)) wake()
    })
  }

  static async open(): Promise<TestPage> {
    const socket = new WebSocket(`ws://${address.host}${address.pathname}socket`, { origin: address.origin })
    const page = new TestPage(socket)
    pages.push(page)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return page
  }

  send(frame: PageFrame): void {
    this.socket.send(encodeFrame(frame))
  }

  /** Takes the next frame of which `pick` says something. */
  async next<T>(pick: (frame: ServerFrame) => T | undefined): Promise<T> {
    for (;;) {
      for (const [i, frame] of this.frames.entries()) {
        const picked = pick(frame)
        if (picked === undefined) continue
        this.frames.splice(i, 1)
        return picked
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async ask(method: string, ...args: unknown[]): Promise<unknown> {
    const request = this.#request++
    this.send({ type: 'host', request, method, args })
    const reply = await this.next((frame) => frame.type === 'host-reply' && frame.request === request ? frame : undefined)
    if (reply.error !== undefined) throw new Error(reply.error)
    return reply.result
  }

  /** Answers the next question. */
  async answer(value: string | boolean | null): Promise<string> {
    const { ask, question } = await this.next((frame) => frame.type === 'ask' ? frame : undefined)
    this.send({ type: 'answer', ask, value })
    return question.kind
  }

  close(): void {
    this.socket.terminate()
  }
}

const engineMessage = (frame: ServerFrame): unknown => frame.type === 'engine' ? frame.message : undefined

describe('pages over HTTP', () => {
  it('serves the page under its token, with a policy', async () => {
    const page = await get(address.pathname)
    expect(page.status).toBe(200)
    expect(page.body).toContain('<title>page</title>')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect((await get(address.pathname.slice(0, -1))).headers.location).toBe(address.pathname)
  })

  it('serves nothing else', async () => {
    expect((await get('/')).status).toBe(404)
    expect((await get('/wrong/')).status).toBe(404)
    expect((await get(`${address.pathname}missing.js`)).status).toBe(404)
    expect((await get(`${address.pathname}../secret.json`)).status).toBe(404)
    expect((await get(`${address.pathname}%2e%2e%2fsecret.json`)).status).toBe(404)
    expect((await get(address.pathname, {}, 'POST')).status).toBe(405)
  })

  it('refuses names and pages of elsewhere', async () => {
    expect((await get(address.pathname, { host: `evil.example:${address.port}` })).status).toBe(403)
    expect((await get(address.pathname, { origin: 'http://evil.example' })).status).toBe(403)
    expect((await get(address.pathname, { host: `localhost:${address.port}` })).status).toBe(200)
  })

  it('opens a socket only to its own pages', async () => {
    const status = (url: string, origin?: string): Promise<string> => new Promise((resolve) => {
      const socket = new WebSocket(url, origin === undefined ? {} : { origin })
      socket.once('open', () => { socket.terminate(); resolve('open') }).once('error', (error) => resolve(error.message))
    })
    const url = `ws://${address.host}${address.pathname}socket`
    expect(await status(url, address.origin)).toBe('open')
    expect(await status(url)).toContain('403')
    expect(await status(url, 'http://evil.example')).toContain('403')
    expect(await status(`ws://${address.host}/wrong/socket`, address.origin)).toContain('403')
  })
})

describe('a page over the socket', () => {
  it('starts with the graph that was named, and lists folders', async () => {
    const page = await TestPage.open()
    const start = await page.ask('start')
    expect(start).toMatchObject({ examples: [{ id: 'one', name: 'One' }], open: [{ name: 'one.graph.json' }] })
    expect(await page.ask('list', root)).toMatchObject({ dir: root, entries: [{ name: 'data', kind: 'folder' }, { name: 'graphs' }, { name: 'site' }, { name: 'secret.json', kind: 'file' }] })
    await expect(page.ask('list', path.join(root, 'nowhere'))).rejects.toThrow('cannot be read as a folder')
    await expect(page.ask('eval', 'x')).rejects.toThrow('does not take this request')
  })

  it('asks where to save, and whether to overwrite', async () => {
    const page = await TestPage.open()
    const opened = await page.ask('openExample', 'one') as { doc: string; text: string }
    const [saved] = await Promise.all([page.ask('save', opened.doc, opened.text, null, 'two'), page.answer(path.join(root, 'two'))])
    expect(saved).toMatchObject({ path: path.join(root, 'two.graph.json') })
    expect(await fs.readFile(path.join(root, 'two.graph.json'), 'utf8')).toBe(opened.text)
    const again = await page.ask('openExample', 'one') as { doc: string }
    const saving = page.ask('save', again.doc, 'other', null, 'two')
    await page.answer(path.join(root, 'two.graph.json'))
    expect(await page.answer(false)).toBe('overwrite')
    expect(await saving).toBeNull()
    const [cancelled] = await Promise.all([page.ask('open'), page.answer(null)])
    expect(cancelled).toBeNull()
  })

  it('tells the engine the folders, carries its messages, and starts it again', async () => {
    const page = await TestPage.open()
    expect(await page.next((frame) => frame.type === 'engine-state' ? frame.state : undefined)).toBe('up')
    expect(await page.next(engineMessage)).toEqual({ type: 'welcome' })
    const opened = await page.ask('openPath', path.join(root, 'graphs', 'one.graph.json')) as { doc: string }
    const base = { type: 'echo', message: { type: 'base', doc: opened.doc, dir: path.join(root, 'graphs') } }
    expect(await page.next(engineMessage)).toEqual(base)
    page.send({ type: 'engine', message: { type: 'hello', bytes: new Uint8Array([1, 2]) } })
    expect(await page.next(engineMessage)).toEqual({ type: 'echo', message: { type: 'page', message: { type: 'hello', bytes: new Uint8Array([1, 2]) } } })
    page.send({ type: 'engine', message: { type: 'die' } })
    const state = (frame: ServerFrame): string | undefined => frame.type === 'engine-state' ? frame.state : undefined
    expect(await page.next(state)).toBe('down')
    expect(await page.next(state)).toBe('up')
    expect(await page.next(engineMessage)).toEqual({ type: 'welcome' })
    expect(await page.next(engineMessage)).toEqual(base)
  })

  it('exports through the engine', async () => {
    const page = await TestPage.open()
    const opened = await page.ask('openExample', 'one') as { doc: string }
    const [done] = await Promise.all([page.ask('exportModel', opened.doc, 'onnx', 'one.onnx'), page.answer(path.join(root, 'out'))])
    expect(done).toEqual({ path: path.join(root, 'out.onnx') })
    expect(await fs.readFile(path.join(root, 'out.onnx'), 'utf8')).toBe('exported')
    const refused = page.ask('exportModel', opened.doc, 'onnx', 'one.onnx')
    await page.answer(path.join(root, 'refused.onnx'))
    await expect(refused).rejects.toThrow('refused')
  })
})
