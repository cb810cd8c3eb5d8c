#!/usr/bin/env node
// `npm start [-- GRAPH...]`: installs what is missing, builds, and opens the editor: the desktop app where there is a
// display and an Electron, otherwise in a browser by `tensorloom serve`. Built-ins only.
import { spawn } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { bin, ensureElectron, ensureModules, root, run } from './setup.mjs'

const from = process.env['INIT_CWD'] ?? process.cwd()
const files = process.argv.slice(2).map((name) => name.startsWith('-') ? name : path.resolve(from, name))
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])

/** Runs a program to its end, passing Ctrl+C on; resolves to its exit status. */
function attend(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' })
    const stop = () => child.kill()
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    const end = (status) => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve(status)
    }
    child.on('error', (error) => {
      console.error(error.message)
      end(1)
    })
    child.on('exit', (status, signal) => end(signal ? 0 : status ?? 1))
  })
}

async function main() {
  ensureModules()
  if (run(...bin('vite', 'build', '--app', '--logLevel', 'error')) !== 0) return 1
  const electron = hasDisplay ? ensureElectron() : undefined
  if (electron) {
    const begin = Date.now()
    // Chromium's sandbox does not work for root.
    const status = await attend(electron, [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, ...files])
    if (status === 0 || Date.now() - begin > 10_000) return status
    console.log('The desktop app could not be started; serving the editor to a browser instead.')
  } else {
    console.log(`${hasDisplay ? 'No Electron to be had' : 'No display'}: serving the editor to a browser. Open the address below; Ctrl+C ends it.`)
  }
  return attend(process.execPath, [path.join(root, 'dist', 'cli.js'), 'serve', ...files])
}

process.exitCode = await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
