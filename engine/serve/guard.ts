/** Who may talk to the server: pages that it served itself, under the token that it printed. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

export class Guard {
  readonly #token: Buffer
  /** Host names by which a browser reaches a loopback address; any other is DNS rebinding. */
  readonly #hosts: ReadonlySet<string>

  constructor(token: string, port: number) {
    this.#token = digest(token)
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  }

  /** Whether the request comes by a name of this machine and, where it says so, from a page of this server. */
  allows(request: IncomingMessage): boolean {
    const { host, origin } = request.headers
    if (host === undefined || !this.#hosts.has(host)) return false
    return origin === undefined || origin === `http://${host}`
  }

  /** The path behind `/TOKEN`, from `/` on, without the query; undefined where the token is another, '' where nothing follows it. */
  path(url: string | undefined): string | undefined {
    const match = /^\/([^/?#]*)([^?#]*)/.exec(url ?? '')
    if (!match || !timingSafeEqual(digest(match[1] ?? ''), this.#token)) return undefined
    return match[2] ?? ''
  }
}
