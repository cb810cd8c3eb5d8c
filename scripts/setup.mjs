// What start, test and package need before they can begin. Built-ins only: it runs where nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'

export const root = path.resolve(import.meta.dirname, '..')
const at = (...parts) => path.join(root, ...parts)

/** Runs a command in the repository and returns its exit status (1 where it could not be started or was killed). */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (done.error) console.error(`${command}: ${done.error.message}`)
  return done.status ?? 1
}

/** As `run`, beside others: each line it prints begins with `label`. */
export function runBeside(label, command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => console.log(`${label} | ${line}`))
    }
    child.on('error', (error) => { console.error(`${command}: ${error.message}`); resolve(1) })
    child.on('close', (status) => resolve(status ?? 1))
  })
}

/** Runs the binary of a package, e.g. `bin('vite', 'build')`, without npx. */
export function bin(name, ...args) {
  const { packageName, file, heavy = false } = BINARIES[name]
  return [process.execPath, [...(heavy ? ROOMY : []), at('node_modules', packageName, file), ...args]]
}
/** For what makes objects by the million: fewer collections, a tenth to a fifth of its time. */
const ROOMY = ['--max-semi-space-size=64']
const BINARIES = {
  'eslint': { packageName: 'eslint', file: 'bin/eslint.js', heavy: true },
  // The native compiler, a fifth of the time; vue-tsc and typescript-eslint go with the one in JavaScript alone.
  'tsc': { packageName: 'typescript-native', file: 'bin/tsc' },
  'vue-tsc': { packageName: 'vue-tsc', file: 'bin/vue-tsc.js', heavy: true },
  'vite': { packageName: 'vite', file: 'bin/vite.js' },
  'vitest': { packageName: 'vitest', file: 'vitest.mjs' },
  'playwright': { packageName: '@playwright/test', file: 'cli.js' },
  'electron-builder': { packageName: 'electron-builder', file: 'cli.js' },
}

const readJson = (file) => {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether node_modules holds what package-lock.json says (optional packages of other platforms aside). */
function modulesFit() {
  const wanted = readJson(at('package-lock.json'))?.packages ?? {}
  const there = readJson(at('node_modules', '.package-lock.json'))?.packages
  if (!there) return false
  return Object.entries(wanted).every(([name, entry]) => name === '' || entry.optional === true || there[name]?.version === entry.version)
}

/** Installs the packages where they are missing or not those of package-lock.json. Throws where that fails. */
export function ensureModules() {
  if (modulesFit()) return
  console.log('Installing packages (npm ci) ...')
  // npm 10 does not know package.json's allowScripts; onnxruntime-node's script downloads CUDA libraries.
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' }
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund']
  const npm = process.env['npm_execpath']
  const status = npm?.endsWith('.js')
    ? run(process.execPath, [npm, ...args], { env })
    : run('npm', args, { env, shell: process.platform === 'win32' })
  if (status !== 0) throw new Error('npm ci failed')
}

/** Whether a program of that name is on the PATH. */
export function onPath(name) {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((dir) => dir !== '' && fs.existsSync(path.join(dir, name)))
}

const NEEDED = [
  { packages: ['chromium'], there: () => onPath('chromium') || onPath('google-chrome') },
  { packages: ['xvfb'], there: () => onPath('xvfb-run') },
  { packages: ['xauth'], there: () => onPath('xauth') },
  { packages: ['libnss3'], there: () => hasLibrary('libnss3.so') },
  { packages: ['libgtk-3-0t64', 'libgtk-3-0'], there: () => hasLibrary('libgtk-3.so.0') },
  { packages: ['libgbm1'], there: () => hasLibrary('libgbm.so.1') },
  { packages: ['libasound2t64', 'libasound2'], there: () => hasLibrary('libasound.so.2') },
]

let libraries
function hasLibrary(name) {
  libraries ??= ['ldconfig', '/sbin/ldconfig'].map((tool) => spawnSync(tool, ['-p'], { encoding: 'utf8' }).stdout ?? '').join('\n')
  return libraries.includes(name)
}

/** On Debian and its kin, installs what the browser tests need and is missing, where this user may. Says so where not. */
export function ensureSystemPackages() {
  if (process.platform !== 'linux' || !onPath('apt-get')) return
  const missing = NEEDED.filter((entry) => !entry.there())
  if (missing.length === 0) return
  const names = missing.map((entry) => entry.packages.at(-1)).join(' ')
  const prefix = process.getuid?.() === 0 ? [] : spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined
  if (!prefix) {
    console.log(`Missing, and not root: apt-get install ${names}`)
    return
  }
  console.log(`Installing ${names} (apt-get) ...`)
  const apt = (...args) => {
    const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]
    return run(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] })
  }
  apt('update', '-q')
  const known = (name) => /Candidate: (?!\(none\))/.test(spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout ?? '')
  const chosen = missing.map((entry) => entry.packages.find(known) ?? entry.packages.at(-1))
  if (apt('install', '-y', '-q', '--no-install-recommends', ...chosen) !== 0) console.log('apt-get failed; going on without')
}

/**
 * Finds or fetches an Electron. Returns the executable's path, and sets ELECTRON_OVERRIDE_DIST_PATH where it is not the
 * `electron` package's own; undefined where none can be had.
 */
export function ensureElectron() {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) return path.join(override, process.platform === 'win32' ? 'electron.exe' : 'electron')
  const own = () => {
    const name = at('node_modules', 'electron', 'path.txt')
    if (!fs.existsSync(name)) return undefined
    const file = at('node_modules', 'electron', 'dist', fs.readFileSync(name, 'utf8'))
    return fs.existsSync(file) ? file : undefined
  }
  if (own()) return own()
  const cached = path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'electron-dist-33.2.1', 'electron')
  console.log('Fetching Electron ...')
  const quiet = { stdio: ['ignore', 'ignore', 'ignore'] }
  // A network that swallows packets must not hang the tests where a substitute lies ready.
  run(process.execPath, [at('node_modules', 'electron', 'install.js')], { ...quiet, timeout: fs.existsSync(cached) ? 20_000 : 240_000 })
  if (own()) return own()
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  console.log('Its download failed; taking the Electron 33 of scripts/electron-dist.mjs, good for tests and a look.')
  const made = spawnSync(process.execPath, [at('scripts', 'electron-dist.mjs')], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  if (made.status !== 0) return undefined
  const dist = made.stdout.trim().split('\n').at(-1)
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dist
  return path.join(dist, 'electron')
}
