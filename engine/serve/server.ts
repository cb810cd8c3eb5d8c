/** The editor in a browser: the built page over HTTP, and a socket for its host and engine, on the loopback address. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import { SECURITY_HEADERS } from '../host/csp'
import { applicationRoot, dataFolder, hostFolders } from '../host/folders'
import { Recents } from '../host/recents'
import { Recovery } from '../host/recovery'
import { siteFile } from '../host/site'
import { say } from '../say'
import { Guard } from './guard'
import { SOCKET_PATH } from './messages'
import { Page, type Shared } from './page'

/** Bytes of one message of a page: a graph with its inline data. */
const MAX_MESSAGE = 512 * 2 ** 20
const ADDRESS = '127.0.0.1'

export interface ServeOptions {
  /** A graph file that every page opens. */
  readonly graph?: string
  /** 0 or left out: any that is free. */
  readonly port?: number
}

export interface RunningServer {
  /** With the token. */
  readonly address: string
  close(): Promise<void>
}

/** Starts serving. Rejects where the graph or the built page is missing, or the port is taken. */
export async function startServer(options: ServeOptions, places?: Pick<Shared, 'folders' | 'engineScript'>): Promise<RunningServer> {
  const { folders, engineScript } = places ?? builtPlaces()
  if (options.graph !== undefined && !fs.existsSync(options.graph)) throw new Error(say`${options.graph} is not there.`)
  if (!fs.existsSync(path.join(folders.site, 'index.html'))) throw new Error(say`The page is not built: run the build first.`)
  const shared: Shared = {
    folders, engineScript, recents: new Recents(folders.data), recovery: new Recovery(folders.data),
    ...(options.graph === undefined ? {} : { graph: path.resolve(options.graph) }),
  }
  const token = randomBytes(24).toString('base64url')
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, ADDRESS, resolve)
  })
  const { port } = server.address() as AddressInfo
  const guard = new Guard(token, port)

  server.on('request', (request, response) => {
    respond(guard, folders.site, request, response).catch(() => response.destroy())
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => {
    // A browser names the page's origin on every upgrade: without it, this is no page.
    if (!guard.allows(request) || request.headers.origin === undefined || guard.path(request.url) !== `/${SOCKET_PATH}`) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (page) => new Page(page, shared))
  })

  return {
    address: `http://${ADDRESS}:${port}/${token}/`,
    close: async () => {
      for (const page of sockets.clients) page.terminate()
      sockets.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

/** Serves until it is interrupted; the address is the one line that it prints. */
export async function serve(options: ServeOptions): Promise<void> {
  const server = await startServer(options)
  process.stdout.write(`${server.address}\n`)
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  await server.close()
}

async function respond(guard: Guard, site: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = { ...SECURITY_HEADERS, 'Cache-Control': 'no-store' }
  const end = (status: number, more: Readonly<Record<string, string>> = {}, body?: Uint8Array): void => {
    response.writeHead(status, { ...headers, ...more }).end(request.method === 'HEAD' ? undefined : body)
  }
  if (!guard.allows(request)) return end(403)
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, { Allow: 'GET, HEAD' })
  const name = guard.path(request.url)
  if (name === undefined) return end(404)
  // The page's own addresses are relative to a folder.
  if (name === '') return end(308, { Location: `${request.url?.split('?')[0] ?? ''}/` })
  const file = await siteFile(site, name)
  if (!file) return end(404)
  end(200, { 'Content-Type': file.type, 'Content-Length': String(file.bytes.byteLength) }, file.bytes)
}

/** Where a build has the page and the engine, seen from this file's place in it. */
function builtPlaces(): Pick<Shared, 'folders' | 'engineScript'> {
  const root = applicationRoot(path.dirname(fileURLToPath(import.meta.url)))
  return { folders: hostFolders(root, dataFolder()), engineScript: path.join(root, 'dist', 'engine', 'process.js') }
}
