/** Where the host finds and keeps things. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export interface HostFolders {
  /** Holds recent files and recovery; `TENSORLOOM_DATA` names another. */
  readonly data: string
  /** The example graphs that come with the app. */
  readonly examples: string
  /** The built page. */
  readonly site: string
}

/** The folder that holds `graphs/`, seen from a built file anywhere under `dist/`. */
export function applicationRoot(from: string): string {
  for (let dir = from; ; dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, 'graphs')) && fs.existsSync(path.join(dir, 'package.json'))) return dir
    if (dir === path.dirname(dir)) return from
  }
}

/** The folder of the person's own data: the desktop app's as well. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env['TENSORLOOM_DATA']) return path.resolve(env['TENSORLOOM_DATA'])
  const home = os.homedir()
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Tensorloom')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Tensorloom')
  return path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), 'Tensorloom')
}

/** The folders of an app that lies in `root`. */
export function hostFolders(root: string, data: string): HostFolders {
  return { data, examples: path.join(root, 'graphs'), site: path.join(root, 'dist', 'renderer') }
}
