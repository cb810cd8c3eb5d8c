/** Chromium, and a folder as a site. */
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { chromium, type Browser } from '@playwright/test'

const CHROMIUM = '/usr/bin/chromium'

export const launch = (): Promise<Browser> => chromium.launch({
  ...(fs.existsSync(CHROMIUM) ? { executablePath: CHROMIUM } : {}),
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
})

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' }

/** Serves a folder on the loopback address; `close` ends it. */
export async function site(folder: string): Promise<{ readonly url: string; close(): void }> {
  const server = http.createServer((request, response) => {
    const file = path.join(folder, path.normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname)))
    if (!file.startsWith(folder) || !fs.existsSync(file) || !fs.statSync(file).isFile()) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' }).end(fs.readFileSync(file))
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
