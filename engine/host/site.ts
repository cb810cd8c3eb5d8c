/** The page's own files, for `app://` and for HTTP. */
import fs from 'node:fs/promises'
import path from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
}

export interface SiteFile {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Reads the file that a URL's path names in `dir`; undefined where it names none or would leave the folder. */
export async function siteFile(dir: string, urlPath: string): Promise<SiteFile | undefined> {
  let name: string
  try {
    name = decodeURIComponent(urlPath)
  } catch {
    return undefined
  }
  if (name.includes('\0') || name.includes('\\')) return undefined
  const file = path.join(dir, name.endsWith('/') ? `${name}index.html` : name)
  if (!file.startsWith(dir + path.sep)) return undefined
  const type = TYPES[path.extname(file)]
  if (type === undefined) return undefined
  try {
    return { type, bytes: new Uint8Array(await fs.readFile(file)) }
  } catch {
    return undefined
  }
}
