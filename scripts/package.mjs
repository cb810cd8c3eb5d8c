#!/usr/bin/env node
// `npm run package [-- TARGET...]`: builds, and packs the desktop app into release/. Without a target the unpacked app
// (release/linux-unpacked/tensorloom); `deb`, `AppImage` and `tar.gz` fetch their tools, so they need the network.
// With --no-build it packs dist/ as it is.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { bin, ensureElectron, ensureModules, root, run } from './setup.mjs'

function main() {
  ensureModules()
  const electron = ensureElectron()
  if (!electron) throw new Error('There is no Electron to pack.')
  const words = process.argv.slice(2)
  if (!words.includes('--no-build')) {
    fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true })
    if (run(...bin('vite', 'build', '--app', '--logLevel', 'error')) !== 0) throw new Error('The build failed.')
  }
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? path.join(root, 'node_modules', 'electron', 'dist')
  const version = fs.readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  const targets = words.filter((word) => word !== '--no-build')
  return run(...bin('electron-builder', ...(targets.length > 0 ? ['--linux', ...targets] : ['--dir']),
    '--publish', 'never', `-c.electronDist=${dist}`, `-c.electronVersion=${version}`))
}

try {
  process.exitCode = main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
