import { electronHost } from './electron'
import type { Host } from './host'
import { webHost } from './web'

/** The host this page runs in. */
export const connectHost = (): Host => (window.tensorloomHost ? electronHost(window.tensorloomHost) : webHost())
