#!/usr/bin/env node
// `npm run package [-- TARGET...]`: builds, and packs the desktop app for Linux into release/. Without a target all of
// electron-builder.yml (AppImage and deb), or, where their tools cannot be fetched, the unpacked app alone
// (release/linux-unpacked/tensorloom), which `--dir` asks for. With --no-build it packs dist/ as it is.
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
  const pack = (...wanted) => run(...bin('electron-builder', '--linux', ...wanted, '--publish', 'never', `-c.electronDist=${dist}`, `-c.electronVersion=${version}`))
  const status = pack(...targets)
  if (status === 0 || targets.length > 0) return status
  console.error('AppImage and deb could not be made (their tools are fetched from the network); packing the unpacked app alone.')
  return pack('--dir')
}

try {
  process.exitCode = main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
