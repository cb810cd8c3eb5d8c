#!/usr/bin/env node
// Fetches ONNX Runtime's CUDA libraries with onnxruntime-node's own install script, which `npm ci` leaves out:
// it downloads from outside the npm registry and would fail the install where that cannot be reached.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { ensureModules, root } from './setup.mjs'

const HELP = `npm run cuda: fetches ONNX Runtime's CUDA libraries (several hundred MB) into node_modules, so that CUDA can be
chosen as the device. For Linux on x64 with an NVIDIA GPU, its driver, CUDA and cuDNN; everything else goes
on without. npm ci takes them away again.`

function main(args) {
  if (args.length > 0) {
    console.log(HELP)
    return args.every((arg) => arg === '--help' || arg === '-h') ? 0 : 2
  }
  if (os.platform() !== 'linux' || os.arch() !== 'x64') {
    console.error(`ONNX Runtime has CUDA libraries for Linux on x64 alone, not for ${os.platform()} on ${os.arch()}.`)
    return 1
  }
  ensureModules()
  const dir = path.join(root, 'node_modules/onnxruntime-node')
  const library = path.join(dir, 'bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so')
  console.log('Fetching the CUDA libraries of ONNX Runtime...')
  // "true" is all that belongs to this platform: of a name such as cuda12 the script of 1.30 forgets what it read.
  const { status } = spawnSync(process.execPath, [path.join(dir, 'script/install.js')], { cwd: dir, stdio: 'inherit', env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' } })
  const there = fs.existsSync(library)
  console.log(there ? 'Done: choose CUDA as the device.' : 'The libraries could not be fetched: the CPU goes on working.')
  return there ? status ?? 1 : 1
}

process.exitCode = main(process.argv.slice(2))
