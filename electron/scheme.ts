/** `app://tensorloom/`: the built page, and nothing else. */
import { protocol, type Session } from 'electron'
import { SECURITY_HEADERS } from '../engine/host/csp'
import { siteFile } from '../engine/host/site'

const SCHEME = 'app'
const HOST = 'tensorloom'
export const ORIGIN = `${SCHEME}://${HOST}`
export const PAGE = `${ORIGIN}/index.html`

/** Before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
}

/** Serves the folder to a session, and refuses every other address in it. */
export function serveSite(session: Session, dir: string): void {
  session.protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url)
    const file = request.method === 'GET' && url.host === HOST ? await siteFile(dir, url.pathname) : undefined
    if (!file) return new Response('Not found', { status: 404, headers: { ...SECURITY_HEADERS, 'Content-Type': 'text/plain' } })
    return new Response(file.bytes, { headers: { ...SECURITY_HEADERS, 'Content-Type': file.type } })
  })
  session.webRequest.onBeforeRequest(({ url }, respond) => {
    respond({ cancel: !(url.startsWith(`${ORIGIN}/`) || /^(blob|data|devtools):/.test(url)) })
  })
}
