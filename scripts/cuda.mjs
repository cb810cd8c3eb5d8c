#!/usr/bin/env node
// Fetches ONNX Runtime's CUDA libraries with onnxruntime-node's own install script, which `npm ci` leaves out:
// it downloads from outside the npm registry and would fail the install where that cannot be reached.
import { spawnSync } from 'node:child_process'
import path from 'node:path'

const dir = path.resolve(import.meta.dirname, '../node_modules/onnxruntime-node')
console.log('Fetching the CUDA libraries of ONNX Runtime...')
const run = spawnSync(process.execPath, [path.join(dir, 'script/install.js'), '--onnxruntime-node-install=cuda12'], { cwd: dir, stdio: 'inherit', env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'cuda12', npm_config_onnxruntime_node_install: 'cuda12' } })
console.log(run.status === 0 ? 'Done: choose CUDA as the device.' : 'The download failed: the CPU goes on working.')
process.exit(run.status ?? 1)
